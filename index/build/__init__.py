"""Indexing runs: what is new goes in, what changed is replaced, what is gone may go."""
