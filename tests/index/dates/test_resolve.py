"""Times in their context: in quotations, beside other times, and what of a text is parsed for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest

from index.dates import resolve
from index.dates.reading import Reading
from index.language import parser
from index.language.types import Excerpt, Parser, Sentence

WEDNESDAY = date(2024, 10, 23)


def values(text: str) -> list[str]:
    return [time.value for time in resolve(text, WEDNESDAY)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We will vote tomorrow,” she said on Monday.", ["2024-10-22", "2024-10-21"]),
        ("On Monday he said: “I arrived yesterday.”", ["2024-10-21", "2024-10-20"]),
        ("“We opened last year,” she said in 2019.", ["2018", "2019"]),
    ],
)
def test_a_quoted_time_counts_from_the_day_on_which_it_was_spoken(text: str, expected: list[str]) -> None:
    assert values(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We will vote tomorrow,” she said.", "XXXX-XX-XX"),
        ("“We lost on Wednesday,” he said.", "XXXX-WXX-3"),
        ('"We will vote on Friday," she said.', "2024-10-25"),
        ("“We opened last year,” she said.", "2023"),
        ("The “Northern Star” sails tomorrow.", "2024-10-24"),
        ("“It was late.\nThe “Star” sails tomorrow.", "2024-10-24"),
    ],
)
def test_a_quoted_time_of_an_unknown_day_is_placed_only_where_today_and_yesterday_mean_the_same(
    text: str, expected: str
) -> None:
    assert values(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The bridge is closed until Friday. A lorry hit it at 4 a.m. and burned.", "2024-10-23T04:00"),
        ("The bridge was hit on Monday. It will reopen at 4 a.m., police said.", "2024-10-23T04:00"),
        ("The bridge will open on Friday. A choir will sing at 4 p.m.", "2024-10-25T16:00"),
        ("The bridge was hit on Monday. It caught fire at 4 a.m. and burned.", "2024-10-21T04:00"),
    ],
)
def test_a_time_of_day_is_on_the_day_last_mentioned_on_its_side_of_now(text: str, expected: str) -> None:
    assert values(text)[-1] == expected


@pytest.mark.parametrize(
    ("text", "words", "value"),
    [
        ("The council meets on Thursday week.", "Thursday week", "2024-10-31"),
        ("The council meets on Tuesday week.", "Tuesday week", "2024-11-05"),
        ("The council meets a week on Tuesday.", "a week on Tuesday", "2024-11-05"),
        ("The council meets two weeks from Friday.", "two weeks from Friday", "2024-11-08"),
        ("The council met a week ago Tuesday.", "a week ago Tuesday", "2024-10-15"),
        ("On Monday week-long talks began.", "Monday", "2024-10-21"),
    ],
)
def test_weeks_are_added_to_a_weekday(text: str, words: str, value: str) -> None:
    first = resolve(text, WEDNESDAY)[0]
    assert (first.text, first.value) == (words, value)


class CountingParser:
    """The real parser, and what it was asked to read."""

    def __init__(self, real: Parser) -> None:
        self._real = real
        self.asked: list[list[str]] = []

    def parse(self, excerpts: Sequence[Excerpt], *, entities: bool = True) -> tuple[Sentence, ...]:
        self.asked.append([one.text[one.start : one.end] for one in excerpts])
        return self._real.parse(excerpts, entities=entities)


@pytest.fixture
def counting(monkeypatch: pytest.MonkeyPatch) -> CountingParser:
    counted = CountingParser(parser.default_parser())
    monkeypatch.setattr(parser, "default_parser", lambda: counted)
    return counted


def test_only_sentences_whose_direction_matters_are_parsed_all_at_once_and_each_once(counting: CountingParser) -> None:
    text = (
        "It rained yesterday. The council met on Monday. It will meet on 4 May 2025, and in the next year. "
        "The mayor is Ana Ruiz. The council meets on Friday.\nThe council met on Monday."
    )
    resolve(text, WEDNESDAY)
    assert counting.asked == [["The council meets on Friday.", "The council met on Monday."]]


@pytest.mark.parametrize("day", [None, date(2024, 10, 21)])
def test_nothing_is_parsed_where_no_direction_matters(counting: CountingParser, day: date | None) -> None:
    resolve("The council met on Monday. It was cold in 2020.", day)
    assert counting.asked == []


def test_what_was_read_of_a_text_is_not_parsed_again(counting: CountingParser) -> None:
    text = "The council met on Monday."
    reading = Reading(text)
    first = resolve(text, WEDNESDAY, reading=reading)
    assert resolve(text, WEDNESDAY, reading=reading) == first
    assert len(counting.asked) == 1


@pytest.mark.parametrize(
    "text",
    [
        "1.1.3000000000",
        "10.12.20220331001",
        "1.1.{}",
        "31/12/{}",
        "{} days ago",
        "the {}th century",
        "{}.5 years",
        "{}s",
    ],
)
def test_numbers_of_any_length_are_read(text: str) -> None:
    for number in ("9" * 30, "9" * 5_000):
        assert [one.value for one in resolve(text.format(number), date(2022, 3, 31)) if "9" in one.value] == []
