"""Rules for months, years, decades and centuries."""

from __future__ import annotations

from collections.abc import Sequence

from index.dates.days import MONTHS, WEEKS, century_of
from index.dates.meanings import in_year, offset, stretch
from index.dates.phrases import MONTH, YEAR, Draft, Phrase, Rule


def month_pair(phrase: Phrase) -> Sequence[Draft]:
    """Read "September and October of 2007": two expressions, one year."""
    year = phrase.number("year")
    first, second = sorted(place for name in MONTHS for place in phrase.places(name))
    return [
        phrase.part(phrase.first, second - 1).draft("DATE", f"{year:04}-{phrase.tokens.value(first):02}"),
        phrase.part(second, phrase.last).draft("DATE", f"{year:04}-{phrase.tokens.value(second):02}"),
    ]


def month(phrase: Phrase) -> Sequence[Draft]:
    """Read "March", "last September", "October 2007", "April of last year"."""
    number = phrase.number(*MONTHS) or 0
    year = phrase.number("year")
    if year:
        return [phrase.draft("DATE", f"{year:04}-{number:02}")]
    which = "last" if phrase.has("past") else phrase.word("last", "next", "this")
    gap = f"XXXX-{number:02}"
    if phrase.has("unit"):
        return [phrase.draft("DATE", gap, in_year(f"{number:02}", offset("year", WEEKS[which])))]
    if which == "this":
        return [phrase.draft("DATE", gap, in_year(f"{number:02}", offset("year", 0)))]
    if not which and not phrase.has("early", "edge") and _is_name(phrase):
        return ()
    return [phrase.draft("DATE", gap, stretch(f"{number:02}", which))]


_LEADING_WORDS = frozenset(
    ("in", "of", "since", "until", "till", "by", "from", "to", "through", "before", "after", "during", "between", "for")
)

_DETERMINERS = frozenset(("the", "its", "his", "her", "their", "our", "a", "an", "'s", "’s", "s", "each", "every"))


_PARTICLES = frozenset(("on", "to", "for", "of", "in", "by", "through"))
_JOINTS = frozenset(("and", "hyphen", "slash", "comma", "to"))


def _is_name(phrase: Phrase) -> bool:
    """Say whether a bare "April", "May", "Mar" is rather a name or a verb."""
    if _is_beside_a_month(phrase):
        return False
    ambiguous = phrase.has("monthish", "abbreviated")
    if ambiguous and phrase.class_after() == "hyphen":
        return True
    possessed = phrase.before() in _DETERMINERS and phrase.after() not in _PARTICLES
    if phrase.before() in _LEADING_WORDS or (possessed and not phrase.has("abbreviated")):
        return False
    return ambiguous or "name" in {phrase.class_before(), phrase.class_after()}


def _is_beside_a_month(phrase: Phrase) -> bool:
    before = 3 if phrase.class_before(2) == "dot" else 2
    if phrase.class_before() in _JOINTS and phrase.class_before(before) in MONTHS:
        return True
    return phrase.class_after() in _JOINTS and phrase.class_after(2) in MONTHS


def year(phrase: Phrase) -> Sequence[Draft]:
    """Read "2007", "late 2006", "the end of 2005", "fiscal 1990"."""
    number = phrase.number("year") or 0
    bare = phrase.last - phrase.first == 1
    if bare and not _is_year(phrase, number):
        return ()
    return [phrase.draft("DATE", f"{number:04}")]


# What is counted or numbered so is no year.
_NOT_BEFORE_YEARS = frozenset(
    ("no", "number", "some", "another", "top", "exactly", "at", "flight", "room", "route", "page", "section", *"+*=.:x")
)
# Of those that end like a plural.
_NO_PLURALS = frozenset(("was", "has", "is", "as", "its", "his", "this", "us", "less", "across", "does"))


def _is_year(phrase: Phrase, number: int) -> bool:
    """Say whether four bare digits are a year: from the word before and the one behind them."""
    before, after = phrase.before(), phrase.after()
    if phrase.class_after() in {"counted", "money", "decimal", "number", "unit", "tick", "cardinal"}:
        return False
    if before in _NOT_BEFORE_YEARS or phrase.class_before() in {"money", "approximately", "least"}:
        return False
    if not 1900 <= number <= 2100:
        return number >= 1500 and before in {"in", "since", "until", "by", "from", "between", "circa", "of", "to"}
    counts = phrase.class_after() == "lower" and after.endswith("s") and after not in _NO_PLURALS
    return (
        not counts or before in {"in", "the", "since"} or (phrase.class_before() == "lower" and before[-2:] in _OWNERS)
    )


_OWNERS = frozenset(("'s", "ts", "is"))


def short_year(phrase: Phrase) -> Sequence[Draft]:
    """Read "'82"."""
    number = phrase.number("day", "number")
    if number is None or len(phrase.tokens.words[phrase.last - 1]) != 2:
        return ()
    touching = phrase.tokens.end(phrase.first) == phrase.tokens.starts[phrase.last - 1]
    return [phrase.draft("DATE", str(century_of(number)))] if touching and phrase.before() in _LEADING_WORDS else ()


def year_range(phrase: Phrase) -> Sequence[Draft]:
    """Read "2014-2016", "2010-11": two expressions."""
    first = phrase.number("year") or 0
    years = phrase.places("year")
    second = (
        int(phrase.tokens.value(years[1]))
        if len(years) == 2
        else first // 100 * 100 + (phrase.number("day", "number") or 0)
    )
    if not (1500 <= first < second <= 2100 and second - first <= 200) or phrase.class_after() in {"hyphen", "counted"}:
        return ()
    if len(phrase.tokens.words[phrase.last - 1]) not in {2, 4} or phrase.before() in {"$", "£", "€", "#"}:
        return ()
    return [
        phrase.part(phrase.first, phrase.first + 1).draft("DATE", f"{first:04}"),
        phrase.part(phrase.last - 1, phrase.last).draft("DATE", f"{second:04}"),
    ]


def decade(phrase: Phrase) -> Sequence[Draft]:
    """Read "the 1990s", "the early '80s"."""
    if phrase.has("nineties"):
        return [phrase.draft("DATE", f"19{phrase.number('nineties')}")]
    digits = phrase.word("decade", "shortdecade")[:4]
    years = digits[:3] if digits[:4].isdecimal() else f"{19 if digits[:2] >= '20' else 20}{digits[0]}"
    is_century = len(digits) == 4 and digits[2] == "0" and digits < "2000"
    return [phrase.draft("DATE", years[:2] if is_century else years)]


def century(phrase: Phrase) -> Sequence[Draft]:
    """Read "the 20th century"."""
    number = phrase.number("nth", "ordinal") or 0
    return [phrase.draft("DATE", f"{number - 1:02}")] if 1 <= number <= 30 and phrase.word("unit") == "century" else ()


_EARLY = "(early hyphen?)"
_EDGE = "(the? edge (of|hyphen))"
RULES: tuple[Rule, ...] = (
    (f"{MONTH} (to|and|hyphen) {MONTH} (comma|of)? {YEAR}", month_pair),
    (f"{_EDGE}? {_EARLY}? {MONTH} (comma|of)? {YEAR}", month),
    (f"{_EDGE}? (last|next|this (past|coming)?|{_EARLY})? {MONTH} ((of|comma)? (last|next|this) unit)?", month),
    ("year (hyphen|slash) (year|day|number)", year_range),
    (f"(the? (early|edge of|edge) hyphen?|the? fiscal hyphen?) {YEAR}", year),
    (YEAR, year),
    ("apostrophe (day|number)", short_year),
    ("the? (early hyphen?)? (decade|apostrophe shortdecade)", decade),
    ("the early hyphen? (nineties|shortdecade)", decade),
    ("the (nineties|shortdecade)", decade),
    ("the? (early hyphen?)? (nth|ordinal) hyphen? unit", century),
)
