"""Altered questions: what no longer is answered, and its like that is."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from eval.fit.reader.altered import QuestionAlterer, balanced
from eval.fit.reader.questions import Question
from eval.fit.reader.sources import Asked, Paragraph, Span
from eval.fit.wordnet import WordNet
from index.language.parser import default_parser

TEXT = (
    "Anna Kolb opened the harbour of Tamsin in 1987. It has two piers. The council of Tamsin rejected the plan. "
    "Later the engineers built a bridge. Peter Lund sued the town."
)


def altered(*questions: tuple[str, str], text: str = TEXT) -> list[Question]:
    asked = tuple(
        Asked(text=question, answers=(Span(text.index(answer), text.index(answer) + len(answer), answer),))
        for question, answer in questions
    )
    paragraph = Paragraph(article="a", title="Harbours", text=text, questions=asked)
    alterer = QuestionAlterer(default_parser(), WordNet(), random.Random(1))
    return [one for _ in range(8) for one in alterer.questions([paragraph])]


def test_another_name_in_the_question_is_not_answered_and_in_both_it_is() -> None:
    found = altered(("When did Anna Kolb open the harbour of Tamsin?", "1987"))
    otherwise = [one for one in found if one.kind.startswith("another ")]
    assert otherwise
    assert all(one.answer == (-1, -1) for one in otherwise)
    for one in found:
        if one.kind.endswith(" in both"):
            assert one.passage[slice(*one.answer)] == "1987"
            assert "Anna Kolb" not in one.text + one.passage or "Tamsin" not in one.text + one.passage


def test_a_time_is_asked_of_what_tells_it_and_of_what_does_not() -> None:
    found = {one.text: one for one in altered()}
    told = found["When did Anna Kolb open the harbour of Tamsin?"]
    assert told.passage[slice(*told.answer)] == "1987"
    untold = found["When did the council of Tamsin reject the plan?"]
    assert (untold.answer, untold.kind) == ((-1, -1), "when not told")


def test_an_opposite_is_not_answered_and_a_synonym_is() -> None:
    text = "The mayor accepted the offer for the large building. People were glad of it."
    found = altered(("Who accepted the offer for the large building?", "The mayor"), text=text)
    kinds = {one.kind: one for one in found}
    assert kinds["opposite"].answer == (-1, -1)
    assert kinds["synonyms"].passage[slice(*kinds["synonyms"].answer)] == "The mayor"


@pytest.mark.parametrize("word", ["when", "where"])
def test_what_no_sentence_tells_is_asked_hardly_more_often_than_what_one_tells(word: str) -> None:
    (one, *_) = altered()
    of_kind = {"told": 10, "not told": 100}
    many = [
        Question(**{**{name: getattr(one, name) for name in Question.__slots__}, "kind": f"{word} {kind}"})
        for kind, count in of_kind.items()
        for _ in range(count)
    ]
    counts = Counter(found.kind for found in balanced(many, random.Random(1)))
    assert counts[f"{word} told"] == 10
    assert counts[f"{word} not told"] < 25
