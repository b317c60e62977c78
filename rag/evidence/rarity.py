"""Comparing texts by the words that carry their content."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from index.language.words import content_words


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
