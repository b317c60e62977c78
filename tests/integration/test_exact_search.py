"""A small archive is searched by comparing every vector, with the results that Chroma gives and without its cost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from index.archive.writer import Archive
from index.build.indexing import Indexer
from index.search import PassageIndex
from index.vectors.folders import folder_of
from index.vectors.sealed import current
from tests.fakes import WordEmbedder, model_files, write_articles

QUESTIONS = [f"Topic{number} witness{number}x3" for number in range(12)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home, folder = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("articles")
    write_articles(folder, 12, sentences=30)
    Indexer(home=home, model=model_files(), embedder=WordEmbedder()).index([folder])
    return home


@pytest.fixture
def index(home: Path) -> Iterator[PassageIndex]:
    with closing(PassageIndex(home)) as index:
        yield index


def test_comparing_every_vector_and_asking_chroma_give_the_same(home: Path, index: PassageIndex) -> None:
    with closing(PassageIndex(home, exact_up_to=0)) as through_chroma:
        for vector in WordEmbedder().encode_queries(QUESTIONS):
            assert index.search(vector, k=10) == through_chroma.search(vector, k=10)


def test_what_is_compared_exactly_counts_as_part_of_the_generation(index: PassageIndex) -> None:
    sealed, tail = index.generation()
    assert sealed is not None
    assert (sealed.count, tail) == (index.counts().passages, 0)


def test_a_damaged_generation_is_noticed_though_it_is_not_needed(home: Path, index: PassageIndex) -> None:
    with closing(Archive(home)) as archive:
        sealed = current(archive)
    assert sealed is not None
    path = folder_of(home, sealed.number) / "numbers.npy"
    content = path.read_bytes()
    path.write_bytes(content[:-1])
    try:
        vector = WordEmbedder().encode_queries(QUESTIONS[:1])[0]
        assert len(index.search(vector, k=3)) == 3
        assert index.problem is not None
    finally:
        path.write_bytes(content)


def test_an_article_that_is_added_later_is_found_at_once(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "articles"
    (first, *_) = write_articles(folder, 2)
    indexer = Indexer(home=home, model=model_files(), embedder=WordEmbedder())
    indexer.index([first])
    with closing(PassageIndex(home)) as index:
        vector = WordEmbedder().encode_queries(["Topic1 witness1x3"])[0]
        assert {found.article.path for found in index.search(vector, k=9)} == {str(first.resolve())}
        indexer.index([folder])
        assert index.search(vector, k=1)[0].article.path != str(first.resolve())


def test_searching_a_small_archive_does_not_import_chroma(home: Path) -> None:
    code = f"""
import json, sys
from pathlib import Path
from index.vectors.folders import folder_of
from index.vectors.sealed import current
from index.search import PassageIndex
from tests.fakes import WordEmbedder
index = PassageIndex(Path({str(home)!r}))
found = index.search(WordEmbedder().encode_queries(["Topic1"])[0], k=3)
print(json.dumps([len(found), "chromadb" in sys.modules]))
"""
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert json.loads(ran.stdout) == [3, False]
