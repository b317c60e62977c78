"""Whether an evidence carries a claim: what other programs ask, as citing asks it of each sentence of an answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rag.judge.claims import default_claim_judge
from rag.judge.conflicts import conflicts
from rag.types import Check

REFUTED = 0.49
"""What says otherwise in a hard fact carries no claim, however likely it seems."""


@dataclass(frozen=True, slots=True)
class Judged:
    """How far an evidence carries a claim, in [0, 1], and what it says of it in a word."""

    support: float
    check: Check


def support(claim: str, evidence: str) -> float:
    """How far the evidence, a sentence or an article, carries the claim, in [0, 1]; "" on either side gives 0.

    0.5 is the line. The trained reader weighs them (`rag.judge.claims`), and `rag.judge.conflicts` compares hard facts.
    """
    return judged([(claim, evidence)])[0].support


def check(claim: str, evidence: str) -> Check:
    """What the evidence says of the claim, in a word: "stated" from a support of 0.5 on.

    Below that "contradicted" where it says otherwise in a hard fact (a count, a unit, a day, a denial, who did or said
    it, where), or where the reader is sure that it denies the claim, else "open".
    """
    return judged([(claim, evidence)])[0].check


def supports(pairs: Iterable[tuple[str, str]]) -> list[float]:
    """`support` of each (claim, evidence)."""
    return [one.support for one in judged(pairs)]


def judged(pairs: Iterable[tuple[str, str]]) -> list[Judged]:
    """`support` and `check` of each (claim, evidence)."""
    found, given = [], list(pairs)
    for pair, one in zip(given, default_claim_judge().weigh(given), strict=True):
        # What stands there word for word needs no comparison.
        if one.support < 1 and conflicts(*pair):
            found.append(Judged(min(one.support, REFUTED), "contradicted"))
        else:
            found.append(Judged(one.support, one.check))
    return found
