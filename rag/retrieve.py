"""From a question to its passages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Protocol

from index.copies import Wording, carries, wording
from index.embed import Embedder
from index.lexical import query_terms
from index.search import PassageIndex
from index.types import ScoredPassage
from rag.fuse import fused_scores, order
from rag.types import Query

# Beyond it a search compares every vector; a page that is copied thousands of times is a notice, not news.
_MOST_WANTED = 2_000
# From each of the two searches; with 200, no mean of the development sets changed in its third place.
_POOL = 100


class Retriever(Protocol):
    """Finds the passages that may answer a question.

    Implementations are thread-safe and block: callers on an event loop use a thread.
    """

    def retrieve(self, query: Query, k: int) -> tuple[ScoredPassage, ...]:
        """Return at most `k` passages, best first; ties go by passage id. Empty when nothing passes the filters."""
        ...


class HybridRetriever:
    """Ranks passages by what their embedding, their words and their day have to do with the question."""

    def __init__(self, index: PassageIndex, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder

    def retrieve(self, query: Query, k: int) -> tuple[ScoredPassage, ...]:
        """Return the `k` best passages, best first, each story in the words of one outlet."""
        vector = self._embedder.encode_queries([query.text])[0]
        terms = query_terms(query.text)

        def search(wanted: int) -> tuple[ScoredPassage, ...]:
            pool = max(_POOL, wanted)
            found = self._index.candidates(vector, terms, pool=pool, filters=query.filters)
            scores = fused_scores(found, asked=query.asked)
            return self._index.hits(found, scores, order(found, scores)[:wanted])

        return one_of_each_story(search, k)


class DenseRetriever:
    """Ranks passages by the cosine between their embedding and the question's."""

    def __init__(self, index: PassageIndex, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder

    def retrieve(self, query: Query, k: int) -> tuple[ScoredPassage, ...]:
        """Return the `k` nearest passages, best first, each story in the words of one outlet."""
        vector = self._embedder.encode_queries([query.text])[0]
        return one_of_each_story(lambda wanted: self._index.search(vector, k=wanted, filters=query.filters), k)


def one_of_each_story(search: Callable[[int], Sequence[ScoredPassage]], k: int) -> tuple[ScoredPassage, ...]:
    """Return the best `k` passages of a search, asked for more until they are `k` without the copies.

    They are fewer where thousands of copies come first.
    """
    wanted = k
    while True:
        found = search(wanted)
        distinct = tuple(islice(without_copies(found), k))
        if len(distinct) == k or len(found) < wanted or wanted >= _MOST_WANTED:
            return distinct
        wanted *= 2


def without_copies(ranked: Iterable[ScoredPassage]) -> Iterator[ScoredPassage]:
    """Drop a passage that a better ranked article of the same story carries; what a copy adds or changes stays."""
    told: dict[int | None, dict[str, Wording]] = {}
    for scored in ranked:
        if scored.copies:
            said, passage = told.setdefault(scored.story, {}), wording(scored.passage.text)
            if any(carries(text, passage) for other, text in said.items() if other != scored.article.id):
                continue
            if scored.article.id not in said:
                said[scored.article.id] = wording(scored.article.text)
        yield scored
