"""Values that sentences give, with exact offsets, and how two of them compare; times as the article resolves them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.dates import days_of
from index.types import Article, TimeExpression

Bound = Literal["exact", "about", "more", "less"]

_ROUNDING, _EXACT = 0.1, 0.005
_FAR = 2.0
_SPAN = re.compile(r"\s{0,2}(?:[-–—]|to|and|until|through)\s{0,2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """Words of a text at [start, end) that give a value.

    `normalised` is a TIMEX3 value, a number with its unit, or a name without title.
    """

    start: int
    end: int
    text: str
    normalised: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeValue(Value):
    """A time that is placed: the first and the last day, inclusive."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount(Value):
    """A number, in metres, kilograms, a currency, percent, or of what its nouns (stems) say is counted."""

    number: float
    unit: str
    bound: Bound
    nouns: tuple[str, ...]


def times_in(article: Article, start: int, end: int) -> list[TimeValue]:
    """Return the placed times of a stretch of an article; two that span one time ("1861–1862") are one value."""
    found: list[TimeValue] = []
    for time in article.times_in(start, end):
        value = _time_value(time)
        if value is None:
            continue
        if found and _SPAN.fullmatch(article.text, found[-1].end, value.start) and found[-1].first <= value.last:
            value = _joined(article, found.pop(), value)
        found.append(value)
    return found


def _time_value(time: TimeExpression) -> TimeValue | None:
    days = days_of(time.value) if time.type in {"DATE", "TIME"} else None
    if days is None:
        return None
    return TimeValue(start=time.start, end=time.end, text=time.text, normalised=time.value, first=days[0], last=days[1])


def _joined(article: Article, one: TimeValue, other: TimeValue) -> TimeValue:
    return TimeValue(
        start=one.start,
        end=other.end,
        text=article.text[one.start : other.end],
        normalised=f"{one.normalised}/{other.normalised}",
        first=one.first,
        last=other.last,
    )


def is_same(one: Value, other: Value) -> bool:
    """Say whether two values of one kind are equal as far as they were written: "about 300" and "303" are."""
    if isinstance(one, TimeValue) and isinstance(other, TimeValue):
        return (one.first, one.last) == (other.first, other.last)
    if isinstance(one, Amount) and isinstance(other, Amount):
        rough = _ROUNDING if "about" in {one.bound, other.bound} else _EXACT
        return one.unit == other.unit and abs(one.number - other.number) <= rough * max(one.number, other.number)
    return is_same_name(one.normalised, other.normalised)


def is_same_name(one: str, other: str) -> bool:
    """Say whether all words of one name stand in the other: "Kirby" and "John Kirby", "Belleville, Illinois"."""
    first, second = set(one.casefold().split()), set(other.casefold().split())
    return bool(first and second) and (first <= second or second <= first)


def holds(one: Value, other: Value) -> bool:
    """Say whether one value leaves room for the other: March for 31 March, "more than 300" for 312."""
    if isinstance(one, TimeValue) and isinstance(other, TimeValue):
        return one.first <= other.last and other.first <= one.last
    if isinstance(one, Amount) and isinstance(other, Amount):
        return one.unit == other.unit and (_leaves_room(one, other.number) or _leaves_room(other, one.number))
    return False


def _leaves_room(amount: Amount, number: float) -> bool:
    """Whether a bound fits a number; "more than 300" is not said of thousands."""
    if amount.bound == "more":
        return amount.number <= number <= _FAR * amount.number
    return amount.bound == "less" and amount.number / _FAR <= number <= amount.number
