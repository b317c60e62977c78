"""One score for a passage out of what a dense and a lexical search think of it.

The score is cosine + 0.2 BM25 / ln(1 + N) + 0.2 exp(-days / 7), where days lie between publication and the question or
the time it is about. BM25 grows with the archive, for the weight of a rare
word is about ln(N); divided by that it counts rare words found, and one weight serves archives of any size. Neither
part depends on what else was found, so a passage keeps its score whatever the filters and however many are asked for.
The weights were chosen on news, science and encyclopedia questions; eval/RESULTS.md has the study.

Source: Bruch, Gai and Ingber 2023, An Analysis of Fusion Functions for Hybrid Retrieval,
https://doi.org/10.1145/3596512: a convex combination needs one parameter, and beats reciprocal ranks.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from index.candidates import Candidates, Scores

LEXICAL_WEIGHT = 0.2
RECENCY_WEIGHT = 0.2
RECENCY_DAYS = 7.0

# Sums of rounded parts must tie where the parts do.
_DECIMALS = 6


def fused_scores(candidates: Candidates, *, asked: date, about: tuple[date, date] | None = None) -> Scores:
    """Return the score of each candidate for a question put on the day `asked`, about a first to a last day."""
    lexical = candidates.lexical / np.log1p(max(candidates.passages, 1))
    scores = candidates.dense + LEXICAL_WEIGHT * lexical + recency(candidates.published, about or (asked, asked))
    rounded: Scores = np.round(scores, _DECIMALS)
    return rounded


def recency(published: Sequence[date | None], span: tuple[date, date]) -> Scores:
    """What being near in time adds, in [0, 0.2]: news is printed when it happens, and people ask about their week.

    `span` is from the first to the last day of that time, within which all days are near. A passage without a known
    day gets nothing, nor does any that is years away.
    """
    first, last = span
    days = np.array(
        [np.inf if day is None else max((first - day).days, (day - last).days, 0) for day in published], np.float64
    )
    scores: Scores = RECENCY_WEIGHT * np.exp(-days / RECENCY_DAYS)
    return scores


def order(candidates: Candidates, scores: Scores) -> list[int]:
    """Return the places of the candidates, best first; ties go by passage id."""
    return sorted(range(len(scores)), key=lambda place: (-scores[place], candidates.ids[place]))
