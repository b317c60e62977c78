"""TIMEX3 values: written from days, moved along the calendar, and read back as the days they cover."""

from __future__ import annotations

import calendar
import re
from datetime import MAXYEAR, MINYEAR, date, timedelta

_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_UNIT_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_UNIT_DAYS = {"day": 1, "weekend": 7, "week": 7, "fortnight": 14}
_CALENDAR_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:T(?:[A-Z]{2}|[\d:]+(?:Z|[+-]\d\d(?::?\d\d)?)?))?$", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d\d)(?:-(WE|[1-7])(?:T[A-Z]{2}|T[\d:]+Z?)?)?$", re.ASCII)
_PART_OF_YEAR = re.compile(r"(\d{4})-(?:(\d\d)|Q([1-4])|H([12])|(SP|SU|FA|WI))$", re.ASCII)
_YEARS = re.compile(r"(\d{4}|\d{3}|\d\d)$", re.ASCII)


def days_of(value: str) -> tuple[date, date] | None:
    """Return the first and the last day, inclusive, that a fully placed DATE or TIME value covers.

    None for values with gaps, references, durations, sets, and years outside of `datetime.date`. A season is the
    three months from March, June, September or December; a half is six months.
    """
    try:
        return _day(value) or _week(value) or _part_of_year(value) or _years(value)
    except (ValueError, OverflowError):
        return None


def _day(value: str) -> tuple[date, date] | None:
    found = _CALENDAR_DAY.match(value)
    if not found:
        return None
    day = date(int(found[1]), int(found[2]), int(found[3]))
    return day, day


def _week(value: str) -> tuple[date, date] | None:
    found = _WEEK.match(value)
    if not found:
        return None
    monday = date.fromisocalendar(int(found[1]), int(found[2]), 1)
    if found[3] == "WE":
        return monday + timedelta(days=5), monday + timedelta(days=6)
    if found[3]:
        day = monday + timedelta(days=int(found[3]) - 1)
        return day, day
    return monday, monday + timedelta(days=6)


def _part_of_year(value: str) -> tuple[date, date] | None:
    found = _PART_OF_YEAR.match(value)
    if not found:
        return None
    year, month, quarter, half, season = found.groups()
    if month:
        return _months(int(year), int(month), 1)
    if quarter:
        return _months(int(year), 3 * int(quarter) - 2, 3)
    if half:
        return _months(int(year), 6 * int(half) - 5, 6)
    return _months(int(year), _SEASON_MONTHS[season], 3)


def _months(year: int, month: int, count: int) -> tuple[date, date]:
    """Return the first and last day of `count` months."""
    last = year * 12 + month - 1 + count - 1
    last_year, last_month = last // 12, last % 12 + 1
    return date(year, month, 1), date(last_year, last_month, calendar.monthrange(last_year, last_month)[1])


def _years(value: str) -> tuple[date, date] | None:
    found = _YEARS.match(value)
    if not found:
        return None
    span = 10 ** (4 - len(value))
    first = int(value) * span
    return date(max(first, MINYEAR), 1, 1), date(min(first + span - 1, MAXYEAR), 12, 31)


def at(day: date, unit: str) -> str:
    """Return the value of the day, week, weekend, month, quarter, half, year, decade or century that holds `day`."""
    if unit in {"week", "weekend", "fortnight"}:
        iso = day.isocalendar()
        return f"{iso.year:04}-W{iso.week:02}" + ("-WE" if unit == "weekend" else "")
    year = f"{day.year:04}"
    values = {
        "month": f"{year}-{day.month:02}",
        "quarter": f"{year}-Q{(day.month + 2) // 3}",
        "half": f"{year}-H{(day.month + 5) // 6}",
        "year": year,
        "decade": year[:3],
        "century": year[:2],
    }
    return values.get(unit, day.isoformat())


def move(day: date, unit: str, count: int) -> date | None:
    """Return the day `count` units later, clipped to the end of its month; None where the calendar ends."""
    try:
        if unit in _UNIT_DAYS:
            return day + timedelta(days=count * _UNIT_DAYS[unit])
        months = day.year * 12 + day.month - 1 + count * _UNIT_MONTHS[unit]
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
    except (ValueError, OverflowError):
        return None


def nth_weekday(year: int, month: int, number: int, ordinal: int) -> date | None:
    """Return the first, second … or last (-1) such day of the week (1 is Monday) in a month; None for a fifth it lacks.

    None too for years outside of `datetime.date`.
    """
    if not MINYEAR <= year <= MAXYEAR:
        return None
    length = calendar.monthrange(year, month)[1]
    first = 1 + (number - date(year, month, 1).isoweekday()) % 7
    days = range(first, length + 1, 7)
    place = ordinal if ordinal < 0 else ordinal - 1
    return date(year, month, days[place]) if place < len(days) else None


_GRAINS = ("day", "weekend", "week", "fortnight", "month", "season", "quarter", "half", "year", "decade", "century")


def grain(value: str) -> str:
    """Return the unit of a placed DATE or TIME value."""
    if value.endswith("-WE"):
        return "weekend"
    if "-W" in value and value[-2:] != "WI":
        return "week"
    if len(value) <= 4:
        return {4: "year", 3: "decade"}.get(len(value), "century")
    marks = {"Q": "quarter", "H": "half", "S": "season", "F": "season", "W": "season"}
    if len(value) == 7:
        return marks.get(value[5], "month")
    return "day"


def coarser(first: str, second: str) -> bool:
    """Say whether unit `first` is longer than unit `second`."""
    return _GRAINS.index(first) > _GRAINS.index(second)


def shifted(value: str, unit: str, count: int) -> str | None:
    """Return the unit that lies `count` units from a placed value; None where the value is coarser than the unit."""
    days = days_of(value)
    if not days or coarser(grain(value), unit):
        return None
    moved = move(days[0], unit, count)
    return at(moved, unit) if moved else None


def a_year_on(value: str, years: int) -> str | None:
    """Return the same month, quarter, half, season or year, `years` years away; None for other values."""
    if grain(value) not in {"month", "season", "quarter", "half", "year"}:
        return None
    moved = f"{int(value[:4]) + years:04}{value[4:]}"
    return moved if days_of(moved) else None
