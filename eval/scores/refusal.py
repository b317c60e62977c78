"""Whether a run refuses the questions that the archive cannot answer, and only those."""

from __future__ import annotations

from collections.abc import Sequence

from eval.scores.statistics import auroc_measure, ratio_measure
from eval.types import Measure, QuestionResult

REFUSAL_NAMES = ("refusal_precision", "refusal_recall", "refusal_auroc")


def refusal_measures(results: Sequence[QuestionResult]) -> dict[str, Measure]:
    """`refusal_precision`, `refusal_recall` and `refusal_auroc` over all questions; unanswerable is positive.

    Precision is 0 for a run that refuses nothing. All three are left out where no question is
    unanswerable, and the last also where none is answerable.
    """
    unanswerable = [not result.answerable for result in results]
    if not any(unanswerable):
        return {}
    right = [float(result.abstained and not result.answerable) for result in results]
    measures = {
        "refusal_precision": ratio_measure(right, [float(result.abstained) for result in results], empty=0.0),
        "refusal_recall": ratio_measure(right, [float(positive) for positive in unanswerable]),
        "refusal_auroc": auroc_measure([-confidence(result) for result in results], unanswerable),
    }
    return {name: measure for name, measure in measures.items() if measure is not None}


def confidence(result: QuestionResult) -> float:
    """The confidence of an answer; where the run gave none, 0 for a refusal and 1 for an answer.

    A question on which the run broke off counts as wrong: sure of the unanswerable, unsure of the rest.
    """
    if result.failed:
        return 0.0 if result.answerable else 1.0
    if result.confidence is None:
        return 0.0 if result.abstained else 1.0
    return result.confidence
