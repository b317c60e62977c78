from __future__ import annotations

import pytest

from rag.judge.rank import MEASURES, load_weights
from tests.fakes import question as read
from tests.fakes import ranked, scored

QUESTION = read("When did the troops leave Chernobyl?")
LEFT = "The troops left Chernobyl on Thursday."


def test_the_sentence_that_answers_comes_first_with_the_words_that_do() -> None:
    found = ranked(QUESTION, scored("The troops were at Chernobyl for weeks."), scored(f"It rained. {LEFT}", id="a2"))
    best = found.ranked[0]
    assert best.sentence.text == LEFT
    assert "Thursday" in (best.words or "")
    assert [one.score for one in found.ranked] == sorted((one.score for one in found.ranked), reverse=True)


def test_the_words_of_a_candidate_stand_in_its_sentence() -> None:
    found = ranked(QUESTION, scored(f"They came in May. {LEFT}"), scored("Nobody left the plant in April.", id="a2"))
    for one in found.ranked:
        assert one.answer is not None
        assert one.sentence.start <= one.answer[0] < one.answer[1] <= one.sentence.end
        assert len(one.measures) == len(MEASURES)


def test_without_sentences_nothing_is_ranked() -> None:
    found = ranked(QUESTION)
    assert (found.ranked, found.answerable) == ((), None)


def test_at_most_sixteen_sentences_are_ranked() -> None:
    text = " ".join(f"The troops of regiment {number} left the town." for number in range(30))
    assert len(ranked(QUESTION, scored(text)).ranked) == 16


@pytest.mark.parametrize("name", MEASURES)
def test_no_measure_speaks_against_its_meaning(name: str) -> None:
    assert load_weights()[name] >= 0


def test_the_weights_are_those_of_the_measures_in_their_order() -> None:
    assert tuple(load_weights()) == MEASURES
