"""Where a question names an outlet of the archive."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.archive.outlet_names import name_key, names_of
from index.language.words import content_words

_TOKEN = re.compile(r"[^\W_]+")
# What may stand between the words of one name: "Al-Jazeera", "rt.com", "FOX News - Health".
_WITHIN = re.compile(r"[.&'’|/+-]|\s(?:[-–—|&]\s)?")
_REST_OF_HOST = re.compile(r"(?:\.[a-z]{2,})+(?!\w)")
_KIND = re.compile(r"\s(?:magazine|newspaper|news|website)\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.?!:]\s+[\"'“‘]?\Z")
_MOST_WORDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """The words at [start, end) of a question that name some outlets, several where they are parts of one house.

    `proper`: it is written as a name; otherwise it may be a common word ("the sun").
    """

    start: int
    end: int
    outlets: frozenset[str]
    proper: bool


def mentions(text: str, outlets: Sequence[str]) -> list[Mention]:
    """Return where a text names outlets, in order and without overlap, the longest name first, in linear time."""
    called, longest = _outlets_by_name(tuple(outlets))
    tokens = list(_TOKEN.finditer(text)) if called else []
    found: list[Mention] = []
    for place, token in enumerate(tokens):
        if found and token.start() < found[-1].end:
            continue
        runs = [(last, key) for last, key in _names_from(text, tokens, place, longest) if key in called]
        if runs:
            last, key = runs[-1]
            found.append(_mention(text, tokens, place, last, called[key]))
    return [replace(mention, proper=False) for mention in found] if text.isupper() else found


@lru_cache(maxsize=4)
def _outlets_by_name(outlets: tuple[str, ...]) -> tuple[dict[str, frozenset[str]], int]:
    """The outlets that each name means, and the length of the longest name."""
    called: dict[str, set[str]] = {}
    for outlet in outlets:
        for name in names_of(outlet):
            called.setdefault(name, set()).add(outlet)
    return {name: frozenset(meant) for name, meant in called.items()}, max(map(len, called), default=0)


def _names_from(text: str, tokens: Sequence[re.Match[str]], first: int, longest: int) -> Iterator[tuple[int, str]]:
    """The runs of words from one place on that could be a name: their last place and their key."""
    key = ""
    for last in range(first, min(first + _MOST_WORDS, len(tokens))):
        if last > first and not _WITHIN.fullmatch(text, tokens[last - 1].end(), tokens[last].start()):
            return
        key += name_key(tokens[last][0])
        if len(key) > longest + len("the"):
            return
        yield last, key


def _mention(text: str, tokens: Sequence[re.Match[str]], first: int, last: int, outlets: frozenset[str]) -> Mention:
    end = tokens[last].end()
    host, kind = _REST_OF_HOST.match(text, end), _KIND.match(text, end)
    rest = host or kind
    proper = bool(host) or _is_proper(text, tokens, first, last, named_kind=bool(kind))
    return Mention(start=tokens[first].start(), end=rest.end() if rest else end, outlets=outlets, proper=proper)


def _is_proper(text: str, tokens: Sequence[re.Match[str]], first: int, last: int, *, named_kind: bool) -> bool:
    """Whether words are written as a name, and are not part of a longer one ("Time Warner", "American Express").

    `named_kind`: a word like "magazine" follows them.
    """
    if "." in text[tokens[first].start() : tokens[last].end()]:
        return True
    words = [token[0] for token in tokens[first : last + 1]]
    named = [word for word in words if content_words(word)] or words
    if not all(word[0].isupper() or word[0].isdecimal() for word in named):
        return False
    if first and _joins(text, tokens[first - 1], tokens[first]) and _is_name(tokens[first - 1][0]):
        return False
    if last + 1 < len(tokens) and _joins(text, tokens[last], tokens[last + 1]) and _is_name(tokens[last + 1][0]):
        return False
    opens = first == 0 or _SENTENCE_END.search(text, max(0, tokens[first].start() - 8), tokens[first].start())
    return not opens or named_kind or len(words) > 1 or not words[0].istitle()


def _joins(text: str, left: re.Match[str], right: re.Match[str]) -> bool:
    return text[left.end() : right.start()].isspace()


def _is_name(word: str) -> bool:
    return word[0].isupper() and bool(content_words(word)) and not _KIND.fullmatch(f" {word}")
