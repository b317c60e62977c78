"""What all fits share: penalised maximum likelihood with signs, two losses, and folds that keep articles whole.

The same examples always give the same coefficients: the minimiser draws nothing, and the folds are drawn with a seed.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

FOLDS = 5
SEED = 20220408

Floats = NDArray[np.float64]
Loss = Callable[[Floats], tuple[float, Floats]]
"""From coefficients to a loss and its slope."""

_Fitted = TypeVar("_Fitted")
# Until the third place of a coefficient no longer moves, from wherever it is begun.
_EXACT = {"ftol": 1e-14, "gtol": 1e-8, "maxiter": 10_000, "maxfun": 20_000}
_BOUNDS = {-1: (None, 0.0), 0: (None, None), 1: (0.0, None)}


def minimised(loss: Loss, *, penalties: Floats, signs: Sequence[int], start: Floats | None = None) -> Floats:
    """The coefficients of the least loss with half the `penalties` times their squares.

    `signs` keeps a coefficient from falling below 0 (1) or from rising above it (-1), or lets it be (0).
    Source: L-BFGS-B, Byrd et al. 1995, https://doi.org/10.1137/0916069.
    """
    from scipy.optimize import minimize

    def penalised(found: Floats) -> tuple[float, Floats]:
        value, slope = loss(found)
        return value + float(penalties @ found**2) / 2, slope + penalties * found

    begin = np.zeros(len(penalties)) if start is None else start
    bounds = [_BOUNDS[sign] for sign in signs]
    best: Floats = minimize(penalised, begin, jac=True, method="L-BFGS-B", bounds=bounds, options=_EXACT).x
    return best


def logistic(rows: Floats, *, yes: Floats, no: Floats) -> Loss:
    """The logistic loss of examples that count for either side as much as their weights say."""
    from scipy.special import expit

    def loss(found: Floats) -> tuple[float, Floats]:
        odds = rows @ found
        slopes = no * expit(odds) - yes * expit(-odds)
        value = yes @ np.logaddexp(0, -odds) + no @ np.logaddexp(0, odds)
        return float(value), rows.T @ slopes

    return loss


def listwise(rows: Floats, *, holds: NDArray[np.bool_], sizes: Sequence[int]) -> Loss:
    """Minus the log of the share of the softmax over a list that falls to those of it which hold; lists count the same.

    `rows` are those of all lists, one list behind the other, each of its size; some of each hold.
    Source: Cao et al. 2007, Learning to Rank: From Pairwise Approach to Listwise Approach,
    https://doi.org/10.1145/1273496.1273513: there over permutations, here over those that hold and those that do not.
    """
    starts = np.cumsum([0, *sizes[:-1]])

    def loss(found: Floats) -> tuple[float, Floats]:
        scores = rows @ found
        powers = np.exp(scores - np.repeat(np.maximum.reduceat(scores, starts), sizes))
        whole, held = np.add.reduceat(powers, starts), np.add.reduceat(powers * holds, starts)
        pull = powers / np.repeat(whole, sizes) - powers * holds / np.repeat(held, sizes)
        return float(np.log(whole / held).mean()), rows.T @ pull / len(sizes)

    return loss


def folds_of(articles: Sequence[str], count: int = FOLDS) -> list[int]:
    """The fold of each example, from 0; those of one article share theirs."""
    names = sorted(set(articles))
    random.Random(SEED).shuffle(names)  # noqa: S311  # A split that can be repeated.
    fold_of = {name: place % count for place, name in enumerate(names)}
    return [fold_of[name] for name in articles]


def cross_validated(
    articles: Sequence[str], fit: Callable[[Sequence[int]], _Fitted], count: int = FOLDS
) -> Iterator[tuple[int, _Fitted]]:
    """The place of each example, and what `fit` makes of the places of all that are in other articles' folds."""
    folds = folds_of(articles, count)
    for fold in range(count):
        fitted = fit([place for place, other in enumerate(folds) if other != fold])
        yield from ((place, fitted) for place, other in enumerate(folds) if other == fold)
