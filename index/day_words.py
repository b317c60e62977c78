"""Days put into words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from index.types import Published

_TIMEX = re.compile(
    r"(?P<year>\d{4})|(?P<month>\d{4}-\d\d)|(?P<week>\d{4}-W\d\d)|\d{4}-\d\d-\d\d(?:T(?:(?P<clock>\d\d:\d\d)|[A-Z]{2}))?",
    re.ASCII,
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def day_words(day: date) -> str:
    """Return a day like "31 March 2022", whatever the locale."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def published_words(published: Published) -> str:
    """Return what is known of a publication day, and no more than that."""
    earliest, latest = published.earliest, published.latest
    if earliest and latest:
        known = f"between {day_words(earliest)} and {day_words(latest)}" if earliest != latest else day_words(earliest)
    elif earliest:
        known = f"{day_words(earliest)} or later"
    elif latest:
        known = f"{day_words(latest)} or earlier"
    else:
        return "date unknown"
    timed = f"{known}, {published.time}" if published.time and earliest == latest else known
    return f"{timed} (inferred)" if published.provenance == "inferred" else timed


def timex_words(value: str) -> str | None:
    """Return a day, week, month or year of TIMEX3 in words; None for anything vaguer."""
    found = _TIMEX.fullmatch(value)
    from index.dates import days_of  # It loads a grammar, which most words of days do not need.

    days = days_of(value) if found else None
    if not found or not days:
        return None
    first, last = days
    if found["year"]:
        return found["year"]
    if found["month"]:
        return day_words(first).partition(" ")[2]
    if found["week"]:
        return f"{day_words(first)} to {day_words(last)}"
    return f"{day_words(first)}, {found['clock']}" if found["clock"] else day_words(first)
