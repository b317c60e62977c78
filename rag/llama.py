"""The retriever as LlamaIndex's `BaseRetriever`, so that its query engines, agents and evaluators can stand on it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from llama_index.core.retrievers import BaseRetriever
from llama_index.core.schema import NodeRelationship, NodeWithScore, QueryBundle, RelatedNodeInfo, TextNode

from index.types import Article, Filters, ScoredPassage
from rag.app import open_session
from rag.protocols import Searcher
from rag.settings import Settings
from rag.types import Query, today


class DatelineRetriever(BaseRetriever):
    """Hands the passages of a retriever to LlamaIndex: one node a passage, its source node the article."""

    def __init__(
        self,
        searcher: Searcher,
        *,
        k: int = 8,
        asked: date | None = None,
        filters: Filters | None = None,
    ) -> None:
        """Retrieve `k` passages for questions put on the day `asked`, which is the current day where it is None."""
        super().__init__()
        self._searcher = searcher
        self._k = k
        self._asked = asked
        self._filters = filters or Filters()

    def _retrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        query = Query(text=query_bundle.query_str, asked=self._asked or today(), filters=self._filters, k=self._k)
        return [_node(hit) for hit in self._searcher.search(query, self._k).passages]

    async def _aretrieve(self, query_bundle: QueryBundle) -> list[NodeWithScore]:
        # Models and stores block; the event loop must not.
        return await asyncio.to_thread(self._retrieve, query_bundle)


@contextmanager
def open_retriever(
    settings: Settings, *, asked: date | None = None, filters: Filters | None = None
) -> Iterator[DatelineRetriever]:
    """Open a retriever over the archive that the settings name, of `settings.k` passages; raises as `open_session`."""
    with open_session(settings) as session:
        yield DatelineRetriever(session.searcher, k=settings.k, asked=asked, filters=filters)


def _node(hit: ScoredPassage) -> NodeWithScore:
    passage, article = hit.passage, hit.article
    node = TextNode(
        id_=passage.id,
        text=passage.text,
        start_char_idx=passage.start,
        end_char_idx=passage.end,
        metadata={**_about(article), "start": passage.start, "end": passage.end},
        # A model that reads the node has no use for addresses and offsets.
        excluded_llm_metadata_keys=["url", "start", "end"],
        excluded_embed_metadata_keys=["url", "start", "end"],
        relationships={NodeRelationship.SOURCE: RelatedNodeInfo(node_id=article.id)},
    )
    return NodeWithScore(node=node, score=hit.score)


def _about(article: Article) -> dict[str, str]:
    """What is known of an article; what is not has no key."""
    earliest, latest = article.published.earliest, article.published.latest
    days = dict.fromkeys(day.isoformat() for day in (earliest, latest) if day)
    known = {"title": article.title, "source": article.source, "url": article.url, "published": " to ".join(days)}
    return {name: value for name, value in known.items() if value}
