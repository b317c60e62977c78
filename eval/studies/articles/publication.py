"""Scores of publication dates against the days that are known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import mean, median

from eval.gold.records import read_lines
from index.clean import clean
from index.published import publication
from index.types import Published


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedPage:
    """The text of a scraped page, its address, and the day on which it was published."""

    text: str
    url: str | None
    published: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationScores:
    """Shares in [0, 1] of `pages`, which add up to 1, and the widths in days of the ranges that are right.

    A range that holds the true day is right; `exact` is the share that names just that day, `open_ended` the share of
    right ranges without a beginning or an end, which have no width. A single day is 1 wide; a width is None where no
    range has one.
    """

    pages: int
    right: float
    wrong: float
    unknown: float
    exact: float
    open_ended: float
    mean_width: float | None
    median_width: float | None


def read_dated_pages(path: Path, *, text_key: str = "page_text", day_key: str = "date") -> list[DatedPage]:
    """Read the pages of a `.jsonl` file that have a date; the keys are those of `pages-trafilatura`, with `url`.

    Raises:
        InputError: the file cannot be read, or a key has the wrong type.
    """
    return [
        DatedPage(text=record.text(text_key), url=record.optional_text("url"), published=day)
        for record in read_lines(path)
        if record.optional_text(day_key) and (day := record.day(day_key))
    ]


def date_pages(pages: Iterable[DatedPage], *, first_seen: date, with_address: bool) -> list[tuple[Published, date]]:
    """Date pages from their text, and where `with_address` from their address too; pair each with its true day."""
    return [
        (
            publication(
                metadata=None,
                raw=page.text,
                text=clean(page.text),
                url=page.url if with_address else None,
                first_seen=first_seen,
            ),
            page.published,
        )
        for page in pages
    ]


def score_publications(dated: Sequence[tuple[Published, date]]) -> PublicationScores:
    """Score pairs of what was found and the true day.

    Raises:
        ValueError: there are no pairs.
    """
    if not dated:
        raise ValueError("There are no dated pages to score: give at least one.")
    known = [(found, day) for found, day in dated if found.earliest or found.latest]
    right = [found for found, day in known if _holds(found, day)]
    widths = [(found.latest - found.earliest).days + 1 for found in right if found.earliest and found.latest]
    return PublicationScores(
        pages=len(dated),
        right=len(right) / len(dated),
        wrong=(len(known) - len(right)) / len(dated),
        unknown=(len(dated) - len(known)) / len(dated),
        exact=widths.count(1) / len(dated),
        open_ended=(len(right) - len(widths)) / len(dated),
        mean_width=mean(widths) if widths else None,
        median_width=median(widths) if widths else None,
    )


def _holds(found: Published, day: date) -> bool:
    return (found.earliest or date.min) <= day <= (found.latest or date.max)
