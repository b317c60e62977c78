from __future__ import annotations

import math

import numpy as np
import pytest

from eval.scores.statistics import auroc_measure, mean_measures, paired_p_value, ratio_measure
from eval.types import Measure


def mean(values: list[float], *, seed: int = 1) -> Measure:
    return mean_measures({"m": values}, seed=seed)["m"]


def test_a_mean_lies_inside_its_interval() -> None:
    measure = mean([0.0, 1.0] * 50)
    assert measure.low < measure.value == 0.5 < measure.high
    assert measure.n == 100


def test_the_interval_of_a_proportion_is_about_that_of_the_normal_approximation() -> None:
    measure = mean([1.0] * 300 + [0.0] * 100)
    width = 1.96 * math.sqrt(0.75 * 0.25 / 400)
    assert measure.low == pytest.approx(0.75 - width, abs=0.005)
    assert measure.high == pytest.approx(0.75 + width, abs=0.005)


def test_the_interval_holds_the_true_mean_about_95_times_in_100() -> None:
    generator = np.random.default_rng(3)
    samples = (generator.integers(0, 2, 100).astype(float).tolist() for _ in range(200))
    held = sum(measure.low <= 0.5 <= measure.high for measure in map(mean, samples))
    assert 180 <= held <= 199


def test_the_same_seed_gives_the_same_interval() -> None:
    values = [0.1, 0.9, 0.4, 0.4, 0.7]
    assert mean(values) == mean(values)
    assert mean(values) != mean(values, seed=2)


def test_the_order_of_the_questions_changes_nothing() -> None:
    assert mean([0.1, 0.9, 0.4, 0.7]) == mean([0.7, 0.4, 0.1, 0.9])


def test_a_measure_does_not_depend_on_its_neighbours() -> None:
    alone = mean([0.0, 1.0, 1.0])
    assert mean_measures({"other": [0.3, 0.2, 0.1], "m": [0.0, 1.0, 1.0]}, seed=1)["m"] == alone


def test_one_question_leaves_no_room() -> None:
    assert mean([0.25]) == Measure(value=0.25, low=0.25, high=0.25, n=1)


def test_no_measures_give_none() -> None:
    assert mean_measures({}) == {}


def test_many_questions_are_drawn_in_batches() -> None:
    measure = mean([0.0, 1.0] * 3000)
    assert measure.low == pytest.approx(0.5 - 1.96 * 0.5 / math.sqrt(6000), abs=0.002)


def test_a_ratio_is_that_of_the_sums() -> None:
    measure = ratio_measure([1, 0, 0, 1], [1, 1, 0, 1])
    assert measure is not None
    assert measure.value == pytest.approx(2 / 3)
    assert measure.low < measure.value < measure.high
    assert measure.n == 4


def test_a_ratio_of_nothing_is_left_out() -> None:
    assert ratio_measure([0, 0], [0, 0]) is None
    assert ratio_measure([], []) is None


def test_a_ratio_of_nothing_is_what_the_caller_says_it_is() -> None:
    assert ratio_measure([0, 0], [0, 0], empty=0.0) == Measure(value=0, low=0, high=0, n=2)


def test_resamples_without_a_whole_are_left_out_of_a_ratio() -> None:
    measure = ratio_measure([1, 0, 0], [1, 0, 0])
    assert measure is not None
    assert (measure.low, measure.high) == (1, 1)


@pytest.mark.parametrize(
    ("scores", "positive", "area"),
    [
        ([0.9, 0.8, 0.2, 0.1], [True, True, False, False], 1.0),
        ([0.9, 0.8, 0.2, 0.1], [False, False, True, True], 0.0),
        ([0.9, 0.8, 0.2, 0.1], [True, False, True, False], 0.75),
        ([0.5, 0.5], [True, False], 0.5),
        ([0.9, 0.5, 0.5, 0.1], [True, True, False, False], (2 + 1.5) / 4),
    ],
)
def test_the_area_is_the_share_of_pairs_in_the_right_order(
    scores: list[float], positive: list[bool], area: float
) -> None:
    measure = auroc_measure(scores, positive)
    assert measure is not None
    assert measure.value == pytest.approx(area)


@pytest.mark.parametrize("positive", [[True, True], [False, False], []])
def test_with_one_class_there_is_no_area(positive: list[bool]) -> None:
    assert auroc_measure([0.5] * len(positive), positive) is None


def test_the_area_agrees_with_counting_pairs() -> None:
    generator = np.random.default_rng(7)
    scores = generator.integers(0, 10, 60).tolist()
    positive = [bool(drawn) for drawn in generator.integers(0, 2, 60)]
    ups = [score for score, up in zip(scores, positive, strict=True) if up]
    downs = [score for score, up in zip(scores, positive, strict=True) if not up]
    wins = sum((up > down) + (up == down) / 2 for up in ups for down in downs)
    measure = auroc_measure(scores, positive)
    assert measure is not None
    assert measure.value == pytest.approx(wins / len(ups) / len(downs))
    assert measure.low < measure.value < measure.high


def test_runs_with_the_same_scores_do_not_differ() -> None:
    assert paired_p_value([0.2, 0.7], [0.2, 0.7]) == 1.0


def test_a_difference_on_every_question_is_as_unlikely_as_heads_on_every_toss() -> None:
    # Both signs count: 2 of 2 ** 8 assignments are as extreme.
    assert paired_p_value([1.0] * 8, [0.0] * 8) == pytest.approx(2 / 2**8, abs=0.003)


def test_which_run_comes_first_does_not_matter() -> None:
    ours, theirs = [0.9, 0.4, 0.8, 0.3, 0.7], [0.1, 0.5, 0.2, 0.3, 0.6]
    assert paired_p_value(ours, theirs) == paired_p_value(theirs, ours)


def test_differences_that_cancel_out_are_no_difference() -> None:
    assert paired_p_value([1.0, 0.0, 0.5], [0.0, 1.0, 0.5]) == 1.0


def test_runs_are_compared_question_by_question() -> None:
    with pytest.raises(ValueError, match="shorter"):
        paired_p_value([1.0, 0.0], [1.0])


def test_scores_drawn_from_one_distribution_are_rarely_told_apart() -> None:
    draw = np.random.default_rng(5)
    found = [paired_p_value(draw.random(40).tolist(), draw.random(40).tolist()) < 0.05 for _ in range(100)]
    assert sum(found) <= 12
