"""Publication dates: read from what came with an article, and put into words."""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime, timedelta

from index.types import Published

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_WEEK = re.compile(r"\d{4}-?W\d{2}$")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?$")


def from_metadata(words: str | None) -> Published:
    """Read an ISO 8601 day, instant, month or year; anything else is an unknown date that keeps its words.

    The day is the one at the place the instant names, not in UTC: that is the day a reader of the paper saw.
    """
    if not words or not words.strip():
        return Published()
    words = words.strip()
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        return _partial(words)
    if _WEEK.match(words):
        monday = moment.date()
        return Published(earliest=monday, latest=monday + timedelta(days=6), provenance="metadata", words=words)
    has_time = len(words) > len("2022-03-31")
    day = moment.date()
    time = moment.strftime("%H:%M") if has_time else None
    return Published(earliest=day, latest=day, time=time, provenance="metadata", words=words)


def _partial(words: str) -> Published:
    """A year or a month, as a range of days."""
    found = _PARTIAL.match(words)
    try:
        year, month = (int(part) if part else None for part in found.groups()) if found else (None, None)
        if year is None:
            return Published(words=words)
        first = date(year, month or 1, 1)
        last = date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    except ValueError:
        return Published(words=words)
    return Published(earliest=first, latest=last, provenance="metadata", words=words)


def day_words(day: date) -> str:
    """Return a day like "31 March 2022", whatever the locale."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


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
