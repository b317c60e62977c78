from __future__ import annotations

from datetime import date

import pytest

from index.dates import TimeExpression, resolve

THURSDAY = date(2022, 3, 31)


def times(text: str, day: date | None = THURSDAY) -> list[tuple[str, str, str]]:
    return [(time.text, time.type, time.value) for time in resolve(text, day)]


def values(text: str, day: date | None = THURSDAY) -> list[str]:
    return [time.value for time in resolve(text, day)]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("7 Apr, 2022 07:02", "2022-04-07T07:02"),
        ("March 31, 2022", "2022-03-31"),
        ("March 01 , 2008", "2008-03-01"),
        ("31 March 2022", "2022-03-31"),
        ("1st of May 2020", "2020-05-01"),
        ("Sept. 30, 1998", "1998-09-30"),
        ("2022-03-31", "2022-03-31"),
        ("2022-03-31T07:02:59", "2022-03-31T07:02"),
        ("31/03/2022", "2022-03-31"),
        ("03/31/2022", "2022-03-31"),
        ("31.03.2022", "2022-03-31"),
        ("10/25/89", "1989-10-25"),
        ("October 2007", "2007-10"),
        ("the end of 2005", "2005"),
        ("late 2006", "2006"),
        ("the 1990s", "199"),
        ("the early 1980's", "198"),
        ("the mid-'90s", "199"),
        ("the sixties", "196"),
        ("the 1800s", "18"),
        ("the 2000s", "200"),
        ("the 20th century", "19"),
        ("the late nineteenth century", "18"),
        ("the third quarter of 2009", "2009-Q3"),
        ("Q3 2009", "2009-Q3"),
        ("the 1990 first quarter", "1990-Q1"),
        ("the first half of 1989", "1989-H1"),
        ("the summer of 1988", "1988-SU"),
        ("fiscal 1990", "1990"),
        ("the first week of June 2009", "2009-W23"),
    ],
)
def test_an_explicit_date_needs_no_publication_day(words: str, value: str) -> None:
    assert times(f"It began on {words}, they said.", None)[0][::2] == (words, value)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("February 24", "2022-02-24"),
        ("April 1", "2022-04-01"),
        ("Dec. 12", "2021-12-12"),
        ("Tuesday", "2022-03-29"),
        ("Thursday", "2022-03-31"),
        ("Friday morning", "2022-03-25TMO"),
        ("late Monday night", "2022-03-28TNI"),
        ("the night of March 28", "2022-03-28TNI"),
        ("last Thursday", "2022-03-24"),
        ("last Tuesday", "2022-03-29"),
        ("next Thursday", "2022-04-07"),
        ("next Tuesday", "2022-04-05"),
        ("this Friday", "2022-04-01"),
        ("Tuesday of last week", "2022-03-22"),
        ("February", "2022-02"),
        ("last September", "2021-09"),
        ("this March", "2022-03"),
        ("October last year", "2021-10"),
        ("mid-September", "2021-09"),
        ("the third quarter", "2021-Q3"),
        ("the fourth quarter of last year", "2021-Q4"),
        ("the second half of this year", "2022-H2"),
        ("this spring", "2022-SP"),
        ("last summer", "2021-SU"),
        ("the last week of February", "2022-W08"),
        ("the weekend", "2022-W12-WE"),
        ("this past weekend", "2022-W12-WE"),
        ("this weekend", "2022-W13-WE"),
    ],
)
def test_an_underspecified_date_is_placed_near_the_publication_day(words: str, value: str) -> None:
    assert times(f"It stopped on {words}, they said.")[0][::2] == (words, value)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("last year", "2021"),
        ("a month ago", "2022-02"),
        ("two weeks ago", "2022-W11"),
        ("a week ago Monday", "2022-03-21"),
        ("five years ago", "2017"),
        ("two decades ago", "200"),
        ("yesterday", "2022-03-30"),
        ("the day before yesterday", "2022-03-29"),
        ("tomorrow", "2022-04-01"),
        ("tonight", "2022-03-31TNI"),
        ("last night", "2022-03-30TNI"),
        ("this morning", "2022-03-31TMO"),
        ("yesterday afternoon", "2022-03-30TAF"),
        ("earlier this week", "2022-W13"),
        ("later this month", "2022-03"),
        ("early next year", "2023"),
        ("the end of the month", "2022-03"),
        ("the current quarter", "2022-Q1"),
        ("year-end", "2022"),
        ("years ago", "PAST_REF"),
        ("a few months ago", "PAST_REF"),
    ],
)
def test_a_relative_expression_counts_from_the_publication_day(words: str, value: str) -> None:
    assert times(f"It happened {words} in the north.")[0][::2] == (words, value)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("five weeks", "P5W"),
        ("a month", "P1M"),
        ("over a month", "P1M"),
        ("24 hours", "PT24H"),
        ("half an hour", "PT30M"),
        ("an hour and a half", "PT1.5H"),
        ("2 1/2 years", "P2.5Y"),
        ("almost two and a half years", "P2.5Y"),
        ("twenty-five years", "P25Y"),
        ("more than a decade", "P10Y"),
        ("decades", "PXY"),
        ("several weeks", "PXW"),
        ("a couple of days", "P2D"),
        ("six straight days", "P6D"),
        ("the past two weeks", "P2W"),
        ("the past decade", "P10Y"),
        ("the next four years", "P4Y"),
        ("the first nine months", "P9M"),
        ("61 years old", "P61Y"),
    ],
)
def test_a_duration_has_a_length_and_no_place(words: str, value: str) -> None:
    assert times(f"The siege lasted {words}, said one.")[0] == (words, "DURATION", value)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("every Monday", "XXXX-WXX-1"),
        ("Mondays", "XXXX-WXX-1"),
        ("Tuesday nights", "XXXX-WXX-2TNI"),
        ("daily", "P1D"),
        ("annually", "P1Y"),
        ("every two years", "P2Y"),
        ("each month", "P1M"),
        ("every morning", "XXXX-XX-XXTMO"),
        ("every summer", "XXXX-SU"),
        ("every March", "XXXX-03"),
    ],
)
def test_what_recurs_is_a_set(words: str, value: str) -> None:
    assert times(f"They meet {words} in town.")[0] == (words, "SET", value)


@pytest.mark.parametrize("text", ["They build 15 a year.", "It runs twice a year.", "It sold 40 cars a year."])
def test_a_rate_is_a_set(text: str) -> None:
    assert times(text) == [("a year", "SET", "P1Y")]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("now", "PRESENT_REF"),
        ("currently", "PRESENT_REF"),
        ("these days", "PRESENT_REF"),
        ("recently", "PAST_REF"),
        ("in recent years", "PAST_REF"),
        ("in the past", "PAST_REF"),
        ("in the future", "FUTURE_REF"),
        ("in the coming days", "FUTURE_REF"),
        ("very soon", "FUTURE_REF"),
    ],
)
def test_a_reference_names_no_date(words: str, value: str) -> None:
    assert values(f"Prices are high {words}, he said.") == [value]


@pytest.mark.parametrize(
    "text",
    [
        "He may march in anger, and may not.",
        "The March on Washington drew a crowd.",
        "Wait a second, said the second man.",
        "The Sun reported that they sat down, and he read the Sun.",
        "About 2022 people and 1990 dollars, said room 2010.",
        "It cost $2008 and weighed 1,990 kilos.",
        "April Jones met June Carter and Theresa May.",
        "Prices fall while a spring breaks.",
        "World War II veterans drove 30 miles.",
        "He plays for Mar-a-Lago; the score was 3-2.",
        "Flight 1990 left gate 12 with version 2.0.",
    ],
)
def test_words_that_only_look_like_times_are_left_alone(text: str) -> None:
    assert times(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The council will meet on Friday.", "2022-04-01"),
        ("The hearing is to be held on Monday.", "2022-04-04"),
        ("The trial is set to begin Wednesday.", "2022-04-06"),
        ("The corridor would be opened Friday.", "2022-04-01"),
        ("Bids are due by Tuesday.", "2022-04-05"),
        ("They said on Friday that it was over.", "2022-03-25"),
        ("On Wednesday the army left.", "2022-03-30"),
        ("The council will decide in May.", "2022-05"),
        ("The council decided in May.", "2021-05"),
        ("The law, adopted in February, was changed.", "2022-02"),
        ("It will be published on June 17.", "2022-06-17"),
        ("He won't come on Friday.", "2022-04-01"),
        ("He won on Friday.", "2022-03-25"),
        ("By Wednesday 200 were dead.", "2022-03-30"),
        ("It was postponed until Monday.", "2022-04-04"),
        ("Work stopped Tuesday due to rain.", "2022-03-29"),
        ("They set out on foot Monday.", "2022-03-28"),
        ("She had planned a visit in February but fell ill.", "2022-02"),
        ("Speaking on Wednesday, he promised that aid will come.", "2022-03-30"),
    ],
)
def test_tense_and_cue_words_give_the_direction(text: str, value: str) -> None:
    assert values(text) == [value]


def test_each_date_of_a_sentence_takes_the_nearest_cue() -> None:
    assert values("Officials said Friday that talks will resume Monday.") == ["2022-03-25", "2022-04-04"]


def test_a_weekday_beside_a_date_is_one_expression() -> None:
    assert times("It opens Friday, April 1.") == [("Friday, April 1", "DATE", "2022-04-01")]


def test_the_weekday_beside_a_date_decides_its_year() -> None:
    assert values("They met on Friday, April 1, and left.", date(2018, 6, 1)) == ["2016-04-01"]


def test_a_day_with_a_time_is_one_expression() -> None:
    assert times("The road will open on April 1 from 10:00 am, they said.") == [
        ("April 1 from 10:00 am", "TIME", "2022-04-01T10:00")
    ]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("4:35 p.m. EDT", "T16:35"),
        ("12:15 am", "T00:15"),
        ("0700 GMT", "T07:00Z"),
        ("16:08 UTC", "T16:08Z"),
        ("noon", "T12:00"),
        ("midnight", "T24:00"),
        ("10 o'clock", "T10:00"),
        ("10:30 p.m. local time", "T22:30"),
    ],
)
def test_a_time_of_day_belongs_to_the_day_last_mentioned(words: str, value: str) -> None:
    assert times(f"He left on Tuesday. At {words} he was gone.")[1] == (words, "TIME", f"2022-03-29{value}")


def test_a_time_before_a_comma_and_a_day_is_placed_on_that_day() -> None:
    assert times("She spoke at 16:15 UTC, June 1st.", date(2009, 6, 4)) == [
        ("16:15 UTC", "TIME", "2009-06-01T16:15Z"),
        ("June 1st", "DATE", "2009-06-01"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It ran March 3-5.", [("March 3", "2022-03-03"), ("5", "2022-03-05")]),
        ("It ran 3 to 5 March 2020.", [("3", "2020-03-03"), ("5 March 2020", "2020-03-05")]),
        ("Between 2014 and 2016 it grew.", [("2014", "2014"), ("2016", "2016")]),
        ("In 2010-11 it fell.", [("2010", "2010"), ("11", "2011")]),
        ("In May and June of 1999 it rose.", [("May", "1999-05"), ("June of 1999", "1999-06")]),
    ],
)
def test_a_range_is_two_expressions(text: str, expected: list[tuple[str, str]]) -> None:
    assert [found[::2] for found in times(text)] == expected


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("the same day", "2022-02-24"),
        ("the previous day", "2022-02-23"),
        ("the day before", "2022-02-23"),
        ("the next day", "2022-02-25"),
        ("two weeks later", "2022-W10"),
        ("three days earlier", "2022-02-21"),
        ("that evening", "2022-02-24TEV"),
        ("that same night", "2022-02-24TNI"),
        ("the very next day", "2022-02-25"),
        ("the following Monday", "2022-02-28"),
        ("the previous Thursday", "2022-02-17"),
    ],
)
def test_an_anaphoric_expression_counts_from_the_last_mentioned_date(words: str, value: str) -> None:
    assert times(f"The army crossed the border on February 24. It was halted {words}.")[-1][::2] == (words, value)


def test_a_year_earlier_keeps_the_quarter_it_is_compared_with() -> None:
    text = "In the third quarter it earned 5, up from 3 a year earlier; it lost 2 in the year-ago quarter."
    assert values(text, date(1989, 10, 26)) == ["1989-Q3", "1988-Q3", "1988-Q3"]


def test_the_period_before_a_reporting_date_is_a_duration_and_a_date() -> None:
    assert times("In the nine months ended Sept. 30 sales rose.", date(1989, 10, 26)) == [
        ("the nine months", "DURATION", "P9M"),
        ("Sept. 30", "DATE", "1989-09-30"),
    ]


def test_a_sentence_that_opens_with_a_year_long_past_tells_of_that_year() -> None:
    assert values("In 1986 a reactor burned. On April 26 the roof fell in.") == ["1986", "1986-04-26"]


def test_a_year_in_passing_does_not_change_the_year_of_the_next_date() -> None:
    assert values("Sales, at 9 million in 1986, were halved. On February 2 the firm closed.") == ["1986", "2022-02-02"]


def test_a_date_line_is_a_mention() -> None:
    assert times("KYIV, March 30 (Reuters) - The mayor spoke. The next day he left.")[0][::2] == (
        "March 30",
        "2022-03-30",
    )
    assert values("KYIV, March 30 (Reuters) - The mayor spoke. The next day he left.")[1] == "2022-03-31"


def test_a_swappable_numeric_date_is_read_as_the_one_near_the_publication_day() -> None:
    assert values("It flew on 7/8/07.", date(2007, 7, 9)) == ["2007-07-08"]
    assert values("It flew on 7/8/07.", date(2007, 8, 9)) == ["2007-08-07"]
    assert values("It flew on 7/8/07.", date(2012, 1, 1)) == ["2007-XX-XX"]


def test_the_days_of_a_wire_report_are_those_of_its_week() -> None:
    text = (
        "Soldiers who took the plant on February 24 were leaving it on Thursday, the operator wrote. "
        "The last of them left on Tuesday, the mayor said Thursday. Leaders meet on Friday for talks; "
        "the road will be open April 1 from 10:00 am."
    )
    assert values(text) == [
        *("2022-02-24", "2022-03-31", "2022-03-29", "2022-03-31", "2022-04-01", "2022-04-01T10:00"),
    ]


def test_spans_leave_prepositions_out_and_take_modifiers_in() -> None:
    text = "By early 1990, within about five weeks, on Friday, since late last year."
    words = [time.text for time in resolve(text, THURSDAY)]
    assert words == ["early 1990", "about five weeks", "Friday", "late last year"]


def test_an_expression_goes_on_over_a_wrapped_line_but_not_into_a_new_one() -> None:
    wrapped = "The ministers of both countries met in the capital on March\n3, 2020, and again later."
    assert values(wrapped)[0] == "2020-03-03"
    assert [time.text for time in resolve("A cold March\n3, 2020", THURSDAY)] == ["2020"]


def test_offsets_point_into_the_text() -> None:
    text = "“Über” – on 31 March 2022, 😀 and Friday."
    assert resolve(text, THURSDAY)[0] == TimeExpression(
        start=text.index("31"), end=text.index(", 😀"), text="31 March 2022", type="DATE", value="2022-03-31"
    )


def test_words_for_a_rate_of_speed_are_no_set() -> None:
    assert times("He drove 60 miles an hour.") == []


def test_a_holiday_is_a_day_of_the_nearest_year() -> None:
    assert values("They left on Christmas Eve, and at Christmas 1998.") == ["2021-12-24", "1998-12-25"]


def test_a_title_is_no_duration() -> None:
    assert times("He told “60 Minutes” so.") == []


@pytest.mark.parametrize("day", [date.min, date.max])
def test_what_lies_outside_of_the_calendar_keeps_its_gaps(day: date) -> None:
    later = "next year" if day == date.max else "last year"
    assert values(f"It came {later} or on Monday the 30th of the month.", day)[0] == "XXXX"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Jan.-March 1990 was cold.", [("Jan.", "1990-01"), ("March 1990", "1990-03")]),
        ("Jan.-March was cold.", [("Jan.", "2022-01"), ("March", "2022-03")]),
        ("In February/March it rained.", [("February", "2022-02"), ("March", "2022-03")]),
        ("A month-long strike, a years-long war.", [("month-long", "P1M"), ("years-long", "PXY")]),
        ("Last year's third quarter was weak.", [("Last year's third quarter", "2021-Q3")]),
        ("It lasts until midnight (2200 GMT).", [("midnight", "2022-03-31T24:00"), ("2200 GMT", "2022-03-31T22:00Z")]),
        ("It came at dawn on Monday.", [("dawn on Monday", "2022-03-28TMO")]),
        ("First-half profit rose; the first-half goal stood.", [("First-half", "2022-H1")]),
        ("Demand fell by year's end.", [("year's end", "2022")]),
        ("The fiscal year ending March 31 was good.", [("March 31", "2022-03-31")]),
        ("He said so this past Friday.", [("this past Friday", "2022-03-25")]),
    ],
)
def test_news_phrases_are_read_as_news_means_them(text: str, found: list[tuple[str, str]]) -> None:
    assert [time[::2] for time in times(text)] == found


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Sales in January fell from the same month a year ago.", "2021-01"),
        ("In February it sold more than in the same period last year.", "2021-02"),
        ("In the third quarter it beat the same quarter of the previous year.", "2020-Q3"),
        ("In the third quarter, it said Monday, profit was up from a year earlier.", "2020-Q3"),
        ("On February 24, 2019 he fled. A year earlier he had come.", "2018"),
        ("Sales in January fell from the previous year.", "2021"),
    ],
)
def test_a_comparison_looks_a_year_back_from_what_is_reported(text: str, value: str) -> None:
    assert values(text)[-1] == value


def test_a_headline_does_not_run_into_the_line_below_it() -> None:
    text = "Troops are expected to stay away from the town until Friday\nMarch 29, 2022\nKYIV – They came."
    assert [time[::2] for time in times(text)] == [("Friday", "2022-04-01"), ("March 29, 2022", "2022-03-29")]


def test_quarters_are_counted_only_where_they_are_no_fraction() -> None:
    assert times("It shrank for two consecutive quarters, and three quarters of all firms lost.") == [
        ("two consecutive quarters", "DURATION", "P2Q")
    ]
