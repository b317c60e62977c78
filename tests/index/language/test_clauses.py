"""Clauses of sentences, read by the real parser."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from index.language.parser import default_parser
from index.language.sentences import sentence_spans
from index.language.types import Clause, Excerpt, Phrase, Sentence


def read(text: str) -> tuple[Sentence, ...]:
    spans = sentence_spans(text)
    return default_parser().parse([Excerpt(text, start, end, place > 0) for place, (start, end) in enumerate(spans)])


def clause(text: str, event: str) -> Clause:
    found = [one for sentence in read(text) for one in sentence.clauses if one.event == event]
    assert len(found) == 1, [one.event for sentence in read(text) for one in sentence.clauses]
    return found[0]


def words(phrases: Sequence[Phrase]) -> list[str]:
    return [" ".join(filter(None, (phrase.preposition, phrase.text))) for phrase in phrases]


def test_a_clause_tells_who_did_what_to_whom() -> None:
    found = clause("Finch sued Aldermoor over a patent.", "sue")
    assert (words(found.who), words(found.whom), words(found.about)) == (["Finch"], ["Aldermoor"], ["over a patent"])


def test_a_passive_clause_has_the_roles_of_the_active_one() -> None:
    found = clause("Aldermoor was sued by Finch last week.", "sue")
    assert (words(found.who), words(found.whom), words(found.when)) == (["by Finch"], ["Aldermoor"], ["last week"])


def test_a_relative_clause_speaks_of_the_noun_before_it() -> None:
    found = clause("The bill, which was passed by parliament last week, takes effect on January 1.", "pass")
    assert words(found.whom) == ["The bill"]


def test_an_apposition_says_what_somebody_is() -> None:
    sentence = read("Ana Ruiz, 46, the mayor of Tamsin, said on Monday that she had agreed.")[0]
    found = [one for one in sentence.clauses if one.event == "be"]
    assert [words(one.what) for one in found] == [["46"], ["the mayor of Tamsin"]]
    assert {phrase.text for one in found for phrase in one.who} == {"Ana Ruiz"}


def test_what_is_joined_is_told_one_by_one() -> None:
    assert words(clause("Spain, France and Norway have sent troops.", "send").who) == ["Spain", "France", "Norway"]


@pytest.mark.parametrize(
    ("text", "event", "who"),
    [
        ("Brightmill agreed to buy Halvorsen.", "buy", ["Brightmill"]),
        ("The court ordered the firm to pay.", "pay", ["the firm"]),
        ("Troops left after refusing to talk.", "talk", ["Troops"]),
        ("The mayor promised the town to resign.", "resign", ["The mayor"]),
    ],
)
def test_control_gives_an_infinitive_its_subject(text: str, event: str, who: list[str]) -> None:
    assert words(clause(text, event).who) == who


@pytest.mark.parametrize(
    ("text", "event", "tense", "modality"),
    [
        ("Brandt will take office on January 8.", "take", "future", "planned"),
        ("Brandt has taken office.", "take", "past", "fact"),
        ("The firm may sell the plant.", "sell", "present", "possible"),
        ("The firm plans to sell the plant.", "sell", "future", "planned"),
        ("The firm said the plant would be closed for repairs.", "close", "future", "planned"),
        ("Workers managed to close the valve.", "close", "past", "fact"),
        ("The council votes on Tuesday.", "vote", "present", "fact"),
        ("Ministers will meet and discuss the plan.", "discuss", "future", "planned"),
    ],
)
def test_tense_and_modality_come_from_the_verbs_around(text: str, event: str, tense: str, modality: str) -> None:
    found = clause(text, event)
    assert (found.tense, found.modality) == (tense, modality)


@pytest.mark.parametrize(
    ("text", "event", "negated"),
    [
        ("Ruiz did not attend.", "attend", True),
        ("Ruiz did not attend or comment.", "comment", True),
        ("No one was hurt.", "hurt", True),
        ("Ruiz refused to resign.", "resign", True),
        ("Ruiz resigned.", "resign", False),
        ("Nobody did not vote.", "vote", False),
    ],
)
def test_negation_reaches_the_verbs_it_governs(text: str, event: str, negated: bool) -> None:
    assert clause(text, event).negated is negated


@pytest.mark.parametrize(
    ("text", "phase"),
    [("Troops began leaving.", "begins"), ("Troops stopped leaving.", "ends"), ("Troops kept leaving.", "happens")],
)
def test_an_aspectual_verb_tells_how_far_the_event_has_come(text: str, phase: str) -> None:
    assert clause(text, "leave").phase == phase


@pytest.mark.parametrize(
    ("text", "event", "speaker"),
    [
        ("Officials said on Monday that the dam had failed.", "fail", "Officials"),
        ("The dam had failed, officials said.", "fail", "officials"),
        ("According to Energoatom, the soldiers have left Chernobyl.", "leave", "Energoatom"),
        ("“We will not leave,” Okafor told reporters.", "leave", "Okafor"),
    ],
)
def test_what_is_reported_has_its_speaker(text: str, event: str, speaker: str) -> None:
    found = clause(text, event).speaker
    assert found is not None
    assert found.text == speaker


def test_what_a_union_wants_its_members_to_do_is_not_what_it_says() -> None:
    assert clause("The union wants members to vote on the offer.", "vote").speaker is None


def test_a_condition_reaches_the_clauses_inside_it() -> None:
    text = "If the council agrees to sell the hall, work will begin in May."
    assert clause(text, "sell").conditional
    assert not clause(text, "begin").conditional


def test_words_between_quotation_marks_are_told_from_those_outside() -> None:
    text = "“We will not leave,” Okafor told reporters."
    assert clause(text, "leave").quoted
    assert not clause(text, "tell").quoted


def test_an_order_inside_a_report_hangs_on_who_gave_it() -> None:
    sentence = read("Tell the truth about the flood, the mayor told officials.")[0]
    assert words(sentence.clauses[-1].who) == ["the mayor"]


def test_a_dateline_is_no_place_of_the_event() -> None:
    sentence = read("TAMSIN (Northwire) - A ferry sank off Oslo on Thursday.")[0]
    assert words(sentence.clauses[0].where) == ["off Oslo"]
    assert sentence.text.startswith("TAMSIN")
    assert sentence.tokens[0].text == "A"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana Ruiz won. She will take office in May.", [("She", "Ana Ruiz")]),
        ("Okafor told reporters that he had lost.", [("he", "Okafor")]),
        ("Okafor met Brandt. He lost.", [("He", "Okafor")]),
        ("Okafor and Brandt talked. He lost.", []),
        ("It says the firm copied its valve.", []),
        ("It is raining.", []),
    ],
)
def test_a_pronoun_is_resolved_where_it_is_sure(text: str, expected: list[tuple[str, str]]) -> None:
    found = [
        (sentence.tokens[one.place].text, one.antecedent.text) for sentence in read(text) for one in sentence.references
    ]
    assert found == expected


def test_offsets_are_those_of_the_text() -> None:
    text = "First line.\n  TAMSIN (Northwire) - Ana Ruiz, the mayor,  won on Thursday.\nShe left."
    for sentence in read(text):
        assert text[sentence.start : sentence.end] == sentence.text
        for token in sentence.tokens:
            assert text[token.start : token.end] == token.text
        for one in sentence.clauses:
            for phrase in one.arguments:
                assert text[phrase.start : phrase.end] == phrase.text
