"""A person in: the terminal and the browser."""
