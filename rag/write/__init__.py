"""Answers written by a language model that Ollama serves."""
