"""What the reader, the parser and the encoder bring to the judge: it is fitted anew without what each says."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace

import numpy as np

from eval.fit.judged import Case
from eval.report.tables import table
from eval.scores.statistics import auroc_measure
from rag.judge.features import NAMES, measure
from rag.judge.logistic import Logistic
from rag.judge.rank import MEASURES

WITHOUT: Mapping[str, frozenset[str]] = {
    "nothing": frozenset(),
    "the reader": frozenset(("span", "sentence", "answerable")),
    "the parser": frozenset(("kind", "stated", "typed", "names_nowhere")),
    "the encoder": frozenset(("meaning", "cosine")),
}
"""The measures of sentences and the features of passages that each says."""

FitWeights = Callable[[Sequence[Case]], Mapping[str, float]]
FitConfidence = Callable[[Sequence[Case], Sequence[str]], Logistic]


def told(
    cases: Sequence[Case], news: Sequence[Case], fit_weights: FitWeights, fit_confidence: FitConfidence, warned: float
) -> str:
    """A table of what is left on other news, of whose answerable questions a share `warned` is warned about."""
    rows = []
    for name, gone in WITHOUT.items():
        weights = fit_weights([silenced(one, gone) for one in cases])
        fitted_to, asked = ([reordered(silenced(one, gone), weights) for one in part] for part in (cases, news))
        names = [one for one in NAMES if one not in gone]
        model = fit_confidence(fitted_to, names)
        chances = np.array([model.probability(asdict(measure(one.read, one.evidence, one.count))) for one in asked])
        answerable = np.array([one.answerable for one in asked])
        line = np.sort(chances[answerable])[int(warned * answerable.sum())]
        area = auroc_measure(chances.tolist(), answerable.tolist())
        held = [one.holds for one in asked if one.answerable]
        rows.append(
            [
                name,
                float(np.mean([one[:1].any() for one in held])),
                float(np.mean([one[:3].any() for one in held])),
                area and area.value,
                float(np.mean(chances[~answerable] < line)),
            ]
        )
    return table(["without", "first sentence", "one of three", "area under the curve", "near misses warned"], rows)


def silenced(one: Case, gone: frozenset[str]) -> Case:
    """A case in which some measures of its sentences say the same of all."""
    kept = [name not in gone for name in MEASURES]
    ranked = tuple(
        replace(each, measures=tuple(value * keep for value, keep in zip(each.measures, kept, strict=True)))
        for each in one.evidence.ranked
    )
    return replace(one, evidence=replace(one.evidence, ranked=ranked))


def reordered(one: Case, weights: Mapping[str, float]) -> Case:
    """The case with its sentences in the order that some weights give."""
    scored = [
        replace(candidate, score=float(np.dot(candidate.measures, list(weights.values()))))
        for candidate in one.evidence.ranked
    ]
    return replace(one, evidence=replace(one.evidence, ranked=tuple(sorted(scored, key=lambda found: -found.score))))
