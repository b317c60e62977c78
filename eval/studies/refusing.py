"""How well it is known whether the archive answers a question: `python -m eval.studies.refusing`.

Prints Markdown tables. Reads the sets in the folder that DATELINE_BENCH names. The judge is that of the package, which
was fitted to questions of squad2 on other articles than those asked here, and to nothing of the other sets. The risk is
the share of answered questions that the archive does not answer: what a reader makes of an answerable one is measured
elsewhere.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from eval.report.script import add_cache, print_sections
from eval.report.tables import interval, short, table
from eval.scores.statistics import auroc_measure
from eval.sets.refusing import NEWS, SQUAD, Case, load_cases
from eval.sets.samples import SAMPLES
from rag.judge.confidence import MODEL
from rag.judge.logistic import load_logistic

_BINS = 10
_COVERAGES = tuple(step / 10 for step in range(1, 11))

Score = Callable[["Judged"], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A case, the confidence that it is given, and the lines below which it is refused and hedged."""

    case: Case
    confidence: float
    lines: Mapping[str, float]

    @property
    def refused(self) -> bool:
        """Whether it is refused."""
        return self.confidence < self.lines["refuse_below"]

    @property
    def hedged(self) -> bool:
        """Whether it is answered with a caveat."""
        return not self.refused and self.confidence < self.lines["caveat_below"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Answerable questions beside unanswerable ones: the sets they are of, and the types of questions that count."""

    name: str
    answerable: str
    unanswerable: str
    types: frozenset[str] = frozenset()


COMPARISONS = (
    Comparison(name="realtimeqa, articles absent", answerable=NEWS, unanswerable=NEWS),
    Comparison(
        name="the same, `gold_url` only", answerable=NEWS, unanswerable=NEWS, types=frozenset(("gold_url", "absent"))
    ),
    Comparison(name="realtimeqa, answer taken away", answerable=NEWS, unanswerable=f"{NEWS}, answer taken away"),
    Comparison(
        name="realtimeqa, three articles", answerable=f"{NEWS}, three articles", unanswerable=f"{NEWS}, three articles"
    ),
    Comparison(name="realtimeqa, asked squad2", answerable=NEWS, unanswerable=f"{NEWS}, asked {SQUAD}"),
    Comparison(name="squad2, impossible", answerable=SQUAD, unanswerable=SQUAD),
    Comparison(name="squad2, answer taken away", answerable=SQUAD, unanswerable=f"{SQUAD}, answer taken away"),
    Comparison(
        name="squad2, three paragraphs", answerable=f"{SQUAD}, three articles", unanswerable=f"{SQUAD}, three articles"
    ),
    Comparison(name="samples", answerable=SAMPLES, unanswerable=SAMPLES),
    Comparison(name="samples, asked realtimeqa", answerable=SAMPLES, unanswerable=f"{SAMPLES}, asked {NEWS}"),
)


def judged_by_package(cases: Sequence[Case]) -> list[Judged]:
    """Judge each case by the model in the package."""
    model = load_logistic(MODEL)
    return [Judged(case=case, confidence=model.probability(asdict(case.features)), lines=model.lines) for case in cases]


def compared(judged: Sequence[Judged], comparison: Comparison) -> list[Judged]:
    """The cases of a comparison."""
    sides = {True: comparison.answerable, False: comparison.unanswerable}
    return [
        one
        for one in judged
        if one.case.set == sides[one.case.answerable]
        and (not comparison.types or one.case.question.type in comparison.types)
    ]


def risk_at(judged: Sequence[Judged], coverage: float) -> float:
    """The share of unanswerable questions among those answered, when the surest `coverage` of all are."""
    ordered = sorted(judged, key=lambda one: (-one.confidence, one.case.question.id))
    answered = ordered[: max(1, round(coverage * len(ordered)))]
    return sum(not one.case.answerable for one in answered) / len(answered)


def area_under_risk(judged: Sequence[Judged], score: Score) -> float:
    """The mean of the risks at all coverages; questions of one score share their risk.

    Source: Geifman, Uziel and El-Yaniv 2019, "Bias-Reduced Uncertainty Estimation", https://arxiv.org/abs/1805.08206.
    """
    scores = np.array([score(one) for one in judged])
    wrong = np.array([not one.case.answerable for one in judged], float)
    values, place, sizes = np.unique(-scores, return_inverse=True, return_counts=True)
    wrong_of_value = np.bincount(place, weights=wrong, minlength=len(values))
    risks = np.cumsum(wrong_of_value) / np.cumsum(sizes)
    return float((risks * sizes).sum() / len(judged))


def least_area_under_risk(unanswerable: float) -> float:
    """The area under the risk of a score that puts all answerable questions first; `unanswerable` is the others' share.

    Source: Geifman, Uziel and El-Yaniv 2019, equation 5.
    """
    answerable = 1 - unanswerable
    return unanswerable + (answerable * math.log(answerable) if answerable else 0.0)


def calibration(judged: Sequence[Judged]) -> tuple[float, float]:
    """Brier score and expected calibration error in ten bins, the answerable weighing as much as the rest.

    Source: Guo et al. 2017, "On Calibration of Modern Neural Networks", https://arxiv.org/abs/1706.04599.
    """
    values = np.array([one.confidence for one in judged])
    right = np.array([one.case.answerable for one in judged])
    weights = np.where(right, 0.5 / max(right.sum(), 1), 0.5 / max((~right).sum(), 1))
    bins = np.minimum((values * _BINS).astype(int), _BINS - 1)
    gaps = np.bincount(bins, weights=weights * (values - right), minlength=_BINS)
    return float((weights * (values - right) ** 2).sum()), float(np.abs(gaps).sum())


def _scores() -> dict[str, Score]:
    def baseline(name: str) -> Score:
        return lambda one: one.case.baselines[name]

    names = ("cosine", "BM25", "cosine and words")
    ours: dict[str, Score] = {
        "confidence": lambda one: one.confidence,
        "reader alone": lambda one: one.case.features.answerable,
    }
    return ours | {name: baseline(name) for name in names}


def tables(cases: Sequence[Case]) -> str:
    """The tables, each with a line on what it shows."""
    judged = judged_by_package(cases)
    sets = {comparison.name: compared(judged, comparison) for comparison in COMPARISONS}
    return "\n\n".join(
        [
            "AUROC, the confidence with its interval:",
            _auroc_table(sets),
            "Share of questions at the lines of the package:",
            _outcome_table(judged),
            "Refusing at that line, Brier score and calibration error (either side weighs half), area under the risk:",
            _refusing_table(sets),
            "Risk (share of unanswerable questions among those answered) when the surest part of all is answered:",
            _risk_table(sets),
        ]
    )


def _auroc_table(sets: Mapping[str, Sequence[Judged]]) -> str:
    return table(["questions", "n", *_scores()], ([*_auroc_row(name, found)] for name, found in sets.items()))


def _auroc_row(name: str, judged: Sequence[Judged]) -> Iterator[object]:
    answerable = [one.case.answerable for one in judged]
    yield from (name, f"{sum(answerable)} + {len(judged) - sum(answerable)}")
    for place, score in enumerate(_scores().values()):
        measure = auroc_measure([score(one) for one in judged], answerable)
        yield None if measure is None else short(measure.value) if place else interval(measure)


def _outcome_table(judged: Sequence[Judged]) -> str:
    groups: dict[tuple[str, bool], list[Judged]] = {}
    for one in judged:
        groups.setdefault((one.case.set, one.case.answerable), []).append(one)
    rows = (
        (name, "yes" if side else "no", len(found), *_shares(found)) for (name, side), found in sorted(groups.items())
    )
    return table(["set", "answerable", "n", "refused", "with a caveat", "answered"], rows)


def _shares(judged: Sequence[Judged]) -> tuple[str, str, str]:
    refused = sum(one.refused for one in judged) / len(judged)
    hedged = sum(one.hedged for one in judged) / len(judged)
    return short(refused), short(hedged), short(1 - refused - hedged)


def _refusing_table(sets: Mapping[str, Sequence[Judged]]) -> str:
    head = ["questions", "precision", "recall", "Brier", "ECE", "AURC", "AURC by cosine and words", "at best"]
    return table(head, ([*_refusing_row(name, found)] for name, found in sets.items()))


def _refusing_row(name: str, judged: Sequence[Judged]) -> Iterator[object]:
    refused = [one for one in judged if one.refused]
    right = sum(not one.case.answerable for one in refused)
    yield from (name, short(right / len(refused)) if refused else None)
    yield short(right / sum(not one.case.answerable for one in judged))
    yield from (short(value) for value in calibration(judged))
    scores = _scores()
    yield short(area_under_risk(judged, scores["confidence"]))
    yield short(area_under_risk(judged, scores["cosine and words"]))
    yield short(least_area_under_risk(sum(not one.case.answerable for one in judged) / len(judged)))


def _risk_table(sets: Mapping[str, Sequence[Judged]]) -> str:
    head = ["questions", *(f"{coverage:.1f}" for coverage in _COVERAGES)]
    return table(
        head, ([name, *(short(risk_at(found, coverage)) for coverage in _COVERAGES)] for name, found in sets.items())
    )


def main() -> int:
    """Print the tables; 2 where the sets are not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_cache(parser)
    return print_sections(parser, lambda arguments, bench: [tables(load_cases(bench, arguments.cache))])


if __name__ == "__main__":
    sys.exit(main())
