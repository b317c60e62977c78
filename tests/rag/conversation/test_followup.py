from __future__ import annotations

from datetime import date

import pytest

from rag.conversation.followup import complete_by_rules
from rag.types import Query, Turn

LEFT = Turn(
    question="when did troops leave Chernobyl?",
    answer="On Thursday Russian soldiers began to leave the Chernobyl power station, said Energoatom. [1]",
)
SPEAKER = Turn(
    question="Who speaks for the Ministry of Health?",
    answer="Maria Lopez, a spokeswoman of the ministry, told reporters on Monday that wards were full.",
)
TOWN = Turn(
    question="Where did the dam burst?",
    answer="The dam burst near Ashford on Friday night.",
)


def completed(question: str, *history: Turn) -> str | None:
    return complete_by_rules(Query(text=question, asked=date(2022, 4, 8), history=history))


@pytest.mark.parametrize(
    ("turn", "question", "whole"),
    [
        (LEFT, "and who said so?", "Who said that troops left Chernobyl?"),
        (LEFT, "why?", "Why did troops leave Chernobyl?"),
        (LEFT, "Where did they go?", "Where did troops that left Chernobyl go?"),
        (LEFT, "What about Kyiv?", "When did troops leave Kyiv?"),
        (LEFT, "What happened next?", "What happened next when troops left Chernobyl?"),
        (LEFT, "Did the Kremlin deny that?", "Did the Kremlin deny that troops left Chernobyl?"),
        (SPEAKER, "What did she say about the wards?", "What did Maria Lopez say about the wards?"),
        (SPEAKER, "And for the Ministry of Defence?", "Who speaks for the Ministry of Defence?"),
        (TOWN, "How many people live there?", "How many people live in Ashford?"),
        (TOWN, "How many people live in that town?", "How many people live in Ashford?"),
        (TOWN, "How old is it?", "How old is the dam that burst?"),
        (TOWN, "How many died?", "How many died when the dam burst?"),
        (TOWN, "When was that?", "When did the dam burst?"),
    ],
)
def test_a_question_that_leans_on_the_last_turn_is_completed_from_it(turn: Turn, question: str, whole: str) -> None:
    assert completed(question, turn) == whole


@pytest.mark.parametrize(
    "question",
    [
        "How many people have died in Mariupol?",
        "And when is the summit of the EU and China?",
        "Why did Russia say it was reducing its presence around Kiev?",
        "Who said that Putin's men are afraid to tell him the truth?",
        "What did Zelensky say when he spoke after Bucha?",
        "Which country moved its embassy?",
        "Are there still soldiers around Kiev?",
        "How long does it take to charge an electric car?",
        "What did the EU decide this week?",
        "When did the queen die?",
        "gas prices",
        "Which of the twelve ships that were built in 1912 sank before the war and was never found again?",
        "thanks",
    ],
)
def test_a_new_topic_stands_alone(question: str) -> None:
    assert completed(question, LEFT) is None


@pytest.mark.parametrize("question", ["why?", "where did they go?", "and then?", "it", "there?", "?", ""])
def test_without_a_conversation_nothing_is_completed(question: str) -> None:
    assert completed(question) is None


def test_a_turn_that_leaned_on_another_is_completed_first() -> None:
    asked_where = Turn(question="where did they go?", answer="They are on the move to Belarus.")
    assert completed("why?", LEFT, asked_where) == "Why did troops that left Chernobyl go?"


def test_what_the_last_turn_does_not_name_is_looked_for_in_the_one_before() -> None:
    assert completed("What did she say about it?", SPEAKER, LEFT) is not None
    assert "Maria Lopez" in str(completed("When did she arrive?", SPEAKER, LEFT))


def test_a_word_that_points_to_nothing_known_brings_the_last_question_along() -> None:
    assert completed("What did she want?", LEFT) == "What did she want when troops left Chernobyl?"


def test_the_markers_of_an_answer_are_no_part_of_a_completion() -> None:
    assert "[1]" not in str(completed("who are they?", LEFT))


@pytest.mark.parametrize("question", ["it " * 5_000, "(" * 20_000, "why " * 90, "\u0000?", "é" * 400])
def test_a_question_of_any_kind_is_survived(question: str) -> None:
    whole = completed(question, LEFT, Turn(question=question, answer=question))
    assert whole is None or len(whole) < 1_000


def test_a_thing_that_the_conversation_does_not_speak_of_is_a_new_topic() -> None:
    turn = Turn(question="Who scored for Rovers?", answer="Striker Amara Diallo scored twice.")
    assert complete_by_rules(Query(text="How long is the mosaic?", history=(turn,))) is None


def test_a_question_that_is_put_again_stands_alone() -> None:
    turn = Turn(question="How many people died when the ferry sank?", answer="It killed 41 people.")
    assert complete_by_rules(Query(text="how many people died when the ferry sank", history=(turn,))) is None


def test_what_was_put_in_its_place_is_not_told_again_behind_the_question() -> None:
    turn = Turn(question="How long is the mosaic?", answer="The mosaic is 14 metres long.")
    assert complete_by_rules(Query(text="and who found it?", history=(turn,))) == "Who found the mosaic?"
