from __future__ import annotations

from datetime import date

import pytest

from index.dates import days_of


@pytest.mark.parametrize(
    ("value", "first", "last"),
    [
        ("2022-03-31", "2022-03-31", "2022-03-31"),
        ("2022-03-31T07:02", "2022-03-31", "2022-03-31"),
        ("2022-03-31T07:02Z", "2022-03-31", "2022-03-31"),
        ("2022-03-31TMO", "2022-03-31", "2022-03-31"),
        ("2022-03", "2022-03-01", "2022-03-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022", "2022-01-01", "2022-12-31"),
        ("2022-W13", "2022-03-28", "2022-04-03"),
        ("2022-W13-WE", "2022-04-02", "2022-04-03"),
        ("2022-W13-4", "2022-03-31", "2022-03-31"),
        ("2022-Q1", "2022-01-01", "2022-03-31"),
        ("2022-H2", "2022-07-01", "2022-12-31"),
        ("2022-SU", "2022-06-01", "2022-08-31"),
        ("2022-WI", "2022-12-01", "2023-02-28"),
        ("199", "1990-01-01", "1999-12-31"),
        ("19", "1900-01-01", "1999-12-31"),
        ("9999", "9999-01-01", "9999-12-31"),
    ],
)
def test_a_placed_value_covers_its_days(value: str, first: str, last: str) -> None:
    assert days_of(value) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    "value",
    [
        *("XXXX-02-24", "XXXX-WXX-4", "2022-XX-XX", "XXXX", "PAST_REF", "PRESENT_REF", "P5W", "PT24H", "PXY", ""),
        *("2022-02-30", "2022-13", "2022-W60", "2022-Q5", "0000", "9999-WI", "12345", "2022-03-31 ", "२०२२"),
    ],
)
def test_other_values_cover_no_days(value: str) -> None:
    assert days_of(value) is None
