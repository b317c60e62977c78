"""Matched stretches of tokens, what rules make of them, and the notation that rules are written in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from index.dates.lexicon import CODES, NAMES
from index.dates.meanings import Meaning
from index.dates.tokens import Tokens
from index.types import TimeType

_NAME = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A time expression before it is placed: tokens `first` to `last` (exclusive).

    `gap` is its value where nothing is known of the publication day; without a meaning it is the value. What is only
    compared with ("a year earlier") is not `remembered`: later expressions do not count from it.
    """

    first: int
    last: int
    type: TimeType
    gap: str
    meaning: Meaning | None = None
    remembered: bool = True


@dataclass(frozen=True, slots=True)
class Phrase:
    """Tokens `first` to `last` (exclusive) that a rule matched."""

    tokens: Tokens
    first: int
    last: int

    def places(self, name: str) -> list[int]:
        """Return where the tokens of a class stand."""
        classes, code = self.tokens.classes, CODES[name]
        return [place for place in range(self.first, self.last) if classes[place] == code]

    def has(self, *names: str) -> bool:
        """Say whether a token of any of these classes is there."""
        return any(self._first_place(name) >= 0 for name in names)

    def number(self, *names: str) -> int | None:
        """Return the value of the first token of the first class that is there, as a number."""
        value = self._value(names)
        return value if isinstance(value, int) else None

    def code(self, *names: str) -> str:
        """Return the value of the first token of the first class that is there, as a string; "" for none."""
        value = self._value(names)
        return "" if value is None else str(value)

    def word(self, *names: str) -> str:
        """Return the first token of the first class that is there, lower case; "" for none."""
        place = self._place_of_any(names)
        return self.tokens.words[place].lower() if place >= 0 else ""

    def _first_place(self, name: str) -> int:
        return self.tokens.classes.find(CODES[name], self.first, self.last)

    def _place_of_any(self, names: Sequence[str]) -> int:
        return next((place for name in names if (place := self._first_place(name)) >= 0), -1)

    def _value(self, names: Sequence[str]) -> int | str | None:
        place = self._place_of_any(names)
        return self.tokens.value(place) if place >= 0 else None

    def before(self, count: int = 1) -> str:
        """Return the lower-case word that stands `count` tokens before the phrase, or ""."""
        place = self.first - count
        return self.tokens.words[place].lower() if place >= 0 else ""

    def class_before(self, count: int = 1) -> str:
        """Return the class of the token `count` before the phrase, or ""."""
        place = self.first - count
        return NAMES[ord(self.tokens.classes[place]) - 0x100] if place >= 0 else ""

    def class_after(self, count: int = 1) -> str:
        """Return the class of the token `count` behind the phrase, or ""."""
        place = self.last + count - 1
        return NAMES[ord(self.tokens.classes[place]) - 0x100] if place < len(self.tokens.classes) else ""

    def after(self, count: int = 1) -> str:
        """Return the lower-case word that stands `count` tokens behind the phrase, or ""."""
        place = self.last + count - 1
        return self.tokens.words[place].lower() if place < len(self.tokens.words) else ""

    def part(self, first: int, last: int) -> Phrase:
        """Return another stretch of the same tokens."""
        return Phrase(self.tokens, first, last)

    def draft(self, kind: TimeType, gap: str, meaning: Meaning | None = None, *, remembered: bool = True) -> Draft:
        """Return a draft of the whole phrase."""
        return Draft(first=self.first, last=self.last, type=kind, gap=gap, meaning=meaning, remembered=remembered)


Builder = Callable[[Phrase], Sequence[Draft]]
Rule = tuple[str, Builder]


def notation(pattern: str) -> str:
    """Translate a rule from class names ("month day (comma year)?") to a regular expression over class codes."""
    opened = re.sub(r"\((?!\?)", "(?:", pattern)
    return re.sub(r"\s+", "", _NAME.sub(lambda found: CODES[found[0]], opened))


# Pieces of the notation that several rules share.
MONTH = "(month|monthish|abbreviated dot?)"
WEEKDAY = "(weekday|weekdayish dot?)"
DAY_NUMBER = "(day|nth)"
YEAR = "(year (?! hyphen? counted))"
MONTH_DAY = f"({MONTH} the? {DAY_NUMBER} (?! counted)|the? {DAY_NUMBER} of? {MONTH}|the? ordinal of {MONTH})"
CALENDAR_DAY = (
    f"({WEEKDAY} comma? the? )?{MONTH_DAY}(comma? {YEAR}| of (that|the? same) unit| of? (last|this|next) unit)?"
)
WEEKDAY_DAY = (
    f"((last|next|this (past|coming)?|past|coming|the (following|previous)) )?{WEEKDAY}(of? (last|this|next) unit)?"
)
DEICTIC_DAY = "(earlier|later)? deictic"
DAY = f"({CALENDAR_DAY}|iso|numericdate|{WEEKDAY_DAY}|{DEICTIC_DAY})"
_HOUR = "(clock|decimal|day) ampm|clock|(day|cardinal) clockword|(year|military) (?= zone)|moment"
CLOCK = f"({_HOUR})(open? zone|zonename time)?"
FRACTION = "((day hyphen?)? day slash day)"
NUMBER = f"({FRACTION}|cardinal (hyphen cardinal)?|day|number|decimal)"
AND_A_HALF = "(hyphen? and hyphen? a hyphen? half)"
VAGUE_NUMBER = "((a|the)? vague (of|more)?)"
ABOUT = "((approximately|around|more than|at least))"
COUNT = f"({NUMBER} {AND_A_HALF}?|{VAGUE_NUMBER}|a)"
