"""The SQLite file that is the truth: articles, passages, their vectors, the manifest."""
