"""Whether a question is answered, by which sentence and by which words of it."""
