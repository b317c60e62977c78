from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from eval.studies.articles.timex import TimeDocument, score_timex
from index.dates import days_of, resolve
from index.dates.grammar import RULES, scan
from index.dates.phrases import Phrase, notation
from index.dates.tokens import Tokens, tokenize
from index.types import Published

WORDS = st.sampled_from(
    [
        *("March", "May", "Friday", "Sun", "Mar.", "Sept", "31", "5", "2022", "1999", "0700", "3,000", "2nd", "1990s"),
        *("'", "’82", "-", "–", "/", ",", ".", "(", ")", "\n", "\n\n", " ", "10:00", "25:61", "a.m.", "pm", "GMT"),
        *("two", "the", "a", "of", "on", "at", "from", "to", "and", "last", "next", "this", "past", "same", "every"),
        *("week", "days", "year", "decade", "century", "hour", "seconds", "quarter", "half", "weekend", "first"),
        *("ago", "earlier", "later", "early", "end", "few", "several", "now", "recent", "tonight", "morning", "today"),
        *("will", "said", "fiscal", "old", "99/99/99", "31.12.9999", "0000-00-00", "9999-12-31", "2022-02-30"),
    ]
)
TEXTS = st.lists(WORDS | st.text(max_size=8), max_size=40).map(" ".join)
DAYS = st.none() | st.dates()
RANGES = st.tuples(st.dates(), st.dates()).map(sorted).map(lambda ends: Published(earliest=ends[0], latest=ends[1]))
MANY = settings(max_examples=300, deadline=None)


@MANY
@given(TEXTS, DAYS | RANGES)
@example("the 99th century, a 0 days ago", date.max)
@example("99999999999999999999 years ago", date.min)
@example("in '8 and the '0s", None)
@example("1/0 days", None)
def test_expressions_are_sorted_and_apart_and_in_their_places(text: str, published: date | Published | None) -> None:
    times = resolve(text, published)
    assert all(text[time.start : time.end] == time.text and time.text.strip() == time.text != "" for time in times)
    assert all(first.end <= second.start for first, second in pairwise(times))
    assert all(time.value and time.type in {"DATE", "TIME", "DURATION", "SET"} for time in times)


@MANY
@given(st.text(), DAYS)
def test_no_text_is_too_strange(text: str, day: date | None) -> None:
    for time in resolve(text, day):
        days_of(time.value)


@MANY
@given(TEXTS, st.dates())
def test_a_placed_value_without_gaps_covers_days(text: str, day: date) -> None:
    for time in resolve(text, day):
        if time.type in {"DATE", "TIME"} and "X" not in time.value and not time.value.endswith("_REF"):
            first, last = days_of(time.value) or (None, None)
            assert first is not None
            assert last is not None
            assert first <= last


@MANY
@given(TEXTS, st.dates(), st.integers(0, 400))
def test_a_range_gives_what_both_its_ends_give_or_a_gap(text: str, first: date, length: int) -> None:
    last = date.fromordinal(min(first.toordinal() + length, date.max.toordinal()))
    of_range = resolve(text, Published(earliest=first, latest=last))
    unknown = resolve(text, None)
    for whole, one, other, none in zip(of_range, resolve(text, first), resolve(text, last), unknown, strict=True):
        assert (one.start, one.type) == (whole.start, whole.type)
        assert whole.value == (one.value if one.value == other.value else none.value)


@MANY
@given(st.text())
def test_days_of_takes_any_string(value: str) -> None:
    days = days_of(value)
    assert days is None or days[0] <= days[1]


@MANY
@given(TEXTS)
def test_tokens_stand_in_order_with_one_class_each(text: str) -> None:
    tokens = tokenize(text)
    assert len(tokens.starts) == len(tokens.words) == len(tokens.classes)
    assert all(text.startswith(word, start) for start, word in zip(tokens.starts, tokens.words, strict=True))


PATTERNS = [(re.compile(notation(pattern)), build) for pattern, build in RULES]


def scan_every_place(tokens: Tokens) -> list[tuple[int, int, str]]:
    """What `scan` does, without its short cuts: every rule at every place."""
    found: list[tuple[int, int, str]] = []
    place = 0
    while place < len(tokens.words):
        matches = ((pattern.match(tokens.classes, place), build) for pattern, build in PATTERNS)
        drafts = (build(Phrase(tokens, place, match.end())) for match, build in matches if match)
        built = next(filter(None, drafts), [])
        found.extend((draft.first, draft.last, draft.gap) for draft in built)
        place = built[-1].last if built else place + 1
    return found


@MANY
@given(TEXTS)
@example("the near future, the long term, at least 5 days, '82, a quarter century")
def test_the_short_cuts_of_the_scan_miss_nothing(text: str) -> None:
    tokens = tokenize(text)
    assert [(draft.first, draft.last, draft.gap) for draft in scan(tokens)] == scan_every_place(tokens)


HOSTILE = {
    "one word": "x" * 100_000,
    "one number": "9" * 100_000,
    "digits and dots": "1." * 50_000,
    "digits and slashes": "1/" * 50_000,
    "digits and colons": "1:" * 50_000,
    "short lines": "a\n" * 50_000,
    "short lines with a date": "May 1\n" * 50_000,
    "articles": "the " * 25_000,
    "prepositions": "of the end of the " * 6_000,
    "ordinals": "first " * 20_000,
    "numbers": "two hundred and " * 7_000,
    "hyphens": "two-" * 25_000,
    "units": "year " * 20_000,
    "weekdays": "Friday, " * 13_000,
    "clocks": "10:00 " * 17_000,
    "apostrophes": "'" * 100_000,
    "earlier": "a year earlier " * 7_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_read_to_its_end(text: str) -> None:
    last = "\n\nOn March 3, 2020, it ended."
    assert resolve(text + last, date(2022, 3, 31))[-1].value == "2020-03-03"


@MANY
@given(TEXTS, st.dates())
def test_scores_lie_between_zero_and_one(text: str, day: date) -> None:
    scores = score_timex([TimeDocument(id="d", text=text, created=day, times=(), annotated=len(text))])
    assert scores.strict == scores.relaxed == scores.value == 0
    assert scores.gold == 0
