"""What is fitted, on which data, by one script each."""
