"""When an article was published, from all that is known of it: the firmest evidence first, the rest inferred."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from index.dates.reading import Reading
from index.published.infer import Window, infer
from index.published.metadata import from_address, from_metadata
from index.published.page import from_page
from index.types import Published

_DAY = timedelta(days=1)


def publication(
    *, metadata: str | None, raw: str, text: str, url: str | None, first_seen: date, reading: Reading | None = None
) -> Published:
    """Return the publication day as far as it is known; what stays open is a range, or unknown.

    `raw` is the whole text of the scraped page, `text` the cleaned article, `reading` what has been read of it. A day in
    metadata wins; then come the day in the page's address, which counts as metadata, and the date that the page shows;
    last what the text lets infer. `first_seen` only bounds it: nothing is published after that, but for a day between
    two time zones.
    """
    given = from_metadata(metadata)
    if is_day(given):
        return given
    firm = _agreed(given, _not_after(from_address(url), first_seen + _DAY))
    shown = from_page(raw, text, url=url, latest=first_seen + _DAY)
    known = _agreed_with_page(firm, shown)
    if is_day(known):
        return known
    updated = known.provenance == "byline" and known.earliest is None
    window = Window(earliest=known.earliest, latest=min(known.latest or first_seen, first_seen), updated=updated)
    found = _agreed(known, infer(reading or Reading(text), raw=raw, window=window))
    return found if found.provenance != "none" else Published(words=given.words or shown.words)


def is_day(published: Published) -> bool:
    """Whether a publication date is known to the day."""
    return published.earliest is not None and published.earliest == published.latest


def _not_after(published: Published, latest: date) -> Published:
    return published if published.earliest and published.earliest <= latest else Published()


def _agreed_with_page(firm: Published, shown: Published) -> Published:
    """Join what came with an article and what its page shows.

    An address keeps the day on which an article was begun; where the page tells only of a later update, the day of
    publication lies between.
    """
    updated_later = is_day(firm) and shown.earliest is None and shown.latest and shown.latest > _end(firm) + _DAY
    if updated_later:
        return replace(firm, latest=shown.latest, words=_joined(firm, shown))
    return _agreed(firm, shown)


def _agreed(firm: Published, other: Published) -> Published:
    """Return the days that two pieces of evidence allow; the firm one decides where they contradict each other."""
    if firm.provenance == "none" or other.provenance == "none":
        return firm if other.provenance == "none" else other
    first, last = max(_begin(firm), _begin(other)), min(_end(firm), _end(other))
    if first > last:
        return other if first - last <= _DAY and is_day(other) else firm
    for one in (other, firm):
        if (_begin(one), _end(one)) == (first, last):
            return one
    return replace(
        other,
        earliest=None if first == date.min else first,
        latest=None if last == date.max else last,
        words=_joined(firm, other),
    )


def _begin(published: Published) -> date:
    return published.earliest or date.min


def _end(published: Published) -> date:
    return published.latest or date.max


def _joined(*evidence: Published) -> str:
    return "; ".join(one.words for one in evidence if one.words)
