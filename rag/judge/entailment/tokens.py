"""A text as tokens that two texts can be compared by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.language.words import content_stem
from rag.judge.entailment.lexicon import (
    CLAUSE_BREAKS,
    DAYS,
    FUTURE,
    MAGNITUDES,
    MONTHS,
    NEGATORS,
    NEGATORS_BACKWARD,
    NUMBER_WORDS,
    POSSIBLE,
    UNITS,
)

_TOKEN = re.compile(
    r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:,\d{3})+(?:\.\d+)?|\d+[-–]\d+(?![\d-])|\d+(?:\.\d+)?|[$€£%]|[.,;:!?()]"
)
# Scrapers and summarizers leave "235, 000", "1. 3 billion" and "28 - 24".
_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:, \d{3})+(?![\d.])")
_DECIMAL = re.compile(r"(?<![\d.,])(\d{1,3})\. (?=\d{1,3} ?(?:%|per ?cent|(?:m|b|tr)illion|k[gm]\b|m\b|miles\b))")
_DASH = re.compile(r"(?<=\d) ?([-–]) ?(?=\d)")
_CURRENCIES = frozenset("$€£")
_MARKS = frozenset(".,;:!?()")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
# Longer words are no words; what is made of them is not kept.
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word, a number or a mark.

    Attributes:
        word: in lower case.
        key: what is compared: a stem, a number's value, a month's or weekday's name.
        kind: "word", "name", "number", "date", or "mark".
        content: whether it carries content.
        negated: whether a negation governs it.
        mood: 0 for a fact, 1 for the future, 2 for what is merely possible.
    """

    word: str
    key: str
    kind: str
    content: bool
    negated: bool = False
    mood: int = 0


def join_numbers(text: str) -> str:
    """The text with numbers in one piece that white space tore apart."""
    text = _THOUSANDS.sub(lambda found: found[0].replace(" ", ""), text)
    return _DASH.sub(r"\1", _DECIMAL.sub(r"\1.", text))


def tokenize(sentence: str, *, limit: int) -> list[Token]:
    """The first `limit` tokens of a sentence."""
    words: list[str] = []
    for found in _TOKEN.finditer(sentence):
        if len(words) >= limit:
            break
        words.append(found[0][:_LONGEST])
    plain = list(_tokens(_split(_amounts(words))))
    return _governed(plain)


def _amounts(words: Sequence[str]) -> list[str]:
    """A currency's sign behind its amount, where its name would stand."""
    parts: list[str] = []
    waiting = ""
    for word in words:
        if waiting and not (word[0].isdecimal() or word.lower() in MAGNITUDES):
            parts.append(waiting)
            waiting = ""
        if word in _CURRENCIES:
            waiting = word
        else:
            parts.append(word)
    return [*parts, waiting] if waiting else parts


def _split(words: Sequence[str]) -> list[str]:
    """Negations out of "didn't", possessives off "Kyiv's"."""
    parts: list[str] = []
    for word in words:
        straight = word.replace("’", "'")
        lower = straight.lower()
        if lower.endswith("n't"):
            parts += [straight[:-3] or straight, "not"]
        elif lower == "cannot":
            parts += ["can", "not"]
        elif lower.endswith("'s"):
            parts.append(straight[:-2])
        elif lower.endswith("'ll"):
            parts += [straight[:-3], "will"]
        else:
            parts.append(straight)
    return parts


def _tokens(words: Sequence[str]) -> Iterator[Token]:
    place = 0
    opening = True
    while place < len(words):
        word = words[place]
        if word in _MARKS:
            yield Token(word=word, key=word, kind="mark", content=False)
            opening = opening or word in ".!?:"
            place += 1
            continue
        value, used = _number(words, place)
        if value is not None:
            yield Token(word=word.lower(), key=value, kind=_number_kind(word, value), content=True)
            place += used
        else:
            following = words[place + 1] if place + 1 < len(words) else ""
            yield _word(word, opening=opening, following=following)
            place += 1
        opening = False


def _number_kind(word: str, key: str) -> str:
    return "date" if _YEAR.fullmatch(word) else "number"


def _number(words: Sequence[str], place: int) -> tuple[str | None, int]:
    """The number that begins at a place as a key, and how many words it takes."""
    value = _plain_number(words[place])
    if value is None:
        return None, 0
    if isinstance(value, str):
        return value, 1
    used = 1
    if words[place][0].isalpha() and value >= 20 and value % 10 == 0 and place + 1 < len(words):
        unit = NUMBER_WORDS.get(words[place + 1].lower())
        if unit is not None and 0 < unit < 10:
            value, used = value + unit, 2
    while place + used < len(words) and words[place + used].lower() in MAGNITUDES and used < 5:
        value *= MAGNITUDES[words[place + used].lower()]
        used += 1
    return f"{value:.6g}" if value < 1e6 and value == int(value) else f"{value:.4g}", used


def _plain_number(word: str) -> float | str | None:
    if word[0].isdecimal():
        if not word.isascii():
            return None
        if "-" in word or "–" in word:
            return word.replace("–", "-")
        return float(word.replace(",", "")[:15])
    lower = word.lower()
    return NUMBER_WORDS.get(lower, 1.0 if lower in {"hundred", "thousand", "million", "billion"} else None)


def _word(word: str, *, opening: bool, following: str) -> Token:
    lower = word.lower()
    capital = word[0].isupper()
    if capital and (lower in MONTHS) and not (opening and lower in {"may", "march"}):
        return Token(word=lower, key=lower, kind="date", content=True)
    if lower in MONTHS and lower not in {"may", "march"}:
        return Token(word=lower, key=lower, kind="date", content=True)
    day = lower if lower in DAYS.values() else DAYS.get(lower) if capital else None
    if day:
        return Token(word=lower, key=day, kind="date", content=True)
    key, content = _key(word)
    is_name = not opening or following[:1].isupper() or (len(word) > 1 and word.isupper())
    named = capital and content and is_name
    return Token(word=lower, key=key, kind="name" if named else "word", content=content)


@lru_cache(maxsize=1 << 15)
def _key(word: str) -> tuple[str, bool]:
    lower = word.lower()
    if word in "$€£%":
        return UNITS.get(word, word), True
    stem = content_stem(word)
    return UNITS.get(lower) or stem or lower, stem is not None and lower not in NEGATORS


def _governed(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with what negations and modal verbs do to them; both reach to the end of their clause."""
    negated = [False] * len(tokens)
    moods = [0] * len(tokens)
    start = 0
    for end in range(len(tokens) + 1):
        if end < len(tokens) and not (tokens[end].kind == "mark" or tokens[end].word in CLAUSE_BREAKS):
            continue
        _govern_clause(tokens, start, end, negated, moods)
        start = end + 1
    return [
        Token(word=token.word, key=token.key, kind=token.kind, content=token.content, negated=no, mood=mood)
        if no or mood
        else token
        for token, no, mood in zip(tokens, negated, moods, strict=True)
    ]


def _govern_clause(tokens: Sequence[Token], start: int, end: int, negated: list[bool], moods: list[int]) -> None:
    parity = False
    mood = 0
    backward = False
    for place in range(start, end):
        word = tokens[place].word
        if word in NEGATORS:
            parity = not parity
            backward = backward or (word in NEGATORS_BACKWARD)
        elif word in POSSIBLE and tokens[place].kind != "date":
            mood = 2
        elif word in FUTURE:
            mood = max(mood, 1)
        negated[place] = parity
        moods[place] = mood
    if backward:
        for place in range(start, end):
            negated[place] = True
