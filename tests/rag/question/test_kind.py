"""Questions and the kinds of answers they ask for."""

from __future__ import annotations

import pytest

from rag.question.kind import kind_of, read_question


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When did troops leave Chernobyl?", "when"),
        ("when did troops leave chernobyl", "when"),
        ("What day is the summit?", "when"),
        ("24th Rifle Division was formed in which year?", "when"),
        ("What is the birth date of Richard Aldworth?", "when"),
        ("How many people were killed in Bucha?", "how many"),
        ("What is the population of Broken Bow?", "how many"),
        ("What percentage of Luhansk do separatists hold?", "how many"),
        ("Who directed the film?", "who"),
        ("Which minister resigned?", "who"),
        ("Where is the plant?", "where"),
        ("In which city did he practise law?", "where"),
        ("Who is John Kirby?", "other"),
        ("Why did they leave?", "other"),
        ("", "other"),
    ],
)
def test_the_words_of_a_question_tell_what_it_asks_for(question: str, kind: str) -> None:
    assert kind_of(question) == kind


def test_sentences_before_the_question_do_not_decide_its_kind() -> None:
    assert kind_of("The jackpot was won on Tuesday, when it was drawn. In which state was it?") == "where"


def test_whether_sources_agree_on_something_asks_for_it() -> None:
    asked = read_question("Do Ukrainian sources agree on which day the troops left Chernobyl?")
    assert asked == read_question("Which day the troops left Chernobyl?")
    assert (asked.kind, asked.events) == ("when", frozenset({"leave"}))


def test_all_words_for_one_event_are_the_same_event() -> None:
    left = read_question("When did troops leave Chernobyl?")
    assert left.events == read_question("When did the troops withdraw from Chernobyl?").events == {"leave"}


def test_a_noun_before_another_noun_is_not_the_verb() -> None:
    assert read_question("When did the Arab oil producers lift the embargo?").events == {"lift"}


def test_a_noun_behind_the_verb_is_not_the_verb() -> None:
    assert read_question("When did Russian forces withdraw from the Chernobyl plant?").events == {"leave"}


def test_a_particle_belongs_to_its_verb() -> None:
    assert read_question("When did the reactor blow up?").events == {"explode"}


def test_what_is_counted_is_not_the_subject() -> None:
    asked = read_question("How many soldiers were killed in Bucha?")
    assert (asked.noun, asked.subject, asked.events) == (
        frozenset({"soldier"}),
        frozenset({"bucha"}),
        frozenset({"die"}),
    )


def test_a_noun_stands_for_the_verb_it_is_made_of() -> None:
    assert read_question("What is the birth date of Maurice Roche?").events == {"bear"}


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("What percentage of voters stayed at home?", "%"),
        ("How tall is the tower?", "m"),
        ("How much was paid?", "USD"),
    ],
)
def test_a_measure_has_its_unit(question: str, unit: str) -> None:
    assert unit in read_question(question).units
