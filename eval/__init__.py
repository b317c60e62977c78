"""Gold questions in, scores out."""
