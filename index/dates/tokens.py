"""Text cut into tokens, each with the one-character code of its class."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.dates.lexicon import CASED, CODE_OF, CODES, VALUES

_TOKEN = re.compile(
    r"""
      [^\W\d_]\w+
    | \d{4}-\d\d-\d\d (?:T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)? (?![\d-])
    | \d{1,2}(?:/\d{1,2}/|\.\d{1,2}\.)(?:\d{4}|\d\d)(?![\d/])
    | \d{1,2}:\d\d(?::\d\d)?(?![\d:])
    | \d{1,2}\.\d\d(?=\s?[AaPp]\.?[Mm])
    | \d+(?:[.,]\d+)*(?:st|nd|rd|th|['’]?s)?(?!\w)
    | [1-4]Q\b | \d+(?:[.,]\d+)*
    | [AaPp]\.[Mm](?:\.|\b)
    | [Oo]['’][Cc]lock\b
    | [^\W\d_] | _\w* | \n | \S
    """,
    re.VERBOSE,
)
_NUMBER = re.compile(r"(\d+(?:[.,]\d+)*)((?:['’]?s)|st|nd|rd|th)?$")
_NUMERIC_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{4}|\d\d)")
_MOST_DIGITS = 12  # With their separators; what is longer counts no days and names none.
_LONGEST_KNOWN = 40
_WRAPPED_LENGTH = 40
_SENTENCE_ENDS = frozenset(".!?:;\"”’'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The tokens of a text: where each starts, its words, and their classes as a string of one code each.

    Line breaks inside wrapped sentences are no tokens; other line breaks are.
    """

    text: str
    starts: Sequence[int]
    words: Sequence[str]
    classes: str

    def end(self, place: int) -> int:
        """Return the offset behind a token."""
        return self.starts[place] + len(self.words[place])

    def value(self, place: int) -> int | str:
        """Return what the lexicon or the digits say a token is worth; 0 for a word without a value."""
        word = self.words[place].lower()
        if word in VALUES:
            return VALUES[word]
        digits = _NUMBER.match(word)
        if not digits:
            return 0
        plain = digits[1].replace(",", "")
        return int(plain) if plain.isdecimal() and len(plain) < 10 else plain


def tokenize(text: str) -> Tokens:
    """Cut a text into tokens in linear time."""
    starts: list[int] = []
    words: list[str] = []
    codes: list[str] = []
    line_start = 0
    for found in _TOKEN.finditer(text):
        word = found[0]
        start = found.start()
        if word == "\n":
            wrapped = _is_wrapped(text, line_start, start)
            line_start = start + 1
            if wrapped:
                continue
        starts.append(start)
        words.append(word)
        codes.append(_code(word[:_LONGEST_KNOWN]))
    return Tokens(text=text, starts=starts, words=words, classes="".join(codes))


def _is_wrapped(text: str, line_start: int, line_end: int) -> bool:
    """Say whether the sentence goes on in the next line: a long line without an end, and no capital behind it."""
    if line_end - line_start < _WRAPPED_LENGTH or line_end + 1 >= len(text):
        return False
    behind = text[line_end + 1]
    return text[line_end - 1] not in _SENTENCE_ENDS and (behind.islower() or behind.isdecimal())


@lru_cache(maxsize=1 << 16)
def _code(word: str) -> str:
    return _listed(word) or CODES[_class_name(word)]


def _listed(word: str) -> str | None:
    """Return the code of a word in the lexicon."""
    lower = word.lower()
    if lower in CASED and not word[0].isupper():
        return None
    return CODE_OF.get(lower) or CODE_OF.get(lower.rstrip("."))


def _class_name(word: str) -> str:
    """Return the class of a word that the lexicon does not list."""
    if not word[0].isdecimal() or not word.isascii():
        return "name" if word[0].isupper() else "lower" if word[0].isalpha() else "mark"
    digits = _NUMBER.match(word)
    if not digits:
        return _timestamp_class(word)
    return "mark" if len(digits[1]) > _MOST_DIGITS else _number_class(*digits.groups())


def _number_class(number: str, suffix: str | None) -> str:
    """Return the class of digits."""
    if suffix:
        return _suffixed_class(number, suffix)
    if not number.isdecimal():
        return "numericdate" if _NUMERIC_DATE.fullmatch(number) else "decimal"
    if len(number) == 4:
        is_year = "1000" <= number < "2200"
        return "year" if is_year else "military" if number < "2360" else "number"
    return "day" if len(number) <= 2 and 1 <= int(number) <= 31 else "number"


def _suffixed_class(number: str, suffix: str) -> str:
    """Return the class of digits with letters behind them."""
    if suffix in {"st", "nd", "rd", "th"}:
        return "nth"
    if number[-1] != "0" or not number.isdecimal():
        return "mark"
    return {2: "shortdecade", 4: "decade"}.get(len(number), "mark")


def _timestamp_class(word: str) -> str:
    """Return the class of digits with separators."""
    if ":" in word and "-" not in word:
        return "clock"
    if word[4:5] == "-":
        return "iso"
    separators = sum(not character.isdecimal() for character in word)
    return "numericdate" if separators == 2 else "clock" if separators == 1 else "decimal"
