"""Fits `rag.judge.confidence` and chooses its lines: `python -m eval.fit.confidence`.

Reads the sets in the folder that DATELINE_BENCH names. Each set weighs the same on either side, half of it where a
question was made to mislead or put to an archive about other things, so a confidence of .5 means that as much speaks
for an answer as against it. Each coefficient keeps the sign that its feature is measured for.

The lines: no more than 3 % of the answerable questions of any set may be refused, for a false "nothing here" is what
people complain about most, and no more than 20 % refused or given a caveat.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.archive import default_cache
from eval.studies.refusing_sets import Case, load_cases
from rag.judge.confidence import MODEL, Model
from rag.judge.features import NAMES, Features

REFUSED_AT_MOST, HEDGED_AT_MOST = 0.03, 0.20
_AGAINST = frozenset(("other_year", "names_nowhere", "archive_size"))
_PENALTY = 5e-4
_LESS = 0.5

Floats = NDArray[np.float64]


def train(cases: Sequence[Case]) -> Model:
    """Fit a model to cases, and choose its lines by the same."""
    rows = np.array([_row(case.features) for case in cases])
    signs = np.array([1.0 if case.answerable else -1.0 for case in cases])
    found = _fit(rows, signs, _weights(cases))
    coefficients = {name: round(float(value), 3) for name, value in zip((*NAMES, "bias"), found, strict=True)}
    model = Model(coefficients=coefficients, refuse_below=0.0, caveat_below=0.0)
    return Model(
        coefficients=coefficients,
        refuse_below=_line(cases, model, REFUSED_AT_MOST),
        caveat_below=_line(cases, model, HEDGED_AT_MOST),
    )


def _row(found: Features) -> list[float]:
    return [*(getattr(found, name) for name in NAMES), 1.0]


def _weights(cases: Sequence[Case]) -> Floats:
    """The answerable weigh as much as the rest; within, each set as much as another."""
    sizes = Counter((case.set, case.answerable) for case in cases)
    weights = np.array([_share(case) / sizes[case.set, case.answerable] for case in cases])
    positive = np.array([case.answerable for case in cases])
    for side in (positive, ~positive):
        weights[side] /= 2 * weights[side].sum()
    return weights


def _share(case: Case) -> float:
    misleading = not case.answerable and not case.question.answerable and case.set == "squad2"
    return _LESS if misleading or len(case.sources) > 1 else 1.0


def _fit(rows: Floats, signs: Floats, weights: Floats) -> Floats:
    """Logistic regression with a squared penalty on all but the bias."""
    from scipy.optimize import minimize

    penalty = np.r_[np.full(len(NAMES), _PENALTY), 0.0]

    def loss(found: Floats) -> tuple[float, Floats]:
        margins = signs * (rows @ found)
        slopes = -weights * signs / (1 + np.exp(margins))
        value = (weights * np.logaddexp(0, -margins)).sum() + (penalty * found**2).sum() / 2
        return float(value), rows.T @ slopes + penalty * found

    bounds = [(None, 0.0) if name in _AGAINST else (0.0, None) for name in NAMES]
    best: Floats = minimize(
        loss, np.zeros(rows.shape[1]), jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)]
    ).x
    return best


def _line(cases: Sequence[Case], model: Model, share: float) -> float:
    """The highest line that no more than a share of the answerable cases of any set stays below."""
    scores: dict[str, list[float]] = {}
    for case in cases:
        if case.answerable:
            scores.setdefault(case.set, []).append(model.probability(case.features))
    lowest = min(sorted(found)[int(share * len(found))] for found in scores.values())
    return int(1000 * lowest) / 1000


def main() -> int:
    """Train on everything and write the model into the package."""
    bench = os.environ.get("DATELINE_BENCH")
    if not bench:
        sys.stderr.write("Set DATELINE_BENCH to the folder of the development sets.\n")
        return 2
    cases = load_cases(Path(bench), default_cache() / "bench")
    MODEL.write_text(json.dumps(asdict(train(cases)), indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{MODEL}: from {len(cases)} cases\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
