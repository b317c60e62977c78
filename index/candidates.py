"""What a dense and a lexical search found for one question, before they are made one ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Passages that one of the searches found, with the scores of both; all fields but the last are of one length.

    `numbers` are sequence numbers, `ids` passage ids; `dense` are cosines in [-1, 1], `lexical` BM25 scores, 0 for a
    passage without a word of the question; `published` are the days where they are known to the day.
    `passages` counts all there are to search.
    """

    numbers: tuple[int, ...] = ()
    ids: tuple[str, ...] = ()
    dense: Scores
    lexical: Scores
    published: tuple[date | None, ...] = ()
    passages: int = 0


def no_candidates() -> Candidates:
    """What a search of an empty archive finds."""
    return Candidates(dense=np.zeros(0), lexical=np.zeros(0))


def joined(parts: Sequence[Candidates]) -> Candidates:
    """Return what several searches of one archive found, none of them a passage that another found too."""
    if not parts:
        return no_candidates()
    return Candidates(
        numbers=tuple(number for part in parts for number in part.numbers),
        ids=tuple(one for part in parts for one in part.ids),
        dense=np.concatenate([part.dense for part in parts]),
        lexical=np.concatenate([part.lexical for part in parts]),
        published=tuple(day for part in parts for day in part.published),
        passages=max(part.passages for part in parts),
    )
