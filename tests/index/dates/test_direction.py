"""Which way a sentence looks at a day, on a Wednesday: Friday is ahead, Monday behind, or five days the other way."""

from __future__ import annotations

from datetime import date

import pytest

from index.dates import resolve
from index.dates.direction import is_saying, told
from index.dates.meanings import FUTURE, PAST, UNKNOWN
from index.language.parser import default_parser
from index.language.types import Excerpt, Sentence

WEDNESDAY = date(2024, 10, 23)


def ways(text: str) -> str:
    """For each day of a text, "<" where it lies behind and ">" where it lies ahead."""
    days = [date.fromisoformat(time.value[:10]) for time in resolve(text, WEDNESDAY)]
    return "".join("<" if day < WEDNESDAY else ">" for day in days)


def read(text: str) -> Sentence:
    return default_parser().parse([Excerpt(text, 0, len(text))], entities=False)[0]


@pytest.mark.parametrize(
    "text",
    [
        "The parliament votes on Thursday.",
        "Members choose a leader on Saturday.",
        "Talks resume Friday.",
        "The minister travels to Rabat on Friday.",
        "The tariff takes effect on 1 December.",
        "The rule applies from 1 December.",
        "Fares rise by 4 percent on 1 January.",
        "The team's players, beaten in Leeds, fly home on Sunday.",
        "The museum stays closed on Monday.",
        "The shop, which opens on Friday, sells bread.",
        "When parliament meets on Monday, it will vote on the bill.",
        "The funeral is on Saturday.",
        "What happens on Friday is unclear.",
    ],
)
def test_the_simple_present_announces(text: str) -> None:
    assert ways(text) == ">"


@pytest.mark.parametrize(
    "text",
    [
        "Rain could fall on Monday.",
        "The deal is to be signed on Monday.",
        "They agreed to meet again on Friday.",
        "The judge ordered the firm to pay by Friday.",
        "A hearing was set for Monday.",
        "The meeting was moved to Monday.",
        "The vote planned for Monday has been called off.",
        "The sale, expected to close on Monday, needs approval.",
        "The mayor said that the bridge would be closed on Monday.",
        "The firm has until Monday to reply.",
    ],
)
def test_what_is_planned_possible_or_put_on_a_day_lies_ahead(text: str) -> None:
    assert ways(text) == ">"


@pytest.mark.parametrize(
    "text",
    [
        "Rescuers were able to reach the village on Friday.",
        "She walked to the school to cast her vote on Friday.",
        "He may have left on Friday.",
        "Police could not say on Friday how many were hurt.",
        "The men arrested on Friday have been charged.",
        "The shop was closed from Thursday.",
        "Prices have risen since Friday.",
        "The fire was out as of Friday.",
        "The letter is dated Friday.",
        "Speaking on Friday, he promised that aid will come.",
        "The agency says on Friday that it was wrong.",
        "Ann Lee/Northwire A man looks at his house on Friday.",
        "Fire kills three on Friday",
    ],
)
def test_what_is_told_shown_or_reported_lies_behind(text: str) -> None:
    assert ways(text) == "<"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor said on Friday that the bridge would reopen on Monday.", "<>"),
        ("The court, which ruled against the firm on Friday, hears another case on Monday.", "<>"),
        ("The court, which was closed on Friday, opens again on Monday.", "<>"),
    ],
)
def test_each_day_goes_with_the_clause_that_governs_it(text: str, expected: str) -> None:
    assert ways(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The union will respond to Friday's offer.", "<"),
        ("Holders will get 12 percent more than Friday's price.", "<"),
        ("The firm will appeal against a Friday ruling.", "<"),
        ("Friday's decision marks a change.", "<"),
        ("Friday's attack killed three people.", "<"),
        ("Both will speak at Monday's summit.", ">"),
        ("Tickets for Monday's concert are sold out.", ">"),
        ("The parties will campaign until Monday's vote.", ">"),
        ("Monday's match will decide the title.", ">"),
    ],
)
def test_what_is_named_after_a_day_has_been_unless_it_takes_part_in_a_plan(text: str, expected: str) -> None:
    assert ways(text) == expected


def test_an_outcome_told_in_a_participle_lies_nowhere_for_sure() -> None:
    text = "The carmaker has announced cuts, resulting in the closure of ten plants in May."
    assert told(read(text), text.index("May"), text.index("May") + 3).direction == UNKNOWN


@pytest.mark.parametrize(
    ("text", "value"),
    [("They opened in September.", "2024-09"), ("They will open in September.", "2024-09")],
)
def test_a_month_just_behind_is_meant_whatever_the_verb(text: str, value: str) -> None:
    assert [time.value for time in resolve(text, WEDNESDAY)] == [value]


def test_the_clause_and_the_prepositions_of_a_time_are_told() -> None:
    text = "Officials said on Friday that the dam had failed."
    sentence = read(text)
    one = told(sentence, text.index("Friday"), text.index("Friday") + 6)
    assert (one.direction, one.direct, one.leading) == (PAST, True, ("on",))
    assert is_saying(sentence, one.clause)
    assert not is_saying(sentence, None)


def test_a_time_behind_the_part_that_is_read_lies_nowhere() -> None:
    text = f"The council will {'really ' * 200}meet on Friday."
    start = text.index("Friday")
    assert told(read(text), start, start + 6).direction == UNKNOWN
    assert told(read(text), 4, 11).direction == FUTURE
