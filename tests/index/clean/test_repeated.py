from __future__ import annotations

import numpy as np
import pytest

from index.clean import Cleaned
from index.clean.repeated import REASON, group_of, line_keys, repeated_lines, without_repeated
from index.types import DroppedLine
from tests.fakes import raw

FOOTER = "Follow our harbour desk"
SENTENCE = "The strait has been closed to foreign ships since the treaty lapsed last spring."


def pages(count: int, *, of: int, line: str) -> frozenset[int]:
    """What is repeated when `count` of `of` one-page stories share a line."""
    texts = [f"Own line {number}" + (f"\n{line}" if number < count else "") for number in range(of)]
    return repeated_lines(np.arange(of), [line_keys(text) for text in texts])


def cleaned(text: str, *, headline: str | None = None) -> Cleaned:
    return Cleaned(text=text, headline=headline, dropped=())


@pytest.mark.parametrize(
    ("count", "of", "repeated"), [(5, 5, True), (4, 4, False), (5, 500, True), (5, 501, False), (20, 501, True)]
)
def test_a_line_is_repeated_on_five_pages_and_on_one_of_a_hundred(count: int, of: int, *, repeated: bool) -> None:
    assert bool(pages(count, of=of, line=FOOTER)) is repeated


@pytest.mark.parametrize(("count", "of", "repeated"), [(5, 25, True), (5, 26, False), (50, 500, False)])
def test_a_whole_sentence_is_repeated_on_one_page_of_five(count: int, of: int, *, repeated: bool) -> None:
    assert bool(pages(count, of=of, line=SENTENCE)) is repeated


def test_copies_of_one_story_count_once() -> None:
    lines = [line_keys(f"Own line {number}\n{FOOTER}") for number in range(8)]
    assert repeated_lines(np.array([1, 1, 1, 1, 1, 2, 3, 4]), lines) == frozenset()


@pytest.mark.parametrize(("of", "repeated"), [(1000, True), (1001, False)])
def test_a_line_stays_repeated_until_its_share_is_half_of_what_made_it_so(of: int, *, repeated: bool) -> None:
    lines = [line_keys(f"Own line {number}" + (f"\n{FOOTER}" if number < 5 else "")) for number in range(of)]
    known = frozenset(line_keys(FOOTER).tolist())
    assert (repeated_lines(np.arange(of), lines, known=known) == known) is repeated


def test_nothing_is_repeated_where_there_is_nothing() -> None:
    assert repeated_lines(np.array([], np.int64), []) == frozenset()


def test_a_repeated_line_is_dropped_with_its_number_in_the_raw_text() -> None:
    raw_text = f"Headline\n\nShare this\nA report.\n{FOOTER}\nAn end."
    kept = cleaned(f"Headline\nA report.\n{FOOTER}\nAn end.", headline="Headline")
    kept = Cleaned(
        text=kept.text, headline=kept.headline, dropped=(DroppedLine(line=3, text="Share this", reason="x"),)
    )
    result = without_repeated(kept, raw_text, frozenset(line_keys(FOOTER).tolist()))
    assert result.text == "Headline\nA report.\nAn end."
    assert result.dropped == (*kept.dropped, DroppedLine(line=5, text=FOOTER, reason=REASON))


def test_a_headline_is_never_dropped_as_repeated() -> None:
    page = cleaned(f"{FOOTER}\nA report.", headline=FOOTER)
    assert without_repeated(page, page.text, frozenset(line_keys(FOOTER).tolist())) == page


def test_a_page_of_nothing_but_repeated_lines_keeps_them() -> None:
    page = cleaned(f"Headline\n{FOOTER}", headline="Headline")
    assert without_repeated(page, page.text, frozenset(line_keys(FOOTER).tolist())) == page


def test_pages_belong_to_their_outlet_or_else_to_their_folder() -> None:
    page = raw("Text.", id="a", path="/news/Herald/1.txt")
    assert (group_of(page, "The Post"), group_of(page, None)) == ("the post", "/news/herald")
