"""Fits the coefficients of `rag.judge.entailment`: `python -m eval.fit.support DEVELOPMENT_PAIRS.json`.

Reads `qags-cnndm`, `realtimeqa-2022` and `squad2` in the folder that DATELINE_BENCH names. A claim is as well supported
as by its best window, so which window counts is chosen anew after each fit (multiple-instance learning: Andrews et al.
2003, "Support vector machines for multiple-instance learning", mi-SVM's alternation). Where judges disagreed a claim
counts for both sides, each as much as judges said so.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.fit.support_claims import load_openings, load_questions
from eval.studies.support_sets import LabelledClaim, load_pairs, load_perturbed, load_qags
from rag.judge.entailment.features import CONFLICTS
from rag.judge.entailment.model import KINDS, MODEL, NAMES, Model, columns, from_columns
from rag.judge.entailment.score import is_verbatim, measure, read_claim, read_evidence

FOLDS = 10
SEED = 20220408
# Weight of each set's supported and unsupported claims; each side is shared among its claims.
WEIGHTS = {
    "qags": (3.0, 4.8),
    "pairs": (1.2, 1.0),
    "perturbed": (0.2, 0.2),
    "questions": (0.5, 0.5),
    "openings": (0.6, 0.6),
}
# Squared penalty on the standardized coefficients of each kind, and on those of conflicts, which are precise.
_PENALTIES = {"copied": 0.06, "short": 0.005, "long": 0.02}
_CONFLICT_PENALTY = 0.005
_ROUNDS = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A claim as it is trained on.

    Attributes:
        windows: one row of `columns` for each window of the evidence.
        yes: weight that it is supported.
        no: weight that it is not.
    """

    windows: Floats
    yes: float
    no: float


def measured(claims: Sequence[LabelledClaim]) -> list[Floats | None]:
    """For each claim its windows as rows of `columns`; None where nothing is to be learned from it."""
    return [_windows(one) for one in claims]


def _windows(one: LabelledClaim) -> Floats | None:
    claim, evidence = read_claim(one.claim), read_evidence(one.evidence)
    found = measure(claim, evidence)
    if not found or is_verbatim(claim, evidence):
        return None
    return np.array([columns(window) for window in found])


def train(claims: Sequence[LabelledClaim], windows: Sequence[Floats | None]) -> Model:
    """Fit a model to claims of the sets in `WEIGHTS`, given what is `measured` of them."""
    examples = _weighted(claims, windows)
    scale = np.vstack([one.windows for one in examples]).std(axis=0)
    scale[-len(KINDS) :] = 1.0
    scale[scale == 0] = 1.0
    found = np.concatenate([np.full(len(scale) - len(KINDS), -0.1), np.full(len(KINDS), 2.0)])
    weights = np.array([[one.yes, one.no] for one in examples])
    for _ in range(_ROUNDS):
        rows = np.array([one.windows[(one.windows / scale @ found).argmax()] / scale for one in examples])
        found = _fit(rows, weights / weights.sum(), found)
    return from_columns([float(value) for value in found / scale])


def _weighted(claims: Sequence[LabelledClaim], windows: Sequence[Floats | None]) -> list[Example]:
    yes = [one.agreement if one.supported else 1 - one.agreement for one in claims]
    used = [place for place, rows in enumerate(windows) if rows is not None]
    sides: dict[str, tuple[float, float]] = {}
    for name in WEIGHTS:
        shares = [yes[place] for place in used if claims[place].set == name]
        sides[name] = (sum(shares) or 1.0, len(shares) - sum(shares) or 1.0)
    return [
        Example(
            windows=rows,
            yes=WEIGHTS[one.set][0] * share / sides[one.set][0],
            no=WEIGHTS[one.set][1] * (1 - share) / sides[one.set][1],
        )
        for one, share, rows in zip(claims, yes, windows, strict=True)
        if rows is not None
    ]


def _fit(rows: Floats, weights: Floats, start: Floats) -> Floats:
    """Logistic regression on weighted labels with a squared penalty on all but the biases."""
    from scipy.optimize import minimize

    penalty = np.array([_penalty(kind, name) for kind in KINDS for name in NAMES] + [0.0] * len(KINDS))

    def loss(found: Floats) -> tuple[float, Floats]:
        odds = rows @ found
        slopes = weights[:, 1] / (1 + np.exp(-odds)) - weights[:, 0] / (1 + np.exp(odds))
        value = (weights * np.logaddexp(0, np.stack([-odds, odds], axis=1))).sum() + (penalty * found**2).sum() / 2
        return float(value), rows.T @ slopes + penalty * found

    # What refutes a claim may never speak for it.
    bounds = [(None, 0.0 if name in CONFLICTS else None) for _ in KINDS for name in NAMES] + [(None, None)] * len(KINDS)
    best: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return best


def _penalty(kind: str, name: str) -> float:
    return _CONFLICT_PENALTY if name in CONFLICTS else _PENALTIES[kind]


def cross_validated(claims: Sequence[LabelledClaim], *, folds: int = FOLDS) -> Iterator[tuple[int, Model]]:
    """For each claim, its place and a model that was trained without its article's fold."""
    articles = sorted({one.article for one in claims})
    random.Random(SEED).shuffle(articles)  # noqa: S311  # A split that can be repeated.
    fold_of = {article: place % folds for place, article in enumerate(articles)}
    windows = measured(claims)
    for fold in range(folds):
        kept = [place for place, one in enumerate(claims) if fold_of[one.article] != fold]
        model = train([claims[place] for place in kept], [windows[place] for place in kept])
        yield from ((place, model) for place, one in enumerate(claims) if fold_of[one.article] == fold)


def training_claims(pairs: Path, bench: Path) -> list[LabelledClaim]:
    """All claims that the model is trained on."""
    articles = bench / "realtimeqa-2022/articles.jsonl"
    return [
        *load_qags(bench / "qags-cnndm/mturk_cnndm.jsonl"),
        *load_pairs(pairs),
        *load_perturbed(articles),
        *load_questions(bench / "squad2/dev-v2.0.json"),
        *load_openings(articles),
    ]


def main(arguments: Sequence[str]) -> int:
    """Train on everything and write the model into the package."""
    bench = os.environ.get("DATELINE_BENCH")
    if len(arguments) != 1 or not bench:
        sys.stderr.write("Usage: DATELINE_BENCH=FOLDER python -m eval.fit.support DEVELOPMENT_PAIRS.json\n")
        return 2
    claims = training_claims(Path(arguments[0]), Path(bench))
    fitted = asdict(train(claims, measured(claims)))
    model = {part: {name: round(value, 3) for name, value in values.items()} for part, values in fitted.items()}
    MODEL.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{MODEL}: from {len(claims)} claims\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
