"""Whether the passages can answer the question at all: a first, provisional judgement.

The measure mixes the cosine of the best passage with the share of the question's content words that one sentence's
neighbourhood holds. Its line is a compromise between the sets it was tried on; `eval/RESULTS.md` has the numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.types import ScoredPassage
from index.words import content_words

# Below this an answer is refused; the scale is arbitrary but for its ends.
LINE = 0.35

_COSINE_LOW, _COSINE_HIGH = 0.15, 0.65


def confidence(question: str, passages: Sequence[ScoredPassage]) -> float:
    """How likely the passages answer the question, in [0, 1]; higher is better, 0 without passages."""
    if not passages:
        return 0.0
    cosine = max((passage.dense or 0.0) for passage in passages)
    closeness = min(max((cosine - _COSINE_LOW) / (_COSINE_HIGH - _COSINE_LOW), 0.0), 1.0)
    wanted = set(content_words(question))
    held = max(len(wanted & set(content_words(_whole(passage)))) for passage in passages)
    coverage = held / len(wanted) if wanted else 0.0  # "What is it?" asks for nothing that could be found.
    return round((closeness + coverage) / 2, 3)


def _whole(passage: ScoredPassage) -> str:
    return f"{passage.passage.heading} {passage.passage.text}"
