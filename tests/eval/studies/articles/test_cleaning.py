from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from eval.sets.pages import ARTICLE, LabelledPage, load_pages
from eval.studies.articles.cleaning import cross_validated_texts, keep_everything, score_cleaning, shingles
from index.clean import Cleaned
from index.clean.forest import load_forest


def page(file: str = "a.html", body: str = "One two three four five.") -> LabelledPage:
    return LabelledPage(
        file=file,
        lines=("Home", "A headline", body, "Log in"),
        kinds=("furniture", "headline", "body", "furniture"),
        wanted=("two three",),
        unwanted=("Log in",),
    )


def test_shingles_are_the_runs_of_four_words_with_their_counts() -> None:
    assert shingles("a b, c d a b c d") == Counter(
        {("a", "b", "c", "d"): 2, ("b", "c", "d", "a"): 1, ("c", "d", "a", "b"): 1, ("d", "a", "b", "c"): 1}
    )


@pytest.mark.parametrize(("text", "expected"), [("", {}), ("a b", {("a", "b"): 1}), ("...", {})])
def test_a_text_shorter_than_a_shingle_is_one(text: str, expected: dict[tuple[str, ...], int]) -> None:
    assert shingles(text) == Counter(expected)


def test_the_gold_body_itself_scores_one() -> None:
    scores = score_cleaning([page()], [page().gold()])
    assert (scores.precision, scores.recall, scores.f1, scores.kept, scores.dropped) == (1, 1, 1, 1, 1)


def test_keeping_everything_has_full_recall_and_drops_nothing() -> None:
    scores = score_cleaning([page()], [keep_everything(page().text)])
    assert scores.precision == pytest.approx(2 / 7)
    assert (scores.recall, scores.dropped) == (1, 0)


def test_the_headline_counts_where_it_is_asked_for() -> None:
    text = page().gold(ARTICLE)
    assert score_cleaning([page()], [text], gold=ARTICLE).precision == 1
    assert score_cleaning([page()], [text]).precision < 1


def test_an_empty_text_loses_its_recall_and_has_no_precision() -> None:
    scores = score_cleaning([page(), page()], ["", page().gold()])
    assert (scores.precision, scores.recall) == (1, 0.5)


def test_repeated_shingles_beyond_the_gold_count_against_precision() -> None:
    body = page().gold()
    assert score_cleaning([page()], [f"{body}\n{body}"]).precision < 1


def test_a_segment_is_found_whatever_the_white_space() -> None:
    assert score_cleaning([page()], ["One two\nthree"]).kept == 1


def test_the_labels_of_the_development_pages_agree_with_their_segments(bench: Path) -> None:
    pages = load_pages(bench / "pages-trafilatura" / "pages.jsonl")
    scores = score_cleaning(pages, [one.gold(ARTICLE) for one in pages])
    assert len(pages) == 166
    assert min(scores.kept, scores.dropped) > 0.98


def test_cross_validated_texts_come_in_the_order_of_their_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = [page(f"{number}.html", f"Body number {number} of them all.") for number in range(6)]
    monkeypatch.setattr(
        "eval.studies.articles.cleaning.clean_lines",
        lambda text, *, forest: Cleaned(text=text, headline=None, dropped=()),
    )
    monkeypatch.setattr(
        "eval.fit.cleaner.cross_validated",
        lambda given: [(place, load_forest()) for place in reversed(range(len(given)))],
    )
    texts = cross_validated_texts(pages)
    assert [one.lines[2] in text for one, text in zip(pages, texts, strict=True)] == [True] * 6
