"""Whether an evidence carries a claim: what other programs ask, and what every citation is checked by."""

from __future__ import annotations

from collections.abc import Iterable

from rag.judge.entailment.score import score
from rag.types import SUPPORTED, Check


def support(claim: str, evidence: str) -> float:
    """How far the evidence, a sentence or an article, carries the claim, in [0, 1]; "" on either side gives 0.

    0.5 is the line. `rag.judge.entailment` weighs words, their order and what refutes them, and no embedding, so the
    result is the same in every runtime.
    """
    return score(claim, evidence)


def check(claim: str, evidence: str) -> Check:
    """What the evidence says of the claim, in a word: "stated" from a support of 0.5 on, else "open"."""
    return "stated" if support(claim, evidence) >= SUPPORTED else "open"


def supports(pairs: Iterable[tuple[str, str]]) -> list[float]:
    """`support` of many (claim, evidence) pairs, in order."""
    return [support(claim, evidence) for claim, evidence in pairs]
