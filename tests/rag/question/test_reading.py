"""Questions and the kinds of answers they ask for."""

from __future__ import annotations

import pytest

from rag.question.question import Question
from tests.fakes import question as read


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did troops leave Arda?", "when"),
        ("when did troops leave arda", "when"),
        ("What day is the summit?", "when"),
        ("The 24th Rifle Division was formed in which year?", "when"),
        ("What is the birth date of Richard Aldworth?", "when"),
        ("How many people were killed in Tamsin?", "how many"),
        ("What is the population of Broken Bow?", "how many"),
        ("What percentage of the land do separatists hold?", "how many"),
        ("How much did Brightmill pay for Halvorsen?", "how many"),
        ("How old is the mayor?", "how many"),
        ("How far is the plant from the town?", "how many"),
        ("the death toll in Tamsin", "how many"),
        ("How long did the strike last?", "how"),
        ("How did the prisoners escape?", "how"),
        ("Who directed the film?", "who"),
        ("Whom did the court acquit?", "who"),
        ("Whose house burned down?", "who"),
        ("Which minister resigned?", "who"),
        ("Where is the plant?", "where"),
        ("In which city did he practise law?", "where"),
        ("Which of the two cities flooded?", "where"),
        ("Name the countries that have sent troops.", "where"),
        ("Why did they leave?", "why"),
        ("For what reason did they leave?", "why"),
        ("Which film won?", "which"),
        ("What kind of storm hit Tamsin?", "which"),
        ("What did Ruiz say about the flood?", "other"),
        ("Who is John Kirby?", "other"),
        ("Who is Calder Row?", "other"),
        ("Did the firm sell the plant?", "yes or no"),
        ("Has the union accepted the offer?", "yes or no"),
        ("The mayor has resigned?", "yes or no"),
        ("Do you know when the dam will reopen?", "when"),
        ("Thanks.", "other"),
        ("", "other"),
    ],
)
def test_a_question_tells_what_kind_of_answer_it_asks_for(question: str, kind: str) -> None:
    assert read(question).kind == kind


def test_sentences_before_the_question_do_not_decide_its_kind() -> None:
    assert read("The jackpot was won on Tuesday, when it was drawn. In which state was it?").kind == "where"


def test_whether_sources_agree_on_something_asks_for_it() -> None:
    found = read("Do the sources agree on which day the troops left Arda?")
    assert (found.kind, found.events) == ("when", frozenset({"leave"}))


def parts(found: Question) -> tuple[set[str], set[str], set[str]]:
    return set(found.events), set(found.noun), set(found.subject)


def test_the_words_of_a_question_are_its_event_what_is_asked_for_and_its_subject() -> None:
    assert parts(read("How many soldiers were killed in Tamsin?")) == ({"kill"}, {"soldier"}, {"tamsin"})


def test_an_order_to_name_something_is_no_event() -> None:
    assert parts(read("Name the countries that have sent troops.")) == ({"send"}, {"countri"}, {"troop"})


def test_an_empty_noun_gives_way_to_the_one_that_it_is_of() -> None:
    assert read("What is the name of the storm?").noun == {"storm"}


def test_what_a_fragment_is_about_is_its_subject() -> None:
    assert parts(read("gas prices in Tamsin")) == (set(), {"price"}, {"gas", "tamsin"})


def test_an_auxiliary_says_nothing() -> None:
    assert read("What land wasn't ceded to Benia?").subject == {"benia"}


def test_a_beginning_has_the_event_that_begins() -> None:
    assert read("When did troops begin to leave Arda?").events == {"begin", "leave"}


def test_names_are_told_from_other_words() -> None:
    assert read("Did the US mayor visit Port Ellery?").names == {"us", "port", "elleri"}


def test_to_whom_something_was_done_is_asked_in_the_passive() -> None:
    assert read("Who was elected?").passive
    assert not read("Who elected Ruiz?").passive


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("What percentage of voters stayed at home?", "%"),
        ("How tall is the tower?", "m"),
        ("How much was paid?", "USD"),
    ],
)
def test_a_measure_has_its_unit(question: str, unit: str) -> None:
    assert unit in read(question).units


@pytest.mark.parametrize("question", ["How many ships sank?", "How much water was lost?", "When did it sink?"])
def test_what_is_counted_has_no_unit(question: str) -> None:
    assert read(question).units == frozenset()


def test_a_question_of_any_length_is_read_by_its_end() -> None:
    assert read("It rained. " * 20_000 + "When will it stop?").kind == "when"
