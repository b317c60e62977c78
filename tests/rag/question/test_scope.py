from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from index.archive.outlet_names import named_outlet, names_of, nearest_outlets
from index.types import Filters, Published, ScoredPassage
from rag.question.scope import Scope, read_scope, scope_notes, searches
from tests.fakes import scored

# A Friday.
ASKED = date(2022, 4, 8)
OUTLETS = (
    "BBC News",
    "cnn.com",
    "Express",
    "FOX News - Health",
    "FOX News - Travel",
    "Mirror",
    "Reuters",
    "RT",
    "The Independent",
    "The Sun",
    "The Sunday Times",
    "theguardian.com",
    "TIME",
)
MARCH = (date(2022, 3, 1), date(2022, 3, 31))
LAST_WEEK = (date(2022, 3, 28), date(2022, 4, 3))


def read(question: str) -> Scope:
    return read_scope(question, asked=ASKED, outlets=OUTLETS)


def published(question: str) -> tuple[date | None, date | None]:
    scope = read(question)
    return scope.published_from, scope.published_to


# Outlets.


@pytest.mark.parametrize(
    ("question", "outlets"),
    [
        ("According to RT, when did troops leave Chernobyl?", ["RT"]),
        ("when did troops leave, according to rt?", ["RT"]),
        ("When did troops leave, according to the guardian", ["theguardian.com"]),
        ("What did the Guardian report about the convoy?", ["theguardian.com"]),
        ("How many people died in the Express article?", ["Express"]),
        ("What is the toll in RT's report on Mariupol?", ["RT"]),
        ("What does RT’s latest story say?", ["RT"]),
        ("Which towns were named in articles by Reuters?", ["Reuters"]),
        ("What did Time magazine write about Zelensky?", ["TIME"]),
        ("Time magazine reported which toll?", ["TIME"]),
        ("Who was interviewed in a story in The Independent?", ["The Independent"]),
        ("What did The Sunday Times report?", ["The Sunday Times"]),
        ("What did the 'Reuters' article say?", ["Reuters"]),
        ("What did cnn.com report on the strike?", ["cnn.com"]),
        ("How did CNN describe the strike?", ["cnn.com"]),
        ("What does the BBC report say?", ["BBC News"]),
        ("Which firm, covered by Fox News, was fined?", ["FOX News - Health", "FOX News - Travel"]),
        ("What do the Reuters, RT and Sun articles agree on?", ["RT", "Reuters", "The Sun"]),
        ("Was the toll reported by both 'Reuters' and 'RT' the same?", ["RT", "Reuters"]),
        ("Does the Mirror article agree with what Reuters was told?", ["Mirror", "Reuters"]),
    ],
)
def test_an_outlet_whose_report_is_asked_for_is_searched(question: str, outlets: list[str]) -> None:
    assert list(read(question).outlets) == outlets


@pytest.mark.parametrize(
    "question",
    [
        "According to officials, how many people died?",
        "According to Le Monde, how many people died?",
        "According to the independent commission, who was to blame?",
        "What did the independent inquiry report?",
        "Independent reports say what about the toll?",
        "What did the mirror report in the bathroom show?",
        "How hot is the sun?",
        "By what time was the express train reported to be late?",
        "What did Time magazine say?",
        "What did Time Warner report?",
        "Which losses did American Express report?",
        "WHAT DID THE SUN REPORT?",
        "Who told CNN about the strike?",
        "Who owns RT?",
        "Why was RT banned?",
        "What did a Reuters photographer see?",
        "Which outlets other than RT reported the strike?",
        "What does the RT report say that other sources do not?",
        "What did articles say that were not by RT?",
        "",
    ],
)
def test_words_that_may_mean_something_else_choose_no_outlet(question: str) -> None:
    assert read(question).outlets == ()


def test_who_names_more_outlets_than_can_be_searched_one_by_one_names_none() -> None:
    outlets = [f"FOX News - Part {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    assert read_scope("What did the Fox News article say?", asked=ASKED, outlets=outlets).outlets == ()


def test_an_archive_without_outlets_leaves_every_question_as_it_is() -> None:
    assert read_scope("According to RT, what happened?", asked=ASKED, outlets=()) == Scope()


def test_the_words_that_chose_are_told() -> None:
    scope = read("What did the Guardian report between 3 and 5 April 2022?")
    assert (scope.outlet_words, scope.published_words) == (("the Guardian",), ("between 3", "5 April 2022"))


# Days of publication.


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("What did articles published in March 2022 say about gas?", MARCH),
        ("Which stories about gas were published in March 2022?", MARCH),
        ("What do articles from last week say about gas?", LAST_WEEK),
        ("What did last week's articles say about gas?", LAST_WEEK),
        ("What is the news since Monday?", (date(2022, 4, 4), None)),
        ("Which articles before 3 April mention Bucha?", (None, date(2022, 4, 2))),
        ("Which articles after 3 April mention Bucha?", (date(2022, 4, 4), None)),
        ("What did the coverage until 3 April leave out?", (None, date(2022, 4, 3))),
        ("What do articles since 3 March 2022 until 10 March 2022 say?", (date(2022, 3, 3), date(2022, 3, 10))),
        ("What do articles from 3 March 2022 until 10 March 2022 say?", (date(2022, 3, 3), date(2022, 3, 10))),
        ("Who was in the news this week?", (date(2022, 4, 4), date(2022, 4, 10))),
        ("What did RT report in March 2022 about Bucha?", MARCH),
        ("What does the Guardian's 3 April article say?", (date(2022, 4, 3), date(2022, 4, 3))),
        ("What did Reuters report between 3 and 5 April 2022?", (date(2022, 4, 3), date(2022, 4, 5))),
        ("Which articles were written from 3 April on?", (date(2022, 4, 3), None)),
        (
            "What changed between the RT report published on 3 March and the Reuters report published on 9 March?",
            (date(2022, 3, 3), date(2022, 3, 9)),
        ),
        (
            "Which articles published after 1 March and articles published before 9 March mention gas?",
            (date(2022, 3, 2), date(2022, 3, 8)),
        ),
    ],
)
def test_days_on_which_articles_were_published_are_a_filter(
    question: str, days: tuple[date | None, date | None]
) -> None:
    assert published(question) == days


@pytest.mark.parametrize(
    "question",
    [
        "How many people died on Thursday?",
        "How many cases were reported in March 2022?",
        "Which book was published in March 2022?",
        "What did the UN report in March 2022 say?",
        "What has happened since 2014?",
        "Who won before 3 April?",
        "What did The Sunday Times report?",
        "What is the good news for 2023?",
        "What do articles published on XXXX say?",
        "How did the RT report differ from the Reuters report published on 9 March?",
    ],
)
def test_days_on_which_something_else_happened_are_no_filter(question: str) -> None:
    assert published(question) == (None, None)


# The time that a question is about.


@pytest.mark.parametrize(
    ("question", "about"),
    [
        ("What happened in Kyiv in March 2022?", MARCH),
        ("What happened last week?", LAST_WEEK),
        ("How many people died on 31 March?", (date(2022, 3, 31), date(2022, 3, 31))),
        ("How many people died on Thursday?", (date(2022, 4, 7), date(2022, 4, 7))),
        ("What exploded in 1986?", (date(1986, 1, 1), date(1986, 12, 31))),
        ("What happened from 3 to 5 March 2022?", (date(2022, 3, 3), date(2022, 3, 5))),
        ("Was it worse on 1 March or on 31 March?", MARCH),
        ("What did the Guardian say about Bucha in March 2022?", MARCH),
    ],
)
def test_a_time_that_a_question_names_is_what_it_is_about(question: str, about: tuple[date, date]) -> None:
    assert read(question).about == about


@pytest.mark.parametrize(
    "question",
    [
        "When did troops leave Chernobyl?",
        "Why did they march on the capital?",
        "May he stay in office?",
        "Whom did the Jan. 6 committee hear?",
        "Who won the 2018 World Cup?",
        "What happened this week?",
        "What has happened since 2014?",
        "Who ruled before 2014?",
        "What happened at some time?",
        "What did The Sunday Times print on page 3?",
        "For five weeks, who held the station?",
    ],
)
def test_without_a_time_of_its_own_a_question_is_about_the_day_it_is_put(question: str) -> None:
    assert read(question).about is None


# What is searched.


def test_the_narrowest_search_comes_first_and_the_one_by_flags_alone_last() -> None:
    scope = Scope(outlets=("RT", "TIME"), published_from=MARCH[0])
    flags = Filters(event_to=ASKED)
    dated = replace(flags, published_from=MARCH[0])
    assert searches(scope, flags) == [
        (replace(dated, source="RT"), replace(dated, source="TIME")),
        (replace(flags, source="RT"), replace(flags, source="TIME")),
        (dated,),
        (flags,),
    ]


def test_a_question_that_asks_for_nothing_special_is_searched_once() -> None:
    assert searches(Scope(about=MARCH), Filters(source="RT")) == [(Filters(source="RT"),)]


def test_a_flag_replaces_what_the_question_says_on_its_side() -> None:
    scope = Scope(outlets=("RT",), published_from=MARCH[0], published_to=MARCH[1])
    flags = Filters(source="TIME", published_from=date(2022, 3, 15))
    assert searches(scope, flags)[0] == (replace(flags, published_to=MARCH[1]),)


def test_a_question_that_contradicts_a_flag_yields_to_it() -> None:
    flags = Filters(published_from=date(2022, 4, 1))
    assert searches(Scope(published_to=MARCH[1]), flags) == [(flags,)]


# What a person is told.


def passage(source: str, day: date) -> ScoredPassage:
    hit = scored("Troops left.")
    dated = Published(earliest=day, latest=day)
    return replace(hit, article=replace(hit.article, source=source, published=dated))


OF_RT = Scope(outlets=("RT",), outlet_words=("RT",))
OF_MARCH = Scope(published_from=MARCH[0], published_to=MARCH[1], published_words=("in March",))


@pytest.mark.parametrize(
    ("scope", "source", "note"),
    [
        (OF_RT, "rt", "Only RT was searched, as the question asks (“RT”)."),
        (OF_RT, "TIME", "No article of RT is within the filters, so all outlets were searched."),
        (
            OF_MARCH,
            "RT",
            "Only articles published 2022-03-01 to 2022-03-31 were searched, as the question asks (“in March”).",
        ),
        (
            replace(OF_MARCH, published_to=None),
            "RT",
            "Only articles published since 2022-03-01 were searched, as the question asks (“in March”).",
        ),
        (
            Scope(published_to=date(2022, 3, 1)),
            "RT",
            "No article published until 2022-03-01 is within the filters, so all days were searched.",
        ),
        (
            Scope(outlets=("RT", "TIME"), outlet_words=("RT", "Time")),
            "TIME",
            "Only RT and TIME were searched, as the question asks (“RT”, “Time”).",
        ),
    ],
)
def test_what_was_searched_because_of_the_question_is_told(scope: Scope, source: str, note: str) -> None:
    assert scope_notes(scope, Filters(), [passage(source, MARCH[1])]) == (note,)


@pytest.mark.parametrize(
    ("scope", "filters"), [(Scope(about=MARCH), Filters()), (OF_RT, Filters(source="TIME")), (OF_MARCH, Filters())]
)
def test_nothing_is_told_of_what_the_question_did_not_change(scope: Scope, filters: Filters) -> None:
    passages = [] if scope is OF_MARCH else [passage("TIME", ASKED)]
    assert scope_notes(scope, filters, passages) == ()


# Names of outlets.


@pytest.mark.parametrize(
    ("outlet", "name"),
    [
        ("theguardian.com", "guardian"),
        ("The Age", "age"),
        ("BBC News", "bbc"),
        ("bbc.co.uk", "bbc"),
        ("FOX News - Health", "foxnews"),
        ("Cnbc | World Business News Leader", "cnbc"),
        ("Al-Jazeera", "aljazeera"),
    ],
)
def test_an_outlet_is_called_by_what_is_its_own_in_its_name(outlet: str, name: str) -> None:
    assert name in names_of(outlet)


def test_a_name_that_belongs_to_many_is_not_an_outlets_own() -> None:
    assert "sporting" not in names_of("Sporting News")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("Gaurdian", ["theguardian.com"]),
        ("Rueters", ["Reuters"]),
        ("Fox", ["FOX News - Health", "FOX News - Travel"]),
        ("the independant", ["The Independent"]),
        ("Quux", []),
    ],
)
def test_the_nearest_outlets_to_a_misspelt_one_are_found(name: str, nearest: list[str]) -> None:
    assert nearest_outlets(name, OUTLETS) == nearest


def test_an_outlet_is_named_whatever_the_case_of_its_letters() -> None:
    assert (named_outlet("rt", OUTLETS), named_outlet("R T", OUTLETS)) == ("RT", None)
    assert named_outlet("écho", ["ÉCHO", "écho"]) == "écho"
