"""The numbers of a sentence that count or measure: figures and words, with units, bounds and what is counted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.language.words import content_words
from index.types import Article
from rag.evidence.values import Amount, Bound
from rag.grammar.tokens import Token, tokenize

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_WORDS = {
    **{word: float(number) for number, word in enumerate(_SMALL)},
    **{word: 10.0 * tens for tens, word in enumerate(_TENS, 2)},
}
_FACTORS = {
    **{"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0, "score": 20.0},
    **{"hundreds": 1e2, "thousands": 1e3, "millions": 1e6, "billions": 1e9, "dozens": 12.0},
    **{"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12},
}
_FIGURES = re.compile(r"(\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?)([^\W\d_]{0,3})")
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}
# Units by the stem of their word, and how many of the first one of their kind they are.
_UNITS = {
    **{"dollar": ("USD", 1.0), "euro": ("EUR", 1.0), "pound": ("GBP", 1.0), "yen": ("JPY", 1.0), "rupe": ("INR", 1.0)},
    **{"rubl": ("RUB", 1.0), "yuan": ("CNY", 1.0), "percent": ("%", 1.0), "%": ("%", 1.0), "pc": ("%", 1.0)},
    **{"metr": ("m", 1.0), "meter": ("m", 1.0), "km": ("m", 1e3), "kilomet": ("m", 1e3), "kilometr": ("m", 1e3)},
    **{"mile": ("m", 1609.344), "feet": ("m", 0.3048), "foot": ("m", 0.3048), "yard": ("m", 0.9144)},
    **{"kg": ("kg", 1.0), "kilogram": ("kg", 1.0), "kilo": ("kg", 1.0), "tonn": ("kg", 1e3), "ton": ("kg", 1e3)},
}
CURRENCIES = frozenset((*_SIGNS.values(), "RUB", "CNY"))
_BOUNDS: dict[str, Bound] = {
    **dict.fromkeys(("about", "around", "roughly", "some", "approximately", "nearly", "almost", "estimated"), "about"),
    **dict.fromkeys(("over", "above", "exceeding", "least", "more", "upwards"), "more"),
    **dict.fromkeys(("under", "below", "most", "fewer", "less"), "less"),
}
_BOUND_REACH, _NOUN_REACH = 3, 4
# A number behind these names a thing: "No. 5", "Article 5", "Flight 109".
_NAMING = frozenset(
    ("no", "number", "article", "flight", "chapter", "section", "page", "day", "aged", "age", "route", "#")
)
_ENDS_COUNTED = frozenset(("and", "or", "in", "on", "at", "by", "as", "to", "who", "that"))


def amounts_in(article: Article, start: int, end: int) -> list[Amount]:
    """Return the numbers of a stretch of an article that count or measure, in order.

    Dates, ordinals, ages as adjectives ("40-year-old") and numbers that name ("Flight 109") are none.
    """
    times = [(time.start, time.end) for time in article.times_in(start, end)]
    tokens = tokenize(article.text, start, end)
    found = []
    place = 0
    while place < len(tokens):
        read = _number_at(tokens, place)
        if read and not _is_taken(tokens, place, read[1], times):
            found.append(_amount(article.text, tokens, place, read))
        place = read[1] if read else place + 1
    return found


def _is_taken(tokens: Sequence[Token], place: int, stop: int, times: Sequence[tuple[int, int]]) -> bool:
    """Whether a number belongs to a time, names something, or is "one" as a pronoun."""
    start, end = tokens[place].start, tokens[stop - 1].end
    before = [token.lower for token in tokens[max(place - 2, 0) : place] if token.text != "."]
    alone = stop - place == 1 and tokens[place].lower == "one"
    is_name = bool(before) and before[-1] in _NAMING
    return alone or is_name or any(first < end and start < last for first, last in times)


def _number_at(tokens: Sequence[Token], place: int) -> tuple[float, int] | None:
    """The number that begins at a token, and the place behind it."""
    number = _one_number(tokens[place].lower)
    if number is None:
        return None
    stop = place + 1
    while stop < len(tokens):
        word = tokens[stop].lower
        if word in _FACTORS and len(word) > 2:
            number *= _FACTORS[word]
        elif number >= 20 and _WORDS.get(word, 100.0) < 100:
            number += _WORDS[word]
        elif word != "and" or number < 100 or stop + 1 == len(tokens) or tokens[stop + 1].lower not in _WORDS:
            break
        stop += 1
    return number, stop


def _one_number(word: str) -> float | None:
    if word in _WORDS:
        return _WORDS[word]
    tens, dash, ones = word.partition("-")
    if dash:
        return _WORDS[tens] + _WORDS[ones] if tens in _TENS and ones in _SMALL[1:10] else None
    found = _FIGURES.fullmatch(word)
    if not found or (found[2] and found[2] not in _FACTORS):
        return None
    return float(found[1].replace(",", "")) * _FACTORS.get(found[2], 1.0)


def _amount(text: str, tokens: Sequence[Token], place: int, read: tuple[float, int]) -> Amount:
    number, stop = read
    signed = place > 0 and tokens[place - 1].text in _SIGNS
    behind = tokens[stop].lower if stop < len(tokens) else ""
    unit, factor = _UNITS.get(next(iter(content_words(behind)), behind), ("", 1.0))
    start, end = tokens[place - signed].start, tokens[stop if unit and not signed else stop - 1].end
    unit, factor = (_SIGNS[tokens[place - 1].text], 1.0) if signed else (unit, factor)
    return Amount(
        start=start,
        end=end,
        text=text[start:end],
        normalised=" ".join(filter(None, [f"{number * factor:.12g}", unit])),
        number=number * factor,
        unit=unit,
        bound=_bound(tokens, place),
        nouns=tuple(stem for token in _counted(tokens, stop) for stem in content_words(token.text)),
    )


def _counted(tokens: Sequence[Token], stop: int) -> Iterator[Token]:
    """The words behind a number that say what it counts."""
    for token in tokens[stop : stop + _NOUN_REACH]:
        if token.lower in _ENDS_COUNTED or not (token.text[0].isalpha() or token.text == "%"):
            return
        yield token


def _bound(tokens: Sequence[Token], place: int) -> Bound:
    near = reversed(tokens[max(place - _BOUND_REACH, 0) : place])
    return next((_BOUNDS[token.lower] for token in near if token.lower in _BOUNDS), "exact")
