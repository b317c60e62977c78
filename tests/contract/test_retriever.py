"""What any retriever does: the one over a real archive, and the fake."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from eval.bench.dense import DenseRetriever
from index.build.indexing import Indexer
from index.embed.model import Embedder
from index.published import from_metadata
from index.search import PassageIndex
from index.types import Filters, ScoredPassage
from rag.find.retrieve import HybridRetriever
from rag.protocols import Retriever
from rag.question.reading import read_question
from rag.types import Query
from tests.fakes import ListRetriever, WordEmbedder, model_files, scored


@dataclass(frozen=True)
class Story:
    """An article, and the score that the fake gives it."""

    id: str
    text: str
    source: str | None
    published: str | None
    score: float


STORIES = (
    Story("best", "Troops left Chernobyl.", None, None, 0.9),
    Story("march", "Troops left Chernobyl while ministers talked in Turkey.", "Wire", "2022-03", 0.7),
    Story("tie-b", "Gas prices rose, officials in Berlin said, as troops moved.", "Post", "2022-04-01", 0.2),
    Story("tie-a", "As troops moved, officials in Berlin said, gas prices rose.", "Post", "2022-04-01", 0.2),
    Story("far", "A playground stands empty among leafless trees.", "wire", "2022-03-01", 0.0),
)
_OVER_AN_ARCHIVE: dict[str, Callable[[PassageIndex, Embedder], Retriever]] = {
    "dense": DenseRetriever,
    "hybrid": HybridRetriever,
}
QUERY = Query(text="When had troops left Chernobyl?", asked=date(2022, 4, 8))


def passage(story: Story) -> ScoredPassage:
    hit = scored(story.text, id=story.id, score=story.score)
    return replace(hit, article=replace(hit.article, source=story.source, published=from_metadata(story.published)))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("retriever")
    records = [{"id": s.id, "text": s.text, "source": s.source, "published": s.published} for s in STORIES]
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    Indexer(home=folder / "home", model=model_files(), embedder=WordEmbedder()).index([folder / "news.jsonl"])
    return folder / "home"


@pytest.fixture(scope="module", params=["fake", "dense", "hybrid"])
def retriever(request: pytest.FixtureRequest, home: Path) -> Iterator[Retriever]:
    if request.param == "fake":
        yield ListRetriever(*map(passage, STORIES))
        return
    with closing(PassageIndex(home, exact_up_to=0)) as index:
        yield _OVER_AN_ARCHIVE[request.param](index, WordEmbedder())


@pytest.fixture(params=["fake", "dense", "hybrid"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Retriever]:
    if request.param == "fake":
        yield ListRetriever()
        return
    with closing(PassageIndex(tmp_path / "nowhere")) as index:
        yield _OVER_AN_ARCHIVE[request.param](index, WordEmbedder())


def retrieve(retriever: Retriever, query: Query, k: int) -> tuple[ScoredPassage, ...]:
    return retriever.retrieve(read_question(query), k).passages


def ids(found: tuple[ScoredPassage, ...]) -> list[str]:
    return [scored.article.id for scored in found]


@pytest.mark.parametrize("k", [1, 2, 3, 5])
def test_at_most_k_passages_come(retriever: Retriever, k: int) -> None:
    assert len(retrieve(retriever, QUERY, k)) == k


def test_there_are_never_more_than_the_archive_holds(retriever: Retriever) -> None:
    assert sorted(ids(retrieve(retriever, QUERY, 1000))) == sorted(story.id for story in STORIES)


def test_the_best_comes_first_and_scores_fall(retriever: Retriever) -> None:
    found = retrieve(retriever, QUERY, 10)
    assert ids(found)[:2] == ["best", "march"]
    scores = [scored.score for scored in found]
    assert scores == sorted(scores, reverse=True)


def test_ties_go_by_the_id_of_the_passage(retriever: Retriever) -> None:
    found = retrieve(retriever, QUERY, 10)
    first, second = [scored for scored in found if scored.article.id.startswith("tie")]
    assert first.score == second.score
    assert [first.article.id, second.article.id] == ["tie-a", "tie-b"]


def test_a_tie_at_the_last_place_goes_by_the_id_as_well(retriever: Retriever) -> None:
    place = ids(retrieve(retriever, QUERY, 10)).index("tie-a")
    assert ids(retrieve(retriever, QUERY, place + 1))[-1] == "tie-a"


def test_fewer_passages_are_the_first_of_more(retriever: Retriever) -> None:
    assert retrieve(retriever, QUERY, 3) == retrieve(retriever, QUERY, 5)[:3]


def test_asking_again_gives_the_same(retriever: Retriever) -> None:
    assert retrieve(retriever, QUERY, 5) == retrieve(retriever, QUERY, 5)


def test_no_passage_comes_twice(retriever: Retriever) -> None:
    found = [scored.passage.id for scored in retrieve(retriever, QUERY, 10)]
    assert len(set(found)) == len(found)


def test_a_passage_stands_in_its_article_where_it_says(retriever: Retriever) -> None:
    for hit in retrieve(retriever, QUERY, 10):
        assert hit.passage.article_id == hit.article.id
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text


@pytest.mark.parametrize(
    ("filters", "passing"),
    [
        (Filters(source="WIRE"), {"march", "far"}),
        (Filters(source="Unknown"), set()),
        (Filters(source="\udcff"), set()),
        (Filters(published_from=date(2022, 3, 15)), {"march", "tie-a", "tie-b"}),
        (Filters(published_to=date(2022, 3, 15)), {"march", "far"}),
        (Filters(published_from=date(2022, 4, 1), published_to=date(2022, 4, 1)), {"tie-a", "tie-b"}),
        (Filters(articles=frozenset({"best", "far"})), {"best", "far"}),
        (Filters(articles=frozenset()), set()),
        (Filters(source="post", articles=frozenset({"tie-b", "far"})), {"tie-b"}),
    ],
)
def test_only_what_passes_the_filters_comes(retriever: Retriever, filters: Filters, passing: set[str]) -> None:
    found = retrieve(retriever, replace(QUERY, filters=filters), 10)
    assert set(ids(found)) == passing


def test_filters_leave_the_order_and_the_scores_as_they_are(retriever: Retriever) -> None:
    unfiltered = {hit.article.id: hit.score for hit in retrieve(retriever, QUERY, 10)}
    found = retrieve(retriever, replace(QUERY, filters=Filters(articles=frozenset({"far", "tie-b", "best"}))), 10)
    assert ids(found) == [name for name in unfiltered if name in {"far", "tie-b", "best"}]
    assert [hit.score for hit in found] == [unfiltered[name] for name in ids(found)]


def test_an_empty_archive_gives_nothing(empty: Retriever) -> None:
    assert retrieve(empty, QUERY, 5) == ()


def test_an_empty_archive_gives_nothing_through_filters_either(empty: Retriever) -> None:
    assert retrieve(empty, replace(QUERY, filters=Filters(source="Wire")), 5) == ()


@pytest.mark.parametrize("text", ["", "?!", "word " * 2000, "когда", "\x00", "caf\udce9"])
def test_any_text_can_be_asked(retriever: Retriever, text: str) -> None:
    assert len(retrieve(retriever, replace(QUERY, text=text), 3)) == 3
