from __future__ import annotations

from dataclasses import replace

import pytest

from index.types import ScoredPassage
from rag.judge.confidence import CAVEAT, judge, load_model
from rag.judge.features import NAMES, Features
from rag.protocols import Judgement
from tests.fakes import evidence, scored
from tests.fakes import question as read

QUESTION = "When did the troops leave Chernobyl?"
NOTHING = Features(**dict.fromkeys(NAMES, 0.0))
AGAINST = {"other_year", "names_nowhere", "archive_size"}


def judged(question: str, *passages: ScoredPassage) -> Judgement:
    return judge(read(question), evidence(*passages))


def hit(text: str, *, dense: float) -> ScoredPassage:
    return replace(scored(text), dense=dense)


def test_without_passages_there_is_no_confidence() -> None:
    assert (judged(QUESTION).confidence, judged(QUESTION).refusal) == (0.0, "nothing_relevant")


def test_a_near_passage_that_holds_all_words_is_answered_without_a_caveat() -> None:
    found = judged(QUESTION, hit("The troops leave Chernobyl.", dense=0.8))
    assert found.confidence > 0.9
    assert (found.refusal, found.caveat) == (None, None)


def test_a_far_passage_without_a_word_of_the_question_is_not_relevant() -> None:
    found = judged(QUESTION, hit("Gas may be cut off.", dense=0.0))
    assert (found.refusal, found.caveat) == ("nothing_relevant", None)


def test_a_near_passage_that_does_not_answer_does_not_support_one() -> None:
    found = judged("Who won in Kabul in 1996?", hit("It stands.", dense=0.5))
    assert found.refusal == "not_supported"


def test_between_the_lines_an_answer_carries_a_caveat() -> None:
    model = load_model()
    found = [judged(QUESTION, hit("They leave.", dense=step / 100)) for step in range(100)]
    between = [one for one in found if model.refuse_below <= one.confidence < model.caveat_below]
    assert between
    assert {(one.refusal, one.caveat) for one in between} == {(None, CAVEAT)}


def test_confidence_is_a_probability_and_the_lines_follow_each_other() -> None:
    model = load_model()
    assert 0 < model.refuse_below < model.caveat_below < 1
    assert 0 < model.probability(NOTHING) < 1


@pytest.mark.parametrize("name", NAMES)
def test_no_feature_speaks_against_its_meaning(name: str) -> None:
    model = load_model()
    more = model.probability(replace(NOTHING, **{name: 1.0}))
    assert more <= model.probability(NOTHING) if name in AGAINST else more >= model.probability(NOTHING)


def test_the_model_knows_every_feature_and_no_other() -> None:
    assert {*load_model().coefficients} == {*NAMES, "bias"}
