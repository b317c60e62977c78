"""Questions, read by the real parser."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.language.parser import default_parser
from index.language.questions import Asking, read_asking
from index.language.types import Excerpt, Phrase, Sentence


def read(text: str) -> Asking:
    return read_asking(Excerpt(text, 0, len(text)), default_parser())


def words(phrases: Sequence[Phrase]) -> list[str]:
    return [phrase.text for phrase in phrases]


class CountingParser:
    """The real parser; `batches` holds how many sentences each call was given."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def parse(self, excerpts: Sequence[Excerpt], *, entities: bool = True) -> tuple[Sentence, ...]:
        """What the real one returns."""
        self.batches.append(len(excerpts))
        return default_parser().parse(excerpts, entities=entities)


@pytest.mark.parametrize(
    ("question", "gap", "event", "subject"),
    [
        ("Where did the ferry sink?", "Where", "sink", "the ferry"),
        ("When will the Brightmill deal close?", "When", "close", "the Brightmill deal"),
        (
            "When will the humanitarian corridor from Tamsin open?",
            "When",
            "open",
            "the humanitarian corridor from Tamsin",
        ),
        ("How long did the strike last?", "How long", "last", "the strike"),
        ("In which town did the factory that burned down stand?", "which town", "stand", "the factory"),
        ("Which way did the price of oil drop?", "Which way", "drop", "the price of oil"),
        ("Whom did the rebels besiege in the last year?", "Whom", "besiege", "the rebels"),
        ("How many people did the firm employ?", "How many people", "employ", "the firm"),
        ("what did the mayor promise", "what", "promise", "the mayor"),
        ("Has the man accused of the attack resigned?", None, "resign", "the man"),
    ],
)
def test_an_inverted_question_has_the_verb_and_the_subject_of_its_statement(
    question: str, gap: str | None, event: str, subject: str
) -> None:
    found = read(question)
    assert found.clause is not None
    assert (found.gap and found.gap.text, found.clause.event, words(found.clause.who)) == (gap, event, [subject])


@pytest.mark.parametrize(
    ("question", "event", "whom"),
    [
        ("Was Okafor charged?", "charge", "Okafor"),
        ("In what year was the Corliss engine patented?", "patent", "the Corliss engine"),
        ("What was the northern province called?", "call", "the northern province"),
        ("Which city was John Calder born in?", "bear", "John Calder"),
        ("When will the plant that leaked be closed?", "close", "the plant"),
    ],
)
def test_a_participle_behind_its_subject_belongs_to_the_auxiliary_before_it(
    question: str, event: str, whom: str
) -> None:
    found = read(question).clause
    assert found is not None
    assert (found.event, found.passive, words(found.whom)) == (event, True, [whom])


@pytest.mark.parametrize(
    "question",
    ["What is the name given to the storm?", "Who was the first president elected by the people?", "Where is Ruiz?"],
)
def test_a_noun_with_a_participle_behind_it_may_be_what_something_is(question: str) -> None:
    found = read(question).clause
    assert found is not None
    assert found.event == "be"


@pytest.mark.parametrize(
    ("question", "role", "phrase"),
    [
        ("Which court did the firm appeal to?", "about", "Which court"),
        ("How many seats must a party have?", "whom", "How many seats"),
        ("What do officials say caused the fire?", "who", "What"),
        ("Whom did the court order to pay?", "whom", "Whom"),
        ("What did the law lead many to support?", "whom", "What"),
        ("Which school announced it will close?", "who", "Which school"),
        ("A ticket was sold in which state?", "where", "which state"),
        ("Who was Janet Gray married to?", "about", "Who"),
    ],
)
def test_what_is_asked_for_stands_where_the_verb_lacks_it(question: str, role: str, phrase: str) -> None:
    found = read(question)
    assert found.gap is not None
    assert found.gap.text == phrase
    assert phrase in words(getattr(found.clause, role))


@pytest.mark.parametrize(
    ("question", "gap"),
    [
        ("Do you know when the dam will reopen?", "when"),
        ("How many people died when the ferry sank?", "How many people"),
        ("The debate was cut short when what happened?", "what"),
        ("Was the man who died the captain?", None),
        ("Besides Arda, where did the army have bases?", "where"),
        ("A pumpkin in which state set a record?", "which state"),
        ("She became which country’s prime minister?", "which country"),
        ("Name the towns that have sent help.", "the towns"),
        ("The price of gas", None),
    ],
)
def test_a_relative_pronoun_and_a_conjunction_do_not_ask(question: str, gap: str | None) -> None:
    found = read(question).gap
    assert (found and found.text) == gap


def test_whether_somebody_is_something_is_no_apposition() -> None:
    found = read("Is Ruiz the mayor of Tamsin?").clause
    assert found is not None
    assert words(found.what) == ["the mayor of Tamsin"]


def test_a_question_is_parsed_once_and_in_other_orders_only_where_it_was_misread() -> None:
    plain, misread = CountingParser(), CountingParser()
    read_asking(Excerpt("Who won the election?", 0, 21), plain)
    read_asking(Excerpt("Where did the ferry sink?", 0, 25), misread)
    assert plain.batches == [1]
    assert len(misread.batches) == 2
    assert misread.batches[1] <= 8


def test_words_that_were_read_in_another_order_stay_where_they_are() -> None:
    text = "Well. Where didn't the Brightmill ferry sink?"
    found = read_asking(Excerpt(text, 6, len(text)), default_parser()).sentence
    assert [text[token.start : token.end] for token in found.tokens] == [token.text for token in found.tokens]
    assert found.clauses[0].negated
    assert found.clauses[0].event == "sink"
