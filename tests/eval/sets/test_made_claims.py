from __future__ import annotations

import pytest

from eval.sets.made_claims import statement


@pytest.mark.parametrize(
    ("question", "answer", "said"),
    [
        ("Who ruled Cyprus?", "Isaac Komnenos", "Isaac Komnenos ruled Cyprus."),
        ("When did the troops leave Kyiv?", "1991", "The troops leave Kyiv in 1991."),
        ("What is the capital?", "Oslo", "Oslo is the capital."),
        ("How many dogs did they keep?", "12", "They keep 12 dogs."),
    ],
)
def test_an_answered_question_is_a_statement(question: str, answer: str, said: str) -> None:
    assert statement(question, answer) == said


def test_a_request_is_no_statement() -> None:
    assert statement("Name the capital", "Oslo") is None
