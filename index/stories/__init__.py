"""Which articles tell one story in the same words."""
