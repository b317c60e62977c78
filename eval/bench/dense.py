"""Retrieval by embeddings alone, which the product's is measured beside."""

from __future__ import annotations

from index.embed.model import Embedder
from index.search import PassageIndex
from rag.find.retrieve import one_of_each_story
from rag.protocols import Retrieved
from rag.question.question import Question


class DenseRetriever:
    """Ranks passages by the cosine between their embedding and the question's."""

    def __init__(self, index: PassageIndex, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder

    def retrieve(self, question: Question, k: int) -> Retrieved:
        """Return the `k` nearest passages, best first, each story in the words of one outlet."""
        vector, filters = self._embedder.encode_queries([question.text])[0], question.query.filters
        return Retrieved(passages=one_of_each_story(lambda n: self._index.search(vector, k=n, filters=filters), k))
