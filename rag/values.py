"""The values that a sentence gives, with exact offsets: times as the article's dates resolve them, and amounts.

Names and places are told by capital letters alone, without a model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from index.dates import days_of
from index.types import Article, TimeExpression
from index.words import content_words
from rag.tokens import Token, tokenize

Bound = Literal["exact", "about", "more", "less"]

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty"
)
_WORDS: dict[str, float] = {
    **{word: float(number) for number, word in enumerate(_SMALL.split())},
    **{word: 10.0 * tens for tens, word in enumerate("thirty forty fifty sixty seventy eighty ninety".split(), 3)},
}
_FACTORS = {
    **{"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0, "score": 20.0},
    **{"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12},
}
_DIGITS = re.compile(r"(\d+(?:[.,]\d+)*)([^\W\d_]{0,3})\Z")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{2,3})+(?:\.\d+)?\Z|\d+(?:\.\d+)?\Z")
_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
_CURRENCY_WORDS = {"dollar": "USD", "euro": "EUR", "pound": "GBP", "yen": "JPY", "rupe": "INR", "rubl": "RUB", "yuan": "CNY"}
CURRENCIES = frozenset((*_CURRENCIES.values(), *_CURRENCY_WORDS.values()))
_PERCENT = frozenset(("%", "percent", "pc"))
_METRES = {"km": 1e3, "kilomet": 1e3, "kilometr": 1e3, "mile": 1609.344, "metr": 1.0, "meter": 1.0, "feet": 0.3048, "foot": 0.3048}
_KILOGRAMS = {"kg": 1.0, "kilogram": 1.0, "kilo": 1.0, "tonn": 1e3, "ton": 1e3}
_BOUNDS: dict[str, Bound] = {
    **dict.fromkeys(("about", "around", "roughly", "some", "approximately", "nearly", "almost", "estimated"), "about"),
    **dict.fromkeys(("over", "above", "exceeding", "least", "more", "upwards"), "more"),
    **dict.fromkeys(("under", "below", "most", "fewer", "less"), "less"),
}
_BOUND_REACH = 3
_NOUN_REACH = 4
# A number behind these names a thing: "No. 5", "Article 5", "Flight 109".
_NAMING = frozenset(("no", "number", "article", "flight", "chapter", "section", "page", "day", "aged", "age", "route", "#"))
_ROUNDING = 0.1
_FAR = 2.0


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


_SPAN = re.compile(r"\s{0,2}(?:[-–—]|to|and|until|through)\s{0,2}")


def _time_value(time: TimeExpression) -> TimeValue | None:
    days = days_of(time.value) if time.type in {"DATE", "TIME"} else None
    if days is None:
        return None
    return TimeValue(
        start=time.start, end=time.end, text=time.text, normalised=time.value, first=days[0], last=days[1]
    )


def _joined(article: Article, one: TimeValue, other: TimeValue) -> TimeValue:
    return TimeValue(
        start=one.start,
        end=other.end,
        text=article.text[one.start : other.end],
        normalised=f"{one.normalised}/{other.normalised}",
        first=one.first,
        last=other.last,
    )


def amounts_in(article: Article, start: int, end: int) -> list[Amount]:
    """Return the numbers of a stretch of an article that count or measure; no dates, ages as adjectives, ordinals."""
    times = [(time.start, time.end) for time in article.times_in(start, end)]
    tokens = tokenize(article.text, start, end)
    found = []
    place = 0
    while place < len(tokens):
        read = _number_at(tokens, place)
        if read is None:
            place += 1
            continue
        number, stop = read
        if not _is_taken(tokens, place, stop, times):
            found.append(_amount(article.text, tokens, place, stop, number))
        place = stop
    return found


def _is_taken(tokens: Sequence[Token], place: int, stop: int, times: Sequence[tuple[int, int]]) -> bool:
    """Whether a number belongs to a time, names something, or is "one" as a pronoun."""
    start, end = tokens[place].start, tokens[stop - 1].end
    before = [token.lower for token in tokens[max(place - 2, 0) : place] if token.text != "."]
    alone = stop - place == 1 and tokens[place].lower == "one"
    return alone or bool(before and before[-1] in _NAMING) or any(first < end and start < last for first, last in times)


def _number_at(tokens: Sequence[Token], place: int) -> tuple[float, int] | None:
    """The number that begins at a token, and the place behind it."""
    number = _one_number(tokens[place].lower)
    if number is None:
        return None
    place += 1
    while place < len(tokens):
        word = tokens[place].lower.removesuffix("s") if len(tokens[place].text) > 3 else tokens[place].lower
        if word in _FACTORS and not (len(word) == 1 and tokens[place].start > tokens[place - 1].end + 1):
            number *= _FACTORS[word]
        elif word in _WORDS and number >= 20 and _WORDS[word] < 100:
            number += _WORDS[word]
        elif not (word == "and" and _is_word_number(tokens, place + 1)) and not (word == "-" and _is_word_number(tokens, place + 1)):
            break
        place += 1
    return number, place


def _is_word_number(tokens: Sequence[Token], place: int) -> bool:
    return place < len(tokens) and tokens[place].lower in _WORDS


def _one_number(word: str) -> float | None:
    if word in _WORDS:
        return _WORDS[word]
    if "-" in word:
        tens, _, ones = word.partition("-")
        return _WORDS[tens] + _WORDS[ones] if tens in _WORDS and ones in _WORDS and _WORDS[tens] >= 20 else None
    found = _DIGITS.match(word)
    if not found or not _THOUSANDS.match(found[1]):
        return None
    if found[2] and found[2] not in _FACTORS:
        return None
    return float(found[1].replace(",", "")) * _FACTORS.get(found[2], 1.0)


def _amount(text: str, tokens: Sequence[Token], place: int, stop: int, number: float) -> Amount:
    nouns = tuple(
        stem for token in _following(tokens, stop) for stem in content_words(token.text)
    )
    unit, factor = _unit(tokens, place, stop)
    start = tokens[place - 1].start if place and tokens[place - 1].text in _CURRENCIES else tokens[place].start
    end = tokens[stop].end if stop < len(tokens) and unit != "" and unit not in _CURRENCIES.values() else tokens[stop - 1].end
    return Amount(
        start=start,
        end=end,
        text=text[start:end],
        normalised=" ".join(filter(None, [f"{number * factor:.12g}", unit])),
        number=number * factor,
        unit=unit,
        bound=_bound(tokens, place),
        nouns=nouns,
    )


def _following(tokens: Sequence[Token], stop: int) -> Iterator[Token]:
    for token in tokens[stop : stop + _NOUN_REACH]:
        if not token.text[0].isalpha() or token.lower in {"and", "or", "in", "on", "at", "by", "as", "to", "who", "that"}:
            return
        yield token


def _unit(tokens: Sequence[Token], place: int, stop: int) -> tuple[str, float]:
    if place and tokens[place - 1].text in _CURRENCIES:
        return _CURRENCIES[tokens[place - 1].text], 1.0
    behind = tokens[stop].lower if stop < len(tokens) else ""
    if behind in _PERCENT or (behind == "per" and stop + 1 < len(tokens) and tokens[stop + 1].lower == "cent"):
        return "%", 1.0
    stem = next(iter(content_words(behind)), "")
    for units, name in ((_METRES, "m"), (_KILOGRAMS, "kg")):
        if stem in units:
            return name, units[stem]
    return _CURRENCY_WORDS.get(stem, ""), 1.0


def _bound(tokens: Sequence[Token], place: int) -> Bound:
    for token in reversed(tokens[max(place - _BOUND_REACH, 0) : place]):
        if token.lower in _BOUNDS:
            return _BOUNDS[token.lower]
    return "exact"


def is_same(one: Value, other: Value) -> bool:
    """Say whether two values of one kind are equal as far as they were written: "about 300" and "303" are."""
    if isinstance(one, TimeValue) and isinstance(other, TimeValue):
        return (one.first, one.last) == (other.first, other.last)
    if isinstance(one, Amount) and isinstance(other, Amount):
        rough = _ROUNDING if "about" in {one.bound, other.bound} else 0.005
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
