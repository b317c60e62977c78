"""Trains the classifier that `index.clean` carries: `python -m eval.fit.cleaner PAGES.jsonl`.

PAGES.jsonl is the development set pages-trafilatura. scikit-learn comes with sentence-transformers; cleaning itself
needs numpy only.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from eval.fit import logistic
from eval.fit.logistic import FOLDS, SEED
from eval.sets.pages import ARTICLE, BODY, LabelledPage, load_pages
from index.clean.context import with_context
from index.clean.features import NAMES, PROSE_WORDS, line_facts, page_features
from index.clean.forest import MODEL, Forest, save_forest
from index.clean.rules import rule_reason

# Cross-validated, 80 to 300 trees of 15 to 40 leaves differ by less than their noise.
TREES, LEAVES, DEPTH, LEARNING_RATE = 200, 20, 6, 0.1
_SMALLEST_LEAF, _RIDGE, _FEATURES_A_SPLIT, _BINS = 10, 1.0, 0.4, 63
_SHORT_TEXTS = (4, 5, 7)  # Paragraphs.


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One text's lines: features `(n, columns)`, whether each belongs to the article, and what each counts."""

    features: NDArray[np.float32]
    labels: NDArray[np.bool_]
    weights: NDArray[np.float32]


def samples_of(page: LabelledPage) -> list[Sample]:
    """The page, and its article alone: what is clean already must come out whole, however short it is."""
    article = page.gold(ARTICLE).split("\n")
    body = page.gold(BODY).split("\n")
    paragraphs = [line for line in body if line.count(" ") + 1 >= PROSE_WORDS]
    chooser = random.Random(f"{SEED} {page.file}")  # noqa: S311  # A draw that can be repeated.
    kinds = [kind in ARTICLE for kind in page.kinds]
    samples = [_sample(page.lines, kinds, weight=1.0), _sample(page.lines, kinds, weight=0.1, foreign=True)]
    for lines, weight in ((article, 1.0), (body, 0.5)):
        if lines[0]:
            samples.append(_sample(lines, [True] * len(lines), weight=weight))
            samples.append(_sample(lines, [True] * len(lines), weight=0.3 * weight, foreign=True))
    for count in _SHORT_TEXTS:
        if len(paragraphs) > count:
            start = chooser.randrange(len(paragraphs) - count)
            samples.append(_sample(paragraphs[start : start + count], [True] * count, weight=1.0))
    return samples


def _sample(lines: Sequence[str], labels: Sequence[bool], *, weight: float, foreign: bool = False) -> Sample:
    """One text; a foreign one as if its function words were unknown, as those of most languages are."""
    facts = [line_facts(line) for line in lines]
    features = page_features(lines, facts, [rule_reason(line) is not None for line in lines])
    if foreign:
        features[:, NAMES.index("function_words")] = 0
    # A lost paragraph is worse than a lost heading, but not by all its length.
    words = np.expm1(features[:, NAMES.index("words")])
    return Sample(
        features=with_context(features), labels=np.array(labels, dtype=np.bool_), weights=weight * np.sqrt(words + 1)
    )


def fit(samples: Sequence[Sample]) -> Forest:
    """Train on all samples; the same samples give the same forest."""
    from sklearn.ensemble import HistGradientBoostingClassifier

    model = HistGradientBoostingClassifier(
        max_iter=TREES,
        learning_rate=LEARNING_RATE,
        max_leaf_nodes=LEAVES,
        max_depth=DEPTH,
        min_samples_leaf=_SMALLEST_LEAF,
        l2_regularization=_RIDGE,
        max_features=_FEATURES_A_SPLIT,
        max_bins=_BINS,
        early_stopping=False,
        random_state=SEED,
    )
    model.fit(
        np.vstack([sample.features for sample in samples]),
        np.concatenate([sample.labels for sample in samples]),
        sample_weight=np.concatenate([sample.weights for sample in samples]),
    )
    # The trees have no public form (scikit-learn 1.9); a test compares the forest's probabilities with the model's.
    return _forest([trees[0].nodes for trees in model._predictors], float(model._baseline_prediction.item()))


def _forest(trees: Sequence[NDArray[np.void]], base: float) -> Forest:
    roots = np.cumsum([0, *(len(nodes) for nodes in trees)])[:-1]
    nodes = np.concatenate(trees)
    start = np.repeat(roots, [len(tree) for tree in trees])
    leaf = nodes["is_leaf"].astype(np.bool_)
    own = np.arange(len(nodes))
    children = np.stack([np.where(leaf, own, start + nodes[side]) for side in ("left", "right")], axis=1)
    return Forest(
        roots=roots.astype(np.int32),
        feature=np.where(leaf, 0, nodes["feature_idx"]).astype(np.int32),
        threshold=np.where(leaf, np.inf, nodes["num_threshold"]).astype(np.float32),
        children=children.astype(np.int32),
        value=np.where(leaf, nodes["value"], 0.0).astype(np.float32),
        base=base,
        depth=int(nodes["depth"].max()),
    )


def cross_validated(
    pages: Sequence[LabelledPage], *, folds: int = FOLDS, fit_samples: Callable[[Sequence[Sample]], Forest] = fit
) -> Iterator[tuple[int, Forest]]:
    """For each page, its place and a forest that was trained without the page's fold."""
    samples = [samples_of(page) for page in pages]

    def fitted(kept: Sequence[int]) -> Forest:
        return fit_samples([sample for place in kept for sample in samples[place]])

    return logistic.cross_validated([page.file for page in pages], fitted, folds)


def main(arguments: Sequence[str]) -> int:
    """Train on all pages of a file and write the model into the package."""
    if len(arguments) != 1:
        sys.stderr.write("Usage: python -m eval.fit.cleaner PAGES.jsonl\n")
        return 2
    samples = [sample for page in load_pages(Path(arguments[0])) for sample in samples_of(page)]
    save_forest(fit(samples), MODEL)
    sys.stdout.write(f"{MODEL}: {MODEL.stat().st_size} bytes, from {len(samples)} texts\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
