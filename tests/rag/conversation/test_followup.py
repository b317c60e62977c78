from __future__ import annotations

from datetime import date

import pytest

from rag.conversation.followup import complete_by_rules
from rag.types import Query, Turn

LEFT = Turn(
    question="when did troops leave Chernobyl?",
    answer="On Thursday Russian soldiers began to leave the Chernobyl power station, said Energoatom. [1]",
)
LEFT_TOLD = Turn(question=LEFT.question, answer="Troops left Chernobyl on Thursday, said Energoatom. [1]")
SPEAKER = Turn(
    question="Who speaks for the Ministry of Health?",
    answer="Maria Lopez, a spokeswoman of the ministry, told reporters on Monday that wards were full.",
)
TOWN = Turn(question="Where did the dam burst?", answer="The dam burst near Ashford on Friday night.")
JAILED = Turn(
    question="Who was jailed over the collapse in Rodenau?",
    answer="The engineer Klaus Wendrich was jailed for three years.",
)
COMPANY = Turn(question="Which company makes Grivalin?", answer="Grivalin is made by Lentia Biotech in Ennsau.")
SHARE = Turn(question="What share of Arda do the rebels hold?", answer="The rebels hold half of Arda.")
STRIKE = Turn(question="How many people marched in Lund, according to police?", answer="Police put it at 60,000.")
AIRPORT = Turn(question="Why was the airport closed?", answer="The airport was closed because of snow.")
BILL = Turn(question="Did the council approve the budget?", answer="The council approved it by 12 votes to 9.")


def completed(question: str, *history: Turn) -> str | None:
    return complete_by_rules(Query(text=question, asked=date(2022, 4, 8), history=history))


@pytest.mark.parametrize(
    ("turn", "question", "whole"),
    [
        (SPEAKER, "What did she say about the wards?", "What did Maria Lopez say about the wards?"),
        (SPEAKER, "How old is she?", "How old is Maria Lopez?"),
        (TOWN, "How many people live there?", "How many people live in Ashford?"),
        (TOWN, "How many people live in that town?", "How many people live in Ashford?"),
        (TOWN, "How old is it?", "How old is the dam that burst?"),
        (LEFT_TOLD, "Where did they go?", "Where did troops that left Chernobyl go?"),
        (LEFT_TOLD, "Did the Kremlin deny that?", "Did the Kremlin deny that troops left Chernobyl?"),
        (LEFT_TOLD, "and who said so?", "Who said that troops left Chernobyl?"),
        (COMPANY, "Where is it based?", "Where is Lentia Biotech based?"),
        (JAILED, "What did he do?", "What did Klaus Wendrich do?"),
        (JAILED, "Who is his lawyer?", "Who is Klaus Wendrich's lawyer?"),
    ],
)
def test_what_points_back_is_replaced_by_what_it_means(turn: Turn, question: str, whole: str) -> None:
    assert completed(question, turn) == whole


@pytest.mark.parametrize(
    ("turn", "question", "whole"),
    [
        (LEFT, "why?", "Why did troops leave Chernobyl?"),
        (TOWN, "When was that?", "When did the dam burst?"),
        (TOWN, "On what day?", "On what day did the dam burst?"),
        (TOWN, "which day?", "On which day did the dam burst?"),
        (BILL, "when?", "When did the council approve the budget?"),
        (AIRPORT, "since when?", "Since when was the airport closed?"),
        (AIRPORT, "where exactly?", "Where exactly was the airport closed?"),
        (JAILED, "for how long?", "For how long was Klaus Wendrich jailed over the collapse in Rodenau?"),
    ],
)
def test_a_bare_asking_word_asks_the_last_question_anew(turn: Turn, question: str, whole: str) -> None:
    assert completed(question, turn) == whole


@pytest.mark.parametrize(
    ("turn", "question", "whole"),
    [
        (LEFT, "What about Kyiv?", "When did troops leave Kyiv?"),
        (SPEAKER, "And for the Ministry of Defence?", "Who speaks for the Ministry of Defence?"),
        (SHARE, "and of Benia?", "What share of Benia do the rebels hold?"),
        (STRIKE, "according to the union?", "How many people marched in Lund, according to the union?"),
        (STRIKE, "and in Malmo?", "How many people marched in Malmo, according to police?"),
        (STRIKE, "how many students?", "How many students marched in Lund, according to police?"),
        (AIRPORT, "According to the union?", "Why was the airport closed, according to the union?"),
        (AIRPORT, "and the schools?", "Why were the schools closed?"),
        (JAILED, "And the caretaker?", "Who was jailed over the collapse in Rodenau? The caretaker?"),
        (TOWN, "and the bridge?", "Where did the bridge burst?"),
    ],
)
def test_a_new_topic_takes_the_place_of_its_like_in_the_last_question(turn: Turn, question: str, whole: str) -> None:
    assert completed(question, turn) == whole


@pytest.mark.parametrize(
    ("turn", "question", "whole"),
    [
        (TOWN, "How many died?", "How many died when the dam burst?"),
        (STRIKE, "How many were detained?", "How many were detained in Lund?"),
        (LEFT, "What happened next?", "When did troops leave Chernobyl? What happened next?"),
        (LEFT, "Where did they go?", "When did troops leave Chernobyl? Where did troops go?"),
        (TOWN, "What did she want?", "Where did the dam burst? What did she want?"),
    ],
)
def test_a_question_that_names_nothing_gets_the_circumstances_of_the_last_or_the_last_itself(
    turn: Turn, question: str, whole: str
) -> None:
    assert completed(question, turn) == whole


def test_what_stands_in_the_answer_in_the_place_of_what_was_asked_is_what_it_means() -> None:
    turn = Turn(question="What did the union want?", answer="The union wanted a raise of 9 percent.")
    assert completed("Did they get it?", turn) == "Did the union get the raise of 9 percent?"


@pytest.mark.parametrize(
    "question",
    [
        "How many people have died in Mariupol?",
        "And when is the summit of the EU and China?",
        "Why did Russia say it was reducing its presence around Kiev?",
        "Who said that Putin's men are afraid to tell him the truth?",
        "What did Zelensky say when he spoke after Bucha?",
        "Which country moved its embassy?",
        "Which star announced his retirement?",
        "With his 61st home run, which player tied the record?",
        "Are there still soldiers around Kiev?",
        "How long does it take to charge an electric car?",
        "Is it true that the harbour is closed?",
        "What did the EU decide this week?",
        "When did the queen die?",
        "gas prices",
        "Which of the twelve ships that were built in 1912 sank before the war and was never found again?",
        "A dog named Toby won a prize. How old is he?",
        "Can you help me?",
        "thanks",
        "ok thanks",
        "Thank you!",
    ],
)
def test_a_new_topic_stands_alone(question: str) -> None:
    assert completed(question, LEFT) is None


@pytest.mark.parametrize("question", ["why?", "where did they go?", "and then?", "it", "there?", "?", ""])
def test_without_a_conversation_nothing_is_completed(question: str) -> None:
    assert completed(question) is None


def test_a_turn_that_leaned_on_another_is_completed_first() -> None:
    asked_where = Turn(question="where did they go?", answer="They are on the move to Belarus.")
    assert completed("why?", LEFT_TOLD, asked_where) == "Why did troops that left Chernobyl go?"


def test_the_nearest_that_agrees_is_meant() -> None:
    rival = Turn(question="And Brandt?", answer="Tomas Brandt did not concede.")
    won = Turn(question="When will Okafor take office?", answer="Okafor will take office on January 8.")
    assert completed("Was he ill?", won, rival) == "Was Brandt ill?"


def test_what_the_last_turn_does_not_name_is_looked_for_in_the_one_before() -> None:
    assert "Maria Lopez" in str(completed("When did she arrive?", SPEAKER, LEFT))


def test_the_markers_of_an_answer_are_no_part_of_a_completion() -> None:
    assert "[1]" not in str(completed("who are they?", LEFT))


@pytest.mark.parametrize("question", ["it " * 5_000, "(" * 20_000, "why " * 90, "\u0000?", "é" * 400])
def test_a_question_of_any_kind_is_survived(question: str) -> None:
    whole = completed(question, LEFT, Turn(question=question, answer=question))
    assert whole is None or len(whole) < 1_000


def test_a_thing_that_the_conversation_does_not_speak_of_is_a_new_topic() -> None:
    turn = Turn(question="Who scored for Rovers?", answer="Striker Amara Diallo scored twice.")
    assert completed("How long is the mosaic?", turn) is None


def test_a_question_that_is_put_again_stands_alone() -> None:
    turn = Turn(question="How many people died when the ferry sank?", answer="It killed 41 people.")
    assert completed("how many people died when the ferry sank", turn) is None
