"""BM25 over the archive's inverted lists.

Source: Robertson and Zaragoza 2009, The Probabilistic Relevance Framework, equation 3.15, with the logarithm of
Lucene, ln(1 + (N - n + 0.5) / (n + 0.5)), which is never negative. Terms too common to bring in a new passage only
score those that rarer ones brought: MaxScore, Turtle and Flood 1995, Query evaluation: strategies and optimizations.
"""

from __future__ import annotations

import math
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from index.language import words
from index.language.words import content_words
from index.lexical import postings
from index.lexical.postings import WINDOW, Postings, Window

K1 = 1.2
B = 0.75
# A heading says what its article is about: its words count as if they stood there twice.
HEADING_REPEATS = 2
VERSION = f"{postings.VERSION}.{words.VERSION}.{HEADING_REPEATS}"

# Under this name the archive records which version of the index it holds.
RECORD = "lexical"

# No word of a language is longer, and a blob of letters must not become a key of any length.
_LONGEST_TERM = 64

Numbers = NDArray[np.int64]
Scores = NDArray[np.float64]
_Places = NDArray[np.intp]
_Floats = NDArray[np.float32]


def query_terms(text: str) -> list[str]:
    """The terms of a question."""
    return [word[:_LONGEST_TERM] for word in content_words(text)]


def passage_terms(heading: str, text: str) -> list[str]:
    """The terms of a passage and its heading."""
    return query_terms(heading) * HEADING_REPEATS + query_terms(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frequencies:
    """How many passages there are, and in how many of them each of some terms stands, in heading or text."""

    passages: int
    holding: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """The BM25 scores of all passages for one question; made by `rank`.

    `passages` counts them all. A term that the question repeats counts as often.
    """

    passages: int
    windows: Sequence[Window]
    weights: Mapping[str, float]
    norms: _Floats

    def best(self, k: int, *, allowed: Numbers | None = None) -> Numbers:
        """Return the sequence numbers of the `k` best passages that have any of the terms, best first.

        Only numbers in `allowed`, ascending, may come.
        """
        numbers, best = np.zeros(0, np.int64), np.zeros(0, np.float32)
        for window in self.windows:
            if allowed is None:
                line = float(best[-1]) if len(best) == k else 0.0
                places, scores = self._above(line, window)
            else:
                places = _places(window, allowed)
                scores = self._at(places, window, sorted(window.lists))
            found = scores > 0
            more = places[found] + window.number * WINDOW
            numbers, best = _top(np.concatenate([numbers, more]), np.concatenate([best, scores[found]]), k)
        return numbers

    def scores(self, numbers: Numbers) -> Scores:
        """Return the scores of some passages, sequence numbers ascending; 0 for one that has none of the terms."""
        scores = np.zeros(len(numbers))
        for window in self.windows:
            places = _places(window, numbers)
            positions = np.searchsorted(numbers, places + window.number * WINDOW)
            # One order for all windows, so that copies of a text tie exactly.
            scores[positions] = self._at(places, window, sorted(window.lists))
        return scores

    def _above(self, line: float, window: Window) -> tuple[_Places, _Floats]:
        """Places and scores of passages of a window, among them all whose score is above a line."""
        bounds = {term: self._bound(term, found) for term, found in window.lists.items()}
        terms = sorted(bounds, key=lambda term: (-bounds[term], term))
        left = [*accumulate(bounds[term] for term in reversed(terms))][::-1]
        sums = np.zeros(len(window.lengths), np.float32)
        for position, term in enumerate(terms):
            if left[position] <= line:
                return self._finish(sums, window, terms[position:], left[position:], line)
            found = window.lists[term]
            sums[found.places] += self._of_term(term, found, window)
        places = np.flatnonzero(sums > line)
        return places, sums[places]

    def _finish(
        self, sums: _Floats, window: Window, terms: Sequence[str], left: Sequence[float], line: float
    ) -> tuple[_Places, _Floats]:
        """Add terms to the sums of those passages that can still come above a line."""
        places = np.flatnonzero(sums > line - left[0])
        scores = sums[places]
        for term, more in zip(terms, [*left[1:], 0.0], strict=True):
            scores = scores + self._at(places, window, [term])
            hopeful = scores > line - more
            places, scores = places[hopeful], scores[hopeful]
        return places, scores

    def _at(self, places: _Places, window: Window, terms: Iterable[str]) -> _Floats:
        """What some terms add to the scores of the passages at some places, ascending."""
        sums = np.zeros(len(places), np.float32)
        wanted = places.astype(np.uint16)
        for term in terms:
            found = window.lists[term]
            positions = np.searchsorted(found.places, wanted)
            positions[positions == len(found.places)] = 0
            stands = found.places[positions] == wanted
            here = Postings(places=wanted[stands], frequencies=found.frequencies[positions[stands]])
            sums[stands] += self._of_term(term, here, window)
        return sums

    def _of_term(self, term: str, found: Postings, window: Window) -> _Floats:
        frequencies = found.frequencies.astype(np.float32)
        shares: _Floats = frequencies / (frequencies + self.norms[window.lengths[found.places]])
        return shares * np.float32(self.weights[term])

    def _bound(self, term: str, found: Postings) -> float:
        """What a term adds at most to the score of a passage, which is at least of no length."""
        most = float(found.frequencies.max())
        return self.weights[term] * most / (most + K1 * (1 - B))


def rank(connection: sqlite3.Connection, terms: Sequence[str]) -> Ranking:
    """Read what it takes to rank the passages for the terms of a question."""
    windows = postings.read(connection, terms)
    counted = _counted(windows, terms)
    passages, holding = counted.passages, counted.holding
    length = sum(int(window.lengths.sum(dtype=np.int64)) for window in windows) / max(passages, 1)
    weights = {
        term: repeats * (K1 + 1) * math.log1p((passages - holding[term] + 0.5) / (holding[term] + 0.5))
        for term, repeats in Counter(terms).items()
    }
    longest = max((int(window.lengths.max()) for window in windows), default=0)
    norms = (K1 * (1 - B + B * np.arange(longest + 1) / max(length, 1))).astype(np.float32)
    norms[0] = np.inf  # A removed passage scores nothing.
    return Ranking(passages=passages, windows=windows, weights=weights, norms=norms)


def count(connection: sqlite3.Connection, terms: Sequence[str]) -> Frequencies:
    """Count the passages, and those that hold each term."""
    return _counted(postings.read(connection, terms), terms)


def _counted(windows: Sequence[Window], terms: Iterable[str]) -> Frequencies:
    return Frequencies(
        passages=sum(int(np.count_nonzero(window.lengths)) for window in windows),
        holding={term: sum(_holding(window, term) for window in windows) for term in terms},
    )


def _holding(window: Window, term: str) -> int:
    """In how many passages of a window a term stands."""
    found = window.lists.get(term)
    if found is None:
        return 0
    return int(np.count_nonzero(window.lengths[found.places])) if window.removed else len(found.places)


def _places(window: Window, numbers: Numbers) -> _Places:
    """The places of those passages, sequence numbers ascending, that lie in a window."""
    first = window.number * WINDOW
    start, end = np.searchsorted(numbers, [first, first + len(window.lengths)])
    return (numbers[start:end] - first).astype(np.intp)


def _top(numbers: Numbers, scores: _Floats, k: int) -> tuple[Numbers, _Floats]:
    if len(scores) > k:
        kept = scores >= np.partition(scores, -k)[-k]
        numbers, scores = numbers[kept], scores[kept]
    order = np.lexsort((numbers, -scores))[:k]
    return numbers[order], scores[order]
