from __future__ import annotations

from datetime import date

import pytest

from index.dates import resolve
from index.dates.values import nth_weekday

THURSDAY = date(2022, 3, 31)


def times(text: str, day: date | None = THURSDAY) -> list[tuple[str, str]]:
    return [(time.text, time.value) for time in resolve(text, day)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The homecoming game is Saturday.", "2022-04-02"),
        ("Services are on Monday.", "2022-04-04"),
        ("She will learn more when he is sentenced April 20.", "2022-04-20"),
        ("The governor leaves Sunday for Japan.", "2022-04-03"),
        ("His visit ends Sunday.", "2022-04-03"),
        ("Voters go to the polls on Sunday.", "2022-04-03"),
        ("The club play Leeds on Saturday.", "2022-04-02"),
        ("The festival runs from 3 June.", "2022-06-03"),
        ("Friday brings the first meeting of the two ministers.", "2022-04-01"),
        ("The families are to be let out on Friday, the mayor said.", "2022-04-01"),
    ],
)
def test_the_present_tense_of_timetables_looks_ahead(text: str, value: str) -> None:
    assert times(text)[-1][1] == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The letter is dated Monday.", "2022-03-28"),
        ("Friday was calm.", "2022-03-25"),
        ("Friday's talks failed.", "2022-03-25"),
        ("The play on Saturday drew a crowd.", "2022-03-26"),
        ("The runs on Monday won the game.", "2022-03-28"),
        ("Fire leaves three dead Sunday", "2022-03-27"),
    ],
)
def test_what_only_looks_like_a_timetable_does_not(text: str, value: str) -> None:
    assert times(text)[0][1] == value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("Oct. 29 last year", "2021-10-29"),
        ("May 3 of this year", "2022-05-03"),
        ("the second Saturday of November", "2021-11-13"),
        ("the last Monday in May 2009", "2009-05-25"),
        ("New Year's Day", "2022-01-01"),
        ("New Year's Eve 1999", "1999-12-31"),
        ("the early hours of Tuesday", "2022-03-29TMO"),
        ("early this morning", "2022-03-31TMO"),
        ("late last night", "2022-03-30TNI"),
        ("Monday at around 6pm", "2022-03-28T18:00"),
        ("earlier Wednesday", "2022-03-30"),
        ("that same year", "2022"),
        ("the year 2000", "2000"),
        ("the full year 2021", "2021"),
        ("end-March", "2022-03"),
        ("the '20s", "192"),
        ("13 quarters", "P13Q"),
        ("the past quarter century", "P25Y"),
        ("two-hour-long", "PT2H"),
    ],
)
def test_an_expression_of_newswire_is_one_span_with_one_value(words: str, value: str) -> None:
    assert times(f"They had met {words} in the north.") == [(words, value)]


def test_a_verb_that_lasts_is_no_window() -> None:
    assert times("The trial could last six weeks.") == [("six weeks", "P6W")]
    assert times("In the last six weeks he slept.") == [("the last six weeks", "P6W")]


def test_as_many_weeks_is_no_duration() -> None:
    assert times("It was the second fire in as many weeks.") == []


def test_the_days_after_an_event_are_not_the_next_day() -> None:
    assert [value for _, value in times("On February 24 it burned. In the days after the fire, it rained.")] == [
        "2022-02-24",
        "PXD",
    ]


def test_the_month_before_is_counted_from_the_month_reported_on() -> None:
    text = "Exports grew in February, data showed on Tuesday, after falling a month earlier."
    assert times(text)[-1] == ("a month earlier", "2022-01")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Thousands fled over the weekend.", "2022-W12-WE"),
        ("It will snow over the weekend.", "2022-W13-WE"),
    ],
)
def test_on_a_friday_the_tense_tells_which_weekend_is_meant(text: str, value: str) -> None:
    assert times(text, date(2022, 4, 1)) == [("the weekend", value)]


def test_a_fifth_weekday_is_none_in_a_month_of_four() -> None:
    assert nth_weekday(2022, 3, 4, 5) == date(2022, 3, 31)
    assert nth_weekday(2022, 2, 4, 5) is None
    assert nth_weekday(0, 2, 4, 1) is None
    assert times("It was the fifth Thursday of February 2022.") == [
        ("Thursday", "2022-03-31"),
        ("February 2022", "2022-02"),
    ]
