"""Fits the coefficients of `rag.support`: `python -m eval.train_support DEVELOPMENT_PAIRS.json`.

Reads `qags-cnndm` and `realtimeqa-2022` in the folder that DATELINE_BENCH names. A claim is as well supported as by its
best window, so which window counts is chosen anew after each fit (multiple-instance learning: Andrews et al. 2003,
"Support vector machines for multiple-instance learning", mi-SVM's alternation). No coefficient may be positive:
whatever disagrees never speaks for a claim.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.support_sets import LabelledClaim, load_pairs, load_perturbed, load_qags
from rag.support.model import MODEL, NAMES, Model, columns, from_columns
from rag.support.score import measure, read_claim, read_evidence

FOLDS = 10
SEED = 20220408
# Weight of each set; its two classes weigh the same.
WEIGHTS = {"qags": 2.0, "pairs": 1.0, "perturbed": 0.1}
_PENALTY = 2e-4
_ROUNDS = 4

Floats = NDArray[np.float64]


def train(claims: Sequence[LabelledClaim]) -> Model:
    """Fit a model to claims of the sets in `WEIGHTS`."""
    measured = [
        [columns(found) for found in measure(read_claim(one.claim), read_evidence(one.evidence))] for one in claims
    ]
    used = [(np.array(rows), one) for rows, one in zip(measured, claims, strict=True) if rows]
    signs = np.array([1.0 if one.supported else -1.0 for _, one in used])
    sizes = {(one.set, one.supported): 0 for _, one in used}
    for _, one in used:
        sizes[one.set, one.supported] += 1
    weights = np.array([WEIGHTS[one.set] / sizes[one.set, one.supported] for _, one in used])
    count = 2 * len(NAMES)
    found = np.concatenate([-np.ones(count), [2.0, 2.0]])
    for _ in range(_ROUNDS):
        rows = np.array([windows[(windows @ found).argmax()] for windows, _ in used])
        found = _fit(rows, signs, weights / weights.sum(), found)
    return from_columns([float(value) for value in found])


def _fit(rows: Floats, signs: Floats, weights: Floats, start: Floats) -> Floats:
    """Logistic regression with a squared penalty on all but the two biases."""
    from scipy.optimize import minimize

    penalty = np.full(rows.shape[1], _PENALTY)
    penalty[-2:] = 0

    def loss(found: Floats) -> tuple[float, Floats]:
        margins = signs * (rows @ found)
        slopes = -weights * signs / (1 + np.exp(margins))
        value = (weights * np.logaddexp(0, -margins)).sum() + (penalty * found**2).sum() / 2
        return float(value), rows.T @ slopes + penalty * found

    bounds = [(None, 0.0)] * (rows.shape[1] - 2) + [(None, None)] * 2
    best: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return best


def cross_validated(claims: Sequence[LabelledClaim], *, folds: int = FOLDS) -> Iterator[tuple[int, Model]]:
    """For each claim, its place and a model that was trained without its article's fold."""
    articles = sorted({one.article for one in claims})
    random.Random(SEED).shuffle(articles)  # noqa: S311  # A split that can be repeated.
    fold_of = {article: place % folds for place, article in enumerate(articles)}
    for fold in range(folds):
        model = train([one for one in claims if fold_of[one.article] != fold])
        yield from ((place, model) for place, one in enumerate(claims) if fold_of[one.article] == fold)


def training_claims(pairs: Path, bench: Path) -> list[LabelledClaim]:
    """All claims that the model is trained on."""
    return [
        *load_qags(bench / "qags-cnndm/mturk_cnndm.jsonl"),
        *load_pairs(pairs),
        *load_perturbed(bench / "realtimeqa-2022/articles.jsonl"),
    ]


def main(arguments: Sequence[str]) -> int:
    """Train on everything and write the model into the package."""
    bench = os.environ.get("DATELINE_BENCH")
    if len(arguments) != 1 or not bench:
        sys.stderr.write("Usage: DATELINE_BENCH=FOLDER python -m eval.train_support DEVELOPMENT_PAIRS.json\n")
        return 2
    claims = training_claims(Path(arguments[0]), Path(bench))
    fitted = asdict(train(claims))
    model = {part: {name: round(value, 3) for name, value in values.items()} for part, values in fitted.items()}
    MODEL.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{MODEL}: from {len(claims)} claims\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
