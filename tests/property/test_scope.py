"""Reading the scope of a question holds for every question and every archive."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.archive.outlet_names import names_of, nearest_outlets
from index.types import Filters
from rag.question.outlet_mentions import mentions
from rag.question.scope import read_scope, searches

NAMES = st.sampled_from(["RT", "The Sun", "theguardian.com", "FOX News - Health", "Ärzte-Zeitung", "时报", "A|B"])
OUTLETS = st.lists(NAMES | st.text(max_size=30), max_size=6, unique=True)
WORDS = st.sampled_from(
    ["according to", "the", "report", "articles", "published", "in", "March 2022", "since", "before", "and", "’s", "?"]
)
QUESTIONS = st.lists(WORDS | NAMES | st.text(max_size=12), max_size=25).map(" ".join) | st.text()
DAYS = st.dates()


@given(question=QUESTIONS, outlets=OUTLETS, asked=DAYS)
def test_only_outlets_of_the_archive_and_days_in_order_come_of_a_question(
    question: str, outlets: list[str], asked: date
) -> None:
    scope = read_scope(question, asked=asked, outlets=outlets)
    assert set(scope.outlets) <= set(outlets)
    assert (scope.published_from or date.min) <= (scope.published_to or date.max)
    assert scope.about is None or scope.about[0] <= scope.about[1]
    assert all(words in question for words in (*scope.outlet_words, *scope.published_words))


@given(question=QUESTIONS, outlets=OUTLETS, asked=DAYS)
def test_the_last_search_is_the_one_that_the_question_does_not_narrow(
    question: str, outlets: list[str], asked: date
) -> None:
    flags = Filters(published_from=date(2022, 3, 1), articles=frozenset({"a"}))
    tried = searches(read_scope(question, asked=asked, outlets=outlets), flags)
    assert tried[-1] == (flags,)
    assert all(part.articles == flags.articles for union in tried for part in union)
    assert all(part.published_from == flags.published_from for union in tried for part in union)


@given(question=QUESTIONS, outlets=OUTLETS)
def test_mentions_come_in_order_and_do_not_overlap(question: str, outlets: list[str]) -> None:
    found = mentions(question, outlets)
    assert all(0 <= mention.start < mention.end <= len(question) for mention in found)
    assert all(left.end <= right.start for left, right in pairwise(found))


@given(outlet=st.text(max_size=60).filter(lambda name: bool(names_of(name))))
def test_a_name_is_nearest_to_the_outlet_that_bears_it(outlet: str) -> None:
    assert outlet in nearest_outlets(outlet, [outlet])


@given(question=st.text(max_size=40), outlet=NAMES)
def test_an_outlet_written_out_is_found_wherever_it_stands_alone(question: str, outlet: str) -> None:
    assert any(outlet in mention.outlets for mention in mentions(f"{question}, {outlet}, {question}", [outlet]))
