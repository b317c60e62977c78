"""The lexical index: inverted lists in the archive's own file, ranked by BM25."""
