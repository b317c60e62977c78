"""The peers answer in our interface; skipped where the extra `bench` is not installed."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index.build.indexing import Indexer
from tests.fakes import WordEmbedder, model_files, raw

pytest.importorskip("bm25s", reason="the extra `bench` is not installed")
pytest.importorskip("llama_index.retrievers.bm25", reason="BM25Retriever is not installed")

from llama_index.core import MockEmbedding

from eval.bench.peers import starter
from eval.bench.peers.lexical import open_bm25s

ARTICLES = [
    raw("Troops left Chernobyl on Thursday.", id="left"),
    raw("Gas prices rose in Berlin.", id="gas"),
    raw("A playground stands empty.", id="playground"),
]


class CountingEmbedding(MockEmbedding):
    """Notes how many texts it was given."""

    given: list[int] = []  # noqa: RUF012  # A pydantic field, copied for each instance.

    def get_text_embedding_batch(self, texts: list[str], show_progress: bool = False, **kwargs: Any) -> Any:
        self.given.append(len(texts))
        return super().get_text_embedding_batch(texts, show_progress=show_progress, **kwargs)


def embedded(_question: str) -> list[float]:
    return [0.5] * 8


def nodes() -> Any:
    splitter = starter.splitter_of_our_length(model_files())
    return splitter.get_nodes_from_documents(starter.documents_of(ARTICLES, with_url=False))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    starter.build(tmp_path / "starter", nodes(), MockEmbedding(embed_dim=8))
    return tmp_path / "starter"


def test_bm25s_finds_the_article_that_shares_words(tmp_path: Path) -> None:
    Indexer(home=tmp_path, model=model_files(), embedder=WordEmbedder()).index_articles(ARTICLES)
    assert open_bm25s(tmp_path)("When did troops leave?", 3) == [("left", "Troops left Chernobyl on Thursday.")]


def test_the_starter_gives_as_many_passages_as_are_asked_for(folder: Path) -> None:
    with closing(starter.Starter(folder, MockEmbedding(embed_dim=8))) as opened:
        found = starter.finder(opened.retriever, embedded)("troops", 2)
    assert len(found) == 2
    assert {name for name, _ in found} <= {"left", "gas", "playground"}


def test_the_fusion_prefers_what_its_lexical_half_finds(folder: Path) -> None:
    with closing(starter.Starter(folder, MockEmbedding(embed_dim=8))) as opened:
        found = starter.finder(opened.fusion, embedded)("gas prices in Berlin", 3)
    assert found[0] == ("gas", "Gas prices rose in Berlin.")


def test_what_was_embedded_is_kept(tmp_path: Path) -> None:
    embedding = CountingEmbedding(embed_dim=8)
    first, again = nodes(), nodes()
    starter.embed(first, embedding, kept=tmp_path)
    starter.embed(again, embedding, kept=tmp_path)
    assert embedding.given == [3]
    assert [node.embedding for node in again] == [node.embedding for node in first]
