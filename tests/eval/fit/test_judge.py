"""The fit of the judge: what tells answers apart gets weight, and lines are set by the news."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.fit.judge import Case, cases_of, fit_confidence, fit_weights, fitted, line_at, probabilities, sure_line
from eval.sets.retrieved import Asked
from eval.types import Question
from rag.judge import confidence, rank, short_answer
from rag.judge.confidence import uncounted
from rag.judge.rank import MEASURES
from tests.fakes import evidence, ranker, scored
from tests.fakes import question as read

QUESTION = "When did the troops leave Chernobyl?"
RAIN, LEFT = "It rained on the roof all day.", "The troops left Chernobyl on Thursday."


def asked(*texts: str, number: int = 0, answerable: bool = True) -> Asked:
    gold = Question(
        id=f"q{number}",
        type="when",
        question=QUESTION,
        answers=("Thursday",) if answerable else (),
        answerable=answerable,
    )
    passages = [scored(text, id=f"a{place}") for place, text in enumerate(texts)]
    return Asked(question=gold, read=read(QUESTION), evidence=evidence(*passages))


def cases(count: int = 8) -> list[Case]:
    articles = {f"q{number}": f"article {number // 2}" for number in range(count)}
    return [
        case
        for number in range(count)
        for case in cases_of([asked(f"{RAIN} {LEFT}", RAIN, number=number)], articles, ranker(), uncounted)
    ]


def test_an_answerable_question_comes_a_second_time_without_what_answers_it() -> None:
    first, second = cases(1)
    assert (first.answerable, second.answerable) == (True, False)
    assert first.holds.tolist().count(True) == 1
    assert [one.passage.text for one in second.evidence.passages] == [RAIN]
    assert not second.holds.any()


def test_a_question_whose_answer_was_not_found_is_not_answered() -> None:
    (only,) = cases_of([asked(RAIN)], {"q0": "x"}, ranker(), uncounted)
    assert not only.answerable


def test_a_measure_that_tells_answers_apart_gets_weight_and_one_that_does_not_gets_none() -> None:
    def told(case: Case) -> Case:
        holds = case.holds
        changed = tuple(
            replace(one, measures=tuple(float(hit) if name == "words" else 1.0 for name in MEASURES))
            for one, hit in zip(case.evidence.ranked, holds, strict=True)
        )
        return replace(case, evidence=replace(case.evidence, ranked=changed))

    weights = fit_weights([told(one) for one in cases(4)])
    assert weights["words"] > 1
    assert all(weight == 0 for name, weight in weights.items() if name != "words")


def test_the_confidence_tells_apart_what_it_was_fitted_to() -> None:
    part = cases(4)
    found = probabilities(fit_confidence(part), part)
    assert min(chance for chance, one in zip(found, part, strict=True) if one.answerable) > max(
        chance for chance, one in zip(found, part, strict=True) if not one.answerable
    )


@pytest.mark.parametrize(("share", "line"), [(0.0, 0.1), (0.25, 0.2), (0.5, 0.3)])
def test_no_more_than_a_share_stays_below_the_line(share: float, line: float) -> None:
    assert line_at([0.4, 0.1, 0.2, 0.3], share) == line


@pytest.mark.parametrize(
    ("scored_", "line"),
    [([(0.9, True), (0.8, True), (0.7, False)], 0.8), ([(0.9, False), (0.8, True)], 1.0), ([], 1.0)],
)
def test_the_line_is_the_lowest_from_which_on_enough_are_right(
    scored_: Sequence[tuple[float, bool]], line: float
) -> None:
    assert sure_line(scored_) == line


def test_all_models_are_written_with_their_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (rank, confidence, short_answer):
        monkeypatch.setattr(module, "MODEL", tmp_path / f"{module.__name__}.json")
    part = cases(8)
    tables = "\n".join(fitted(part, part))
    assert "newsroom" in tables
    written = {path.name: json.loads(path.read_text()) for path in tmp_path.iterdir()}
    assert {*written["rag.judge.confidence.json"]["lines"]} == {"refuse_below", "caveat_below"}
    assert {*written["rag.judge.short_answer.json"]["lines"]} == {"sure"}
    assert {*written["rag.judge.rank.json"]} == {*MEASURES}
