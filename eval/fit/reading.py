"""Fits the weights of `rag.judge.choose` and chooses its lines: `python -m eval.fit.reading [--cache FOLDER]`.

Writes them into the package, and prints how often the answer stands in the first sentence and in one of three of each
set: with weights fitted to the other articles, to the other archives, to all, and with those that the package had. The
samples are never fitted to. The loss is listwise over the sentences of a question, and questions count the same.

The lines: from there on at least four of five short answers agree with a gold answer.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.fit.logistic import Floats, cross_validated, listwise, minimised
from eval.report.script import add_cache, print_sections
from eval.report.tables import table
from eval.scores.answers import agrees, contains
from eval.sets.retrieved import SETS, UNDATED, Asked, question_sets, retrieved
from eval.sets.samples import SAMPLES
from eval.types import Question
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, Embedder, find_model
from rag.evidence.evidence import EvidenceSentence
from rag.judge.choose import MEASURES, MODEL, Model, load_model, meanings, measured
from rag.judge.short_answer import short_answer
from rag.question import question as rag_question

# Of .0005 to .01 the largest whose cross-validated loss is within a standard error of the least (Breiman et al. 1984).
_PENALTY = 0.002
_RIGHT_AT_LEAST = 0.8
_FORMS = frozenset(("when", "how many"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A question with its sentences, their measures (n, 7), and which of them hold the answer (n,)."""

    question: Question
    read: rag_question.Question
    found: Sequence[EvidenceSentence]
    rows: Floats
    holds: NDArray[np.bool_]
    archive: str

    @property
    def article(self) -> str:
        """The article that answers, or the question itself where that is not known."""
        return next((evidence.article for evidence in self.question.evidence), self.question.id)

    @property
    def teaches(self) -> bool:
        """Whether some of the sentences hold the answer, but not all."""
        return bool(self.holds.any() and not self.holds.all())


def judged(asked: Asked, embedder: Embedder, *, archive: str) -> Judged:
    """Measure and judge the sentences of one question, which was put to an archive."""
    question, found = asked.question, asked.evidence.candidates
    meaning = meanings(embedder, asked.read, found)
    return Judged(
        question=question,
        read=asked.read,
        found=found,
        rows=np.column_stack([meaning, measured(asked.read, found)]),
        holds=np.array([bool(contains(one.text, question.answers)) for one in found]),
        archive=archive,
    )


def fit(questions: Sequence[Judged]) -> Floats:
    """Fit the weights to those questions that teach something."""
    used = [one for one in questions if one.teaches]

    rows, holds = np.vstack([one.rows for one in used]), np.concatenate([one.holds for one in used])
    loss = listwise(rows, holds=holds, sizes=[len(one.holds) for one in used])
    return minimised(loss, penalties=np.full(len(MEASURES), _PENALTY), signs=[0] * len(MEASURES))


def train(questions: Sequence[Judged]) -> Model:
    """Fit a model to questions, and choose its lines by the same; those put to the samples are left out."""
    fitted_to = [one for one in questions if one.archive != SAMPLES]
    weights = fit(fitted_to).round(2)
    lines = {
        names: _line([found for one in fitted_to if (found := _short(one, weights, names=names))])
        for names in (False, True)
    }
    named = dict(zip(MEASURES, map(float, weights), strict=True))
    return Model(weights=named, sure=lines[False], sure_of_names=lines[True])


def _short(one: Judged, weights: Floats, *, names: bool) -> tuple[float, bool] | None:
    """The score of the best sentence and whether its short answer is right; None where there is none of the kind."""
    if not one.found or (one.read.kind in _FORMS) is names:
        return None
    scores = one.rows @ weights
    best = int(scores.argmax())
    short = short_answer(one.read, one.found[best], math.inf)
    return None if short is None else (float(scores[best]), agrees(short, one.question.answers))


def _line(scored: Sequence[tuple[float, bool]]) -> float:
    """The lowest score, in tenths, from which on enough are right."""
    ordered = sorted(scored, reverse=True)
    rights = np.cumsum([right for _, right in ordered]) / np.arange(1, len(ordered) + 1)
    enough = [score for (score, _), right in zip(ordered, rights, strict=True) if right >= _RIGHT_AT_LEAST]
    return math.ceil(10 * enough[-1]) / 10 if enough else math.inf


def hits(part: Sequence[Judged], weights: Sequence[Floats]) -> tuple[float, float]:
    """How often the best sentence, and one of the three best, holds the answer; each question has its own weights."""
    orders = [np.argsort(-(one.rows @ own), kind="stable") for one, own in zip(part, weights, strict=True)]
    ranked = [one.holds[order] for one, order in zip(part, orders, strict=True)]
    return float(np.mean([one[:1].any() for one in ranked])), float(np.mean([one[:3].any() for one in ranked]))


def by_article(questions: Sequence[Judged]) -> list[Floats]:
    """For each question the weights that were fitted without the questions on its article."""
    articles = [one.article for one in questions]
    found = dict(cross_validated(articles, lambda kept: fit([questions[place] for place in kept])))
    return [found[place] for place in range(len(questions))]


def model_table(before: Model, model: Model) -> str:
    """What the package had and what is fitted now."""
    rows = [(name, before.weights[name], model.weights[name]) for name in MEASURES]
    rows += [(line, getattr(before, line), getattr(model, line)) for line in ("sure", "sure_of_names")]
    return table(["measure", "before", "fitted"], rows)


def sets_table(sets: Mapping[str, Sequence[Judged]], before: Model, model: Model) -> str:
    """What the weights, those that were fitted without an article or an archive, and those before do on each set."""
    questions = [one for part in sets.values() for one in part if one.archive != SAMPLES]
    archives = dict.fromkeys(one.archive for part in sets.values() for one in part)
    others = {name: fit([one for one in questions if one.archive != name]) for name in archives}
    held_out = {one.question.id: own for one, own in zip(questions, by_article(questions), strict=True)}
    old, new = _weights_of(before), _weights_of(model)
    rows = []
    for name, part in sets.items():
        own = [held_out.get(one.question.id, new) for one in part]
        ways = (own, *([weights] * len(part) for weights in (others[part[0].archive], new, old)))
        title = f"{name} (not fitted to)" if part[0].archive == SAMPLES else name
        rows.append([title, len(part), *(share for way in ways for share in hits(part, way))])
    columns = ("first, other articles", "first, other archives", "first, fitted", "first, before")
    return table(["set", "n", *(name for column in columns for name in (column, "three"))], rows)


def _weights_of(model: Model) -> Floats:
    return np.array([model.weights[name] for name in MEASURES])


def _sections(arguments: argparse.Namespace, bench: Path) -> Iterator[str]:
    sets: dict[str, list[Judged]] = {}
    for name in SETS:
        parts, home = question_sets(name, bench, arguments.cache, queries=None)
        embedder = open_embedder(find_model(BUNDLED), home, for_indexing=False)
        for part in parts:
            if not part.name.endswith(UNDATED):
                asked = retrieved(part.questions, home, embedder)
                sets[part.name] = [judged(one, embedder, archive=name) for one in asked]
    before, model = load_model(), train([one for part in sets.values() for one in part])
    MODEL.write_text(json.dumps(asdict(model), indent=1) + "\n", encoding="utf-8")
    yield f"{MODEL.name}:"
    yield model_table(before, model)
    yield sets_table(sets, before, model)


def main() -> int:
    """Fit, write the model into the package, and print it with what it does; 2 where the sets are not named."""
    parser = argparse.ArgumentParser(description=__doc__)
    add_cache(parser)
    return print_sections(parser, _sections)


if __name__ == "__main__":
    sys.exit(main())
