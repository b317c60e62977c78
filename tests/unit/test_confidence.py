from __future__ import annotations

from dataclasses import replace

import pytest

from index.types import ScoredPassage
from rag.confidence import LINE, confidence
from tests.fakes import scored

QUESTION = "When did the troops leave Chernobyl?"


def hit(text: str, *, dense: float | None) -> ScoredPassage:
    return replace(scored(text), dense=dense)


def test_without_passages_there_is_no_confidence() -> None:
    assert confidence(QUESTION, ()) == 0.0


def test_near_passages_with_every_word_of_the_question_give_full_confidence() -> None:
    assert confidence(QUESTION, [hit("The troops leave Chernobyl.", dense=0.9)]) == 1.0


def test_far_passages_without_a_word_of_the_question_give_none() -> None:
    assert confidence(QUESTION, [hit("Gas may be cut off.", dense=0.0)]) == 0.0


@pytest.mark.parametrize(
    ("dense", "text", "value"),
    [
        (0.4, "Gas may be cut off.", 0.25),
        (0.0, "The troops leave Chernobyl.", 0.5),
        (0.4, "The troops leave Chernobyl.", 0.75),
        (None, "The troops leave Chernobyl.", 0.5),
        (-1.0, "The troops leave Chernobyl.", 0.5),
    ],
)
def test_cosine_and_words_count_half_each(dense: float | None, text: str, value: float) -> None:
    assert confidence(QUESTION, [hit(text, dense=dense)]) == value


def test_one_passage_must_hold_the_words_for_them_to_count_together() -> None:
    together = [hit("Troops leave Chernobyl.", dense=0.0)]
    apart = [hit("The troops came.", dense=0.0), hit("Chernobyl stands.", dense=0.0), hit("I leave.", dense=0.0)]
    assert confidence(QUESTION, together) > confidence(QUESTION, apart)


def test_the_words_of_a_heading_count() -> None:
    passage = hit("They went north.", dense=0.0)
    titled = replace(passage, passage=replace(passage.passage, heading="Troops leave Chernobyl"))
    assert confidence(QUESTION, [titled]) > confidence(QUESTION, [passage])


def test_another_passage_never_lowers_confidence() -> None:
    best = hit("The troops leave Chernobyl.", dense=0.6)
    assert confidence(QUESTION, [best, hit("Gas may be cut off.", dense=-0.5)]) == confidence(QUESTION, [best])


def test_a_question_of_stop_words_alone_goes_by_the_cosine_and_holds_no_word() -> None:
    assert confidence("What was it?", [hit("Gas may be cut off.", dense=0.4)]) == 0.25


def test_the_line_lies_between_the_ends_of_the_scale() -> None:
    assert 0 < LINE < 1
