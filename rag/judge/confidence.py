"""How likely the passages answer a question, and what follows from it: an answer, one with a caveat, or a refusal.

A logistic regression over `rag.judge.features`: `eval.fit.judge` fits the coefficients in confidence.json,
`eval.studies.refusing` measures them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from index.lexical.bm25 import Frequencies
from rag.evidence.evidence import Evidence
from rag.judge.features import Count, measure
from rag.judge.logistic import load_logistic
from rag.protocols import Judgement
from rag.question.question import Question

MODEL = Path(__file__).with_suffix(".json")
CAVEAT = "The articles come near this question but may not answer it."
# Nine of ten questions on squad2 to the archive of realtimeqa-2022, or the other way round, stay below it; it decides
# between two wordings only.
_NEAR_COSINE = 0.45


def uncounted(_words: Sequence[str]) -> Frequencies:
    """Say nothing of how often words stand in an archive: all count alike."""
    return Frequencies(passages=0, holding={})


class ConfidenceJudge:
    """Judges by a fitted confidence; `count` tells in how many of the archive's passages each of some stems stands."""

    def __init__(self, count: Count = uncounted) -> None:
        self._count = count

    def judge(self, question: Question, evidence: Evidence) -> Judgement:
        """Judge whether passages, best first, answer a question."""
        return judge(question, evidence, self._count)


def judge(question: Question, evidence: Evidence, count: Count = uncounted) -> Judgement:
    """Judge whether passages, best first, answer a question."""
    if not evidence.passages:
        return Judgement(confidence=0.0, refusal="nothing_relevant")
    model, found = load_logistic(MODEL), measure(question, evidence, count)
    confidence = round(model.probability(asdict(found)), 3)
    if confidence < model.lines["refuse_below"]:
        near = found.cosine >= _NEAR_COSINE
        return Judgement(confidence=confidence, refusal="not_supported" if near else "nothing_relevant")
    return Judgement(confidence=confidence, caveat=CAVEAT if confidence < model.lines["caveat_below"] else None)
