"""The words of a text that carry its content, in a form in which two texts can be compared."""

from __future__ import annotations

import re
import threading

import Stemmer

# What `content_words` makes of a text; the lexical index is built anew by another version.
VERSION = "1"

_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")
_NUMBER = re.compile(r"\d")
_STOP_WORDS = frozenset(
    """
    a about above after again all also am an and any are as at be because been before being below between both
    but by can could did do does doing down during each few for from further had has have having he her here
    hers him his how i if in into is it its itself just me more most my no nor not now of off on once only or
    other our out over own per said same say says she should so some such than that the their them then there
    these they this those through to too under until up us very was we were what when where which while who whom
    whose why will with would you your
    """.split()  # noqa: SIM905  # a paragraph of words reads better than a column of strings
)
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
