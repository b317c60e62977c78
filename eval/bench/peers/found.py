"""A peer is a function from a question to (article id, text) pairs; here it becomes one of our retrievers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from index.embed.model import BUNDLED, find_model
from index.types import Article, Passage, Published, ScoredPassage
from rag.protocols import Retrieved
from rag.types import Query

Find = Callable[[str, int], Sequence[tuple[str, str]]]
"""A question and a number k to at most k passages, best first: the id of the article, and what the reader gets."""


class PeerRetriever:
    """Gives what a peer finds the shape that the measures read; the order is its own, the filters go unused.

    Tokens are counted by our embedder's tokenizer, as they are for our own passages.
    """

    def __init__(self, find: Find) -> None:
        self._find = find
        tokenizer = find_model(BUNDLED).tokenizer()
        self._count = lru_cache(maxsize=65_536)(lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids))

    def search(self, query: Query, k: int) -> Retrieved:
        """Return what the peer finds, best first, scored by the place from the end."""
        found = self._find(query.text, k)
        scored = (self._scored(*one, place=place, of=len(found)) for place, one in enumerate(found))
        return Retrieved(passages=tuple(scored))

    def _scored(self, article_id: str, text: str, *, place: int, of: int) -> ScoredPassage:
        passage = Passage(
            id=f"{article_id}:{place}",
            article_id=article_id,
            start=0,
            end=len(text),
            text=text,
            heading="",
            tokens=self._count(text),
        )
        article = Article(
            id=article_id, title=None, source=None, url=None, published=Published(), path="", text=text, raw_sha256=""
        )
        return ScoredPassage(passage=passage, article=article, score=float(of - place))
