"""Fits the weights of `rag.judge.choose`: `python -m eval.fit.reading [--cache FOLDER]`.

Prints what is fitted to all sets, and how often the answer stands in the first sentence and in one of three, of each
set with the weights that are fitted to the others. The loss is listwise: minus the log of the share of the softmax over
a question's sentences that falls to those which hold the answer. Every set counts the same.

Source: Cao et al. 2007, Learning to Rank: From Pairwise Approach to Listwise Approach,
https://doi.org/10.1145/1273496.1273513:
there over permutations, here over the sets of sentences that hold the answer and that do not.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.report.tables import table
from eval.scores.answers import contains
from eval.studies.reading import SETS, Asked, question_sets, retrieved
from eval.studies.script import print_sections
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, Embedder, find_model
from rag.judge.choose import WEIGHTS, meanings, measured

_PENALTY = 0.005

Floats = NDArray[np.float64]
Judged = tuple[Floats, NDArray[np.bool_]]
"""The measures of a question's sentences, (n, 7), and which of them hold the answer, (n,)."""


def judged(asked: Asked, embedder: Embedder) -> Judged:
    """Measure and judge the sentences of one question."""
    question, found = asked.question, asked.evidence.candidates
    meaning = meanings(embedder, asked.read, found)
    rows = np.column_stack([meaning, measured(asked.read, found)])
    return rows, np.array([bool(contains(one.text, question.answers)) for one in found])


def fit(sets: Sequence[Sequence[Judged]]) -> Floats:
    """Fit the weights to questions some but not all of whose sentences hold the answer."""
    from scipy.optimize import minimize

    used = [[one for one in part if one[1].any() and not one[1].all()] for part in sets]

    def loss(weights: Floats) -> tuple[float, Floats]:
        parts = [[_loss(one, weights) for one in part] for part in used if part]
        value = float(np.mean([np.mean([value for value, _ in part]) for part in parts]))
        slope = np.mean([np.mean([slope for _, slope in part], axis=0) for part in parts], axis=0)
        return value + _PENALTY * float(weights @ weights), slope + 2 * _PENALTY * weights

    start = np.zeros(len(WEIGHTS))
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B").x
    return found


def _loss(one: Judged, weights: Floats) -> tuple[float, Floats]:
    rows, holds = one
    scores = rows @ weights
    shares = np.exp(scores - scores.max())
    shares /= shares.sum()
    held = shares[holds].sum()
    slope: Floats = shares @ rows - (shares[holds] / held) @ rows[holds]
    return -float(np.log(held)), slope


def hits(part: Sequence[Judged], weights: Floats) -> tuple[float, float]:
    """How often the best sentence, and one of the three best, holds the answer."""
    ranked = [holds[np.argsort(-(rows @ weights), kind="stable")] for rows, holds in part]
    return float(np.mean([one[:1].any() for one in ranked])), float(np.mean([one[:3].any() for one in ranked]))


def _tables(sets: dict[str, list[Judged]]) -> str:
    fitted, rounded = fit(list(sets.values())), np.array(list(WEIGHTS.values()))
    rows = []
    for name, part in sets.items():
        others = fit([other for key, other in sets.items() if key != name])
        rows.append([name, len(part), *hits(part, others), *hits(part, fitted), *hits(part, rounded)])
    head = ["set", "n", "first, left out", "three", "first, fitted", "three", "first, `WEIGHTS`", "three"]
    weights = table(["measure", "fitted", "`WEIGHTS`"], zip(WEIGHTS, map(float, fitted), WEIGHTS.values(), strict=True))
    return f"{weights}\n\n{table(head, rows)}"


def _sections(arguments: argparse.Namespace, bench: Path) -> Iterator[str]:
    sets: dict[str, list[Judged]] = {}
    for name in SETS:
        parts, home = question_sets(name, bench, arguments.cache, queries=None)
        embedder = open_embedder(find_model(BUNDLED), home, for_indexing=False)
        for part in parts:
            if part.dated or name != "realtimeqa-2022":
                sets[part.name] = [judged(one, embedder) for one in retrieved(part.questions, home, embedder)]
    yield _tables(sets)


def main() -> int:
    """Print both tables; 2 where the sets are not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path(".bench"))
    return print_sections(parser, _sections)


if __name__ == "__main__":
    sys.exit(main())
