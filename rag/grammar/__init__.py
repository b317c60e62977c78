"""Grammar by rules."""
