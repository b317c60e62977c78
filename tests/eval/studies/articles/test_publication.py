from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from eval.studies.articles.publication import DatedPage, date_pages, read_dated_pages, score_publications
from index.errors import InputError
from index.types import Published

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2021, 4, 7)


def test_every_page_is_right_wrong_or_unknown() -> None:
    scores = score_publications(
        [
            (Published(earliest=DAY, latest=DAY), DAY),
            (Published(earliest=date(2021, 4, 1), latest=date(2021, 4, 30)), DAY),
            (Published(earliest=date(2021, 1, 1)), DAY),
            (Published(earliest=date(2021, 4, 8), latest=date(2021, 4, 8)), DAY),
            (Published(latest=date(2021, 4, 6)), DAY),
            (Published(words="03/04/2021"), DAY),
            (Published(), DAY),
            (Published(), DAY),
        ]
    )
    assert (scores.right, scores.wrong, scores.unknown) == (3 / 8, 2 / 8, 3 / 8)
    assert (scores.exact, scores.open_ended, scores.pages) == (1 / 8, 1 / 8, 8)
    assert (scores.mean_width, scores.median_width) == (15.5, 15.5)


def test_without_a_right_range_there_is_no_width() -> None:
    scores = score_publications([(Published(), DAY)])
    assert (scores.mean_width, scores.median_width) == (None, None)


def test_no_pages_at_all_are_an_error() -> None:
    with pytest.raises(ValueError, match="no dated pages"):
        score_publications([])


def test_pages_without_a_date_are_left_out(tmp_path: Path) -> None:
    rows = [
        {"page_text": "One", "url": "https://x.example/a", "date": "2021-04-07"},
        {"page_text": "Two", "url": None, "date": ""},
        {"page_text": "Three", "url": None, "date": None},
    ]
    path = tmp_path / "pages.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    assert read_dated_pages(path) == [DatedPage(text="One", url="https://x.example/a", published=DAY)]


def test_a_date_that_is_none_is_told_with_its_place(tmp_path: Path) -> None:
    path = tmp_path / "pages.jsonl"
    path.write_text('{"page_text": "One", "date": "soon"}')
    with pytest.raises(InputError, match="line 1"):
        read_dated_pages(path)


def test_an_address_dates_a_page_only_where_it_is_shown() -> None:
    page = DatedPage(text="The harbour opened.", url="https://x.example/2021/04/07/a", published=DAY)
    without, with_address = (
        date_pages([page], first_seen=date(2026, 1, 1), with_address=with_address)[0][0]
        for with_address in (False, True)
    )
    assert (without.earliest, with_address.earliest) == (None, DAY)
