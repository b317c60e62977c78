from __future__ import annotations

from dataclasses import asdict, replace

import pytest

from index.types import ScoredPassage
from rag.judge.confidence import CAVEAT, MODEL, judge
from rag.judge.features import NAMES, Features
from rag.judge.logistic import load_logistic
from rag.protocols import Judgement
from tests.fakes import question as read
from tests.fakes import ranked, scored

QUESTION = "When did the troops leave Chernobyl?"
NOTHING = Features(**dict.fromkeys(NAMES, 0.0))
AGAINST = {"other_year", "names_nowhere"}


def judged(question: str, *passages: ScoredPassage) -> Judgement:
    asked = read(question)
    return judge(asked, ranked(asked, *passages))


def hit(text: str, *, dense: float) -> ScoredPassage:
    return replace(scored(text), dense=dense)


def probability(found: Features) -> float:
    return load_logistic(MODEL).probability(asdict(found))


def test_without_passages_there_is_no_confidence() -> None:
    assert (judged(QUESTION).confidence, judged(QUESTION).refusal) == (0.0, "nothing_relevant")


def test_a_near_passage_that_answers_is_answered_without_a_caveat() -> None:
    found = judged(QUESTION, hit("The troops left Chernobyl on 31 March 2022.", dense=0.8))
    assert found.confidence > 0.7
    assert (found.refusal, found.caveat) == (None, None)


def test_a_far_passage_without_a_word_of_the_question_is_not_relevant() -> None:
    found = judged("Who won in Kabul in 1996?", hit("Gas may be cut off.", dense=0.0))
    assert (found.refusal, found.caveat) == ("nothing_relevant", None)


def test_a_near_passage_that_does_not_answer_does_not_support_one() -> None:
    found = judged("Who won in Kabul in 1996?", hit("It stands.", dense=0.5))
    assert found.refusal == "not_supported"


def test_between_the_lines_an_answer_carries_a_caveat() -> None:
    lines = load_logistic(MODEL).lines
    texts = ("They left.", "Troops left Kyiv on Monday.", "The troops were at Chernobyl.", "Chernobyl is a plant.")
    found = [judged(QUESTION, hit(text, dense=step / 20)) for text in texts for step in range(20)]
    between = [one for one in found if lines["refuse_below"] <= one.confidence < lines["caveat_below"]]
    assert between
    assert {(one.refusal, one.caveat) for one in between} == {(None, CAVEAT)}


def test_confidence_is_a_probability_and_the_lines_follow_each_other() -> None:
    lines = load_logistic(MODEL).lines
    assert 0 < lines["refuse_below"] < lines["caveat_below"] < 1
    assert 0 < probability(NOTHING) < 1


@pytest.mark.parametrize("name", NAMES)
def test_no_feature_speaks_against_its_meaning(name: str) -> None:
    more = probability(replace(NOTHING, **{name: 1.0}))
    assert more <= probability(NOTHING) if name in AGAINST else more >= probability(NOTHING)


def test_the_model_knows_every_feature_and_no_other() -> None:
    assert {*load_logistic(MODEL).coefficients} == {*NAMES, "bias"}
