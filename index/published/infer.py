"""The publication day inferred from what an article says: days it stands close to, years it looks back or ahead at."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.dates.reading import Reading
from index.published.anchors import Anchor, Days, find_anchors, meet
from index.published.byline import shown_dates
from index.published.mentions import Mention, find_mentions
from index.published.written import day_or_none
from index.types import Published

_EARLIEST_YEAR = 1990
_LONGEST = 60_000
_MONTH = 31
_DAYS_TO_PRINT, _DAYS_OF_NEWS = 1, 6
_YEAR, _FAR_BACK = 365, 270
_WORDS = 3
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)[^\n\d]{0,60}(?:(?:19|20)\d\d\s?[-–—]\s?)?((?:19|20)\d\d)(?!\d)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What is known beforehand of a publication day, both ends inclusive; the latest at most the day of first sight.

    `updated` tells that the latest is the day of an update.
    """

    earliest: date | None = None
    latest: date
    updated: bool = False


def infer(reading: Reading, *, raw: str, window: Window) -> Published:
    """Infer when an article was published, within what is known beforehand; what stays open is a range, or unknown.

    `raw` is the whole page, for its copyright line: a hint that decides only between years that the text leaves open,
    and of itself gives no more than the year of an article that speaks of bare weekdays, as news does.
    """
    mentions = find_mentions(_without_stamps(reading.text[:_LONGEST]), reading)
    since = _looked_back_at(mentions, window)
    if since:
        window = replace(window, earliest=max(window.earliest or date.min, since.first or date.min))
    copyright_year = _copyright_year(raw, window)
    anchors = find_anchors(mentions, reading)
    return (
        _from_dateline(mentions, window)
        or _from_anchors(anchors, mentions, window, hint=copyright_year)
        or _from_update(mentions, window)
        or _from_copyright(mentions, window, copyright_year)
        or _from_year(mentions, window)
        or (Published(earliest=since.first, provenance="inferred", words=since.words) if since else Published())
    )


def _without_stamps(text: str) -> str:
    """A text with blanks for the lines that show a date in the form of a byline: they tell of no event."""
    lines = text.split("\n")
    stamps = {shown.line for shown in shown_dates(lines, latest=date.max)}
    return "\n".join(" " * len(line) if number in stamps else line for number, line in enumerate(lines))


def _looked_back_at(mentions: Sequence[Mention], window: Window) -> Mention | None:
    """The latest dated event of the past; a bare year only where something later is told ("the race in 2024")."""
    settled = [
        mention
        for mention in mentions
        if mention.settled and mention.first and date(_EARLIEST_YEAR, 1, 1) <= mention.first <= window.latest
    ]
    settled.sort(key=lambda mention: mention.first or date.min, reverse=True)
    for mention in settled:
        bare_year = mention.first and mention.last and (mention.last - mention.first).days > _MONTH
        if not bare_year or mention.first != settled[0].first:
            return mention
    return None


def _from_dateline(mentions: Sequence[Mention], window: Window) -> Published | None:
    """The day of a dateline that names its year ("OSLO, March 3, 2021 /PRNewswire/"), or the next."""
    dated = (one for one in mentions if one.lag and one.first and one.first == one.last)
    found = next(dated, None)
    if not found or not found.first or not found.lag:
        return None
    first, last = (found.first + timedelta(days=days) for days in found.lag)
    first, last = max(first, window.earliest or first), min(last, window.latest)
    if first > last:
        return None
    return Published(earliest=first, latest=last, provenance="inferred", words=found.words)


def _from_anchors(
    anchors: Sequence[Anchor], mentions: Sequence[Mention], window: Window, *, hint: int | None
) -> Published | None:
    """The latest days that fit all anchors, for articles are gathered while they are news; else the hinted year's."""
    first = (window.earliest or date(_EARLIEST_YEAR, 1, 1)).year - 1
    fitting: list[Days] = [(window.earliest or date(_EARLIEST_YEAR, 1, 1), window.latest)]
    for anchor in anchors:
        fitting = meet(fitting, list(anchor.stretches(first, window.latest.year + 1)))
    told = any(anchor.weekday is not None for anchor in anchors)
    if not anchors or not fitting or (len(fitting) > 1 and not told):
        return None
    hinted = [days for days in fitting if hint in {days[0].year, days[1].year}]
    days, spoken = _on_spoken_day((hinted or fitting)[-1], mentions)
    words = "; ".join(dict.fromkeys([*(anchor.words for anchor in anchors[:_WORDS]), *spoken]))
    return Published(earliest=days[0], latest=days[1], provenance="inferred", words=words)


def _on_spoken_day(days: Days, mentions: Sequence[Mention]) -> tuple[Days, tuple[str, ...]]:
    """Narrow days to the weekday on which most people in the news spoke, or the day after, where it comes only once."""
    spoken = Counter(mention.weekday for mention in mentions if mention.said and mention.month_day is None)
    if not spoken:
        return days, ()
    weekday = spoken.most_common(1)[0][0]
    length = (days[1] - days[0]).days
    fitting = [day for day in (days[0] + timedelta(days=n) for n in range(length + 1)) if _follows(day, weekday)]
    if not fitting or (fitting[-1] - fitting[0]).days > 1:
        return days, ()
    words = next(mention.words for mention in mentions if mention.said and mention.weekday == weekday)
    return (fitting[0], fitting[-1]), (words,)


def _follows(day: date, weekday: int | None) -> bool:
    return weekday is not None and (day.weekday() - weekday) % 7 <= _DAYS_TO_PRINT


def _from_update(mentions: Sequence[Mention], window: Window) -> Published | None:
    """The week before an update, for an article in which people spoke on a weekday: it was news when it was updated."""
    words = next((mention.words for mention in mentions if mention.said and not mention.month_day), None)
    if not window.updated or not words:
        return None
    first = window.latest - timedelta(days=_DAYS_OF_NEWS)
    first = max(first, window.earliest or first)
    return Published(earliest=first, latest=window.latest, provenance="inferred", words=words)


def _bare_weekday(mentions: Sequence[Mention]) -> str | None:
    bare = (one.words for one in mentions if one.weekday is not None and one.month_day is None and one.tense != "ahead")
    return next(bare, None)


def _from_copyright(mentions: Sequence[Mention], window: Window, year: int | None) -> Published | None:
    """The year of a copyright line, for an article that speaks of bare weekdays.

    Of 28 dated pages with both (pages-trafilatura) the year was right on 22, of the 48 others with such a line on 28: a
    last resort.
    """
    if year is None or not _bare_weekday(mentions):
        return None
    first, last = max(window.earliest or date.min, date(year, 1, 1)), min(window.latest, date(year, 12, 31))
    if first > last:
        return None
    words = f"© {year}; {_bare_weekday(mentions)}"
    told = _told_last(mentions, first, last)
    if told:
        first, words = told[0], f"{words}; {told[1].words}"
    return Published(earliest=first, latest=last, provenance="inferred", words=words)


def _from_year(mentions: Sequence[Mention], window: Window) -> Published | None:
    """What is left of a year that is known beforehand after the last day of it that the article tells of."""
    if window.earliest is None or window.earliest.year != window.latest.year:
        return None
    told = _told_last(mentions, window.earliest, window.latest)
    return (
        Published(earliest=told[0], latest=window.latest, provenance="inferred", words=told[1].words) if told else None
    )


def _told_last(mentions: Sequence[Mention], first: date, last: date) -> tuple[date, Mention] | None:
    """The last day of a year's stretch that an article tells of as past without naming the year.

    Only a day so early in it that the same day a year before is too far back to go without its year.
    """
    told = [
        (day, mention)
        for mention in mentions
        if mention.month_day and mention.settled and (day := day_or_none(first.year, *mention.month_day))
        if first <= day <= last and (first - day).days + _YEAR > _FAR_BACK
    ]
    return max(told, key=lambda one: one[0], default=None)


def _copyright_year(raw: str, window: Window) -> int | None:
    """The last year of the page's copyright lines, within the window."""
    years = [int(found[1]) for found in _COPYRIGHT.finditer(raw)]
    first = window.earliest.year if window.earliest else _EARLIEST_YEAR
    return max((year for year in years if first <= year <= window.latest.year), default=None)
