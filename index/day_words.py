"""Days put into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from index.types import Published

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


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
