"""A synthetic archive is searched like any other, and grows from where it stands."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from eval.bench.speed.synthetic import Material, grow, material_of
from index.build.indexing import Indexer
from index.search import PassageIndex
from rag.find.retrieve import HybridRetriever
from tests.fakes import WordEmbedder, model_files, question, raw

LINES = [
    f"The council of town{number} voted for a bridge number{number} after a long debate in the evening, officials said."
    for number in range(40)
]


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    home = tmp_path_factory.mktemp("real")
    articles = [raw("\n".join(LINES[start : start + 10]), id=f"real{start}") for start in range(0, 40, 10)]
    Indexer(home=home, model=model_files(), embedder=WordEmbedder()).index_articles(articles)
    return material_of(home)


def test_it_has_the_passages_that_were_asked_for_and_finds_them(material: Material, tmp_path: Path) -> None:
    grow(tmp_path, 25, material)
    grow(tmp_path, 60, material)
    with closing(PassageIndex(tmp_path)) as index:
        assert (index.counts().articles, index.counts().passages) == (12, 60)
        sealed, tail = index.generation()
        assert sealed is not None
        assert (sealed.count, tail) == (60, 0)
        found = HybridRetriever(index, WordEmbedder()).retrieve(question("bridge number7"), 3).passages
    assert "number7 " in found[0].passage.text


def test_growing_to_what_is_there_changes_nothing(material: Material, tmp_path: Path) -> None:
    grow(tmp_path, 25, material)
    with closing(PassageIndex(tmp_path)) as index:
        before = index.generation()
    grow(tmp_path, 25, material)
    with closing(PassageIndex(tmp_path)) as index:
        assert index.generation() == before
