"""What a question's own words choose, over a real archive."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from index.build.indexing import Indexer
from index.search import PassageIndex
from index.types import Filters
from rag.find.retrieve import HybridRetriever
from rag.find.search import QuestionSearch
from rag.question.reading import QuestionReader
from rag.types import Query
from tests.fakes import WordEmbedder, model_files

ASKED = date(2022, 4, 8)
# Each story in words of its own, so that none is a copy of another.
RECORDS = (
    {"id": "rt", "source": "RT", "published": "2022-03-31", "text": "Soldiers began to pull out of Chernobyl at dawn."},
    {"id": "post", "source": "Post", "published": "2022-03-31", "text": "Troops left Chernobyl, the operator said."},
    {
        "id": "wire",
        "source": "wire",
        "published": "2022-04-07",
        "text": "The Chernobyl station was left by the troops.",
    },
    {
        "id": "Wire",
        "source": "Wire",
        "published": "2019-05-01",
        "text": "Tourists left Chernobyl with troops of guides.",
    },
    {"id": "none", "text": "When troops left Chernobyl, nobody at the station knew where they went."},
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageIndex]:
    folder = tmp_path_factory.mktemp("scoped")
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, RECORDS)), "utf-8")
    Indexer(home=folder / "home", model=model_files(), embedder=WordEmbedder()).index([folder / "news.jsonl"])
    with closing(PassageIndex(folder / "home")) as index:
        yield index


def found(index: PassageIndex, question: str, **flags: object) -> tuple[set[str], tuple[str, ...]]:
    """The articles that come for a question, and what is told of the search."""
    query = Query(text=question, asked=ASKED, filters=Filters(**flags))  # type: ignore[arg-type]  # flags of a test
    found = searcher(index).search(query, 8)
    return {scored.article.id for scored in found.passages}, found.notes


def searcher(index: PassageIndex) -> QuestionSearch:
    return QuestionSearch(QuestionReader(index.outlets), HybridRetriever(index, WordEmbedder()))


def test_each_outlet_is_listed_once_whatever_the_case_of_its_letters(index: PassageIndex) -> None:
    assert [outlet.casefold() for outlet in index.outlets()] == ["post", "rt", "wire"]


def test_an_archive_that_does_not_exist_has_no_outlets(tmp_path: Path) -> None:
    with closing(PassageIndex(tmp_path / "nowhere")) as index:
        assert index.outlets() == []


def test_only_the_outlet_that_a_question_asks_for_is_searched(index: PassageIndex) -> None:
    articles, notes = found(index, "When did troops leave Chernobyl, according to RT?")
    assert (articles, notes) == ({"rt"}, ("Only RT was searched, as the question asks (“RT”).",))


def test_several_outlets_are_searched_together(index: PassageIndex) -> None:
    assert found(index, "When did troops leave Chernobyl, according to RT and the Wire?")[0] == {"rt", "wire", "Wire"}


def test_only_the_days_that_a_question_asks_for_are_searched(index: PassageIndex) -> None:
    articles, (note,) = found(index, "What did articles published in March 2022 say about Chernobyl?")
    assert (articles, "2022-03-01 to 2022-03-31" in note) == ({"rt", "post"}, True)


def test_an_outlet_without_an_article_of_those_days_is_searched_on_all_days(index: PassageIndex) -> None:
    articles, notes = found(index, "What did RT report in 2018 about Chernobyl?")
    assert (articles, [note.split()[0] for note in notes]) == ({"rt"}, ["Only", "No"])


def test_where_the_flags_leave_nothing_of_what_a_question_asks_for_they_alone_count(index: PassageIndex) -> None:
    articles, (note,) = found(index, "When did troops leave, according to RT?", articles=frozenset({"post", "wire"}))
    assert (articles, note) == (
        {"post", "wire"},
        "No article of RT is within the filters, so all outlets were searched.",
    )


def test_a_flag_counts_instead_of_the_outlet_in_the_question(index: PassageIndex) -> None:
    assert found(index, "When did troops leave Chernobyl, according to RT?", source="Post") == ({"post"}, ())


def test_a_time_in_the_question_lifts_the_news_of_that_time_and_leaves_none_out(index: PassageIndex) -> None:
    plain, timed = (
        {hit.article.id: hit.score for hit in searcher(index).search(Query(text=text, asked=ASKED), 8).passages}
        for text in ("Who left Chernobyl?", "Who left Chernobyl in May 2019?")
    )
    assert set(plain) == set(timed)
    assert plain["Wire"] < plain["wire"]
    assert timed["Wire"] > timed["wire"]
