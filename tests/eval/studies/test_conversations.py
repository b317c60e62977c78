from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from eval.scores.evidence import find_quote
from eval.studies.conversations import Conversation, asked, left_alone, read_conversations, says_what_it_must
from eval.types import Question
from rag.types import Answer, AnswerSentence, Query, ReaderInfo, Turn

LEFT = Question(id="q", type="follow_up", question="And where did they go?", turns=("Who left?", "When?"))
FOLLOW_UP = Conversation(
    question=LEFT, part="development", stands_alone=False, completion=(("troops", "soldiers"), ("Chernobyl",))
)
NEW_TOPIC = Conversation(question=LEFT, part="development", stands_alone=True, completion=())


class EchoAnswerer:
    """Answers each question with its own words and a marker."""

    def answer(self, query: Query) -> Answer:
        """One sentence."""
        sentence = AnswerSentence(text=f"So: {query.text}", support=1.0)
        return Answer(query=query, reader=ReaderInfo(kind="extractive"), sentences=(sentence,), complete=True)


def test_the_sample_conversations_are_two_halves_with_changes_of_topic(seeds: Path) -> None:
    found = read_conversations(seeds / "conversations.jsonl")
    held_out = [one for one in found if one.part == "held_out"]
    assert (len(found), len(held_out)) == (48, 24)
    assert sum(one.stands_alone for one in held_out) == 8
    assert all(1 <= len(one.question.turns) <= 2 for one in found)
    assert all(bool(one.completion) is not one.stands_alone for one in found)


def test_the_evidence_of_the_sample_conversations_stands_in_the_articles(seeds: Path) -> None:
    quoted = [item for one in read_conversations(seeds / "conversations.jsonl") for item in one.question.quoted]
    assert all(find_quote(item.quote or "", (seeds / item.article).read_text("utf-8")) for item in quoted)


def test_earlier_turns_are_asked_with_what_came_before_them() -> None:
    query = asked(FOLLOW_UP, EchoAnswerer())
    assert query.history == (
        Turn(question="Who left?", answer="So: Who left?"),
        Turn(question="When?", answer="So: When?"),
    )


@pytest.mark.parametrize(
    ("conversation", "completion", "right"),
    [
        (FOLLOW_UP, "Where did the soldiers at Chernobyl go?", True),
        (FOLLOW_UP, "Where did the soldiers go?", False),
        (FOLLOW_UP, None, False),
        (NEW_TOPIC, None, True),
        (NEW_TOPIC, "Where did the soldiers at Chernobyl go?", False),
    ],
)
def test_a_completion_needs_a_wording_of_every_list(
    conversation: Conversation, completion: str | None, right: bool
) -> None:
    assert says_what_it_must(conversation, completion) is right


def test_questions_that_are_left_alone_are_counted() -> None:
    assert left_alone(["Who painted the Mona Lisa?", "What did they want?"]) == (1, 2)


def test_a_question_is_put_on_its_day() -> None:
    dated = Question(id="q", type="t", question="And then?", turns=(), asked=date(2022, 4, 8))
    conversation = Conversation(question=dated, part="development", stands_alone=True, completion=())
    assert asked(conversation, EchoAnswerer()).asked == date(2022, 4, 8)
