"""The numbers of a sentence that count or measure: figures and words, with units, bounds and what is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Protocol

from index.dates.lexicon import CARDINALS
from index.language.types import Sentence, Token
from index.language.words import content_words
from index.types import TimeExpression
from rag.evidence.values import Amount, Bound
from rag.question.currencies import SIGNS


class Timed(Protocol):
    """A text whose time expressions are known, as those of an article are."""

    @property
    def text(self) -> str:
        """The text."""
        ...

    def times_in(self, start: int, end: int) -> tuple[TimeExpression, ...]:
        """The time expressions that lie in [start, end)."""
        ...


_FACTORS = {
    **{word: float(number) for word, number in CARDINALS.items() if word in {"dozen", "hundred", "thousand"}},
    **{"million": 1e6, "billion": 1e9, "trillion": 1e12},
    **{"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12},
}
_FIGURES = re.compile(r"(\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?)([^\W\d_]{0,3})")
# Units by the stem of their word, and how many of the first one of their kind they are.
_UNITS = {
    **{"dollar": ("USD", 1.0), "euro": ("EUR", 1.0), "pound": ("GBP", 1.0), "yen": ("JPY", 1.0), "rupe": ("INR", 1.0)},
    **{"rubl": ("RUB", 1.0), "yuan": ("CNY", 1.0), "percent": ("%", 1.0), "%": ("%", 1.0), "pc": ("%", 1.0)},
    **{"metr": ("m", 1.0), "meter": ("m", 1.0), "km": ("m", 1e3), "kilomet": ("m", 1e3), "kilometr": ("m", 1e3)},
    **{"mile": ("m", 1609.344), "feet": ("m", 0.3048), "foot": ("m", 0.3048), "yard": ("m", 0.9144)},
    **{"kg": ("kg", 1.0), "kilogram": ("kg", 1.0), "kilo": ("kg", 1.0), "tonn": ("kg", 1e3), "ton": ("kg", 1e3)},
}
_BOUNDS: dict[str, Bound] = {
    **dict.fromkeys(("about", "around", "roughly", "some", "approximately", "nearly", "almost", "estimated"), "about"),
    **dict.fromkeys(("over", "above", "least", "more"), "more"),
    **dict.fromkeys(("under", "below", "most", "fewer", "less"), "less"),
}
_BOUND_REACH = 3
_NOUNS = frozenset(("NOUN", "PROPN"))
# How a number hangs on the noun that it counts.
_BOUNDING = frozenset(("advmod", "quantmod", "amod"))
_INSIDE = frozenset(("nummod", "quantmod", "compound", "amod", "nmod"))


def amounts_in(article: Timed, sentence: Sentence) -> list[Amount]:
    """Return the numbers of a sentence that count or measure, in order.

    Dates, ordinals, ages as adjectives ("40-year-old") and numbers that name ("Flight 109") are none.
    """
    times = [(time.start, time.end) for time in article.times_in(sentence.start, sentence.end)]
    tokens = sentence.tokens
    found = []
    place = 0
    while place < len(tokens):
        read = _number_at(tokens, place)
        if read and not _is_taken(tokens, place, read[1], times):
            found.append(_amount(article.text, tokens, place, read))
        place = read[1] if read else place + 1
    return found


def bound_start(sentence: Sentence, start: int) -> int:
    """Return where the words begin that bound the number at an offset: "at least 14"."""
    tokens = sentence.tokens
    place = next(place for place, token in enumerate(tokens) if token.end > start)
    first = place
    while first > 0 and tokens[first - 1].dep in _BOUNDING and _hangs_on(tokens, first - 1, place):
        first -= 1
    return start if first == place else tokens[first].start


def _hangs_on(tokens: Sequence[Token], place: int, other: int) -> bool:
    """Whether a word depends on another or on one that the other depends on as part of a number."""
    inside = (
        {other, tokens[other].head}
        if tokens[other].dep in _INSIDE and tokens[tokens[other].head].pos == "NUM"
        else {other}
    )
    while place not in inside and tokens[place].head != place and tokens[place].dep in _BOUNDING:
        place = tokens[place].head
    return place in inside


def _is_taken(tokens: Sequence[Token], place: int, stop: int, times: Sequence[tuple[int, int]]) -> bool:
    """Whether a number belongs to a time or to an adjective, names something, or is "one" as a pronoun."""
    start, end = tokens[place].start, tokens[stop - 1].end
    alone = stop - place == 1 and tokens[place].text.lower() == "one"
    hyphened = stop < len(tokens) and tokens[stop].tag == "HYPH"
    return alone or hyphened or _names(tokens, stop - 1) or any(first < end and start < last for first, last in times)


def _names(tokens: Sequence[Token], place: int) -> bool:
    """Whether a number names the noun before it."""
    head = tokens[place].head
    return head < place and tokens[place].dep == "nummod" and tokens[head].pos in {*_NOUNS, "PUNCT"}


def _number_at(tokens: Sequence[Token], place: int) -> tuple[float, int] | None:
    """The number that begins at a token, and the place behind it."""
    number = _one_number(tokens[place])
    if number is None:
        return None
    stop = place + 1
    while stop < len(tokens):
        word = tokens[stop].text.lower()
        small = CARDINALS.get(word, 100)
        if word in _FACTORS and (len(word) > 2 or tokens[stop].start == tokens[stop - 1].end):
            number *= _FACTORS[word]
        elif number >= 20 and small < 100:
            number += small
        elif not _joins(tokens, stop, number):
            break
        stop += 1
    return number, stop


def _joins(tokens: Sequence[Token], place: int, number: float) -> bool:
    """Whether a word or a mark stands inside of a number: "twenty-five", "two hundred and five"."""
    behind = CARDINALS.get(tokens[place + 1].text.lower(), 100) if place + 1 < len(tokens) else 100
    if tokens[place].tag == "HYPH":
        return number in range(20, 100, 10) and behind < 10 and tokens[place - 1].text.isalpha()
    return tokens[place].text.lower() == "and" and number >= 100 and behind < 100


def _one_number(token: Token) -> float | None:
    word = token.text.lower()
    if word in CARDINALS:
        return float(CARDINALS[word])
    found = _FIGURES.fullmatch(word)
    if not found or (found[2] and found[2] not in _FACTORS):
        return None
    return float(found[1].replace(",", "")) * _FACTORS.get(found[2], 1.0)


def _amount(text: str, tokens: Sequence[Token], place: int, read: tuple[float, int]) -> Amount:
    number, stop = read
    signed = place > 0 and tokens[place - 1].text in SIGNS
    behind = tokens[stop].text.lower() if stop < len(tokens) else ""
    unit, factor = _UNITS.get(next(iter(content_words(behind)), behind), ("", 1.0))
    start, end = tokens[place - signed].start, tokens[stop if unit and not signed else stop - 1].end
    unit, factor = (SIGNS[tokens[place - 1].text], 1.0) if signed else (unit, factor)
    return Amount(
        start=start,
        end=end,
        text=text[start:end],
        normalised=" ".join(filter(None, [f"{number * factor:.12g}", unit])),
        number=number * factor,
        unit=unit,
        bound=_bound(tokens, place),
        nouns=tuple(stem for token in _counted(tokens, place, stop) for stem in content_words(token.text)),
    )


def _counted(tokens: Sequence[Token], place: int, stop: int) -> Iterator[Token]:
    """The words that say what a number counts: up to the noun it hangs on, or behind "of"."""
    heads = (tokens[at].head for at in range(place, stop) if tokens[at].dep in _INSIDE)
    head = max((at for at in heads if at >= stop), default=stop - 1)
    yield from (token for token in tokens[stop : head + 1] if token.text[0].isalpha() or token.text == "%")
    holder = head if head == stop - 1 or _UNITS.keys() & content_words(tokens[head].text) else None
    of = next((at for at, token in enumerate(tokens) if token.text.lower() == "of" and token.head == holder), None)
    yield from (token for token in tokens if of is not None and token.dep == "pobj" and token.head == of)


def _bound(tokens: Sequence[Token], place: int) -> Bound:
    near = reversed(tokens[max(place - _BOUND_REACH, 0) : place])
    return next((_BOUNDS[token.text.lower()] for token in near if token.text.lower() in _BOUNDS), "exact")
