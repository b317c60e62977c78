"""Copies of one story, and lines that an outlet repeats, from the files to the search, with a real SQLite file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from index.archive.writer import Archive
from index.build import run
from index.build.indexing import Indexer
from index.build.prepare import prepare
from index.build.upkeep import remove_articles
from index.clean.repeated import REASON
from index.search import PassageIndex
from index.types import Article, IndexReport, ScoredPassage
from rag.find.retrieve import HybridRetriever
from rag.question.reading import read_question
from rag.types import Query
from tests.fakes import WordEmbedder, model_files, prepared

AGENCY = (
    "The harbour of Port Ellery reopened on Monday after engineers cleared the wreck that had blocked it for weeks.",
    "Three tugs pulled the freighter Anna Lund off the sandbank at dawn, the harbour master Ines Okafor said.",
    "About 140 ships had been waiting in the bay since the storm drove the freighter aground in heavy rain.",
    "Insurers put the damage at 38 million dollars, and the owner of the vessel promised to pay for the clean-up.",
    "Fishermen said that their boats would go out again as soon as divers had looked at the last of the oil booms.",
)
OTHER = (
    "A museum in Tarnow has bought a lost painting by the local artist Zofia Brandt at an auction in Vienna.",
    "The canvas shows the market square before the fire, and had last been seen in public before the war.",
)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def index(home: Path, folder: Path, articles: Sequence[tuple[str, str, Sequence[str]]]) -> IndexReport:
    """Index articles, given as id, outlet and lines."""
    folder.mkdir(exist_ok=True)
    records = [{"id": name, "source": source, "text": "\n".join(lines)} for name, source, lines in articles]
    (folder / "news.jsonl").write_text("\n".join(map(json.dumps, records)), "utf-8")
    return Indexer(home=home, model=model_files(), embedder=WordEmbedder()).index([folder])


def search(home: Path, question: str, k: int = 5) -> tuple[ScoredPassage, ...]:
    with closing(PassageIndex(home, exact_up_to=0)) as opened:
        return HybridRetriever(opened, WordEmbedder()).retrieve(read_question(Query(text=question)), k).passages


def stored(home: Path, article_id: str) -> Article:
    with closing(Archive(home)) as archive:
        article = archive.article(article_id)
    assert article is not None
    return article


def test_three_outlets_that_run_one_text_are_one_result_with_two_copies(home: Path, tmp_path: Path) -> None:
    texts = [AGENCY, (*AGENCY, "The Herald could not reach the owner of the vessel for comment."), AGENCY[:4]]
    outlets = ["Wire", "Herald", "Post"]
    index(home, tmp_path / "in", [*zip("abc", outlets, texts, strict=True), ("d", "Wire", OTHER)])
    found = search(home, "harbour of Port Ellery reopened")
    assert [sorted([hit.article.source, *(copy.source for copy in hit.copies)], key=str) for hit in found] == [
        ["Herald", "Post", "Wire"],
        ["Wire"],
    ]


def test_a_copy_that_changes_a_number_is_shown_beside_the_other(home: Path, tmp_path: Path) -> None:
    changed = tuple(line.replace("140 ships", "90 ships") for line in AGENCY)
    index(home, tmp_path / "in", [("a", "Wire", AGENCY), ("b", "Post", changed)])
    assert len(search(home, "ships waiting in the bay")) == 2


def test_a_search_gives_as_many_passages_as_it_is_asked_for_though_copies_rank_first(
    home: Path, tmp_path: Path
) -> None:
    copies = [(f"copy{number}", f"Outlet {number}", AGENCY) for number in range(6)]
    index(home, tmp_path / "in", [*copies, ("other", "Wire", OTHER)])
    assert len(search(home, "harbour reopened", k=2)) == 2


def test_stories_that_share_a_paragraph_only_are_two(home: Path, tmp_path: Path) -> None:
    index(home, tmp_path / "in", [("a", "Wire", AGENCY), ("b", "Post", (*OTHER * 2, AGENCY[0]))])
    assert [hit.copies for hit in search(home, "harbour reopened")] == [(), ()]


def test_an_article_between_two_stories_makes_them_one(home: Path, tmp_path: Path) -> None:
    lines = [f"Witness {n} of the village told the court about house {n * 7} and gate {n * 3}." for n in range(24)]
    parts = {"a": lines[:16], "b": lines[8:], "c": lines}
    index(home, tmp_path / "in", [(name, name, text) for name, text in parts.items()])
    with closing(Archive(home)) as archive:
        assert {name: len(story.copies) for name, story in archive.stories("abc").items()} == {"a": 2, "b": 2, "c": 2}


def test_of_the_copies_of_a_page_that_hundreds_consist_of_fifty_are_listed(home: Path) -> None:
    text = " ".join(AGENCY)
    with closing(Archive(home, create=True)) as archive:
        archive.store([prepared(text, id=f"page{number:03d}") for number in range(120)], now=datetime.now(UTC))
    assert [len(hit.copies) for hit in search(home, "harbour reopened")] == [50]


def test_a_removed_article_is_no_copy_any_more(home: Path, tmp_path: Path) -> None:
    index(home, tmp_path / "in", [("a", "Wire", AGENCY), ("b", "Post", AGENCY)])
    remove_articles(home, ["b"])
    assert [hit.copies for hit in search(home, "harbour reopened")] == [()]


def test_a_copy_that_is_rewritten_leaves_the_story(home: Path, tmp_path: Path) -> None:
    index(home, tmp_path / "in", [("a", "Wire", AGENCY), ("b", "Post", AGENCY)])
    report = index(home, tmp_path / "in", [("a", "Wire", AGENCY), ("b", "Post", OTHER)])
    assert (report.changed, [hit.copies for hit in search(home, "harbour museum")]) == (1, [(), ()])


FOOTER = "Harbour News brings you the coast every day"


def pages(count: int, *, start: int = 0) -> list[tuple[str, str, Sequence[str]]]:
    """Pages of one outlet that share a footer."""
    return [
        (
            f"page{number}",
            "Harbour News",
            (
                f"Councillor number{number} opened the new bridge over river{number} with a speech on trade{number}.",
                f"The works in district{number} took {number + 3} years and cost too much, critic{number} said.",
                FOOTER,
            ),
        )
        for number in range(start, start + count)
    ]


def test_a_line_on_page_after_page_of_an_outlet_goes_from_all_of_them(home: Path, tmp_path: Path) -> None:
    index(home, tmp_path / "in", pages(6))
    assert not any(FOOTER in stored(home, f"page{number}").text for number in range(6))


def test_a_line_on_few_pages_stays(home: Path, tmp_path: Path) -> None:
    index(home, tmp_path / "in", pages(3))
    assert FOOTER in stored(home, "page0").text


def test_a_page_that_comes_later_is_cleaned_of_the_line_at_once(home: Path, tmp_path: Path) -> None:
    index(home, tmp_path / "in", pages(6))
    report = index(home, tmp_path / "in", pages(7))
    assert (report.added, report.embedded, FOOTER in stored(home, "page6").text) == (1, 1, False)


def test_pages_that_come_one_by_one_lose_the_line_as_if_they_had_come_together(home: Path, tmp_path: Path) -> None:
    for count in range(1, 7):
        index(home, tmp_path / "in", pages(count))
    assert not any(FOOTER in stored(home, f"page{number}").text for number in range(6))


def test_copies_of_one_story_do_not_make_its_lines_furniture(home: Path, tmp_path: Path) -> None:
    index(home, tmp_path / "in", [(f"copy{number}", "Wire", (*AGENCY, FOOTER)) for number in range(8)])
    assert FOOTER in stored(home, "copy0").text


def test_a_sentence_that_an_agency_ends_its_reports_on_stays(home: Path, tmp_path: Path) -> None:
    background = "The strait has been closed to foreign ships since the treaty lapsed in the spring of last year."
    other = [(name, outlet, lines[:2]) for name, outlet, lines in pages(30, start=10)]
    ends = [(name, outlet, (*lines[:2], background)) for name, outlet, lines in pages(5)]
    index(home, tmp_path / "in", [*other, *ends])
    assert background in stored(home, "page0").text


def test_what_was_dropped_as_repeated_is_told_with_its_line(home: Path, tmp_path: Path) -> None:
    index(home, tmp_path / "in", pages(6))
    with closing(Archive(home)) as archive:
        raw = archive.raw("page0")
        assert raw is not None
        dropped = prepare(raw, first_seen=date(2022, 4, 8), repeated=archive.repeated).cleaned.dropped
    assert [(line.line, line.reason) for line in dropped] == [(3, REASON)]


def test_a_sentence_that_turns_out_to_be_rare_comes_back(home: Path, tmp_path: Path) -> None:
    sentence = "The strait has been closed to foreign ships since the treaty lapsed in the spring of last year."
    first = [(name, outlet, (*lines[:2], sentence)) for name, outlet, lines in pages(5)]
    later = [(name, outlet, lines[:2]) for name, outlet, lines in pages(50, start=5)]
    index(home, tmp_path / "in", first)
    assert sentence not in stored(home, "page0").text
    index(home, tmp_path / "in", [*first, *later])
    assert all(sentence in stored(home, f"page{number}").text for number in range(5))


def test_a_sentence_whose_other_pages_were_removed_comes_back(home: Path, tmp_path: Path) -> None:
    index(home, tmp_path / "in", pages(6))
    remove_articles(home, ["page1", "page2", "page3", "page4"])
    index(home, tmp_path / "in", pages(1))
    assert FOOTER in stored(home, "page0").text


class Killed(BaseException):
    """What a kill is to the code that it hits."""


WRITES = ["review_lines", "store", "settle"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("write", WRITES)
def test_a_kill_while_repeated_lines_are_dropped_changes_nothing_in_the_end(
    write: str, *, after: bool, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index(home, tmp_path / "in", pages(4))
    original = getattr(Archive, write)

    def killed(archive: Archive, *arguments: object, **options: object) -> None:
        dies = write != "store" or bool(archive.stale())
        if after or not dies:
            original(archive, *arguments, **options)
        if dies:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(run, "_PASSAGES_A_COMMIT", 2)
        patch.setattr(Archive, write, killed)
        with pytest.raises(Killed):
            index(home, tmp_path / "in", pages(6))
    index(home, tmp_path / "in", pages(6))
    assert not any(FOOTER in stored(home, f"page{number}").text for number in range(6))
    with closing(Archive(home)) as archive:
        assert (archive.stale(), archive.changed_groups()) == ([], [])


def test_a_repeated_line_goes_without_the_rest_of_its_article_being_embedded_again(home: Path, tmp_path: Path) -> None:
    body = [f"Councillor {word}{n} spoke about {word} at length in hall {n}." for n in range(40) for word in ("roads",)]
    articles = [
        (f"page{number}", "Harbour News", [*(f"{line} Session {number}." for line in body), FOOTER])
        for number in range(6)
    ]
    report = index(home, tmp_path / "in", articles)
    with closing(Archive(home)) as archive:
        passages = archive.counts().passages
    assert (report.added, report.embedded) == (6, passages + 6)
