"""How fast indexing, questions and a cold start are, each measured in processes of their own."""
