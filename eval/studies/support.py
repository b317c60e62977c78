"""How well a claim is told to be supported or not: `python -m eval.studies.support` prints Markdown tables.

Reads the sets in the folder that DATELINE_BENCH names. Everything the model was trained on is scored by models that
never saw the claim's article; the pairs that it was not trained on are scored by the model in the package.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.fit.support import WEIGHTS, by_article, measured, training_claims
from eval.report.script import print_sections
from eval.report.tables import interval, table
from eval.scores.statistics import mean_measures
from eval.sets.claims import PAIRS, LabelledClaim, load_answers, load_pairs
from eval.types import Measure
from index.language.sentences import sentence_spans
from index.language.words import content_words
from rag.judge.entailment.score import score

_LINE = 0.5
_FOLDS = 10

Scores = Sequence[float]


def balanced_accuracy(claims: Sequence[LabelledClaim], values: Scores) -> Measure:
    """Mean of the shares of supported and of unsupported claims that are told as such, with its interval."""
    right = [(value >= _LINE) == one.supported for value, one in zip(values, claims, strict=True)]
    sizes = {side: sum(one.supported is side for one in claims) for side in (True, False)}
    return mean_measures(
        {"all": [float(hit) * len(claims) / (2 * sizes[one.supported]) for hit, one in zip(right, claims, strict=True)]}
    )["all"]


def shared_words(claim: str, evidence: str) -> float:
    """The share of a claim's content words that stand in the best sentence of its evidence."""
    words = set(content_words(claim))
    held = [len(words & set(content_words(evidence[start:end]))) for start, end in sentence_spans(evidence)]
    return max(held, default=0) / len(words) if words else 0.0


def with_thresholds(claims: Sequence[LabelledClaim], values: Scores) -> list[float]:
    """Scores moved so that 0.5 is the best line of the other folds; a fold is of whole articles.

    Claims on one article have no other fold, and keep theirs.
    """
    articles = sorted({one.article for one in claims})
    fold_of = {article: place % _FOLDS for place, article in enumerate(articles)}
    folds = np.array([fold_of[one.article] for one in claims])
    labels, scores = np.array([one.supported for one in claims]), np.array(values)
    lines = [_best_line(labels[folds != fold], scores[folds != fold]) for fold in range(_FOLDS)]
    return [_LINE + value - lines[fold] for value, fold in zip(values, folds, strict=True)]


def _best_line(labels: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    if not labels.size:
        return _LINE
    lines = np.unique(scores)
    rates = [np.mean(scores[labels] >= line) + np.mean(scores[~labels] < line) for line in lines]
    return float(lines[int(np.argmax(rates))])


def section(name: str, claims: Sequence[LabelledClaim], values: Scores) -> str:
    """The balanced accuracies of one set of claims as a table."""
    words = [shared_words(one.claim, one.evidence) for one in claims]
    systems = {"support": values, "shared words": with_thresholds(claims, words)}
    rows = (_row(part, chosen, claims, systems) for part, chosen in _parts(claims))
    return f"#### {name}\n\n" + table(["claims", "n", *systems], rows)


def _parts(claims: Sequence[LabelledClaim]) -> Iterator[tuple[str, list[int]]]:
    """All claims, those of each form of evidence, and those of each kind, by their places."""
    yield "all", list(range(len(claims)))
    if not claims[0].kind:
        return
    for whole, name in ((False, "one sentence"), (True, "whole article")):
        yield name, [place for place, one in enumerate(claims) if one.whole is whole]
    for kind in sorted({one.kind for one in claims}):
        yield kind, [place for place, one in enumerate(claims) if one.kind == kind]


def _row(
    part: str, places: Sequence[int], claims: Sequence[LabelledClaim], systems: Mapping[str, Scores]
) -> Sequence[object]:
    chosen = [claims[place] for place in places]
    measures = [balanced_accuracy(chosen, [values[place] for place in places]) for values in systems.values()]
    return (part, len(chosen), *map(interval, measures))


def _sections(_arguments: argparse.Namespace, bench: Path) -> Iterator[str]:
    claims = training_claims(bench)
    models = by_article(claims, measured(claims))
    values = [score(one.claim, one.evidence, model) for one, model in zip(claims, models, strict=True)]
    for name in WEIGHTS:
        places = [place for place, one in enumerate(claims) if one.set == name]
        title = f"{name}, cross-validated by article"
        yield section(title, [claims[at] for at in places], [values[at] for at in places])
    unseen = {
        "pairs, held out": load_pairs(PAIRS / "held_out.json"),
        "pairs of a retold sample": load_pairs(PAIRS / "samples.json"),
        "answers": load_answers(PAIRS / "answers.json"),
    }
    for title, claims in unseen.items():
        yield section(title, claims, [score(one.claim, one.evidence) for one in claims])


def main() -> int:
    """Print the tables; 2 where the sets are not named."""
    return print_sections(argparse.ArgumentParser(description=__doc__), _sections)


if __name__ == "__main__":
    sys.exit(main())
