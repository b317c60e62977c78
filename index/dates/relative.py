"""Rules for stretches named by their unit: weeks, quarters, seasons, "last year", "a month ago", "the previous day"."""

from __future__ import annotations

from collections.abc import Sequence

from index.dates.amounts import amount, duration_value
from index.dates.lexicon import CALENDAR_UNITS, PLURALS
from index.dates.meanings import (
    Meaning,
    anaphoric,
    current,
    fixed,
    in_year,
    offset,
    ordinal_week,
    reported_quarter,
    same,
    stretch,
    this_season,
    timed,
    week_in_month,
    weekday,
    weekday_of_week,
    weekend,
    year_before,
)
from index.dates.phrases import ABOUT, COUNT, MONTH, WEEKDAY, YEAR, Draft, Phrase, Rule

_GAPS = {
    **{"day": "XXXX-XX-XX", "week": "XXXX-WXX", "weekend": "XXXX-WXX-WE", "month": "XXXX-XX", "year": "XXXX"},
    **{"quarter": "XXXX-QX", "half": "XXXX-HX", "decade": "XXX", "century": "XX", "fortnight": "XXXX-WXX"},
}
_OFFSETS = {"last": -1, "past": -1, "next": 1, "coming": 1, "this": 0, "latest": -1, "current": 0}
_ANAPHORIC = {"previous": -1, "following": 1, "same": 0, "that": 0, "entire": 0, "final": 0}


def unit_of(phrase: Phrase) -> str:
    """Return the last calendar unit of a phrase, a quarter being one."""
    if phrase.has("quarter"):
        return "quarter"
    places = phrase.places("unit")
    return CALENDAR_UNITS[phrase.tokens.words[places[-1]].lower()] if places else ""


def _offset_of(phrase: Phrase) -> Meaning | None:
    unit = unit_of(phrase)
    for name, count in _ANAPHORIC.items():
        if phrase.has(name):
            return anaphoric(unit, count)
    if unit == "day" and phrase.has("next"):
        return anaphoric("day", 1)
    for name, count in _OFFSETS.items():
        if phrase.has(name):
            return offset(unit, count)
    return None


def near_unit(phrase: Phrase) -> Sequence[Draft]:
    """Read "last year", "this week", "the previous day", "the same month", "later this year", "the end of the year"."""
    unit = unit_of(phrase)
    last_of = phrase.has("last", "final") and (
        unit == "day" or (phrase.after() == "of" and phrase.after(2) in {"the", "his", "her", "its", "a"})
    )
    if phrase.word("unit") in PLURALS or last_of:
        return ()
    if phrase.has("past"):
        return [phrase.draft("DURATION", duration_value("1", unit))]
    meaning = _offset_of(phrase) or (reported_quarter() if unit == "quarter" else current(unit))
    return [phrase.draft("DATE", _GAPS[unit], meaning)]


def named_year(phrase: Phrase) -> Sequence[Draft]:
    """Read "the year 2000", "the full year 2023"."""
    return [phrase.draft("DATE", f"{phrase.number('year'):04}")] if phrase.word("unit") == "year" else ()


def bare_unit(phrase: Phrase) -> Sequence[Draft]:
    """Read "the day", "the year", where a word before or behind shows that a date is meant."""
    unit = unit_of(phrase)
    leading = {"for", "end", "ended", "ending", "finish", "finished", "closed", "of", "during"}
    if phrase.before() not in leading and (phrase.before() != "in" or unit == "day"):
        return ()
    if phrase.before() == "of" and (unit == "day" or phrase.before(2) not in {"rest", "remainder", "part", "most"}):
        return ()
    return [phrase.draft("DATE", _GAPS[unit], reported_quarter() if unit == "quarter" else current(unit))]


def ago(phrase: Phrase) -> Sequence[Draft]:
    """Read "a month ago", "two weeks later", "a year earlier", "three days before", "two years from now"."""
    unit = unit_of(phrase)
    number = amount(phrase)
    sign = -1 if phrase.has("ago", "earlier", "before", "previous") else 1
    base = offset if phrase.has("ago", "reference") else anaphoric
    if number is None or not number.isdecimal():
        vague = "PAST_REF" if sign < 0 else "FUTURE_REF"
        return [phrase.draft("DATE", vague)]
    compared = unit == "year" and number == "1"
    earlier = year_before() if compared and phrase.has("earlier") else base(unit, sign * int(number))
    return [phrase.draft("DATE", _GAPS[unit], earlier, remembered=not compared)]


def weekday_ago(phrase: Phrase) -> Sequence[Draft]:
    """Read "a week ago Monday", "a week on Monday", "two weeks from Monday"."""
    number = amount(phrase)
    day = phrase.number("weekday", "weekdayish") or 1
    if unit_of(phrase) != "week" or not number or not number.isdecimal():
        return ()
    weeks = int(number)
    meaning = weekday_of_week(day, -weeks) if phrase.has("ago") else weekday(day, "next", weeks=weeks)
    return [phrase.draft("DATE", f"XXXX-WXX-{day}", meaning)]


def long_ago(phrase: Phrase) -> Sequence[Draft]:
    """Read "years ago"."""
    return [phrase.draft("DATE", "PAST_REF")]


def day_before(phrase: Phrase) -> Sequence[Draft]:
    """Read "the day before", "the year previous", "the day after", "the day before yesterday"."""
    if phrase.has("deictic"):
        count = (phrase.number("deictic") or 0) * 2
        return [phrase.draft("DATE", "XXXX-XX-XX", offset("day", count))]
    if phrase.word("unit") in PLURALS:
        return ()
    unit = unit_of(phrase)
    return [phrase.draft("DATE", _GAPS[unit], anaphoric(unit, 1 if phrase.has("after") else -1))]


def year_earlier(phrase: Phrase) -> Sequence[Draft]:
    """Read "year-earlier", "the year-ago quarter": the same stretch, a year before."""
    gap = "XXXX-QX" if phrase.has("quarter") else "XXXX"
    return [phrase.draft("DATE", gap, year_before("quarter" if phrase.has("quarter") else ""), remembered=False)]


def same_period(phrase: Phrase) -> Sequence[Draft]:
    """Read "the same month a year ago", "the same period last year", "the same quarter of the previous year"."""
    if phrase.has("period"):
        return [phrase.draft("DATE", "XXXX", year_before(), remembered=False)]
    unit = "quarter" if phrase.has("quarter") else CALENDAR_UNITS[phrase.word("unit")]
    return [phrase.draft("DATE", _GAPS[unit], year_before(unit), remembered=False)]


def year_of(phrase: Phrase) -> Meaning | None:
    """Return the year that a part of a year names ("of 2009", "of last year"); None where it names none."""
    number = phrase.number("year")
    if number is not None:
        return fixed(f"{number:04}")
    if not phrase.has("unit") or unit_of_year(phrase) != "year":
        return None
    for name in ("last", "previous", "next", "this", "coming", "past"):
        if phrase.has(name):
            return offset("year", _OFFSETS.get(name, -1))
    return same("year")


def unit_of_year(phrase: Phrase) -> str:
    """Return the last plain calendar unit."""
    places = phrase.places("unit")
    return CALENDAR_UNITS[phrase.tokens.words[places[-1]].lower()]


def _part_of_year(phrase: Phrase, suffix: str, which: str = "") -> Sequence[Draft]:
    within = year_of(phrase)
    if which == "this" and not within:
        return [phrase.draft("DATE", f"XXXX-{suffix}", this_season(suffix))]
    if within:
        number = phrase.number("year")
        gap = f"{number:04}-{suffix}" if number is not None else f"XXXX-{suffix}"
        return [phrase.draft("DATE", gap, in_year(suffix, within))]
    return [phrase.draft("DATE", f"XXXX-{suffix}", stretch(suffix, which))]


def quarter(phrase: Phrase) -> Sequence[Draft]:
    """Read "the third quarter", "the first quarter of last year", "fourth-quarter 1989"."""
    number = 4 if phrase.has("final") else phrase.number("ordinal", "nth") or 0
    if not 1 <= number <= 4:
        return ()
    return _part_of_year(phrase, f"Q{number}")


def quarter_by_letter(phrase: Phrase) -> Sequence[Draft]:
    """Read "Q3 2009", "3Q"."""
    return _part_of_year(phrase, f"Q{phrase.word('quarterly').strip('q')}")


def half(phrase: Phrase) -> Sequence[Draft]:
    """Read "the first half of 1990", "the second half of last year"."""
    number = 2 if phrase.has("latter") else phrase.number("ordinal") or 0
    if not phrase.has("year", "unit") and phrase.after() not in _REPORTED:
        return ()
    of_year = not phrase.has("unit") or unit_of(phrase) == "year"
    return _part_of_year(phrase, f"H{number}") if of_year and 1 <= number <= 2 else ()


_REPORTED = frozenset(("profit", "profits", "results", "earnings", "sales", "net", "loss", "losses", "revenue"))


def season(phrase: Phrase) -> Sequence[Draft]:
    """Read "this summer", "the winter of 1989", "last fall", "spring 2010"."""
    suffix = phrase.code("season", "seasonish")
    which = phrase.word("last", "next", "this")
    leading = phrase.before() in {"in", "during", "by", "since", "until", "of", "for", "through"}
    bare = not (which or phrase.has("year", "past", "coming", "early"))
    if bare and not leading:
        return ()
    if bare and phrase.has("seasonish") and phrase.class_after() in {"name", "counted"}:
        return ()
    return _part_of_year(phrase, suffix, which)


def week_of_month(phrase: Phrase) -> Sequence[Draft]:
    """Read "the last week of March", "the first week of June 2009"."""
    number = -1 if phrase.has("last", "final") else phrase.number("ordinal") or 0
    month = phrase.number("month", "monthish", "abbreviated") or 0
    year = phrase.number("year")
    if unit_of(phrase) != "week" or not -1 <= number <= 5:
        return ()
    if year:
        value = week_in_month(number, f"{year:04}-{month:02}")
        return [phrase.draft("DATE", value)] if value else ()
    return [phrase.draft("DATE", "XXXX-WXX", ordinal_week(number, stretch(f"{month:02}")))]


def the_weekend(phrase: Phrase) -> Sequence[Draft]:
    """Read "the weekend", "last weekend", "next weekend"."""
    if phrase.last - phrase.first == 1 and phrase.class_before() not in {"name", "unit"}:
        return ()
    weeks = {"last": -1, "past": -1, "this": 0, "next": 1, "coming": 0}.get(
        phrase.word("last", "past", "this", "next", "coming")
    )
    return [phrase.draft("DATE", "XXXX-WXX-WE", weekend(weeks))]


def part_in(phrase: Phrase) -> Sequence[Draft]:
    """Read "the morning", "the evening" behind "in": on the day last mentioned."""
    suffix = phrase.code("part")
    if phrase.before() != "in" or suffix == "TNI":
        return ()
    return [phrase.draft("TIME", f"XXXX-XX-XX{suffix}", timed(same("day"), suffix))]


def this_part(phrase: Phrase) -> Sequence[Draft]:
    """Read "this morning", "last night", "tonight", "overnight", "that evening", "the next morning"."""
    suffix = phrase.code("part") or "TNI"
    if phrase.has("last"):
        meaning = offset("day", -1)
    elif phrase.has("that", "same"):
        meaning = same("day")
    elif phrase.has("next", "following"):
        meaning = anaphoric("day", 1)
    elif phrase.has("previous"):
        meaning = anaphoric("day", -1)
    else:
        meaning = offset("day", 0)
    return [phrase.draft("TIME", f"XXXX-XX-XX{suffix}", timed(meaning, suffix))]


_OF_YEAR = f"((of|in|comma)? (the? fiscal)? {YEAR}|of? (the|last|this|next|previous|coming|past) unit)"
_NEAR = "(last|past|next|coming|this|latest|previous|following|same|that|final|entire|current)"
_WHEN = "((earlier|later|early) hyphen? (in)?)"
RULES: tuple[Rule, ...] = (
    ("the unit (before|after) deictic", day_before),
    (
        f"the? (year|the unit apostrophe lower)? fiscal? (ordinal|nth|final) hyphen? (fiscal)? quarter {_OF_YEAR}?",
        quarter,
    ),
    ("the? year (fiscal)? (ordinal|nth|final) hyphen? quarter", quarter),
    ("(last|this|next) unit apostrophe lower? fiscal? (ordinal|final) hyphen? quarter", quarter),
    (f"the? quarterly (of? {YEAR})?", quarter_by_letter),
    (f"the? (ordinal|latter) hyphen? half {_OF_YEAR}|(ordinal|latter) hyphen half", half),
    (f"the? (last|final|ordinal) unit of {MONTH} (comma? {YEAR})?", week_of_month),
    ("the? unit hyphen (ago|earlier) (quarter|period)?", year_earlier),
    ("the same (unit|quarter|period) (of|in)? (the? (last|previous) unit|a unit (ago|earlier|before))", same_period),
    (f"{COUNT} unit (ago on?|from) {WEEKDAY}|a unit on {WEEKDAY}", weekday_ago),
    ("unit ago", long_ago),
    ("the? unit (hyphen|apostrophe lower?) edge", near_unit),
    (f"{ABOUT}? {COUNT} unit (ago|earlier|later|from reference)", ago),
    ("the (same|following|previous|next) part|(early|earlier|later)? (this|last|that same?) part", this_part),
    ("(early|later)? tonight|overnight", this_part),
    ("the part", part_in),
    ("the very? (next|following|previous) unit", near_unit),
    (f"the? entire? hyphen? unit {YEAR}", named_year),
    ("(that|the) same (unit|quarter)", near_unit),
    (f"(the? edge of|{_WHEN})? the? {_NEAR} fiscal? (unit|quarter (?! hyphen? unit))", near_unit),
    (f"{_WHEN} the (unit|quarter)", near_unit),
    ("the? edge of the (unit|quarter)", near_unit),
    ("the unit (before|after|previous|earlier)", day_before),
    ("((the|this) (past|coming|last|next)|the|last|this|next|past)? weekend", the_weekend),
    (f"the? ((early hyphen?|last|next|this|past|coming))? (season|seasonish) (of)? {YEAR}", season),
    ("(the? early hyphen?|the? (last|next|this|past|coming)|the)? (season|seasonish)", season),
)
LAST_RULES: tuple[Rule, ...] = (("the (unit|quarter)", bare_unit),)
