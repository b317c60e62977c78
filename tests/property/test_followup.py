from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.language.parser import default_parser
from rag.catalogue.questions import read_archive_question
from rag.conversation.followup import complete_by_rules
from rag.conversation.rewrite import checked
from rag.question.reading import read_question
from rag.types import Query, Turn

ASKED = date(2022, 4, 8)
VOCABULARY = (
    "and what about why when where how many who it they he her there that the of in did was plant town troops Kyiv left"
    " articles mention from list latest which whose will be been sink to do according so ? , . 's : “ March since RT"
)
WORDS = st.sampled_from(VOCABULARY.split())
TEXTS = st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=10).map(" ".join))
TURNS = st.lists(st.builds(Turn, question=TEXTS, answer=TEXTS), min_size=1, max_size=3).map(tuple)


@given(TEXTS, TURNS)
def test_any_question_after_any_conversation_is_completed_or_left_alone(text: str, history: tuple[Turn, ...]) -> None:
    whole = complete_by_rules(Query(text=text, asked=ASKED, history=history))
    assert whole is None or whole.endswith("?")


@given(TEXTS, TURNS, TEXTS)
def test_what_is_taken_from_a_model_is_one_line_that_asks(text: str, history: tuple[Turn, ...], said: str) -> None:
    question = read_question(Query(text=text, asked=ASKED, history=history))
    taken = checked(said, question, default_parser())
    assert taken is None or (taken.endswith("?") and len(taken.splitlines()) == 1)


@given(TEXTS)
def test_any_text_is_read_as_a_question_whose_words_are_its_own(text: str) -> None:
    question = read_question(Query(text=text, asked=ASKED))
    tokens, gap = question.asking.tokens, question.gap
    assert all(text[token.start : token.end] == token.text for token in tokens)
    assert gap is None or text[gap.start : gap.end] == gap.text
    assert question.clause is None or question.clause in question.asking.clauses
    for place in range(len(tokens)):
        above = [place]
        while tokens[above[-1]].head != above[-1]:
            above.append(tokens[above[-1]].head)
            assert len(above) <= len(tokens)


@given(TEXTS)
def test_any_text_is_a_question_about_the_archive_or_not(text: str) -> None:
    outlets = ["RT", "The Sun"]
    found = read_archive_question(read_question(Query(text=text, asked=ASKED), outlets=outlets), outlets=outlets)
    assert found is None or found.union
