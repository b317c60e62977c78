"""Disagreements between sentences that hold the words of a question, whatever verb they use."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from index.embed.model import Vectors
from rag.compare.covered import covered_sides
from rag.compare.disagree import disagreements
from tests.rag.compare.test_disagree import equally, passage

WROTE = "who wrote the theme song for harbour lights"
HILL = "Ada Hill, a well-known composer, penned the theme song for Harbour Lights."
BROOK = "The theme song for Harbour Lights was crafted by Tom Brook."
EPISODES = "how many episodes are in harbour lights season 4"


def sides(question: str, *texts: str) -> list[str]:
    """The values of some articles, one of each text."""
    passages = [passage(text, name=str(place)) for place, text in enumerate(texts)]
    return [side.value.text for side in covered_sides(question, passages, equally)]


def test_several_articles_that_agree_stand_against_one_and_come_first() -> None:
    assert sides(WROTE, HILL, BROOK, BROOK.replace("crafted", "made")) == ["Tom Brook", "Ada Hill"]


def test_copies_of_one_story_do_not_strengthen_each_other() -> None:
    copies = [passage(BROOK, name="b", story=1), passage(BROOK.replace("crafted", "made"), name="c", story=1)]
    assert covered_sides(WROTE, [passage(HILL), *copies], equally) == []


def test_an_ordinal_and_the_sentence_before_hold_the_words_of_the_question() -> None:
    found = sides(
        EPISODES,
        "Harbour Lights came back for its fourth season. There were 23 episodes in season 4.",
        "Season four of Harbour Lights has 24 episodes.",
    )
    assert found == ["23", "24"]


@pytest.mark.parametrize(
    "text",
    [
        "The theme song for Harbour Lights was crafted by Tom Brook, not by Ada Hill.",  # it knows the other value
        "Tom Brook crafted a theme song.",  # of something else
        "The theme song for Harbour Lights was crafted by Tom Brook and Eva Stone.",  # which of the two?
        "According to Tom Brook, the theme song for Harbour Lights is old.",  # he only says so
    ],
)
def test_a_value_that_is_not_clearly_another_answer_stands_against_nobody(text: str) -> None:
    question = "Who penned the theme song for Harbour Lights?"
    assert sides(question, HILL, text) == []
    assert sides(question, HILL, "The theme song for Harbour Lights was penned by Tom Brook.") == [
        "Ada Hill",
        "Tom Brook",
    ]


def test_a_word_that_opens_a_sentence_is_no_name() -> None:
    opening = "Surprisingly the theme song for Harbour Lights was penned at sea."
    assert sides("Who penned the theme song for Harbour Lights?", HILL, opening) == []


def test_a_value_that_every_article_mentions_is_no_side() -> None:
    both = "Rita Vale and {} met. {} penned the theme song for Harbour Lights."
    question = "Who penned the theme song for Harbour Lights?"
    assert sides(question, both.format("others", "Rita Vale"), both.format("Tom Brook", "Tom Brook")) == []


def test_sentences_that_fit_badly_are_no_sides() -> None:
    def badly(_question: str, texts: Sequence[str]) -> Vectors:
        return np.full(len(texts), 0.3, np.float32)

    passages = [passage(HILL, name="a"), passage(BROOK, name="b"), passage(BROOK.replace("crafted", "made"), name="c")]
    assert covered_sides(WROTE, passages, badly) == []


def test_a_disagreement_names_each_source_and_quotes_it() -> None:
    again = BROOK.replace("crafted", "made")
    passages = [passage(text, name=name) for name, text in (("a", HILL), ("b", BROOK), ("c", again))]
    (found,) = disagreements(WROTE, passages, equally)
    assert (found.relation, [claim.value for claim in found.claims]) == ("conflict", ["Tom Brook", "Ada Hill"])
    assert [claim.quote for claim in found.claims] == [BROOK, HILL]
