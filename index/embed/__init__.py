"""How passages and questions are embedded: the reference in torch, and the encoder compiled from it once."""
