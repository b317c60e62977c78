from __future__ import annotations

from datetime import date

import pytest

from index.published.byline import shown_dates
from index.published.page import from_page
from index.types import Published

SEEN = date(2026, 11, 22)
PARAGRAPH = (
    "The harbour of the old town opened again after the storm that had sunk four boats, and its keeper thanked all "
    "who had helped to clear the basin of planks and nets."
)
HEADLINE = "Harbour opens again after the storm"


def page(*head: str, above: tuple[str, ...] = (), below: tuple[str, ...] = (), seen: date = SEEN) -> Published:
    """What is read from a page with these lines between its headline and its first paragraph."""
    lines = [*above, HEADLINE, *head, PARAGRAPH, PARAGRAPH, *below]
    return from_page("\n".join(lines), f"{HEADLINE}\n{PARAGRAPH}\n{PARAGRAPH}", url=None, latest=seen)


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("7 Apr, 2021 07:02", "07:02"),
        ("April 7, 2021", None),
        ("By Ann Moor, April 7, 2021 2:30 pm", "14:30"),
        ("April 7, 2021 by Ann Moor 12 Comments", None),
        ("Wed 7 Apr 2021 06.05 GMT", "06:05"),
        ("Published: 10:00am, 7 Apr, 2021", "10:00"),
        ("PUBLISHED: 22:00 GMT, 7 April 2021 | UPDATED: 08:39 GMT, 9 April 2021", "22:00"),
        ("04.07.2021 07:00 AM | 04.30.2021", "07:00"),
        ("Harbour news • April 7th 2021 • 4 min read", None),
        ("Research7 April 2021", None),
        ("2021-04-07", None),
        ("Nobody was hurt, said the keeper.Wednesday, 7 April 2021", None),
        ("Created on 7 April 2021. Edited on 7 April 2021.", None),
    ],
)
def test_a_date_under_the_headline_is_the_publication_day(line: str, time: str | None) -> None:
    found = page(line)
    assert (found.earliest, found.latest, found.time) == (date(2021, 4, 7), date(2021, 4, 7), time)
    assert found.provenance == "byline"
    assert found.words is not None
    assert found.words in line


def test_a_date_in_the_masthead_gives_way_to_the_one_by_the_article() -> None:
    assert page("April 7, 2021", above=("Friday, April 9, 2021 6:22 am", *["Menu"] * 30)).earliest == date(2021, 4, 7)


def test_dates_of_other_stories_and_of_comments_are_left_alone() -> None:
    below = ("More stories", "May 3, 2021", "Boat found", "May 2, 2021", "Storm ahead", "Bo May 9, 2021 at 9:00 am")
    assert page("April 7, 2021", below=below).earliest == date(2021, 4, 7)
    assert page(below=below) == Published()


def test_a_labelled_date_counts_wherever_it_stands() -> None:
    assert page(
        below=("Tags", "Sea", "Boats", "Town", "Storm", "Share", "Print", "Published: 7 April 2021")
    ) == Published(
        earliest=date(2021, 4, 7), latest=date(2021, 4, 7), provenance="byline", words="Published: 7 April 2021"
    )


def test_published_counts_before_updated() -> None:
    assert page("Updated: 9 April 2021", "Published: 7 April 2021").earliest == date(2021, 4, 7)


def test_a_page_that_shows_only_an_update_was_published_then_or_before() -> None:
    found = page("Last updated 9 April 2021 10:42")
    assert (found.earliest, found.latest, found.time) == (None, date(2021, 4, 9), None)


def test_between_its_creation_and_its_update_the_day_is_open() -> None:
    found = page("Last updated 9 April 2021, originally created 7 April 2020")
    assert (found.earliest, found.latest) == (date(2020, 4, 7), date(2021, 4, 9))


def test_comments_older_than_the_date_show_it_to_be_of_an_update() -> None:
    comments = tuple(f"Reader{n} {n} March 2021 14:1{n}" for n in range(1, 5))
    found = page("By Ann Moor 7 April 2021", below=(*["Share"] * 6, *comments))
    assert (found.earliest, found.latest) == (None, date(2021, 4, 7))


@pytest.mark.parametrize(
    "line",
    [
        "© 2021 Harbour News. Last built 7 April 2021. All rights reserved.",
        "The old quay, seen on 7 April 2021. Photo: Ann Moor",
        "The keeper had bought the boat that later sank, on 7 April 2021",
        "Retrieved 7 April 2021",
        "Ann Moor (@annmoor) April 7, 2021",
        "Open until April 7, 2021",
        "32 April 2021",
    ],
)
def test_a_date_of_something_else_is_no_byline(line: str) -> None:
    assert page(line) == Published()


def test_a_date_after_the_day_of_first_sight_is_not_the_publication_day() -> None:
    assert page("April 7, 2021", seen=date(2021, 4, 1)) == Published()


def test_day_and_month_that_may_be_swapped_are_told_by_the_other_dates_of_the_page() -> None:
    assert page("03/04/2021 by Ann", below=("25/04/2021 at 3:00 pm",)).earliest == date(2021, 4, 3)
    assert page("03/04/2021 by Ann", below=("04/25/2021 at 3:00 pm",)).earliest == date(2021, 3, 4)


def test_day_and_month_that_may_be_swapped_are_told_by_the_country_of_the_address() -> None:
    raw = f"{HEADLINE}\n03/04/2021 by Ann\n{PARAGRAPH}"
    british = from_page(raw, raw, url="https://harbour.co.uk/storm", latest=SEEN)
    assert british.earliest == date(2021, 4, 3)


def test_day_and_month_that_may_be_swapped_are_else_unknown_and_keep_their_words() -> None:
    assert page("03/04/2021 by Ann") == Published(words="03/04/2021 by Ann")


def test_the_headline_is_found_behind_a_page_title_that_names_the_site() -> None:
    raw = f"{HEADLINE} | Harbour News\n6 May 2021\nMenu\n{HEADLINE}\n7 April 2021\n{PARAGRAPH}\n{PARAGRAPH}"
    found = from_page(raw, f"{HEADLINE} | Harbour News\n{PARAGRAPH}\n{PARAGRAPH}", url=None, latest=SEEN)
    assert found.earliest == date(2021, 4, 7)


def test_several_dates_of_a_line_are_read_each_with_its_own_label_and_time() -> None:
    line = "By Ann/June 12, 2020 9:49 am EST/Updated: Aug. 18, 2020 4:17 pm EST"
    shown = [(one.form, one.days[0], one.time) for one in shown_dates([line], latest=SEEN)]
    assert shown == [("by", date(2020, 6, 12), "09:49"), ("updated", date(2020, 8, 18), "16:17")]


def test_dates_above_the_headline_beside_an_update_below_it_are_of_other_stories() -> None:
    found = page("Updated April 7, 2021", above=("Boat found", "May 3, 2021"))
    assert (found.earliest, found.latest) == (None, date(2021, 4, 7))


def test_several_days_above_the_headline_are_of_other_stories() -> None:
    assert page("Ann Moor", above=("Boat found", "May 3, 2021", "Storm ahead", "May 2, 2021")) == Published()


def test_a_bare_date_on_top_of_a_page_just_scraped_is_only_a_bound() -> None:
    found = page("Ann Moor", above=("Sunday, November 22, 2026",))
    assert (found.earliest, found.latest) == (None, date(2026, 11, 22))
    assert page("Ann Moor", above=("Friday, April 9, 2021",)).earliest == date(2021, 4, 9)


@pytest.mark.parametrize("heading", ["Comments", "2 Comments", "Read next", "Related stories", "More local news"])
def test_the_only_date_of_a_page_below_a_heading_of_other_things_is_not_its_own(heading: str) -> None:
    assert page("Ann Moor", below=("Ann", heading, "Bo", "May 9, 2021 at 9:00 am")) == Published()
    assert page("Ann Moor", below=("Ann", "Bo", "May 9, 2021 at 9:00 am")).earliest == date(2021, 5, 9)


@pytest.mark.parametrize("line", ["March 1, 1940 - April 7, 2021", "When: Saturday, May 1, 2021"])
def test_a_life_and_an_event_are_no_byline(line: str) -> None:
    assert page(line) == Published()


@pytest.mark.parametrize(
    "line",
    ["Last Modified Date: 9 Apr 2021, 07:10 PM IST First Published Date: 7 Apr 2021, 10:02 AM", "Filed: April 7, 2021"],
)
def test_the_label_next_to_a_date_is_its_own(line: str) -> None:
    assert page(line).earliest == date(2021, 4, 7)
    assert page(line).latest == date(2021, 4, 7)
