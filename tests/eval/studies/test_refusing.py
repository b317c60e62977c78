from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from eval.sets.refusing import NEWS, SQUAD, Case
from eval.sets.samples import SAMPLES
from eval.studies.refusing import Judged, area_under_risk, calibration, least_area_under_risk, risk_at, tables
from eval.types import Question
from rag.judge.features import NAMES, Features

ANY = {"refuse_below": 0.3, "caveat_below": 0.6}
SETS = (NEWS, SQUAD, SAMPLES)


def case(*, answerable: bool, cosine: float = 0.5, set_: str = NEWS, number: int = 0) -> Case:
    return Case(
        set=set_,
        question=Question(id=f"{number:03d}", type="gold_url" if answerable else "absent", question="When?"),
        answerable=answerable,
        features=replace(Features(**dict.fromkeys(NAMES, 0.0)), cosine=cosine),
        baselines={"cosine": cosine, "BM25": 0.0, "cosine and words": cosine},
    )


def judged(*pairs: tuple[float, bool]) -> list[Judged]:
    return [
        Judged(case=case(answerable=answerable, number=number), lines=ANY, confidence=confidence)
        for number, (confidence, answerable) in enumerate(pairs)
    ]


def told_apart(count: int = 40) -> list[Case]:
    """Cases of all sets in which the cosine tells nearly all."""
    return [
        case(answerable=side, cosine=(0.5 if side else 0.1) + number % 10 / 20, set_=name, number=number)
        for name in SETS
        for side in (True, False)
        for number in range(count)
    ]


def test_the_risk_is_the_share_of_unanswerable_questions_among_the_surest() -> None:
    found = judged((0.9, True), (0.8, False), (0.7, True), (0.1, False))
    assert [risk_at(found, coverage) for coverage in (0.25, 0.5, 0.75, 1.0)] == [0, 1 / 2, 1 / 3, 1 / 2]


def test_the_area_under_the_risk_is_the_mean_of_the_risks() -> None:
    found = judged((0.9, True), (0.8, False), (0.7, True), (0.1, False))
    assert area_under_risk(found, lambda one: one.confidence) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4)


def test_no_score_has_less_area_under_the_risk_than_one_that_tells_all_apart() -> None:
    found = judged(*((1 - place / 1000, place < 600) for place in range(1000)))
    assert area_under_risk(found, lambda one: one.confidence) == pytest.approx(least_area_under_risk(0.4), abs=1e-3)
    assert (least_area_under_risk(0.0), least_area_under_risk(1.0)) == (0, 1)


def test_questions_of_one_score_share_their_risk_whatever_their_order() -> None:
    found = judged((0.5, True), (0.5, False))
    assert area_under_risk(found, lambda one: one.confidence) == 0.5
    assert area_under_risk(found[::-1], lambda one: one.confidence) == 0.5


@pytest.mark.parametrize(
    ("pairs", "brier", "error"),
    [
        (((1.0, True), (0.0, False)), 0.0, 0.0),
        (((0.0, True), (1.0, False)), 1.0, 1.0),
        (((0.5, True), (0.5, False), (0.5, False)), 0.25, 0.0),  # either side weighs half
        (((0.75, True), (0.75, False)), 0.3125, 0.25),
    ],
)
def test_calibration_weighs_either_side_the_same(
    pairs: Sequence[tuple[float, bool]], brier: float, error: float
) -> None:
    assert calibration(judged(*pairs)) == pytest.approx((brier, error))


def test_a_model_is_refused_below_one_line_and_hedged_below_the_other() -> None:
    found = judged((0.2, True), (0.4, True), (0.8, True))
    assert [(one.refused, one.hedged) for one in found] == [(True, False), (False, True), (False, False)]


def test_the_tables_name_every_comparison_that_has_questions() -> None:
    made = [f"{NEWS}, answer taken away", f"{SQUAD}, answer taken away", f"{NEWS}, asked {SQUAD}"]
    more = [case(answerable=False, cosine=0.1, set_=name) for name in (*made, f"{SAMPLES}, asked {NEWS}")]
    small = [
        case(answerable=side, cosine=0.3 + side / 3, set_=f"{name}, three articles")
        for name in (NEWS, SQUAD)
        for side in (True, False)
    ]
    text = tables([*told_apart(), *more, *small])
    assert "realtimeqa, articles absent" in text
    assert "| samples | 40 + 40 |" in text
