"""The language of texts: sentences, words that carry content."""
