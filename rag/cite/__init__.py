"""What each sentence of an answer rests on, and whether that carries it."""

from rag.cite.checking import support, supports

__all__ = ["support", "supports"]
