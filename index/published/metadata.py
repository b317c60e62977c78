"""Publication dates that came with an article: a field of its metadata, the address of its page."""

from __future__ import annotations

import calendar
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime

from index.published.written import MONTH_NAME, day_or_none, month_number, without_dates, written_dates, written_times
from index.types import Published

_LONGEST = 120
_WEEK = re.compile(r"\d{4}-?W\d{2}$")
_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2}))?$")
_NAMED_MONTH = re.compile(rf"({MONTH_NAME})\.?,? ((?:19|20)\d\d)$", re.IGNORECASE)
_EPOCH = re.compile(r"(1\d{9})(?:\d{3}|\.\d{1,9})?$")
_RFC2822 = re.compile(r"(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}")
_SPACED_OFFSET = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$|Z$)")
_ZONE_NAME = re.compile(r"\s+(?:GMT|UTC)$")
# What may stand around a date and adds nothing to it: a label, a zone's name, "at", commas.
_FILLER = re.compile(
    r"(?:first |last )?(?:published|updated|posted|date)(?: on| at)?\b|\b(?:at|on)\b|\b[A-Z]{2,5}\b|[+-]\d{2}:?\d{2}"
    r"|[\W_]",
    re.IGNORECASE,
)
_ADDRESS_DAY = (
    re.compile(r"/((?:19|20)\d\d)/(\d{1,2}|[a-z]{3})/(\d{1,2})(?=[/_.-]|$)"),
    re.compile(r"(?<![\d])((?:19|20)\d\d)([01]\d)([0-3]\d)(?=[/_.-]|$)"),
    re.compile(r"(?<![\d])((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})(?=[/_.-]|$)"),
)
_ADDRESS_MONTH = re.compile(r"/((?:19|20)\d\d)[/-](\d\d)(?=[/-])")


def from_metadata(words: str | None) -> Published:
    """Read a date as ISO 8601, RFC 2822, epoch seconds or words ("April 7, 2022") write it.

    The day is the one at the place the instant names, not in UTC: that is the day a reader of the paper saw. A year, a
    month or a week is a range, and so is 03/04/2019; anything else is an unknown date that keeps its words.
    """
    if not words or not words.strip():
        return Published()
    words = words.strip()
    if len(words) > _LONGEST:
        return Published(words=words)
    for read in (_iso, _partial, _epoch, _rfc2822, _in_words):
        if found := read(words):
            return replace(found, provenance="metadata", words=words)
    return Published(words=words)


def _iso(words: str) -> Published | None:
    plain = _ZONE_NAME.sub("Z", _SPACED_OFFSET.sub("", words))
    try:
        moment = datetime.fromisoformat(plain)
    except ValueError:
        return None
    if _WEEK.match(plain):
        return Published(earliest=moment.date(), latest=moment.date() + timedelta(days=6))
    return _at(moment) if len(plain) > len("2022-03-31") else _on(moment.date())


def _partial(words: str) -> Published | None:
    if found := _NAMED_MONTH.match(words):
        return month_range(int(found[2]), month_number(found[1]))
    if not (found := _PARTIAL.match(words)):
        return None
    if found[2]:
        return month_range(int(found[1]), int(found[2]))
    year = int(found[1])
    return Published(earliest=date(year, 1, 1), latest=date(year, 12, 31)) if year else None


def month_range(year: int, month: int) -> Published | None:
    """Return the days of a month, without provenance; None for a month that does not exist."""
    first = day_or_none(year, month, 1)
    if first is None:
        return None
    return Published(earliest=first, latest=first.replace(day=calendar.monthrange(year, month)[1]))


def _epoch(words: str) -> Published | None:
    found = _EPOCH.match(words)
    return _at(datetime.fromtimestamp(int(found[1]), UTC)) if found else None


def _rfc2822(words: str) -> Published | None:
    try:
        return _at(parsedate_to_datetime(words)) if _RFC2822.match(words) else None
    except ValueError:
        return None


def _in_words(words: str) -> Published | None:
    dates, times = written_dates(words), written_times(words)
    if len(dates) != 1 or len(times) > 1 or _FILLER.sub("", without_dates(words)):
        return None
    days = dates[0].days
    time = times[0].time if times and len(days) == 1 else None
    return Published(earliest=days[0], latest=days[-1], time=time)


def _at(moment: datetime) -> Published:
    return replace(_on(moment.date()), time=moment.strftime("%H:%M"))


def _on(day: date) -> Published:
    return Published(earliest=day, latest=day)


def from_address(url: str | None) -> Published:
    """Read the day or month in a page's address, which is given with the article and so counts as metadata."""
    path = (url or "").lower()[:2_000].partition("?")[0]
    for form in _ADDRESS_DAY:
        for match in form.finditer(path):
            if day := _address_day(match):
                return Published(earliest=day, latest=day, provenance="metadata", words=match[0].strip("/"))
    month = _ADDRESS_MONTH.search(path)
    found = month_range(int(month[1]), int(month[2])) if month else None
    return replace(found, provenance="metadata", words=month[0].strip("/")) if month and found else Published()


def _address_day(match: re.Match[str]) -> date | None:
    month = match[2]
    if not month.isdigit():
        if not re.fullmatch(MONTH_NAME, month):
            return None
        return day_or_none(int(match[1]), month_number(month), int(match[3]))
    return day_or_none(int(match[1]), int(month), int(match[3]))
