"""Numbers in front of units, and the rules for durations, sets and references to no date in particular."""

from __future__ import annotations

from collections.abc import Sequence

from index.dates.lexicon import CALENDAR_UNITS, CLOCK_UNITS, REFERENCE_ADJECTIVES, REFERENCES
from index.dates.phrases import ABOUT, AND_A_HALF, COUNT, NUMBER, Draft, Phrase, Rule

_LETTERS = {"day": "D", "week": "W", "month": "M", "year": "Y", "quarter": "Q", "fortnight": "W", "weekend": "WE"}
_YEARS = {"decade": 10, "century": 100}


def amount(phrase: Phrase) -> str | None:
    """Return the number that a phrase counts with: "5", "2.5", "X" for "several", None for none."""
    total = _mixed(phrase) if phrase.has("slash") else _sum(phrase)
    if phrase.has("half") and (total or phrase.has("a")):
        return f"{total or 1}.5"
    if total:
        return total
    if phrase.has("vague"):
        return "2" if phrase.word("vague") == "couple" else "X"
    return "1" if phrase.has("a") else None


def _sum(phrase: Phrase) -> str:
    """Return what the numbers make together ("twenty-five", "three hundred"); "" for no number."""
    total = 0
    names = ("cardinal", "day", "number", "decimal")
    for place in (place for name in names for place in phrase.places(name)):
        value = phrase.tokens.value(place)
        if isinstance(value, str):
            return value
        total = total * value if value in {100, 1000} and total else total + value
    return str(total) if total else ""


_FRACTIONS = {(1, 2): ".5", (1, 4): ".25", (3, 4): ".75"}


def _mixed(phrase: Phrase) -> str:
    """Return a number with a fraction ("2 1/2" is "2.5"); "" for one that is no usual fraction."""
    *whole, above, below = (phrase.tokens.value(place) for place in phrase.places("day"))
    part = _FRACTIONS.get((int(above), int(below)))
    return f"{whole[0] if whole else 0}{part}" if part else ""


def duration_value(number: str, unit: str) -> str:
    """Return a TIMEX3 duration: "P5W", "PT24H", "P10Y" for a decade, "PXY" for decades."""
    if unit in _YEARS:
        return f"P{int(number) * _YEARS[unit]}Y" if number.isdecimal() else "PXY"
    if unit == "fortnight" and number.isdecimal():
        return f"P{2 * int(number)}W"
    return f"P{number}{_LETTERS[unit]}" if unit in _LETTERS else f"PT{number}{unit}"


def _unit(phrase: Phrase) -> str:
    """Return the unit that is counted: a calendar unit or the letter of an hour, minute or second."""
    for name, units in (("unit", CALENDAR_UNITS), ("tick", CLOCK_UNITS)):
        places = phrase.places(name)
        if places:
            return units[phrase.tokens.words[places[0]].lower()]
    return "quarter" if phrase.has("quarter") else ""


def duration(phrase: Phrase) -> Sequence[Draft]:
    """Read "five weeks", "over a month", "24 hours", "the past two weeks", "27-year"."""
    number = amount(phrase)
    if number is None or _is_a_title(phrase) or phrase.before() in _SPEEDS or _is_a_plural(phrase):
        return ()
    if phrase.before() == "as" and phrase.has("vague"):
        return ()
    if phrase.has("last") and phrase.before() in _MODALS:
        phrase = phrase.part(phrase.first + 1, phrase.last)
    return [phrase.draft("DURATION", duration_value(number, _unit(phrase)))]


def quarters(phrase: Phrase) -> Sequence[Draft]:
    """Read "13 quarters", "two consecutive quarters"; "a three quarter majority" is a fraction."""
    return duration(phrase) if phrase.word("quarter") == "quarters" or phrase.has("consecutive") else ()


def _is_a_plural(phrase: Phrase) -> bool:
    """Say whether "a" stands before a plural, as in "a months-long siege"."""
    counted = phrase.has("cardinal", "day", "number", "decimal", "vague", "half")
    return not counted and phrase.word("unit", "tick").endswith("s")


def _is_a_title(phrase: Phrase) -> bool:
    """Say whether the words are rather the name of a television programme."""
    return phrase.tokens.words[max(phrase.last - 2, 0) : phrase.last] == ["60", "Minutes"]


_MODALS = frozenset(("will", "would", "could", "should", "can", "may", "might", "must", "to", "ll", "usually", "not"))
_SPEEDS = frozenset(("miles", "kilometers", "kilometres", "km", "knots"))


def half_duration(phrase: Phrase) -> Sequence[Draft]:
    """Read "half an hour", "half a year"."""
    unit = _unit(phrase)
    value = {"H": "PT30M", "year": "P6M", "day": "PT12H", "decade": "P5Y", "century": "P50Y"}.get(unit, "")
    return [phrase.draft("DURATION", value or duration_value("0.5", unit))]


def lasting(phrase: Phrase) -> Sequence[Draft]:
    """Read "decades-long", "year-long"."""
    number = "X" if phrase.word("unit", "tick").endswith("s") else "1"
    return [phrase.part(phrase.last - 3, phrase.last).draft("DURATION", duration_value(number, _unit(phrase)))]


def quarter_century(phrase: Phrase) -> Sequence[Draft]:
    """Read "a quarter century"."""
    return [phrase.draft("DURATION", "P25Y")] if phrase.word("unit") == "century" else ()


def bare_plural(phrase: Phrase) -> Sequence[Draft]:
    """Read "decades", "weeks", "hours": a number nobody says."""
    as_many = phrase.before() == "many" and phrase.before(2) == "as"
    if as_many or _is_a_title(phrase) or not phrase.word("unit", "tick").endswith("s"):
        return ()
    return [phrase.draft("DURATION", duration_value("X", _unit(phrase)))]


def rate(phrase: Phrase) -> Sequence[Draft]:
    """Read "15 a year", "twice a week", "$5 an hour": the stretch is a set, but not in a speed."""
    if phrase.before() in _SPEEDS:
        return ()
    if phrase.class_before() == "lower" and phrase.class_before(2) not in _COUNTERS:
        return ()
    return [phrase.part(phrase.last - 2, phrase.last).draft("SET", duration_value("1", _unit(phrase)))]


_COUNTERS = frozenset(("day", "number", "decimal", "cardinal", "nth"))


def every(phrase: Phrase) -> Sequence[Draft]:
    """Read "every Monday", "each year", "every two weeks", "every morning"."""
    weekday = phrase.number("weekday", "weekdayish")
    if weekday:
        return [phrase.draft("SET", f"XXXX-WXX-{weekday}")]
    if phrase.has("part"):
        return [phrase.draft("SET", f"XXXX-XX-XX{phrase.code('part')}")]
    if phrase.has("season", "seasonish"):
        return [phrase.draft("SET", f"XXXX-{phrase.code('season', 'seasonish')}")]
    month = phrase.number("month", "monthish")
    if month:
        return [phrase.draft("SET", f"XXXX-{month:02}")]
    return [phrase.draft("SET", duration_value(amount(phrase) or "1", _unit(phrase)))]


def frequency(phrase: Phrase) -> Sequence[Draft]:
    """Read "daily", "annual"."""
    if phrase.tokens.words[phrase.first][0].isupper() and phrase.class_after() == "name":
        return ()
    return [phrase.draft("SET", phrase.code("frequency"))]


def plural_weekday(phrase: Phrase) -> Sequence[Draft]:
    """Read "Mondays"."""
    return [phrase.draft("SET", f"XXXX-WXX-{phrase.number('weekdays')}")]


def reference(phrase: Phrase) -> Sequence[Draft]:
    """Read "now", "currently", "recently", "very soon", "recent"."""
    word = phrase.word("reference", "refadjective")
    if (
        phrase.after() in {"after", "before", "thereafter", "afterward", "afterwards"}
        or phrase.after() == phrase.before()
    ):
        return ()
    return [phrase.draft("DATE", (REFERENCES | REFERENCE_ADJECTIVES)[word])]


def recent_units(phrase: Phrase) -> Sequence[Draft]:
    """Read "recent years", "the coming days": a past and a future without bounds."""
    if not phrase.word("unit", "tick").endswith("s"):
        return ()
    return [phrase.draft("DATE", "FUTURE_REF" if phrase.has("coming") else "PAST_REF")]


def past_or_future(phrase: Phrase) -> Sequence[Draft]:
    """Read "the past", "the future", "the near future", "the long term"."""
    future = phrase.has("future", "term")
    return [phrase.draft("DATE", "FUTURE_REF" if future else "PAST_REF")]


def these_days(phrase: Phrase) -> Sequence[Draft]:
    """Read "these days"."""
    return at_present(phrase) if phrase.word("unit") == "days" and phrase.word("these") == "these" else ()


def at_present(phrase: Phrase) -> Sequence[Draft]:
    """Read "at present", "the present", "the moment"."""
    return [phrase.draft("DATE", "PRESENT_REF")]


_KIND = "(consecutive|fiscal|entire|more)?"
_WINDOW = "(last|past|next|coming|previous|following|ordinal|final|latest)"
_UNITS = "(unit|tick)"
RULES: tuple[Rule, ...] = (
    (f"{ABOUT}? {NUMBER} consecutive quarter|{NUMBER} quarter (?! of)", quarters),
    (f"the? {_WINDOW} {NUMBER} consecutive? quarter", duration),
    (f"a? {_UNITS} hyphen long", lasting),
    (f"(approximately|more than)? {NUMBER} hyphen unit hyphen old|(cardinal hyphen)? {NUMBER} unit old", duration),
    (f"(the|these)? {_WINDOW} (approximately|more)? ({NUMBER}|vague) {AND_A_HALF}? {_KIND} {_UNITS}", duration),
    (f"(the|these)? (coming|past|refadjective) {_UNITS}", recent_units),
    (f"every (vague|{NUMBER})? ({_UNITS}|quarter|weekday|part|season|seasonish|month|monthish)", every),
    (f"(?<=number|decimal|day|times|counted|lower|unit|tick) a {_UNITS} (?! lower? ago)", rate),
    (f"{ABOUT}? half a {_UNITS}", half_duration),
    (f"a? half hyphen? {_UNITS}", half_duration),
    (f"(a|the? {_WINDOW})? quarter hyphen? unit", quarter_century),
    ("these unit", these_days),
    (f"the {NUMBER} {_KIND} {_UNITS}", duration),
    (f"{ABOUT}? {COUNT} {_KIND} hyphen? {_UNITS} (and a half|hyphen long)?", duration),
    ("tick|unit", bare_plural),
    ("frequency", frequency),
    ("weekdays", plural_weekday),
    ("(very|more)? reference", reference),
    ("refadjective", reference),
    ("current", at_present),
    ("the? near future|the future", past_or_future),
    ("the past", past_or_future),
    ("the? (long|near|short) term", past_or_future),
    ("at present|at the present", at_present),
)
