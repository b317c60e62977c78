"""Fits the coefficients of `rag.judge.entailment`: `python -m eval.fit.support`.

Reads `qags-cnndm`, `realtimeqa-2022` and `squad2` in the folder that DATELINE_BENCH names, and the development pairs. A
claim is as well supported as by its best window, so which window counts is chosen anew after each fit (Andrews et al.
2003, "Support vector machines for multiple-instance learning", mi-SVM's alternation). Where judges disagreed a claim
counts for both sides, each as much as judges said so.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from eval.fit.logistic import Floats, cross_validated, logistic, minimised
from eval.report.script import print_sections
from eval.report.tables import table
from eval.sets.claims import PAIRS, LabelledClaim, load_pairs, load_perturbed, load_qags
from eval.sets.made_claims import load_openings, load_questions
from rag.judge.entailment.features import CONFLICTS
from rag.judge.entailment.model import KINDS, MODEL, NAMES, Model, columns, from_columns, load_model
from rag.judge.entailment.score import is_verbatim, measure, read_claim, read_evidence

FOLDS = 10
# Weight of each set's supported and unsupported claims; each side is shared among its claims.
WEIGHTS = {
    "qags": (3.0, 4.8),
    "pairs": (1.2, 1.0),
    "perturbed": (0.2, 0.2),
    "questions": (0.5, 0.5),
    "openings": (0.6, 0.6),
}
# Squared penalty on the standardized coefficients of each kind, and on those of conflicts, which are precise.
_PENALTY = {"copied": 0.06, "short": 0.005, "long": 0.02}
_CONFLICT_PENALTY = 0.005
_PENALTIES = np.array(
    [_CONFLICT_PENALTY if name in CONFLICTS else _PENALTY[kind] for kind in KINDS for name in NAMES]
    + [0.0 for _ in KINDS]
)
# What refutes a claim may never speak for it.
_SIGNS = [*(-1 if name in CONFLICTS else 0 for _ in KINDS for name in NAMES), *(0 for _ in KINDS)]
_ROUNDS = 3


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
        yes, no = (weights / weights.sum()).T
        found = minimised(logistic(rows, yes=yes, no=no), penalties=_PENALTIES, signs=_SIGNS, start=found)
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


def by_article(claims: Sequence[LabelledClaim], windows: Sequence[Floats | None]) -> list[Model]:
    """For each claim a model that was trained without the claims on its article."""

    def fitted(kept: Sequence[int]) -> Model:
        return train([claims[place] for place in kept], [windows[place] for place in kept])

    models = dict(cross_validated([one.article for one in claims], fitted, FOLDS))
    return [models[place] for place in range(len(claims))]


def training_claims(bench: Path) -> list[LabelledClaim]:
    """All claims that the model is trained on."""
    articles = bench / "realtimeqa-2022/articles.jsonl"
    return [
        *load_qags(bench / "qags-cnndm/mturk_cnndm.jsonl"),
        *load_pairs(PAIRS / "development.json"),
        *load_perturbed(articles),
        *load_questions(bench / "squad2/dev-v2.0.json"),
        *load_openings(articles),
    ]


def coefficients_table(before: Model, model: Model) -> str:
    """What the package had and what is fitted now, of each way of writing."""
    parts = [(getattr(before, kind), getattr(model, kind)) for kind in KINDS]
    rows = [[name, *(value for old, new in parts for value in (old[name], new[name]))] for name in (*NAMES, "bias")]
    return table(["coefficient", *(head for kind in KINDS for head in (kind, "fitted"))], rows)


def _sections(_arguments: argparse.Namespace, bench: Path) -> Iterator[str]:
    claims, before = training_claims(bench), load_model()
    fitted = asdict(train(claims, measured(claims)))
    model = {part: {name: round(value, 3) for name, value in values.items()} for part, values in fitted.items()}
    MODEL.write_text(json.dumps(model, indent=1) + "\n", encoding="utf-8")
    yield f"{MODEL.name}, from {len(claims)} claims:"
    yield coefficients_table(before, Model(**model))


def main() -> int:
    """Train, write the model into the package, and print it; 2 where the sets are not named."""
    return print_sections(argparse.ArgumentParser(description=__doc__), _sections)


if __name__ == "__main__":
    sys.exit(main())
