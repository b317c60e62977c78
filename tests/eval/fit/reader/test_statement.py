from __future__ import annotations

import pytest

from eval.fit.reader.statement import statement
from index.language.parser import default_parser
from index.language.questions import read_asking
from index.language.types import Excerpt


def said(question: str, answer: str, before: str = "") -> str | None:
    return statement(read_asking(Excerpt(question, 0, len(question)), default_parser()), answer, before)


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("Who founded the company?", "Ana Ruiz", "Ana Ruiz founded the company."),
        ("What did the council reject?", "the plan", "The council rejected the plan."),
        ("What is the capital of France?", "Paris", "The capital of France is Paris."),
        ("How many miners did the firm hire?", "five", "The firm hired five miners."),
        ("In what year was the school formed?", "1636", "The school was formed in 1636."),
        ("What type of brush does it have?", "rotary", "It has rotary brush."),
    ],
)
def test_an_answer_stands_where_the_question_asks(question: str, answer: str, expected: str) -> None:
    assert said(question, answer) == expected


def test_the_preposition_before_an_answer_is_kept() -> None:
    assert said("Where did the ferry sink?", "the bay", "in") == "The ferry sank in the bay."


def test_what_asks_for_yes_or_no_is_left_out() -> None:
    assert said("Did the ferry sink?", "yes") is None
