from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from index.published import from_metadata, publication
from index.published.metadata import from_address
from index.types import Published

SEEN = date(2026, 11, 22)


def dated(raw: str, *, metadata: str | None = None, url: str | None = None, seen: date = SEEN) -> Published:
    """The publication date of a page that is all article."""
    return publication(metadata=metadata, raw=raw, text=raw, url=url, first_seen=seen)


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
        ("2022-03-31 09:10:00 +0300", date(2022, 3, 31), "09:10"),
        ("2022-03-31T09:10 GMT", date(2022, 3, 31), "09:10"),
        ("Thu, 31 Mar 2022 09:10:00 +0300", date(2022, 3, 31), "09:10"),
        ("31 Mar 2022 09:10 GMT", date(2022, 3, 31), "09:10"),
        ("March 31, 2022", date(2022, 3, 31), None),
        ("31 March 2022", date(2022, 3, 31), None),
        ("Thursday, March 31st, 2022 at 9:10 pm EDT", date(2022, 3, 31), "21:10"),
        ("Published on 31 Mar, 2022 12:05 AM", date(2022, 3, 31), "00:05"),
        ("2022/03/31", date(2022, 3, 31), None),
        ("31/03/2022", date(2022, 3, 31), None),
        ("03/31/2022", date(2022, 3, 31), None),
        ("1648717800", date(2022, 3, 31), "09:10"),
        ("1648717800123", date(2022, 3, 31), "09:10"),
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
        ("February 2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-W13", date(2022, 3, 28), date(2022, 4, 3)),
        ("03/04/2019", date(2019, 3, 4), date(2019, 4, 3)),
    ],
)
def test_what_names_no_single_day_is_a_range_of_days(words: str, earliest: date, latest: date) -> None:
    published = from_metadata(words)
    assert (published.earliest, published.latest, published.time) == (earliest, latest, None)


@pytest.mark.parametrize(
    "words",
    [
        "yesterday",
        "2022-13",
        "2022-02-30",
        "30 February 2022",
        "0000",
        "202203",
        "12345",
        "Thu, 31 Mar 2022 29:10:00",
        "March 31, 2022 and April 1, 2022",
        "not before 31 March 2022",
        "?",
        "9" * 500,
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


@pytest.mark.parametrize(
    ("url", "earliest", "latest"),
    [
        ("https://news.example/2019/06/05/storm", date(2019, 6, 5), date(2019, 6, 5)),
        ("https://news.example/uk/2019/jun/05/storm", date(2019, 6, 5), date(2019, 6, 5)),
        ("https://news.example/story/2019-06-05/storm", date(2019, 6, 5), date(2019, 6, 5)),
        ("https://news.example/20190605/storm", date(2019, 6, 5), date(2019, 6, 5)),
        ("https://news.example/2019/06/storm.html", date(2019, 6, 1), date(2019, 6, 30)),
    ],
)
def test_an_address_may_hold_the_day_or_the_month(url: str, earliest: date, latest: date) -> None:
    found = from_address(url)
    assert (found.earliest, found.latest, found.provenance) == (earliest, latest, "metadata")


@pytest.mark.parametrize(
    "url",
    [
        None,
        "https://news.example/2019/storm",
        "https://news.example/story-20191399",
        "https://news.example/2019/02/31",
        "https://news.example/a?day=2019-06-05",
        "https://news.example/id/120190605",
    ],
)
def test_numbers_of_an_address_that_are_no_date_are_left_alone(url: str | None) -> None:
    assert from_address(url).earliest != date(2019, 6, 5)
    assert from_address(url).earliest in {None, date(2019, 2, 1)}


def test_a_day_that_was_given_wins_over_all_the_page_says() -> None:
    page = "Harbour reopens\nPublished: 2 May 2021\nThe harbour opened again on Monday."
    assert dated(page, metadata="2021-05-04", url="https://x.example/2021/05/03/a").earliest == date(2021, 5, 4)


def test_a_given_month_is_narrowed_by_the_day_that_the_page_shows() -> None:
    found = dated("Harbour reopens\nPublished: 2 May 2021\nThe harbour opened again.", metadata="2021-05")
    assert (found.earliest, found.latest, found.provenance) == (date(2021, 5, 2), date(2021, 5, 2), "byline")


def test_a_page_that_contradicts_a_given_month_does_not_move_it() -> None:
    found = dated("Harbour reopens\nPublished: 2 August 2021\nThe harbour opened again.", metadata="2021-05")
    assert (found.earliest, found.latest, found.provenance) == (date(2021, 5, 1), date(2021, 5, 31), "metadata")


def test_unreadable_metadata_keeps_its_words_where_nothing_else_is_found() -> None:
    assert dated("The harbour opened again.", metadata="a while back") == Published(words="a while back")


def test_unreadable_metadata_gives_way_to_the_page() -> None:
    found = dated("Harbour reopens\nPublished: 2 May 2021\nThe harbour opened again.", metadata="a while back")
    assert (found.earliest, found.provenance) == (date(2021, 5, 2), "byline")


def test_the_day_in_an_address_dates_a_page_that_shows_none() -> None:
    found = dated("The harbour opened again.", url="https://x.example/2021/05/03/harbour")
    assert found == Published(
        earliest=date(2021, 5, 3), latest=date(2021, 5, 3), provenance="metadata", words="2021/05/03"
    )


def test_a_page_and_an_address_a_day_apart_stand_in_two_time_zones_and_the_page_is_believed() -> None:
    found = dated(
        "Harbour reopens\nPublished: 4 May 2021 07:02\nIt opened.", url="https://x.example/2021/05/03/harbour"
    )
    assert (found.earliest, found.time, found.provenance) == (date(2021, 5, 4), "07:02", "byline")


def test_between_an_address_and_a_later_update_the_day_is_open() -> None:
    found = dated("Harbour reopens\nUpdated 9 May 2021\nIt opened.", url="https://x.example/2021/05/03/harbour")
    assert (found.earliest, found.latest) == (date(2021, 5, 3), date(2021, 5, 9))


def test_an_address_of_a_day_still_to_come_is_not_believed() -> None:
    assert dated("The harbour opened.", url="https://x.example/2031/05/03/harbour") == Published()


def test_neither_the_day_of_first_sight_nor_any_other_clock_dates_an_article() -> None:
    assert dated("The harbour opened again after the storm.") == Published()
    assert dated("") == Published()


def test_putting_dates_into_words_loads_no_grammar_of_dates() -> None:
    code = "import sys, index.day_words; sys.exit('index.dates' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
