"""The words of a text that carry its content, in a form in which two texts can be compared."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import Stemmer

from index.language.word_lists import read_words

# What `content_words` makes of a text; the lexical index is built anew by another version.
VERSION = "1"

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")
_NUMBER = re.compile(r"\d")
_STOP_WORDS = read_words(Path(__file__).with_name("stop_words.txt"))
# A stemmer keeps state while it works, so each thread has its own.
_local = threading.local()


def content_words(text: str) -> list[str]:
    """Stems of the words that are no stop words, in order; numbers stay as they are, without thousands commas."""
    shouted = text.isupper()
    return [_stem(word) for word in _WORD.findall(text) if not _is_stop_word(word, shouted=shouted)]


def content_stem(word: str) -> str | None:
    """Stem of one word as it stands among small letters, or None for a stop word."""
    return None if _is_stop_word(word, shouted=False) else _stem(word)


def _is_stop_word(word: str, *, shouted: bool) -> bool:
    """US and WHO are names among small letters."""
    is_name = len(word) > 1 and word.isupper() and not shouted
    return not is_name and word.lower() in _STOP_WORDS


def _stem(word: str) -> str:
    if _NUMBER.match(word):
        return word.replace(",", "")
    if not hasattr(_local, "stemmer"):
        _local.stemmer = Stemmer.Stemmer("english")
    plain = word.replace(".", "").replace("’", "'").lower().removesuffix("'s")
    stem: str = _local.stemmer.stemWord(plain)
    return stem
