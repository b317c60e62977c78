from __future__ import annotations

import numpy as np
import pytest

from eval.fit.logistic import Floats, cross_validated, folds_of, listwise, logistic, minimised

ROWS = np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]])


def fitted(yes: list[float], no: list[float], *, penalty: float = 1e-3, signs: tuple[int, int] = (0, 0)) -> Floats:
    loss = logistic(ROWS, yes=np.array(yes), no=np.array(no))
    return minimised(loss, penalties=np.full(2, penalty), signs=signs)


def test_without_a_penalty_the_odds_are_those_of_the_weights() -> None:
    (found,) = minimised(
        logistic(np.ones((1, 1)), yes=np.array([3.0]), no=np.array([1.0])), penalties=np.zeros(1), signs=[0]
    )
    assert found == pytest.approx(np.log(3))


def test_the_slope_is_that_of_the_loss() -> None:
    loss, at, step = (
        logistic(ROWS, yes=np.array([1, 2, 0, 1.0]), no=np.array([0, 1, 3, 1.0])),
        np.array([0.3, -0.7]),
        1e-6,
    )
    moves = (np.array([step, 0]), np.array([0, step]))
    assert loss(at)[1] == pytest.approx([(loss(at + move)[0] - loss(at - move)[0]) / (2 * step) for move in moves])


def test_a_list_costs_the_log_of_the_share_that_falls_to_what_holds() -> None:
    rows, holds = np.array([[0.0], [np.log(3)], [5.0], [5.0]]), np.array([False, True, True, True])
    value, slope = listwise(rows, holds=holds, sizes=[2, 2])(np.ones(1))
    assert value == pytest.approx((np.log(4 / 3) + 0) / 2)
    step = np.array([1e-6])
    ahead, behind = (listwise(rows, holds=holds, sizes=[2, 2])(at)[0] for at in (1 + step, 1 - step))
    assert slope == pytest.approx((ahead - behind) / 2e-6)


def test_a_sign_holds_a_coefficient_at_zero_that_the_data_would_turn() -> None:
    assert fitted([1, 1, 0, 0], [0, 0, 1, 1])[0] > 1
    assert fitted([1, 1, 0, 0], [0, 0, 1, 1], signs=(-1, 0))[0] == 0
    assert fitted([0, 0, 1, 1], [1, 1, 0, 0], signs=(1, 0))[0] == 0


def test_a_greater_penalty_makes_smaller_coefficients() -> None:
    loose, tight = (fitted([1, 1, 0, 0], [0, 0, 1, 1], penalty=penalty)[0] for penalty in (0.01, 1.0))
    assert 0 < tight < loose


def test_the_coefficients_are_the_same_from_wherever_the_search_begins() -> None:
    loss = logistic(ROWS, yes=np.array([1, 2, 0, 1.0]), no=np.array([0, 1, 3, 1.0]))
    starts = (np.zeros(2), np.array([50.0, -50.0]))
    one, other = (minimised(loss, penalties=np.full(2, 0.01), signs=[0, 0], start=start) for start in starts)
    assert one == pytest.approx(other, abs=1e-4)


def test_examples_of_one_article_share_a_fold_whatever_their_order() -> None:
    articles = [f"{number % 7}" for number in range(30)]
    folds = folds_of(articles, 3)
    assert folds[:23] == folds[7:]
    assert {*folds} == {0, 1, 2}
    assert folds_of(articles[::-1], 3) == folds[::-1]


def test_nothing_is_judged_by_what_saw_its_article() -> None:
    articles = [f"{number // 2}" for number in range(20)]
    seen = dict(cross_validated(articles, lambda kept: {articles[place] for place in kept}))
    assert sorted(seen) == list(range(20))
    assert all(articles[place] not in kept for place, kept in seen.items())
