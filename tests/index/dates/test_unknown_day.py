from __future__ import annotations

from datetime import date

import pytest

from index.dates import resolve
from index.types import Published


def values(text: str, published: Published | date | None) -> list[str]:
    return [time.value for time in resolve(text, published)]


def between(earliest: date, latest: date) -> Published:
    return Published(earliest=earliest, latest=latest, provenance="inferred")


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("on February 24", "XXXX-02-24"),
        ("on Thursday", "XXXX-WXX-4"),
        ("on Thursday night", "XXXX-WXX-4TNI"),
        ("last year", "XXXX"),
        ("a month ago", "XXXX-XX"),
        ("this week", "XXXX-WXX"),
        ("yesterday", "XXXX-XX-XX"),
        ("tonight", "XXXX-XX-XXTNI"),
        ("in the third quarter", "XXXX-Q3"),
        ("last summer", "XXXX-SU"),
        ("the weekend", "XXXX-WXX-WE"),
        ("Friday at 5 pm", "XXXX-WXX-5T17:00"),
        ("in May", "XXXX-05"),
    ],
)
@pytest.mark.parametrize(
    "published", [None, Published(), Published(latest=date(2022, 4, 1)), between(date(2019, 1, 1), date(2022, 1, 1))]
)
def test_without_a_day_an_expression_keeps_its_gaps(text: str, gap: str, published: Published | None) -> None:
    assert values(text, published) == [gap]


def test_a_known_day_in_published_counts_as_that_day() -> None:
    day = date(2022, 3, 31)
    assert values("on Tuesday", between(day, day)) == ["2022-03-29"]


def test_what_holds_for_a_whole_year_is_placed_in_a_range_inside_it() -> None:
    year = between(date(2022, 1, 1), date(2022, 12, 31))
    assert values("last year, this year, in 2014, on Thursday, on Friday, April 1", year) == [
        *("2021", "2022", "2014", "XXXX-WXX-4", "2022-04-01"),
    ]


def test_a_date_is_placed_where_every_day_of_the_range_gives_the_same() -> None:
    spring = between(date(2022, 3, 30), date(2022, 4, 1))
    assert values("on February 24, on Thursday, on Monday, last month", spring) == [
        *("2022-02-24", "XXXX-WXX-4", "2022-03-28", "XXXX-XX"),
    ]


def test_a_range_gives_no_more_than_each_of_its_days() -> None:
    text = "He left on Monday; on March 3 she came, two weeks later they will meet in May or next Tuesday, this spring."
    days = [date(2022, 2, 25 + n) if n < 4 else date(2022, 3, n - 3) for n in range(14)]
    for place, value in enumerate(values(text, between(days[0], days[-1]))):
        found = {values(text, day)[place] for day in days}
        assert found == {value} or "X" in value
