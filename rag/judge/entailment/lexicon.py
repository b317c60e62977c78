"""Words that change what a sentence claims: closed-class ones, and verbs of denying and reporting."""

from __future__ import annotations

import calendar
from collections.abc import Mapping

from index.language.words import content_stem


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _stems(text: str) -> frozenset[str]:
    return frozenset(content_stem(word) or word for word in text.split())


_SCALES: tuple[tuple[str, ...], ...] = (
    ("higher", "lower"),
    ("more greater", "less fewer"),
    ("above", "below"),
    ("before", "after"),
    ("with", "without"),
    ("early earlier", "late later"),
    ("twice", "half"),
    ("first", "last final"),
)
_QUANTIFIERS: tuple[str, ...] = (
    "all every everyone everybody each whole entire",
    "most majority",
    "half",
    "some several",
    "few",
    "many numerous",
    "no none nobody nothing neither",
    "dozens",
    "hundreds",
    "thousands",
    "millions",
)
# These negate what stands before them as well: "called no witnesses".
NEGATORS_BACKWARD = _words("no none nobody nothing neither")
NEGATORS = NEGATORS_BACKWARD | _words("not never nor without cannot hardly")
POSSIBLE = _words("may might could can would should possibly perhaps maybe if")
FUTURE = _words("will would shall going")
CLAUSE_BREAKS = _words("but although though because which who while when whereas")
REPORTING = _stems("say said tell told")
COMPARISONS = _words("more less fewer few")
PREPOSITIONS = _words(
    "from to in at by against than before after since until into near on with for of via toward towards"
)
PRONOUNS = _words("he she they it i we who him her them his its their that this")
AUXILIARIES = _words(
    "is was were are has have had will would could can should did does do may might must be been being"
)
# By their stems.
DENIALS = _stems("deny false fail refuse reject doubt")
# Behind this what follows is no fact, be it a noun, a verb or a clause; behind the rest of them only a clause is none.
DENYING = _stems("deny")
UNDOING = NEGATORS | POSSIBLE | FUTURE | _words("almost nearly n't")
JOINING = _words("and but then who which that")
APPROXIMATE = _words("about around some nearly almost roughly approximately over more than least up under less fewer")
_TEENS = ("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
# "One" stands for "a" more often than for the number.
NUMBER_WORDS: Mapping[str, float] = {
    **{"zero": 0, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9},
    **{word: float(value) for value, word in enumerate(_TEENS, start=10)},
    **{"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90},
    **{"dozen": 12, "third": 3, "second": 2, "fourth": 4, "fifth": 5, "sixth": 6, "twentieth": 20},
}
MAGNITUDES: Mapping[str, float] = {
    **{"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12},
    **{"m": 1e6, "bn": 1e9, "k": 1e3},
}
MONTHS = tuple(month.lower() for month in calendar.month_name[1:])
DAYS: Mapping[str, str] = {
    **{day[:3].lower(): day.lower() for day in calendar.day_name},
    **{"tues": "tuesday", "thurs": "thursday"},
}
# Signs and words for one unit or currency.
UNITS: Mapping[str, str] = {"percent": "%", "cent": "%", "$": "dollar", "€": "euro", "£": "pound"}


def _by_word() -> dict[str, tuple[tuple[int, int], ...]]:
    scales: dict[str, list[tuple[int, int]]] = {}
    for scale, sides in enumerate((*_SCALES, _QUANTIFIERS)):
        for side, words in enumerate(sides):
            for word in words.split():
                for form in {word, content_stem(word) or word}:
                    places = scales.setdefault(form, [])
                    if (scale, side) not in places:
                        places.append((scale, side))
    return {word: tuple(places) for word, places in scales.items()}


SCALES: Mapping[str, tuple[tuple[int, int], ...]] = _by_word()
QUANTIFIERS = len(_SCALES)
