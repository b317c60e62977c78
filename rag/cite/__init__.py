"""What each sentence of an answer rests on, and whether that carries it."""

from rag.cite.checking import check, support, supports

__all__ = ["check", "support", "supports"]
