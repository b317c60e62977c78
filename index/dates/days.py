"""Rules for calendar days, times of day, months and years."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from index.dates.lexicon import CODES
from index.dates.meanings import (
    Meaning,
    in_year,
    month_day,
    near_one_of,
    offset,
    same,
    stretch,
    timed,
    weekday,
    weekday_from_mention,
    weekday_of_month,
    weekday_of_week,
)
from index.dates.phrases import CLOCK, DAY, DAY_NUMBER, MONTH, WEEKDAY, YEAR, Draft, Phrase, Rule
from index.dates.values import nth_weekday

Placed = tuple[str, Meaning | None]
"""A value with gaps and the meaning that fills them; without a meaning the value is complete."""

_CLOCK_DIGITS = re.compile(r"(\d{1,2})[:.](\d\d)(?::\d\d)?$")
MONTHS = ("month", "monthish", "abbreviated")
_HOURLESS = frozenset((CODES["ampm"], CODES["clockword"], CODES["zone"]))
WEEKS = {"last": -1, "next": 1, "this": 0}


def century_of(year: int) -> int:
    """Return the full year of a two-digit one: 1950 to 2049."""
    return year + (1900 if year >= 50 else 2000)


def _numeric_day(word: str) -> Placed | None:
    """Return what "10/25/89" or "31.03.2022" means; None for no date.

    Where day and month may be swapped, it is the reading near the publication day, if only one of them is.
    """
    separator = "/" if "/" in word else "."
    first, second, last = (int(part) for part in word.split(separator))
    year = last if last >= 100 else century_of(last)
    readings = {_iso(year, second, first), None if separator == "." else _iso(year, first, second)} - {None}
    if len(readings) == 2:
        return f"{year:04}-XX-XX", near_one_of(date(year, first, second), date(year, second, first))
    return next(((reading, None) for reading in readings if reading), None)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def placed_day(phrase: Phrase) -> Placed | None:
    """Return what day a phrase names."""
    if phrase.has("numericdate"):
        return _numeric_day(phrase.word("numericdate"))
    if phrase.has("iso"):
        word = phrase.word("iso").upper()
        return (word[:16], None) if _iso(int(word[:4]), int(word[5:7]), int(word[8:10])) else None
    if phrase.has("deictic"):
        return "XXXX-XX-XX", offset("day", phrase.number("deictic") or 0)
    if phrase.has(*MONTHS):
        return _calendar_day(phrase)
    return _weekday(phrase)


def _calendar_day(phrase: Phrase) -> Placed | None:
    month, day = phrase.number(*MONTHS) or 0, phrase.number("day", "nth", "ordinal") or 0
    year = phrase.number("year")
    if _iso(year or 2000, month, day) is None:
        return None
    if year:
        return f"{year:04}-{month:02}-{day:02}", None
    if phrase.has("unit"):
        named = phrase.word("last", "this", "next")
        within = offset("year", WEEKS[named]) if named else same("year")
        return f"XXXX-{month:02}-{day:02}", in_year(f"{month:02}-{day:02}", within)
    return f"XXXX-{month:02}-{day:02}", month_day(month, day, phrase.number("weekday", "weekdayish"))


def _weekday(phrase: Phrase) -> Placed:
    number = phrase.number("weekday", "weekdayish") or 1
    which = "last" if phrase.has("last", "past") else "next" if phrase.has("next", "coming") else phrase.word("this")
    gap = f"XXXX-WXX-{number}"
    if phrase.has("following", "previous"):
        return gap, weekday_from_mention(number, after=phrase.has("following"))
    if phrase.has("unit"):
        return gap, weekday_of_week(number, WEEKS[which])
    return gap, weekday(number, which)


def clock_time(phrase: Phrase) -> str | None:
    """Return the time of day as "T07:02", with "Z" for UTC; None for numbers that are no time."""
    if phrase.has("moment"):
        return phrase.code("moment")
    digits = phrase.word("clock", "decimal", "military", "year")
    if phrase.has("clock", "decimal"):
        found = _CLOCK_DIGITS.match(digits)
        if not found:
            return None
        hour, minute = int(found[1]), int(found[2])
    elif digits:
        hour, minute = int(digits[:2]), int(digits[2:])
    else:
        hour, minute = (phrase.part(phrase.first, phrase.last).number("cardinal", "day") or 0), 0
    half = phrase.word("ampm")[:1]
    if (half and not 1 <= hour <= 12) or hour > 23 or minute > 59:
        return None
    hour = hour % 12 + 12 * (half == "p") if half else hour
    return f"T{hour:02}:{minute:02}{phrase.code('zone')}"


def _same_day(kind: str) -> Meaning:
    return timed(same("day"), kind)


def holiday(phrase: Phrase) -> Sequence[Draft]:
    """Read "Christmas", "Christmas Eve 1998", "last Halloween"."""
    suffix = phrase.code("holiday")
    suffix = f"{suffix[:3]}{int(suffix[3:]) - phrase.has('eve'):02}"
    year = phrase.number("year")
    if year:
        return [phrase.draft("DATE", f"{year:04}-{suffix}")]
    return [phrase.draft("DATE", f"XXXX-{suffix}", stretch(suffix, phrase.word("last", "next")))]


def new_year(phrase: Phrase) -> Sequence[Draft]:
    """Read "New Year's Day", "New Year's Eve 1999"."""
    if not phrase.has("eve") and "day" not in {phrase.tokens.words[place].lower() for place in phrase.places("unit")}:
        return ()
    suffix = "12-31" if phrase.has("eve") else "01-01"
    year = phrase.number("year")
    if year:
        return [phrase.draft("DATE", f"{year:04}-{suffix}")]
    return [phrase.draft("DATE", f"XXXX-{suffix}", stretch(suffix))]


def weekday_in_month(phrase: Phrase) -> Sequence[Draft]:
    """Read "the second Saturday of November", "the last Monday in May 2009"."""
    ordinal = -1 if phrase.has("last", "final") else phrase.number("ordinal") or 0
    number, month = phrase.number("weekday") or 0, phrase.number(*MONTHS) or 0
    if not -1 <= ordinal <= 5:
        return ()
    year = phrase.number("year")
    if not year:
        return [phrase.draft("DATE", f"XXXX-{month:02}-XX", weekday_of_month(number, ordinal, month))]
    found = nth_weekday(year, month, number, ordinal)
    return [phrase.draft("DATE", found.isoformat())] if found else ()


def day(phrase: Phrase) -> Sequence[Draft]:
    """Read "March 31, 2022", "last Thursday", "yesterday", "10/25/89"."""
    if phrase.places("weekdayish") and _is_alone(phrase) and not _is_abbreviated_day(phrase):
        return ()
    placed = placed_day(phrase)
    if not placed:
        return ()
    return [phrase.draft("TIME" if "T" in placed[0] else "DATE", *placed)]


def _is_alone(phrase: Phrase) -> bool:
    return phrase.last - phrase.first - len(phrase.places("dot")) == 1


def _is_abbreviated_day(phrase: Phrase) -> bool:
    return phrase.before() in {"on", "since", "until", "by", "from"} and phrase.word("weekdayish") != "sun"


def weekday_week(phrase: Phrase) -> Sequence[Draft]:
    """Read "Tuesday week": the Tuesday after the next."""
    number = phrase.number("weekday", "weekdayish") or 1
    if phrase.word("unit") != "week":
        return ()
    return [phrase.draft("DATE", f"XXXX-WXX-{number}", weekday(number, "next", weeks=1))]


def part_of_day(phrase: Phrase) -> Sequence[Draft]:
    """Read "Friday morning", "late Thursday night", "the morning of March 31"."""
    placed = placed_day(phrase)
    if not placed or "T" in placed[0]:
        return ()
    suffix = phrase.code("part")
    gap, meaning = placed
    if phrase.word("part").endswith("s"):
        return [phrase.draft("SET", gap + suffix)]
    return [phrase.draft("TIME", gap + suffix, timed(meaning, suffix) if meaning else None)]


def small_hours(phrase: Phrase) -> Sequence[Draft]:
    """Read "the early hours of Tuesday"."""
    placed = placed_day(phrase)
    if not placed or "T" in placed[0] or phrase.word("early") != "early" or phrase.word("tick") != "hours":
        return ()
    gap, meaning = placed
    return [phrase.draft("TIME", f"{gap}TMO", timed(meaning, "TMO") if meaning else None)]


def _clock_part(phrase: Phrase) -> tuple[int, int]:
    """Return where the time of day stands: from its first to behind its last token."""
    names = ("clock", "decimal", "military", "moment", "ampm", "clockword", "zone")
    places = [place for name in names for place in phrase.places(name)]
    first, last = min(places), max(places) + 1
    needs_hour = phrase.tokens.classes[first] in _HOURLESS
    return first - 1 if needs_hour else first, last


def clock(phrase: Phrase) -> Sequence[Draft]:
    """Read "10:00 am", "16:08 UTC", "noon": on the day of the last mentioned date."""
    plain = phrase.last - phrase.first == 1 and phrase.has("clock")
    if plain and phrase.before() not in {"at", "by", "from", "until", "before", "after", "around", "since", "to"}:
        return ()
    time = clock_time(phrase)
    return [phrase.draft("TIME", f"XXXX-XX-XX{time}", _same_day(time))] if time else ()


def day_and_clock(phrase: Phrase) -> Sequence[Draft]:
    """Read "April 1 from 10:00 am", "4 p.m. on Friday"; "4 p.m., May 1" is two expressions."""
    first, last = _clock_part(phrase)
    leading = first == phrase.first
    rest = phrase.part(last, phrase.last) if leading else phrase.part(phrase.first, first)
    time = clock_time(phrase.part(first, last))
    placed = placed_day(rest)
    if not placed or not time or "T" in placed[0]:
        return ()
    gap, meaning = placed
    drafts = phrase.draft("TIME", gap + time, timed(meaning, time) if meaning else None)
    if leading and rest.has("comma") and rest.tokens.words[last] == ",":
        clock_only = Draft(first=first, last=last, type="TIME", gap=drafts.gap, meaning=drafts.meaning)
        return [clock_only, rest.part(last + 1, phrase.last).draft("DATE", gap, meaning)]
    return [drafts]


def day_range(phrase: Phrase) -> Sequence[Draft]:
    """Read "March 3-5", "3 to 5 March 2022": two expressions."""
    month = phrase.number(*MONTHS) or 0
    year = phrase.number("year")
    places = sorted(phrase.places("day") + phrase.places("nth"))
    drafts: list[Draft] = []
    for place, first, last in (
        (places[0], phrase.first, places[0] + 1),
        (places[1], places[1], phrase.last),
    ):
        number = phrase.tokens.value(place)
        if not isinstance(number, int) or _iso(year or 2000, month, number) is None:
            return ()
        if year:
            drafts.append(phrase.part(first, last).draft("DATE", f"{year:04}-{month:02}-{number:02}"))
        else:
            gap = f"XXXX-{month:02}-{number:02}"
            drafts.append(phrase.part(first, last).draft("DATE", gap, month_day(month, number)))
    return drafts


_EARLY = "((early|earlier|later) hyphen?)"
CLOCK_RULES: tuple[Rule, ...] = (
    (f"the? (ordinal|last|final) weekday (of|in) {MONTH} (comma? {YEAR})?", weekday_in_month),
    (f"{WEEKDAY} unit (?! hyphen)", weekday_week),
    (f"{CLOCK} comma? on? {DAY}", day_and_clock),
    (f"{DAY} comma? (at|from|since)? (around|approximately)? {CLOCK}", day_and_clock),
    (f"early? hyphen? {DAY} (apostrophe lower|at)? early? part", part_of_day),
    (f"the? early? part (of|on) {DAY}", part_of_day),
    (f"the early tick of {DAY} part?", small_hours),
    (f"{MONTH} {DAY_NUMBER} (hyphen|to|and) {DAY_NUMBER} (?! counted|hyphen) (comma? {YEAR})?", day_range),
    (f"{DAY_NUMBER} (hyphen|to|and) {DAY_NUMBER} of? {MONTH} (comma? {YEAR})?", day_range),
)
DAY_RULES: tuple[Rule, ...] = (
    (f"{_EARLY}? {DAY}", day),
    (CLOCK, clock),
    (f"new unit (apostrophe lower)? (eve|unit) (comma? {YEAR})?", new_year),
    (f"(last|next)? holiday (eve|unit)? (comma? {YEAR})?", holiday),
)
