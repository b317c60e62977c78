"""Values that the trained reader finds where the parser finds no clause that states them."""

from __future__ import annotations

import pytest

from rag.compare.disagree import disagreements
from rag.compare.fillers import filler_in
from rag.evidence.statements import statements_in
from tests.fakes import question, ranked
from tests.rag.compare.test_disagree import equally, passage

COLLAPSED = "When did the bridge at Dunmore collapse?"
CAME_DOWN = "The collapse of the Dunmore bridge came on 4 March 2022, after a night of rain."


def fillers(asked: str, text: str) -> list[str]:
    read = question(asked)
    found = (filler_in(read, one) for one in ranked(read, passage(text)).ranked)
    return [one.value.text for one in found if one is not None]


@pytest.mark.parametrize(
    ("asked", "text", "value"),
    [
        (COLLAPSED, CAME_DOWN, "4 March 2022"),
        ("How many people died in the fire at Orley?", "Death toll from the fire at Orley: at least 17.", "17"),
        ("When did the strike at Orley begin?", "Workers at Orley are on strike since 3 March 2022.", "3 March 2022"),
    ],
)
def test_a_value_in_other_words_than_the_questions_is_found(asked: str, text: str, value: str) -> None:
    assert not any(
        statements_in(question(asked), one.sentence) for one in ranked(question(asked), passage(text)).ranked
    )
    assert fillers(asked, text) == [value]


@pytest.mark.parametrize(
    "text",
    [
        "It rained at Dunmore on 4 March 2022, and nothing else happened.",  # another event
        "The collapse of the Ashby bridge came on 4 March 2022.",  # another place
        "The collapse of the Dunmore bridge came after a night of rain.",  # no time
        "The bridge at Dunmore did not collapse on 4 March 2022, the council said.",  # denied
    ],
)
def test_what_does_not_surely_answer_is_none(text: str) -> None:
    assert fillers(COLLAPSED, text) == []


def test_a_side_that_is_told_in_other_words_is_laid_beside_the_one_that_is_not() -> None:
    read = question(COLLAPSED)
    clear = passage("The bridge at Dunmore collapsed on 5 March 2022, the council said.", name="b")
    (found,) = disagreements(read, ranked(read, passage(CAME_DOWN), clear), equally)
    assert {claim.normalised for claim in found.claims} == {"2022-03-04", "2022-03-05"}
