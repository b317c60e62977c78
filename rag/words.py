"""The words of a text that carry its content, in a form in which two texts can be compared."""

from __future__ import annotations

import math
import re
import threading
from collections import Counter
from collections.abc import Iterable, Mapping

import Stemmer

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


def numbers(text: str) -> set[str]:
    """The numbers in a text."""
    return {word for word in content_words(text) if _NUMBER.match(word)}


def inverse_document_frequencies(texts: Iterable[str]) -> Mapping[str, float]:
    """How rare each content word is among some texts, as ln(1 + n / df); unknown words count as in no text.

    Source: the smoothed form of Spärck Jones 1972, as in scikit-learn's `smooth_idf` without its offset.
    """
    listed = [set(content_words(text)) for text in texts]
    counts = Counter(word for words in listed for word in words)
    weights = {word: math.log(1 + len(listed) / count) for word, count in counts.items()}
    return _Default(weights, math.log(1 + len(listed)))


class _Default(dict[str, float]):
    """A mapping that gives one weight for every word it does not know."""

    def __init__(self, weights: Mapping[str, float], default: float) -> None:
        super().__init__(weights)
        self._default = default

    def __missing__(self, _word: str) -> float:
        return self._default


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
