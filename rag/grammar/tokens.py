"""Words and marks of a sentence with their places, for rules that look at what stands beside what."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|\d+(?:[.,]\d+)*[^\W\d_]*(?:-[^\W\d_]+)*"  # 1,066  1.2m  40-year-old
    r"|[^\W\d_][^\W_]*(?:-[^\W_]+)*"
    r"|['’][^\W\d_]+"  # 's
    r"|[^\s]"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number or a mark; `text` is what stands at [start, end)."""

    start: int
    end: int
    text: str

    @property
    def lower(self) -> str:
        """The text in small letters."""
        return self.text.lower()

    @property
    def is_name(self) -> bool:
        """Whether it is a word that begins with a capital letter."""
        return self.text[:1].isupper()


def tokenize(text: str, start: int = 0, end: int | None = None) -> tuple[Token, ...]:
    """Return the tokens of `text[start:end]`, in order, with offsets into `text`."""
    end = len(text) if end is None else end
    return tuple(Token(*found.span(), found[0]) for found in _TOKEN.finditer(text, start, end))
