from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.day_words import published_words
from index.published import from_metadata, publication
from index.published.title_and_source import title_and_source
from index.published.written import written_dates, written_times

SEEN = date(2026, 11, 22)
PIECES = st.sampled_from(
    [
        *("Published: ", "Updated ", "by Ann ", "© ", "2022", "7 Apr, 2022 07:02", "03/04/2021", "April 1", "Friday"),
        *(
            " said Thursday. ",
            "\n",
            " will open on ",
            "yesterday (",
            ")",
            "|",
            " - ",
            "in 2019",
            "99:99 pm",
            "²²/³/2021",
        ),
    ]
)
TEXTS = st.one_of(st.text(max_size=300), st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=60).map("".join))
DAYS = st.dates(min_value=date(1, 1, 2), max_value=date(9999, 12, 30))


@given(text=TEXTS, metadata=st.none() | TEXTS, url=st.none() | TEXTS, seen=DAYS)
def test_any_text_gives_days_in_order_and_none_later_than_first_seen_but_by_a_time_zone(
    text: str, metadata: str | None, url: str | None, seen: date
) -> None:
    given_day = from_metadata(metadata)
    found = publication(metadata=metadata, raw=text, text=text, url=url, first_seen=seen)
    if found.earliest and found.latest:
        assert found.earliest <= found.latest
    if given_day.earliest is None and found.earliest:
        assert (found.earliest - seen).days <= 1
    assert (found.provenance == "none") == (found.earliest is None and found.latest is None)
    assert published_words(found)


@given(day=st.dates(min_value=date(1000, 1, 1)))
def test_a_day_in_iso_form_is_read_as_itself(day: date) -> None:
    found = from_metadata(day.isoformat())
    assert (found.earliest, found.latest) == (day, day)


@given(
    day=st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)),
    form=st.sampled_from(["%d %B %Y", "%B %d, %Y", "%b. %d, %Y", "%A, %d %b %Y", "%Y/%m/%d"]),
    before=st.sampled_from(["", "Published on ", "Posted: "]),
)
def test_a_written_day_is_read_as_itself_in_metadata_and_in_a_line(day: date, form: str, before: str) -> None:
    written = before + day.strftime(form)
    assert from_metadata(written).earliest == day
    assert [found.days for found in written_dates(written)] == [(day,)]


@given(text=TEXTS)
def test_dates_and_times_of_a_line_are_inside_it_and_in_order(text: str) -> None:
    for found in (written_dates(text), written_times(text)):
        ends = [0]
        for one in found:
            assert ends[-1] <= one.start < one.end <= len(text)
            ends.append(one.end)


@given(title=st.none() | TEXTS, source=st.none() | TEXTS, url=st.none() | TEXTS, raw=TEXTS, headline=st.none() | TEXTS)
def test_a_title_and_a_source_are_words_or_none(
    title: str | None, source: str | None, url: str | None, raw: str, headline: str | None
) -> None:
    found = title_and_source(title=title, source=source, url=url, raw=raw, headline=headline)
    assert found.title is None or found.title.strip()
    assert found.source is None or found.source.strip()
    assert (found.title is None) == (found.title_from is None)
    assert (found.source is None) == (found.source_from is None)


HOSTILE = {
    "no space": "a" * 100_000,
    "digits": "2021" * 25_000,
    "dates": "7 April 2021 " * 8_000,
    "short lines": "7 April 2021\n" * 50_000,
    "empty lines": "\n" * 100_000,
    "copyright": "© 2021 " * 15_000,
    "separators": " | " * 33_000,
    "weekdays": "Friday will April 1 " * 5_000,
    "brackets": "(A" * 50_000,
    "originally": "story was originally published on " * 3_000,
    "capitals": "OSLO, " * 17_000,
}


def test_the_work_grows_as_the_page_does() -> None:
    page = "7 April 2021\nThe pier will close Friday morning. It was closed in May 2019, the mayor said Tuesday.\n"
    small, large = (_seconds(page * lines) for lines in (500, 4_000))
    assert large < 30 * small, "eight times the page, and not its square"


def _seconds(text: str) -> float:
    """The processor's time, which others at work on the machine do not change, at best of three."""
    spent = []
    for _ in range(3):
        start = time.process_time()
        publication(metadata=None, raw=text, text=text, url=None, first_seen=SEEN)
        title_and_source(title=None, source=None, url=None, raw=text, headline=None)
        spent.append(time.process_time() - start)
    return min(spent)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_come_through(text: str) -> None:
    found = publication(metadata=text, raw=text, text=text, url=text, first_seen=SEEN)
    assert found.latest is None or found.latest <= date(2026, 11, 23)
    assert title_and_source(title=None, source=None, url=text, raw=text, headline=None).title is None
