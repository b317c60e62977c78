"""Whether an evidence carries a claim: what other programs ask, and what every citation is checked by."""

from __future__ import annotations

from collections.abc import Iterable

from rag.judge.conflicts import conflicts
from rag.judge.entailment.score import score
from rag.types import SUPPORTED, Check

REFUTED = 0.49
"""What says otherwise in a hard fact carries no claim, however alike the words."""


def support(claim: str, evidence: str) -> float:
    """How far the evidence, a sentence or an article, carries the claim, in [0, 1]; "" on either side gives 0.

    0.5 is the line. `rag.judge.entailment` weighs words, their order and what refutes them, `rag.judge.conflicts` reads
    hard facts, and neither embeds, so the result is the same in every runtime.
    """
    value = weigh(claim, evidence)
    # What stands there word for word needs no reading.
    return REFUTED if SUPPORTED <= value < 1 and conflicts(claim, evidence) else value


def weigh(claim: str, evidence: str) -> float:
    """As `support`, by the words alone: for whoever has both parsed, and looks for conflicts himself."""
    return score(claim, evidence)


def check(claim: str, evidence: str) -> Check:
    """What the evidence says of the claim, in a word: "stated" from a support of 0.5 on.

    Below that "contradicted" where it says otherwise in a hard fact (a count, a unit, a day, a denial, who did or said
    it, where), else "open".
    """
    if support(claim, evidence) >= SUPPORTED:
        return "stated"
    return "contradicted" if conflicts(claim, evidence) else "open"


def supports(pairs: Iterable[tuple[str, str]]) -> list[float]:
    """`support` of many (claim, evidence) pairs, in order."""
    return [support(claim, evidence) for claim, evidence in pairs]
