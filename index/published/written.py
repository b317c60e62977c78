"""Dates as mastheads, bylines and metadata write them: a day, a month and a year in one of a few strict forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index.day_words import MONTHS, WEEKDAYS

_MONTHS = tuple(name.lower() for name in MONTHS)
_WEEKDAYS = tuple(name.lower() for name in WEEKDAYS)
# In full or cut short: "Sep", "Sept", "Tue", "Tues", "Weds".
MONTH_NAME = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:]})?' for name in _MONTHS)}|sept)"
WEEKDAY_NAME = rf"(?:{'|'.join(f'{name[:3]}(?:{name[3:-3]})?' for name in _WEEKDAYS)}|thur)(?:day)?"
# A page's text runs its pieces together: "Original Research7 April 2020", "6:03 pmNovember 8, 2023".
_START = r"(?:(?<![A-Za-z\d])|(?<=[a-z])(?=(?-i:[A-Z])))"
_YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<!\d){_DAY}[.,]?[ -](?:of )?(?P<name>{MONTH_NAME})\b[.,]{{0,2}}[ -]{_YEAR}",
        rf"{_START}(?P<name>{MONTH_NAME})\b\.?[ -]{_DAY}(?:,| ,|\.)?[ -]{_YEAR}",
        rf"(?<![\d./-]){_YEAR}(?P<mark>[-/.])(?P<month>[01]?\d)(?P=mark)(?P<day>[0-3]?\d)(?![\d/-])",
        r"(?<![\d./-])(?P<first>[0-3]?\d)(?P<mark>[./-])(?P<second>[0-3]?\d)(?P=mark)(?P<year>(?:19|20)\d\d)(?![\d/-])",
    )
)
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WEEKDAY = re.compile(rf"{_START}({WEEKDAY_NAME})\b", re.IGNORECASE)
_ZONE = r"(?-i:[A-Z]{2,4}T|GMT|UTC|Z)\b"
_TIME = re.compile(
    rf"(?<![\d:.])(?P<hour>[012]?\d)(?:[:.](?P<minute>[0-5]\d)(?::[0-5]\d(?:\.\d{{1,6}})?)?)?\s?(?P<half>[ap])\.?m\b\.?"
    rf"|(?<![\d:.])(?P<hour24>[012]?\d):(?P<minute24>[0-5]\d)(?!\d)"
    rf"|(?<![\d:.])(?P<hour_zoned>[012]\d)\.?(?P<minute_zoned>[0-5]\d)\s?(?={_ZONE})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDate:
    """A date found in a text at `start:end`; `days` holds two where day and month may be either way round.

    `month_first` is set where a numeric date can be read one way only.
    """

    start: int
    end: int
    days: tuple[date, ...]
    month_first: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenTime:
    """A time of day found in a text at `start:end`, as "HH:MM"."""

    start: int
    end: int
    time: str


def written_dates(text: str, *, month_first: bool | None = None) -> list[WrittenDate]:
    """Return the full dates of a short text, in its order and not overlapping.

    `month_first` tells how to read 03/04/2019; without it such a date keeps both readings.
    """
    if not _ANY_YEAR.search(text):
        return []
    found = sorted(
        (written for form in _FORMS for match in form.finditer(text) if (written := _read(match, month_first))),
        key=lambda written: (written.start, -written.end),
    )
    kept: list[WrittenDate] = []
    for written in found:
        if not kept or written.start >= kept[-1].end:
            kept.append(written)
    return kept


def _read(match: re.Match[str], month_first: bool | None) -> WrittenDate | None:
    fields = match.groupdict()
    year = int(fields["year"])
    if "first" in fields:
        return _numeric(match, year, month_first)
    month = int(fields["month"]) if "month" in fields else month_number(fields["name"])
    day = day_or_none(year, month, int(fields["day"]))
    return WrittenDate(start=match.start(), end=match.end(), days=(day,)) if day else None


def _numeric(match: re.Match[str], year: int, month_first: bool | None) -> WrittenDate | None:
    first, second = int(match["first"]), int(match["second"])
    american, european = day_or_none(year, first, second), day_or_none(year, second, first)
    readings = {day for day in (american, european) if day}
    if len(readings) > 1 and month_first is not None:
        readings -= {european if month_first else american}
    one_way = american is not None if (american is None) != (european is None) else None
    days = tuple(sorted(readings))
    return WrittenDate(start=match.start(), end=match.end(), days=days, month_first=one_way) if days else None


def month_number(name: str) -> int:
    """Return the number, from 1, of an English month name or its abbreviation."""
    return [month[:3] for month in _MONTHS].index(name[:3].lower()) + 1


def weekday_number(name: str) -> int:
    """Return the number, Monday 0, of an English weekday name or its abbreviation."""
    return [weekday[:3] for weekday in _WEEKDAYS].index(name[:3].lower())


def day_or_none(year: int, month: int, day: int) -> date | None:
    """Return a day of the calendar, or None for one that it does not have."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def written_times(text: str) -> list[WrittenTime]:
    """Return the times of day of a short text, in its order."""
    times = ((match, _clock(match)) for match in _TIME.finditer(text))
    return [WrittenTime(start=match.start(), end=match.end(), time=time) for match, time in times if time]


def _clock(match: re.Match[str]) -> str | None:
    hour = int(match["hour"] or match["hour24"] or match["hour_zoned"])
    minute = int(match["minute"] or match["minute24"] or match["minute_zoned"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].lower() == "p" else 0)
    return f"{hour:02}:{minute:02}" if hour < 24 else None


def without_dates(text: str) -> str:
    """Return a short text with a tab in place of each date, time and weekday."""
    spans = sorted(
        [
            *((found.start, found.end) for found in written_dates(text)),
            *((found.start, found.end) for found in written_times(text)),
        ]
    )
    pieces, position = [], 0
    for start, end in spans:
        if start >= position:
            pieces.append(text[position:start])
            position = end
    return _WEEKDAY.sub("\t", "\t".join((*pieces, text[position:])))
