"""What is asked, and where it is to be looked for."""
