"""Bootstrap intervals over questions, and whether two runs over the same questions differ.

Source: Efron and Tibshirani 1993, An Introduction to the Bootstrap, chapter 13: the percentile interval.
Questions are drawn with replacement; the result depends on the values and the seed, not on their order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from eval.types import Measure

RESAMPLES = 2000
SEED = 20220408
_ASSIGNMENTS = 10_000
_PERCENTILES = (2.5, 97.5)
_BATCH = 4_000_000  # Draws held in memory at a time.

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]


def mean_measures(columns: Mapping[str, Sequence[float]], *, seed: int = SEED) -> dict[str, Measure]:
    """The mean of each column with its interval; the columns are of one length, at least 1."""
    if not columns:
        return {}
    # Each column is sorted on its own: what one measure gets must not depend on its neighbours.
    values = np.array([sorted(column) for column in columns.values()], dtype=np.float64).T
    n = len(values)
    bounds = _interval(lambda counts: counts @ values / n, n, seed)
    return {
        name: Measure(value=math.fsum(column) / n, low=float(bounds[0, place]), high=float(bounds[1, place]), n=n)
        for place, (name, column) in enumerate(columns.items())
    }


def ratio_measure(
    parts: Sequence[float], wholes: Sequence[float], *, empty: float = math.nan, seed: int = SEED
) -> Measure | None:
    """The sum of `parts` over the sum of `wholes`, one of each per question.

    `empty` is the value where the wholes add up to 0; by default there is none, and such resamples are
    left out.
    """
    rows = np.array(sorted(zip(wholes, parts, strict=True)), dtype=np.float64).reshape(-1, 2)

    def statistic(counts: Floats) -> Floats:
        sums = counts @ rows
        ratios: Floats = np.divide(sums[:, 1], sums[:, 0], out=np.full(len(sums), empty), where=sums[:, 0] > 0)
        return ratios

    return _measure(statistic, len(rows), seed)


def auroc_measure(scores: Sequence[float], positive: Sequence[bool], *, seed: int = SEED) -> Measure | None:
    """The chance that a positive question scores higher than a negative one, a tie counting half.

    None when there is only one class.

    Source: the Mann-Whitney form of the area, Hanley and McNeil 1982, https://doi.org/10.1148/radiology.143.1.7063747.
    """
    rows = np.array(sorted(zip(scores, positive, strict=True)), dtype=np.float64).reshape(-1, 2)
    starts = np.flatnonzero(np.diff(rows[:, 0], prepend=-np.inf))
    is_positive = rows[:, 1]

    def statistic(counts: Floats) -> Floats:
        ups = np.add.reduceat(counts * is_positive, starts, axis=1)
        downs = np.add.reduceat(counts * (1 - is_positive), starts, axis=1)
        wins = (ups * (np.cumsum(downs, axis=1) - downs / 2)).sum(axis=1)
        pairs = ups.sum(axis=1) * downs.sum(axis=1)
        areas: Floats = np.divide(wins, pairs, out=np.full(len(wins), math.nan), where=pairs > 0)
        return areas

    return _measure(statistic, len(rows), seed)


def paired_p_value(ours: Sequence[float], theirs: Sequence[float], *, seed: int = SEED) -> float:
    """The chance that the means of two runs lie this far apart when it is random which run got which score.

    Two-sided; the scores are of the same questions in the same order. 1 when no question tells the runs apart.

    Source: Fisher's randomisation test, Smucker, Allan and Carterette 2007, https://doi.org/10.1145/1321440.1321528;
    the observed assignment counts as one of the random ones.
    """
    differences = np.array([one - other for one, other in zip(ours, theirs, strict=True)], np.float64)
    differences = differences[differences != 0]
    if not differences.size:
        return 1.0
    signs = np.random.default_rng(seed).choice(np.array([-1.0, 1.0]), (_ASSIGNMENTS, differences.size))
    # Sums that are equal but for rounding are as extreme as the observed one.
    extreme = np.abs(signs @ differences) >= abs(differences.sum()) - 1e-9
    return float((1 + np.count_nonzero(extreme)) / (1 + _ASSIGNMENTS))


def _measure(statistic: Statistic, n: int, seed: int) -> Measure | None:
    if n == 0:
        return None
    value = float(statistic(np.ones((1, n)))[0])
    if math.isnan(value):
        return None
    low, high = _interval(statistic, n, seed)
    return Measure(value=value, low=float(low), high=float(high), n=n)


def _interval(statistic: Statistic, n: int, seed: int) -> Floats:
    """The lower and the upper bound of each statistic; resamples in which it is undefined are left out."""
    values = np.concatenate([statistic(counts) for counts in _resamples(n, seed)])
    bounds: Floats = np.nanpercentile(values, _PERCENTILES, axis=0)
    return bounds


def _resamples(n: int, seed: int) -> Iterator[Floats]:
    """How often each of `n` questions is drawn, as rows of `(resamples, n)`, in batches."""
    generator = np.random.default_rng(seed)
    batch = max(1, _BATCH // n)
    for done in range(0, RESAMPLES, batch):
        size = min(batch, RESAMPLES - done)
        drawn = generator.integers(0, n, (size, n)) + n * np.arange(size)[:, np.newaxis]
        yield np.bincount(drawn.ravel(), minlength=size * n).reshape(size, n).astype(np.float64)
