"""What sentences state in answer to questions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from index.dates import resolve
from index.types import ScoredPassage
from rag.evidence.statements import Statement, statements_in
from tests.fakes import evidence, question, scored


def passage(text: str) -> ScoredPassage:
    """A passage of 31 March 2022 whose times are resolved."""
    found = scored(text)
    return replace(found, article=replace(found.article, times=tuple(resolve(text, found.article.published))))


def stated(asked: str, text: str) -> list[Statement]:
    sentences = evidence(passage(text)).sentences
    return [found for one in sentences for found in statements_in(question(asked), one)]


def values(asked: str, text: str) -> list[str]:
    return [found.value.text for found in stated(asked, text)]


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("When did Finch sue Aldermoor?", "Finch sued Aldermoor on Monday.", ["Monday"]),
        ("When did Finch sue Aldermoor?", "Aldermoor was sued by Finch on Monday.", ["Monday"]),
        ("When did Finch sue Aldermoor?", "Aldermoor sued Finch on Monday.", []),
        ("When did Finch sue Aldermoor?", "Okafor sued Aldermoor on Monday.", []),
        ("When did Finch sue Aldermoor?", "Finch did not sue Aldermoor on Monday.", []),
        ("When did Finch sue Aldermoor?", "Finch visited Aldermoor on Monday.", []),
        ("When did Okafor resign?", "Ana Okafor spoke. She resigned on Monday.", ["Monday"]),
        ("When did Okafor resign?", "Okafor's deputy resigned on Monday.", []),
        (
            "When did the mayor of Tamsin leave the council?",
            "Ana Ruiz, the mayor of Tamsin, left the council on Monday.",
            ["Monday"],
        ),
        (
            "When did the mayor of Tamsin leave the council?",
            "The mayor of Oslo left the council of Tamsin on Monday.",
            [],
        ),
        ("When was the bridge opened?", "The bridge opened on Monday.", ["Monday"]),
    ],
)
def test_a_value_answers_where_it_belongs_to_the_event_with_everybody_in_his_role(
    asked: str, text: str, expected: list[str]
) -> None:
    assert values(asked, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Okafor resigned, Ruiz said on Monday.",
        "Okafor resigned before Monday.",
        "Okafor resigned after talks on Monday.",
        "If Okafor resigned on Monday, nobody saw it.",
        "Okafor, who came on Monday, resigned.",
    ],
)
def test_a_time_of_something_else_is_not_that_of_the_event(text: str) -> None:
    assert values("When did Okafor resign?", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Officials welcomed Monday's withdrawal.",
        "The withdrawal was on Monday.",
        "The troops were withdrawn on Monday.",
    ],
)
def test_an_event_may_be_told_by_a_noun_of_the_same_stem(text: str) -> None:
    assert values("When did the army withdraw the troops?", text) == ["Monday"]


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("Who sued Aldermoor?", "Aldermoor was sued by Finch.", ["Finch"]),
        ("Who did Finch sue?", "Aldermoor was sued by Finch.", ["Aldermoor"]),
        ("Who did Finch sue?", "Aldermoor sued Finch.", []),
        ("Who won the race?", "The favourite, Carl Lunde, won the race.", ["Carl Lunde"]),
        ("Who is the mayor of Tamsin?", "Ana Ruiz, 46, the mayor of Tamsin, spoke.", ["Ana Ruiz"]),
        ("Who is the mayor of Tamsin?", "The mayor of Tamsin is Ana Ruiz.", ["Ana Ruiz"]),
        ("Who is the mayor of Tamsin?", "Ana Ruiz was elected mayor of Tamsin.", ["Ana Ruiz"]),
        ("Who is the mayor of Tamsin?", "Ana Ruiz, the mayor of Oslo, spoke in Tamsin.", []),
        ("Which company bought Brightmill?", "Brightmill was bought by Halvorsen.", ["Halvorsen"]),
    ],
)
def test_a_name_answers_in_the_role_that_is_asked_for(asked: str, text: str, expected: list[str]) -> None:
    assert values(asked, text) == expected


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("Where did the ferry sink?", "The ferry sank off Oslo on Monday.", ["Oslo"]),
        ("Where did the ferry sink?", "OSLO (Northwire) - The ferry sank on Monday.", []),
        ("Where was Vance convicted?", "Vance was convicted in London, officials in Oslo said.", ["London"]),
    ],
)
def test_a_place_answers_where_the_event_has_it(asked: str, text: str, expected: list[str]) -> None:
    assert values(asked, text) == expected


@pytest.mark.parametrize(
    ("asked", "text", "expected"),
    [
        ("How many people were killed in Bucha?", "At least 41 people were killed in Bucha.", ["41"]),
        ("How many people were killed in Bucha?", "41 were killed in Bucha.", ["41"]),
        ("How many people were killed in Bucha?", "41 people were arrested in Bucha.", []),
        ("How many people were killed in Bucha?", "41 dogs were killed in Bucha.", []),
        ("How many were killed in Bucha?", "19 men and two women were killed in Bucha.", []),
        ("How old is Ana Ruiz?", "Ana Ruiz, 46, the mayor, spoke with Per Lunde, 51.", ["46"]),
        ("How old is Ana Ruiz?", "The mayor paid 310 million pounds, Ana Ruiz said.", []),
        ("How tall is the tower?", "The tower is 300 metres tall.", ["300 metres"]),
        ("What was the turnout in Tamsin?", "Turnout in Tamsin was 63 percent.", ["63 percent"]),
        ("How many homes in Tamsin are without power?", "Some 6,000 homes in Tamsin were without power.", ["6,000"]),
        ("How many houses were destroyed?", "Officials put the number of destroyed houses at 254.", ["254"]),
        ("What share of the votes does Holmgard hold?", "Holmgard holds 31 percent of the votes.", ["31 percent"]),
    ],
)
def test_a_number_answers_where_it_counts_or_measures_what_is_asked_for(
    asked: str, text: str, expected: list[str]
) -> None:
    assert values(asked, text) == expected


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("Okafor will leave Oslo on Monday.", "planned"),
        ("Okafor plans to leave Oslo on Monday.", "planned"),
        ("Okafor began leaving Oslo on Monday.", "begun"),
        ("Okafor left Oslo on Monday.", "done"),
    ],
)
def test_a_statement_tells_how_far_the_event_had_come(text: str, phase: str) -> None:
    assert [found.phase for found in stated("When did Okafor leave Oslo?", text)] == [phase]


def test_a_name_that_the_passage_never_tells_of_is_not_answered_for() -> None:
    assert values("When did Finch sue the bank in Oslo?", "Finch sued the bank on Monday.") == []
    assert values("When did Finch sue the bank in Oslo?", "He lives in Oslo. Finch sued the bank on Monday.") == [
        "Monday"
    ]
