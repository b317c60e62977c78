"""How well claims are told to be supported, open or contradicted: `python -m eval.studies.support` prints tables.

Reads the sets in the folder that DATELINE_BENCH names, and the pairs in `eval/fit/pairs`; nothing was fitted to any.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.report.script import print_sections
from eval.report.tables import interval, table
from eval.scores.statistics import auroc_measure, mean_measures
from eval.sets.claims import PAIRS, LabelledClaim, load_answers, load_fool_me_twice, load_pairs, load_qags
from eval.types import Measure
from index.language.sentences import sentence_spans
from index.language.words import content_words
from rag.cite.checking import Judged, judged
from rag.types import SUPPORTED

_FOLDS = 10

Scores = Sequence[float]


@dataclass(frozen=True, slots=True)
class Told:
    """The claims of a set, and what is told of each."""

    claims: Sequence[LabelledClaim]
    judged: Sequence[Judged]

    @property
    def supports(self) -> list[float]:
        """How far each is supported."""
        return [one.support for one in self.judged]

    def share(self, check: str, *, supported: bool) -> float:
        """The share of the claims of one side of which a word is told."""
        pairs = zip(self.judged, self.claims, strict=True)
        own = [one.check == check for one, claim in pairs if claim.supported is supported]
        return sum(own) / len(own) if own else 0.0


def balanced_accuracy(claims: Sequence[LabelledClaim], values: Scores) -> Measure:
    """Mean of the shares of supported and of unsupported claims that are told as such, with its interval."""
    right = [(value >= SUPPORTED) == one.supported for value, one in zip(values, claims, strict=True)]
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
    return [SUPPORTED + value - lines[fold] for value, fold in zip(values, folds, strict=True)]


def _best_line(labels: NDArray[np.bool_], scores: NDArray[np.float64]) -> float:
    if not labels.size:
        return SUPPORTED
    lines = np.unique(scores)
    rates = [np.mean(scores[labels] >= line) + np.mean(scores[~labels] < line) for line in lines]
    return float(lines[int(np.argmax(rates))])


def row(name: str, told: Told) -> Sequence[object]:
    """What is told of the claims of a set, beside what shared words alone would tell."""
    claims = told.claims
    words = with_thresholds(claims, [shared_words(one.claim, one.evidence) for one in claims])
    area = auroc_measure(told.supports, [one.supported for one in claims])
    return (
        name,
        len(claims),
        interval(balanced_accuracy(claims, told.supports)),
        told.share("stated", supported=True),
        1 - told.share("stated", supported=False),
        told.share("contradicted", supported=False),
        told.share("contradicted", supported=True),
        area and area.value,
        interval(balanced_accuracy(claims, words)),
    )


_HEAD = (
    *("claims", "n", "balanced", "supported told", "others told", "contradicted of the others", "false alarms"),
    *("area", "shared words"),
)


def _sets(bench: Path) -> Iterator[tuple[str, list[LabelledClaim]]]:
    yield "qags-cnndm", load_qags(bench / "qags-cnndm/mturk_cnndm.jsonl")
    for part in ("dev", "test"):
        yield f"fool-me-twice, {part}", load_fool_me_twice(bench / f"fool-me-twice/{part}.jsonl")
    for name in ("development", "held_out", "samples"):
        yield f"pairs, {name.replace('_', ' ')}", load_pairs(PAIRS / f"{name}.json")
    yield "answers", load_answers(PAIRS / "answers.json")


def _sections(_arguments: argparse.Namespace, bench: Path) -> Iterator[str]:
    told = {name: Told(claims, judged((one.claim, one.evidence) for one in claims)) for name, claims in _sets(bench)}
    yield "#### Claims\n\n" + table(_HEAD, [row(name, one) for name, one in told.items()])
    pairs = told["pairs, held out"]
    kinds = sorted({one.kind for one in pairs.claims})
    yield "#### Held-out pairs by kind\n\n" + table(_HEAD, [row(kind, _of_kind(pairs, kind)) for kind in kinds])


def _of_kind(told: Told, kind: str) -> Told:
    chosen = [at for at, one in enumerate(told.claims) if one.kind == kind]
    return Told([told.claims[at] for at in chosen], [told.judged[at] for at in chosen])


def main() -> int:
    """Print the tables; 2 where the sets are not named."""
    return print_sections(argparse.ArgumentParser(description=__doc__), _sections)


if __name__ == "__main__":
    sys.exit(main())
