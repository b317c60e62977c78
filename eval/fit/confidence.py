"""Fits `rag.judge.confidence` and chooses its lines: `python -m eval.fit.confidence [--cache FOLDER]`.

Reads the sets in the folder that DATELINE_BENCH names. Each set weighs the same on either side, half of it where a
question was made to mislead or put to an archive about other things, so a confidence of .5 means that as much speaks
for an answer as against it. Each coefficient keeps the sign that its feature is measured for.

The lines: no more than 3 % of the answerable questions of any set may be refused, for a false "nothing here" is what
people complain about most, and no more than 10 % refused or given a caveat. Of a set that the model never saw it is
then up to twice as many (`eval.studies.refusing`), and a caveat on more than one answer in five is not read.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from eval.fit.logistic import Floats, cross_validated, logistic, minimised
from eval.report.script import add_cache, print_sections
from eval.report.tables import table
from eval.scores.statistics import auroc_measure
from eval.sets.refusing import SQUAD, Case, load_cases
from eval.sets.samples import SAMPLES
from rag.judge.confidence import MODEL, Model, load_model
from rag.judge.features import NAMES, Features

REFUSED_AT_MOST, HEDGED_AT_MOST = 0.03, 0.10
_AGAINST = frozenset(("other_year", "names_nowhere", "archive_size"))
_SIGNS = [*(-1 if name in _AGAINST else 1 for name in NAMES), 0]
_PENALTIES = np.array([*(5e-4 for _ in NAMES), 0.0])
_LESS = 0.5


def train(cases: Sequence[Case]) -> Model:
    """Fit a model to cases, and choose its lines by the same; those that have to do with the samples are left out."""
    fitted_to = [case for case in cases if SAMPLES not in case.sources]
    rows = np.array([_row(case.features) for case in fitted_to])
    yes = np.array([case.answerable for case in fitted_to])
    weights = _weights(fitted_to)
    loss = logistic(rows, yes=weights * yes, no=weights * ~yes)
    found = minimised(loss, penalties=_PENALTIES, signs=_SIGNS)
    coefficients = {name: round(float(value), 3) for name, value in zip((*NAMES, "bias"), found, strict=True)}
    model = Model(coefficients=coefficients, refuse_below=0.0, caveat_below=0.0)
    return Model(
        coefficients=coefficients,
        refuse_below=_line(fitted_to, model, REFUSED_AT_MOST),
        caveat_below=_line(fitted_to, model, HEDGED_AT_MOST),
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
    misleading = not case.answerable and not case.question.answerable and case.set == SQUAD
    return _LESS if misleading or len(case.sources) > 1 else 1.0


def _line(cases: Sequence[Case], model: Model, share: float) -> float:
    """The highest line that no more than a share of the answerable cases of any set stays below."""
    scores: dict[str, list[float]] = {}
    for case in cases:
        if case.answerable:
            scores.setdefault(case.set, []).append(model.probability(case.features))
    lowest = min(sorted(found)[int(share * len(found))] for found in scores.values())
    return int(1000 * lowest) / 1000


def by_article(cases: Sequence[Case]) -> list[Model]:
    """For each case a model that was trained without the questions on its article."""
    articles = [next((found.article for found in one.question.evidence), one.question.id) for one in cases]
    models = dict(cross_validated(articles, lambda kept: train([cases[place] for place in kept])))
    return [models[place] for place in range(len(cases))]


def coefficients_table(before: Model, model: Model) -> str:
    """What the package had and what is fitted now."""
    lines = ("refuse_below", "caveat_below")
    rows = [(name, before.coefficients.get(name), value) for name, value in model.coefficients.items()]
    rows += [(line, getattr(before, line), getattr(model, line)) for line in lines]
    return table(["coefficient", "before", "fitted"], rows)


def sets_table(cases: Sequence[Case], model: Model) -> str:
    """How well the model tells the answerable of each set from the others, and whom its lines keep."""
    held_out = by_article(cases)
    archives = dict.fromkeys(case.set.split(",")[0] for case in cases)
    return table(
        ["archive", "answerable", "not", "AUROC, other articles", "AUROC, fitted", "refused", "refused or hedged"],
        ([*_set_row(name, cases, held_out, model)] for name in archives),
    )


def _set_row(archive: str, cases: Sequence[Case], held_out: Sequence[Model], model: Model) -> Iterator[object]:
    places = [place for place, case in enumerate(cases) if case.set.split(",")[0] == archive]
    answerable = [cases[place].answerable for place in places]
    fitted = [model.probability(cases[place].features) for place in places]
    others = [held_out[place].probability(cases[place].features) for place in places]
    yield from (archive if archive != SAMPLES else f"{archive} (not fitted to)", sum(answerable))
    yield len(places) - sum(answerable)
    for scores in (others, fitted):
        measure = auroc_measure(scores, answerable)
        yield measure.value if measure else None
    kept = [score for score, yes in zip(fitted, answerable, strict=True) if yes]
    for line in (model.refuse_below, model.caveat_below):
        yield sum(score < line for score in kept) / len(kept)


def _sections(arguments: argparse.Namespace, bench: Path) -> Iterator[str]:
    cases, before = load_cases(bench, arguments.cache), load_model()
    model = train(cases)
    MODEL.write_text(json.dumps(asdict(model), indent=1) + "\n", encoding="utf-8")
    yield f"{MODEL.name}, from {sum(SAMPLES not in case.sources for case in cases)} cases:"
    yield coefficients_table(before, model)
    yield sets_table(cases, model)


def main() -> int:
    """Train, write the model into the package, and print it with what it does; 2 where the sets are not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_cache(parser)
    return print_sections(parser, _sections)


if __name__ == "__main__":
    sys.exit(main())
