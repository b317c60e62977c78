"""What the sentences of the passages state."""
