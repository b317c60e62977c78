"""Values in sentences, and how two of them compare."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.dates import resolve
from index.types import Article
from rag.evidence.amounts import amounts_in
from rag.evidence.values import Amount, TimeValue, holds, is_same, is_same_name, times_in
from tests.fakes import article, scored
from tests.fakes import evidence as read


def dated(text: str) -> Article:
    """An article of 31 March 2022 with its times."""
    return replace(article(text), times=tuple(resolve(text, date(2022, 3, 31))))


def amount(text: str) -> Amount:
    (found,) = amounts(text)
    return found


def amounts(text: str) -> list[Amount]:
    passage = scored(text)
    whole = replace(passage, article=dated(text))
    return [found for one in read(whole).sentences for found in amounts_in(one.article, one.sentence)]


def time(text: str) -> TimeValue:
    (found,) = times_in(dated(text), 0, len(text))
    return found


@pytest.mark.parametrize(
    ("text", "normalised"),
    [
        ("three dozen people", "36"),
        ("1.2m refugees", "1200000"),
        ("2.3 million dollars", "2300000 USD"),
        ("$31,250", "31250 USD"),
        ("€3bn", "3000000000 EUR"),
        ("54 percent of it", "54 %"),
        ("15% of it", "15 %"),
        ("twenty-five men", "25"),
        ("two hundred and five cows", "205"),
        ("two kilometres away", "2000 m"),
    ],
)
def test_numbers_are_read_in_figures_and_words(text: str, normalised: str) -> None:
    assert amount(text).normalised == normalised


@pytest.mark.parametrize(
    "text", ["on March 31, 2022", "Flight 109 landed", "No. 5", "a 40-year-old man", "one of them", "the CD4 cell"]
)
def test_dates_names_and_ages_are_no_amounts(text: str) -> None:
    assert amounts(text) == []


@pytest.mark.parametrize(
    ("text", "bound"),
    [("about 300 died", "about"), ("more than 300 died", "more"), ("at least 300 died", "more"), ("300 died", "exact")],
)
def test_the_words_before_a_number_bound_it(text: str, bound: str) -> None:
    assert amount(text).bound == bound


def test_a_number_knows_what_it_counts() -> None:
    assert amount("312 Russian soldiers in Bucha").nouns == ("russian", "soldier")


def test_a_weekday_is_the_day_that_the_article_means() -> None:
    assert time("They left on Tuesday.").normalised == "2022-03-29"


def test_two_years_with_a_dash_are_one_span() -> None:
    span = time("It was built 1861–1862.")
    assert (span.text, span.first, span.last) == ("1861–1862", date(1861, 1, 1), date(1862, 12, 31))


def test_a_month_holds_its_day_and_is_another_value() -> None:
    month, day = time("in March 2022"), time("on March 31, 2022")
    assert holds(month, day)
    assert not is_same(month, day)


def test_about_a_number_is_the_same_as_one_near_it() -> None:
    assert is_same(amount("about 300 died"), amount("312 died"))
    assert not is_same(amount("300 died"), amount("312 died"))


def test_more_than_a_number_holds_a_higher_one_that_is_not_far() -> None:
    more = amount("more than 300 died")
    assert holds(more, amount("312 died"))
    assert not holds(more, amount("14,000 died"))
    assert not holds(more, amount("200 died"))


def test_a_share_is_never_a_count() -> None:
    assert not is_same(amount("30 percent"), amount("30 people"))


def test_a_last_name_is_the_same_as_the_whole_name() -> None:
    assert is_same_name("Kirby", "John Kirby")
    assert not is_same_name("Frank Oz", "Quentin Tarantino")
