from __future__ import annotations

from datetime import date

import pytest

from index.published import from_metadata
from index.types import Published


@pytest.mark.parametrize(
    ("words", "day", "time"),
    [
        ("2022-03-31", date(2022, 3, 31), None),
        ("20220331", date(2022, 3, 31), None),
        ("2022-W13-4", date(2022, 3, 31), None),
        ("2022-03-31T09:10:00Z", date(2022, 3, 31), "09:10"),
        ("2022-03-31 09:10", date(2022, 3, 31), "09:10"),
        ("2022-03-31T00:00", date(2022, 3, 31), "00:00"),
        ("2022-03-31T09:10:00.123456+02:00", date(2022, 3, 31), "09:10"),
        ("  2022-03-31\n", date(2022, 3, 31), None),
    ],
)
def test_a_day_is_known_exactly(words: str, day: date, time: str | None) -> None:
    published = from_metadata(words)
    assert (published.earliest, published.latest, published.time) == (day, day, time)


def test_the_day_is_that_of_the_place_the_instant_names() -> None:
    published = from_metadata("2022-03-31T23:30:00-05:00")
    assert (published.earliest, published.time) == (date(2022, 3, 31), "23:30")


@pytest.mark.parametrize(
    ("words", "earliest", "latest"),
    [
        ("2022", date(2022, 1, 1), date(2022, 12, 31)),
        ("2022-02", date(2022, 2, 1), date(2022, 2, 28)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("9999-12", date(9999, 12, 1), date(9999, 12, 31)),
    ],
)
def test_a_year_or_a_month_is_a_range_of_days(words: str, earliest: date, latest: date) -> None:
    published = from_metadata(words)
    assert (published.earliest, published.latest, published.time) == (earliest, latest, None)


def test_a_week_is_never_taken_for_one_day() -> None:
    published = from_metadata("2022-W13")
    assert published.earliest is None or published.earliest != published.latest


@pytest.mark.parametrize(
    "words",
    [
        "31 March 2022",
        "yesterday",
        "2022-13",
        "2022-02-30",
        "0000",
        "202203",
        "1648717800",
        "2022-03-31T09:10 GMT",
        "?",
    ],
)
def test_what_cannot_be_read_is_an_unknown_date_that_keeps_its_words(words: str) -> None:
    assert from_metadata(words) == Published(words=words)


@pytest.mark.parametrize("words", [None, "", "  \n"])
def test_no_words_are_an_unknown_date(words: str | None) -> None:
    assert from_metadata(words) == Published()


def test_a_date_that_came_with_the_article_says_so() -> None:
    assert from_metadata("2022-03-31").provenance == "metadata"
    assert from_metadata("soon").provenance == "none"
