"""Reading without a model: sentences quoted as they stand."""
