"""From a question to its passages."""

from __future__ import annotations

from typing import Protocol

from index.embed import Embedder
from index.search import PassageIndex
from index.types import ScoredPassage
from rag.types import Query


class Retriever(Protocol):
    """Finds the passages that may answer a question.

    Implementations are thread-safe and block: callers on an event loop use a thread.
    """

    def retrieve(self, query: Query, k: int) -> tuple[ScoredPassage, ...]:
        """Return at most `k` passages, best first; ties go by passage id. Empty when nothing passes the filters."""
        ...


class DenseRetriever:
    """Ranks passages by the cosine between their embedding and the question's."""

    def __init__(self, index: PassageIndex, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder

    def retrieve(self, query: Query, k: int) -> tuple[ScoredPassage, ...]:
        """Return the `k` nearest passages, best first."""
        vectors = self._embedder.encode_queries([query.text])
        return self._index.search(vectors[0], k=k, filters=query.filters)
