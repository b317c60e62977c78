"""What the passages of an answer disagree about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index.dates import resolve
from index.embed.model import Vectors
from index.types import Published, ScoredPassage
from rag.compare.disagree import disagreements, sides_of
from rag.types import Disagreement
from tests.fakes import evidence, scored
from tests.fakes import question as read

LEAVE = "When did troops leave Chernobyl?"
BEGAN = (
    "Russian troops who seized the Chernobyl nuclear power plant on February 24 began leaving the station on Thursday, "
    "Ukraine's state nuclear company Energoatom said."
)
LEFT = "Russian troops on Tuesday left Ukraine's Chernobyl nuclear power plant, officials in Kyiv said Thursday."
LEFT_WEDNESDAY = "Russian troops left the Chernobyl plant on Wednesday, the Pentagon said."


def passage(text: str, *, name: str = "a", day: int = 31, story: int | None = None) -> ScoredPassage:
    """An article of a day in March 2022, which is one passage."""
    found = scored(text, id=name)
    published = date(2022, 3, day)
    whole = replace(
        found.article,
        published=Published(earliest=published, latest=published, provenance="metadata"),
        times=tuple(resolve(text, published)),
    )
    return replace(found, article=whole, story=story)


def equally(_question: str, texts: Sequence[str]) -> Vectors:
    """Every sentence fits as well as the next one."""
    return np.ones(len(texts), np.float32)


def differing(question: str, *passages: ScoredPassage) -> tuple[Disagreement, ...]:
    return disagreements(read(question), evidence(*passages), equally)


def only(question: str, *passages: ScoredPassage) -> Disagreement:
    (found,) = differing(question, *passages)
    return found


def values(question: str, *passages: ScoredPassage) -> list[str]:
    return [claim.value for claim in sides_of(read(question), evidence(*passages), equally)]


def test_one_article_that_reports_two_people_shows_both_with_their_quotes() -> None:
    found = only(LEAVE, passage(f"{BEGAN}\n{LEFT}"))
    assert found.relation == "different_event"
    assert [(claim.value, claim.normalised, claim.attributed_to) for claim in found.claims] == [
        ("Thursday", "2022-03-31", "Ukraine's state nuclear company Energoatom"),
        ("Tuesday", "2022-03-29", "officials in Kyiv"),
    ]
    assert [claim.quote for claim in found.claims] == [BEGAN, LEFT]
    assert all(claim.article.text[claim.start : claim.end] == claim.quote for claim in found.claims)


def test_the_sample_articles_show_who_gives_which_day(seeds: Path) -> None:
    found = only(LEAVE, *(passage(path.read_text("utf-8"), name=path.stem) for path in sorted(seeds.glob("*.txt"))))
    assert found.relation == "different_event"
    assert {(claim.normalised, claim.attributed_to, claim.article.id) for claim in found.claims} == {
        ("2022-03-31", "Energoatom", "wire-roundup"),
        ("2022-03-29", "Officials in Kyiv", "wire-roundup"),
    }


def test_two_days_for_one_event_are_a_conflict() -> None:
    assert only(LEAVE, passage(LEFT, name="a"), passage(LEFT_WEDNESDAY, name="b")).relation == "conflict"


def test_a_question_in_small_letters_finds_the_same() -> None:
    assert values(LEAVE.lower(), passage(f"{BEGAN}\n{LEFT}")) == ["Thursday", "Tuesday"]


def test_a_month_and_its_day_are_a_range() -> None:
    in_march = passage("The last troops left Chernobyl in March 2022.", name="b")
    assert only(LEAVE, passage(LEFT), in_march).relation == "range"


def test_the_same_day_twice_is_no_disagreement() -> None:
    assert differing(LEAVE, passage(LEFT, name="a"), passage(LEFT, name="b", story=1)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Officials spoke of Chernobyl on Monday, and the troops have left it.",  # another verb's day
        "Russian troops left Chernobyl, the Pentagon said on Monday.",  # the day it was said
        "Russian troops had to leave Chernobyl before Monday.",  # a bound
        "Russian troops left Kharkiv on Monday.",  # another place
        "The troops seized Chernobyl on Monday.",  # another event
    ],
)
def test_a_day_that_is_not_that_of_the_event_does_not_count(text: str) -> None:
    assert differing(LEAVE, passage(LEFT, name="a"), passage(text, name="b")) == ()


def test_a_name_among_those_who_say_so_is_not_the_subject() -> None:
    assert values("When did troops leave Kyiv?", passage(f"Kyiv is the capital. In Kyiv they wait.\n{LEFT}")) == []


def test_a_toll_that_rises_in_a_later_article_is_an_update() -> None:
    first = passage("At least 12 people were killed in the Mariupol theatre.", name="a", day=16)
    later = passage("Some 300 people were killed in the Mariupol theatre.", name="b", day=25)
    question = "How many people were killed in the Mariupol theatre?"
    assert only(question, first, later).relation == "update"
    assert only(question, replace(first, article=replace(first.article, published=Published())), later).relation == (
        "conflict"
    )


def test_more_than_a_number_and_a_number_above_it_are_a_range() -> None:
    first = passage("More than 300 people were killed in Mariupol.", name="a")
    second = passage("In Mariupol 340 people were killed.", name="b")
    assert only("How many people were killed in Mariupol?", first, second).relation == "range"


def test_shares_of_two_things_in_one_sentence_are_no_disagreement() -> None:
    text = "The ministry said separatists control 93 percent of Luhansk and 54 percent of Donetsk."
    question = "What percentage of Luhansk do separatists control?"
    assert values(question, passage(text)) == ["93 percent"]


def test_two_people_for_one_deed_are_a_conflict() -> None:
    first = passage("Death at a Funeral was directed by the British film-maker Frank Oz.", name="a")
    second = passage("Death at a Funeral was directed by Quentin Tarantino.", name="b")
    found = only("Who directed Death at a Funeral?", first, second)
    assert (found.relation, [claim.value for claim in found.claims]) == ("conflict", ["Frank Oz", "Quentin Tarantino"])


def test_two_holders_of_a_role_are_a_conflict() -> None:
    first = passage("Ana Ruiz, 46, the mayor of Tamsin, spoke on Monday.", name="a")
    second = passage("Tamsin's mayor is Carl Lunde.", name="b")
    found = only("Who is the mayor of Tamsin?", first, second)
    assert [claim.value for claim in found.claims] == ["Ana Ruiz", "Carl Lunde"]


def test_a_deed_of_two_years_is_two_events() -> None:
    first = passage("In 1995 the Atlanta Braves won the World Series.", name="a")
    second = passage("In 1969 the New York Mets won the World Series.", name="b")
    assert only("Who won the World Series?", first, second).relation == "different_event"


def test_a_death_of_somebody_else_beside_the_subject_does_not_count() -> None:
    text = "The Queen was seen in public.\nThe Queen's only sibling, Princess Margaret, died in February 2002."
    assert values("When did the Queen die?", passage(text)) == []


def test_a_number_of_one_group_is_not_that_of_all() -> None:
    text = "Nineteen children and two teachers were killed in Uvalde."
    assert values("How many people were killed in Uvalde?", passage(text)) == []
    assert values("How many children were killed in Uvalde?", passage(text)) == ["Nineteen"]


def test_the_day_of_a_main_clause_is_not_that_of_the_clause_before_it() -> None:
    text = "Months after Brittney Griner was arrested, the jubilant moment on Thursday was the end of talks."
    assert values("When was Brittney Griner arrested?", passage(text)) == []


def test_two_places_are_a_conflict() -> None:
    first = passage("The Kate Chopin House is located in Cloutierville, Louisiana.", name="a")
    second = passage("The Kate Chopin House is located in New Orleans, Louisiana.", name="b")
    found = only("Where is the Kate Chopin House located?", first, second)
    assert [claim.value for claim in found.claims] == ["Cloutierville", "New Orleans"]


def test_a_sentence_that_refers_back_is_about_what_stands_before_it() -> None:
    text = "Zook House is a house in Pennsylvania.\nIt was built in 1820."
    assert values("When was the Zook House built?", passage(text)) == ["1820"]


def test_a_sentence_about_something_else_does_not_refer_back() -> None:
    text = "Zook House is a house in Pennsylvania.\nThe McCarty House was built in 1875."
    assert values("When was the Zook House built?", passage(text)) == []


def test_where_the_question_names_nothing_only_articles_of_one_week_are_compared() -> None:
    question = "When did the troops leave the plant?"
    first = passage("The troops left the plant on Tuesday.", name="a", day=2)
    assert len(differing(question, first, passage("The troops left the plant on Sunday.", name="b", day=8)))
    assert not differing(question, first, passage("The troops left the plant on Sunday.", name="b", day=28))


def test_a_sentence_that_fits_far_worse_does_not_count() -> None:
    def fit(_question: str, texts: Sequence[str]) -> Vectors:
        return np.array([0.3 if "Wednesday" in text else 1.0 for text in texts], np.float32)

    passages = evidence(passage(LEFT, name="a"), passage(LEFT_WEDNESDAY, name="b"))
    assert disagreements(read(LEAVE), passages, fit) == ()


def test_other_questions_have_no_sides() -> None:
    assert differing("Why did troops leave Chernobyl?", passage(f"{BEGAN}\n{LEFT}")) == ()


def test_no_passages_have_no_disagreement() -> None:
    assert differing(LEAVE) == ()


HERALD = "A passenger ferry sank off Port Valmer on Sunday night, killing 41 people, the coastguard said."
COURIER = "The ferry MV Calista sank off Port Valmer on Saturday night, killing 57 people, the Red Cross said."


@pytest.mark.parametrize(
    ("question", "both"),
    [
        ("how many people were killed in the ferry sinking?", {"41", "57"}),
        ("how many were killed in the ferry disaster?", {"41", "57"}),
        ("when did the ferry sink?", {"Sunday night", "Saturday night"}),
    ],
)
def test_other_forms_of_the_question_s_words_show_both_sides(question: str, both: set[str]) -> None:
    found = only(question, passage(HERALD, name="herald"), passage(COURIER, name="courier"))
    assert {claim.value for claim in found.claims} == both


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some 300 people came to Tamsin. The police spoke of 180.", [("300", None), ("180", "The police")]),
        (
            "The mayor said 300 people came to Tamsin; the police put the figure at 180.",
            [("300", "The mayor"), ("180", "the police")],
        ),
        ("Some 300 people came to Tamsin. The police shot at 5 of them.", [("300", None)]),
        ("Some 300 people came to Tamsin. It rained. The police spoke of 180.", [("300", None)]),
    ],
)
def test_a_bare_number_that_somebody_gives_right_after_a_count_is_another_count(
    text: str, expected: list[tuple[str, str | None]]
) -> None:
    found = sides_of(read("How many people came to Tamsin?"), evidence(passage(text)), equally)
    assert [(claim.value, claim.attributed_to) for claim in found] == expected


def test_several_answers_to_a_question_of_several_are_no_disagreement() -> None:
    both = (passage("Oslo called the strike.", name="a"), passage("Bergen called the strike.", name="b"))
    assert differing("Which cities called the strike?", *both) == ()
    assert only("Which city called the strike?", *both).relation == "conflict"
