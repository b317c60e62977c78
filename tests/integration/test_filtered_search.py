"""A filter gives the same passages whichever way they are found, and only such as pass it."""

from __future__ import annotations

import random
from contextlib import closing
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from index.archive.articles import PreparedArticle
from index.archive.writer import Archive
from index.build.indexing import Indexer
from index.build.run import manifest_of
from index.search import PassageIndex
from index.types import Filters, Published, RawArticle, ScoredPassage
from index.vectors import generations, nearest
from rag.find.retrieve import HybridRetriever
from rag.question.reading import read_question
from rag.types import Query
from tests.fakes import WordEmbedder, model_files, prepared

FIRST_DAY = date(2022, 3, 1)
OUTLETS = ("Herald", "Gazette", "Courier")
ARTICLES = 45
QUESTION = "Who saw the harbour bridge on place7?"

FILTERS = {
    "from a day on": Filters(published_from=date(2022, 3, 20)),
    "up to a day": Filters(published_to=date(2022, 3, 20)),
    "one day": Filters(published_from=date(2022, 3, 8), published_to=date(2022, 3, 8)),
    "an outlet": Filters(source="gazette"),
    "an outlet in a week": Filters(source="Courier", published_from=date(2022, 3, 7), published_to=date(2022, 3, 13)),
    "what happened": Filters(event_from=date(2021, 1, 10), event_to=date(2021, 1, 25)),
    "what happened, by an outlet": Filters(event_to=date(2021, 1, 20), source="Herald"),
    "some articles": Filters(articles=frozenset({"a7", "a8", "a30"})),
    "nothing": Filters(source="Nobody"),
}


def day_of(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def event_of(number: int) -> date:
    return date(2021, 1, 1) + timedelta(days=number)


def articles() -> list[RawArticle]:
    return [
        RawArticle(
            id=f"a{number}",
            path=f"/{number}.txt",
            text=f"The bridge of place{number} fell on {event_of(number):%-d %B %Y}.\n"
            f"Witness{number} saw the harbour near place{number}, and told reporters about topic{number}.",
            source=OUTLETS[number % 3],
            published=day_of(number).isoformat(),
        )
        for number in range(ARTICLES)
    ]


def passes(number: int, filters: Filters) -> bool:
    return (
        (filters.published_from or date.min) <= day_of(number) <= (filters.published_to or date.max)
        and (filters.event_from or date.min) <= event_of(number) <= (filters.event_to or date.max)
        and (filters.source is None or filters.source.lower() == OUTLETS[number % 3].lower())
        and (filters.articles is None or f"a{number}" in filters.articles)
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    Indexer(home=home, model=model_files(), embedder=WordEmbedder()).index_articles(articles())
    return home


def search(home: Path, filters: Filters, *, exact_up_to: int, k: int = 5) -> tuple[ScoredPassage, ...]:
    with closing(PassageIndex(home, exact_up_to=exact_up_to)) as index:
        retriever = HybridRetriever(index, WordEmbedder())
        query = Query(text=QUESTION, asked=date(2026, 1, 1), filters=filters)
        return retriever.retrieve(read_question(query), k).passages


@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
def test_all_that_is_found_passes_the_filter_and_all_that_passes_is_found(home: Path, filters: Filters) -> None:
    found = {one.article.id for one in search(home, filters, exact_up_to=100, k=100)}
    assert found == {f"a{number}" for number in range(ARTICLES) if passes(number, filters)}


@pytest.mark.parametrize("filters", FILTERS.values(), ids=FILTERS)
@pytest.mark.parametrize("few", [0, 5, 4_000])
def test_the_vector_index_gives_what_comparing_every_vector_gives(
    home: Path, monkeypatch: pytest.MonkeyPatch, filters: Filters, few: int
) -> None:
    monkeypatch.setattr(nearest, "_FEW", few)
    assert search(home, filters, exact_up_to=0) == search(home, filters, exact_up_to=100)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More passages than are taken as candidates, half of them newer than the vector index."""
    home = tmp_path_factory.mktemp("large")
    words, directions = random.Random(7), np.random.default_rng(7)
    with closing(Archive(home, create=True)) as archive:
        archive.set_record("manifest", asdict(manifest_of(model_files(), WordEmbedder().runtime)))
        archive.update_lexical()
        for half in (range(250), range(250, 500)):
            archive.store(
                [short_article(number, words, directions) for number in half], now=datetime(2022, 4, 8, tzinfo=UTC)
            )
            if half.start == 0:
                generations.advance(home, archive)
    return home


def short_article(number: int, words: random.Random, directions: np.random.Generator) -> PreparedArticle:
    """Its vector has nothing to do with its words, so that each of the two searches finds passages of its own."""
    text = " ".join(words.choices(["bridge", "harbour", "witness", "saw", "fell", "night", "place7", "town"], k=9))
    item = prepared(
        f"{text} {number}",
        id=f"a{number}",
        source=OUTLETS[number % 3],
        published=Published(earliest=day_of(number % 60), latest=day_of(number % 60), provenance="metadata"),
    )
    vector = directions.standard_normal(item.vectors.shape, np.float32)
    return replace(item, vectors=vector / np.linalg.norm(vector))


@pytest.mark.parametrize("filters", [Filters(), Filters(source="gazette"), Filters(published_from=day_of(20))], ids=str)
@pytest.mark.parametrize("few", [0, 4_000])
def test_candidates_are_the_same_whichever_way_they_are_found(
    large: Path, monkeypatch: pytest.MonkeyPatch, filters: Filters, few: int
) -> None:
    monkeypatch.setattr(nearest, "_FEW", few)
    assert ranked(large, filters, exact_up_to=0) == ranked(large, filters, exact_up_to=1_000)


def ranked(home: Path, filters: Filters, *, exact_up_to: int) -> list[list[tuple[str, float]]]:
    with closing(PassageIndex(home, exact_up_to=exact_up_to)) as index:
        retriever = HybridRetriever(index, WordEmbedder())
        queries = [
            Query(text=f"{QUESTION} {word}", asked=day_of(7), filters=filters)
            for word in ("night", "town", "fell", "harbour", "")
        ]
        found = (retriever.retrieve(read_question(query), 10).passages for query in queries)
        return [[(hit.passage.id, hit.score) for hit in hits] for hits in found]


def test_a_filter_finds_what_the_best_passages_of_the_archive_hide(home: Path) -> None:
    (only,) = search(home, Filters(articles=frozenset({"a44"})), exact_up_to=100)
    assert only.article.id == "a44"
    assert "a44" not in {one.article.id for one in search(home, Filters(), exact_up_to=100)}


def test_what_passes_a_filter_is_found_beyond_nearer_passages_that_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by(outlet: str, first: int, count: int, words: str) -> list[RawArticle]:
        return [
            RawArticle(id=f"{outlet}{n}", path=f"/{outlet}{n}.txt", text=f"{words} item{n}.", source=outlet)
            for n in range(first, first + count)
        ]

    home = tmp_path / "home"
    indexer = Indexer(home=home, model=model_files(), embedder=WordEmbedder())
    indexer.index_articles([*by("Herald", 0, 40, "Harbour bridge"), *by("Gazette", 0, 5, "Harbour bridge collapsed")])
    with monkeypatch.context() as patch:
        patch.setattr(generations, "advance", lambda *_args, **_options: None)  # These are newer than the generation.
        indexer.index_articles(by("Gazette", 5, 5, "Harbour ferry sank near the bridge yesterday"))
    monkeypatch.setattr(nearest, "_FEW", 0)  # As if too many passed to be listed.
    vector = WordEmbedder().encode_queries(["Harbour bridge"])[0]
    with closing(PassageIndex(home, exact_up_to=0)) as index:
        found = {hit.article.id for hit in index.search(vector, k=5, filters=Filters(source="Gazette"))}
    assert found == {f"Gazette{number}" for number in range(5)}
