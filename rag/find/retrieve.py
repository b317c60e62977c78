"""From a question to its passages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

from index.candidates import joined
from index.embed.model import Embedder
from index.lexical.bm25 import query_terms
from index.search import PassageIndex
from index.stories.copies import Wording, carries, wording
from index.types import Filters, ScoredPassage
from rag.find.fuse import fused_scores, order
from rag.protocols import Retrieved
from rag.question.question import Question
from rag.question.scope import scope_notes, searches

# Beyond it a search compares every vector; a page that is copied thousands of times is a notice, not news.
_MOST_WANTED = 2_000
# From each of the two searches; with 200, no mean of the development sets changed in its third place.
_POOL = 100


class HybridRetriever:
    """Ranks passages by what their embedding, their words and their day have to do with the question.

    What the question itself says of outlets and days is obeyed as far as it leaves anything (`rag.question.scope`).
    """

    def __init__(self, index: PassageIndex, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder

    def retrieve(self, question: Question, k: int) -> Retrieved:
        """Return the `k` best passages, best first, each story in the words of one outlet."""
        query, scope = question.query, question.scope
        vector = self._embedder.encode_queries([query.text])[0]
        terms = query_terms(query.text)
        for union in searches(scope, query.filters):

            def search(wanted: int, union: tuple[Filters, ...] = union) -> tuple[ScoredPassage, ...]:
                pool = max(_POOL, wanted)
                found = joined([self._index.candidates(vector, terms, pool=pool, filters=part) for part in union])
                scores = fused_scores(found, asked=query.asked, about=scope.about)
                return self._index.hits(found, scores, order(found, scores)[:wanted])

            if best := one_of_each_story(search, k):
                return Retrieved(passages=best, notes=scope_notes(scope, query.filters, best))
        return Retrieved()


def one_of_each_story(search: Callable[[int], Sequence[ScoredPassage]], k: int) -> tuple[ScoredPassage, ...]:
    """Return the best `k` passages of a search, 2,000 at most, asked for more until they are `k` without the copies.

    They are fewer where thousands of copies come first.
    """
    wanted = k = min(k, _MOST_WANTED)
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
