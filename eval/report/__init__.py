"""Scores for a person, for a program, and for a gate."""
