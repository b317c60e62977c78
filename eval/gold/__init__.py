"""Gold questions from the formats they come in."""
