from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from index.archive.reader import Counts
from index.types import Filters
from rag.find.searched import searched_words, span_words
from rag.question.scope import Scope

MARCH_3, MARCH_31, APRIL_7 = date(2022, 3, 3), date(2022, 3, 31), date(2022, 4, 7)
ALL = Counts(articles=1518, oldest=MARCH_3, newest=APRIL_7)


def said(filters: Filters, counts: Mapping[Filters, Counts] | Counts = ALL, scope: Scope | None = None) -> str:
    def count(wanted: Filters) -> Counts:
        return counts if isinstance(counts, Counts) else counts.get(wanted, Counts())

    return searched_words(scope or Scope(), filters, count)


def test_all_articles_are_counted_with_the_days_they_span() -> None:
    assert said(Filters()) == "Searched 1,518 articles published from 3 March to 7 April 2022."


def test_one_article_is_an_article_of_one_day() -> None:
    counts = Counts(articles=1, oldest=MARCH_3, newest=MARCH_3)
    assert said(Filters(), counts) == "Searched 1 article published on 3 March 2022."


def test_articles_of_unknown_days_are_told_apart() -> None:
    counts = Counts(articles=3, undated=1, oldest=MARCH_31, newest=APRIL_7)
    assert said(Filters(), counts).endswith("published from 31 March to 7 April 2022; the day of 1 is not known.")


def test_where_no_day_is_known_none_is_told() -> None:
    assert said(Filters(), Counts(articles=2, undated=2)) == "Searched 2 articles."


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (Filters(source="RT"), "articles of RT published from 3 March to 7 April 2022."),
        (Filters(published_from=MARCH_31), "articles published since 31 March 2022."),
        (Filters(published_to=MARCH_31), "articles published until 31 March 2022."),
        (Filters(published_from=MARCH_31, published_to=MARCH_31), "articles published on 31 March 2022."),
        (Filters(event_to=MARCH_31), "7 April 2022 with passages about days until 31 March 2022."),
        (Filters(articles=frozenset({"a"})), "chosen articles published from 3 March to 7 April 2022."),
    ],
)
def test_what_a_flag_restricts_is_named(filters: Filters, words: str) -> None:
    assert said(filters).endswith(words)


def test_what_the_question_restricts_is_named_and_counted_by_outlet() -> None:
    scope = Scope(outlets=("Express", "RT"), published_from=MARCH_3, published_to=MARCH_31)
    parts = {
        Filters(source="Express", published_from=MARCH_3, published_to=MARCH_31): Counts(articles=2),
        Filters(source="RT", published_from=MARCH_3, published_to=MARCH_31): Counts(articles=3),
    }
    words = "Searched 5 articles of Express and RT published from 3 March to 31 March 2022."
    assert said(Filters(), parts, scope) == words


def test_a_restriction_of_the_question_that_leaves_nothing_is_not_said_to_be_searched() -> None:
    assert said(Filters(), {Filters(): ALL}, Scope(outlets=("RT",))).startswith("Searched 1,518 articles published")


def test_flags_that_leave_nothing_are_named() -> None:
    filters = Filters(source="RT", published_from=MARCH_31)
    assert said(filters, Counts()) == "The archive holds no article of RT published since 31 March 2022."


def test_a_span_over_two_years_names_both() -> None:
    assert span_words(date(2021, 12, 31), MARCH_3) == "from 31 December 2021 to 3 March 2022"
