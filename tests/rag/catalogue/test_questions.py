from __future__ import annotations

from datetime import date

import pytest

from index.types import Filters
from rag.catalogue.questions import ArchiveQuestion, read_archive_question
from rag.catalogue.subjects import ArchiveSubject
from rag.question.reading import read_question
from rag.types import Query

ASKED = date(2022, 4, 8)
OUTLETS = ["Lantern", "RT", "The Sun"]


def read(text: str, filters: Filters | None = None) -> ArchiveQuestion | None:
    query = Query(text=text, asked=ASKED, filters=filters or Filters())
    return read_archive_question(read_question(query, outlets=OUTLETS), outlets=OUTLETS)


def known(question: str) -> ArchiveQuestion:
    found = read(question)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "subject"),
    [
        ("how many articles are there?", "count"),
        ("Can you tell me how many articles you have?", "count"),
        ("How many articles mention Chernobyl?", "count"),
        ("how many articles?", "count"),
        ("What is new this week?", "list"),
        ("what's new?", "list"),
        ("What's the news today?", "list"),
        ("list articles from March", "list"),
        ("Please show me all articles about Bucha", "list"),
        ("what is the latest article?", "newest"),
        ("When was the latest article published?", "newest"),
        ("What is the oldest article?", "oldest"),
        ("which sources do you have?", "outlets"),
        ("Which outlets are there?", "outlets"),
        ("what dates does the archive cover?", "days"),
        ("How far back does the archive go?", "days"),
        ("How old are the articles?", "days"),
        ("Hello. How many articles are there?", "count"),
        ("What is the number of articles?", "count"),
        ("How many outlets are there?", "outlets"),
        ("Where do your articles come from?", "outlets"),
        ("How old is the oldest article?", "oldest"),
        ("Which articles were published on Monday?", "list"),
        ("summarise March", "summary"),
        ("Summarize the news of last week", "summary"),
        ("what can you do?", "itself"),
        ("Who are you?", "itself"),
        ("What is the most important article?", "judgement"),
        ("Which source is the most reliable?", "judgement"),
    ],
)
def test_a_question_about_the_archive_is_told_by_its_subject(question: str, subject: ArchiveSubject) -> None:
    assert known(question).subject == subject


@pytest.mark.parametrize(
    "question",
    [
        "How many articles of the constitution were changed?",
        "How many articles does the treaty have?",
        "How many articles are in the constitution?",
        "How many articles of impeachment were there?",
        "How many articles did the author write about Chernobyl?",
        "How many documents were seized from Mar-a-Lago?",
        "Which articles of the treaty were violated?",
        "What was the first article of the constitution?",
        "Which sources of energy does Germany use?",
        "Which newspapers reported the leak?",
        "What period does the treaty cover?",
        "What is new in iOS 16?",
        "What was New Briton's response to Celeron?",
        "What is the latest on Ukraine?",
        "What happened this week?",
        "What is this week's top song?",
        "What are you going to do about it?",
        "Help Ukraine",
        "What is the most important source of income for Egypt?",
        "Summarise the killings in Bucha",
        "Summarise the article about Chernobyl",
        "When did troops leave Chernobyl?",
        "How many people died?",
        "What do reports say?",
        "How many articles from March were changed in April?",
        "What is the newest?",
        "How many articles do not mention Bucha?",
        "How many articles are there in it?",
        "What is the latest?",
        "What day is it?",
        "When do you come back?",
        "How are you?",
        "What year was the article published?",
        "Ukraine is at war. How many articles are there?",
        "",
    ],
)
def test_a_question_about_the_news_is_none_about_the_archive(question: str) -> None:
    assert read(question) is None


def test_a_time_in_it_bounds_the_days_of_publication() -> None:
    assert known("how many articles were published in March?").days == (date(2022, 3, 1), date(2022, 3, 31))


def test_a_month_without_a_preposition_is_a_time() -> None:
    assert known("summarise March").days == (date(2022, 3, 1), date(2022, 3, 31))


def test_since_leaves_the_last_day_open() -> None:
    assert known("list articles since Monday").days == (date(2022, 4, 4), None)


def test_some_last_days_end_on_the_day_of_asking() -> None:
    assert known("list articles from the last three days").days == (date(2022, 4, 6), ASKED)


def test_an_outlet_in_it_is_a_filter() -> None:
    found = known("how many articles did RT publish in March?")
    assert [filters.source for filters in found.union] == ["RT"]


def test_two_outlets_are_one_union() -> None:
    assert [filters.source for filters in known("how many articles are there from RT and Lantern").union] == [
        "Lantern",
        "RT",
    ]


def test_words_to_mention_end_where_an_outlet_begins() -> None:
    found = known("how many articles are there about Joe Biden from RT")
    assert (found.words, found.terms, found.union[0].source) == ("Joe Biden", ("joe", "biden"), "RT")


def test_an_outlet_that_articles_are_to_mention_is_no_filter() -> None:
    found = known("how many articles mention The Sun?")
    assert (found.words, found.union) == ("The Sun", (Filters(),))


def test_a_day_behind_on_is_no_word_to_mention() -> None:
    found = known("how many articles on Monday")
    assert (found.words, found.days) == ("", (date(2022, 4, 4), date(2022, 4, 4)))


def test_words_without_content_are_nothing_to_mention() -> None:
    assert read("how many articles mention it?") is None


def test_an_outlet_that_the_archive_does_not_have_is_told() -> None:
    assert known("How many articles from CNN are there?").outlet == "CNN"


def test_flags_are_kept_beside_what_the_question_says() -> None:
    flags = Filters(source="RT", articles=frozenset(("a1",)))
    found = read("how many articles were published in March?", flags)
    assert found is not None
    assert found.union == (
        Filters(
            source="RT",
            articles=frozenset(("a1",)),
            published_from=date(2022, 3, 1),
            published_to=date(2022, 3, 31),
        ),
    )
