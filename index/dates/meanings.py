"""What a time expression means: a function from the day an article was published to a TIMEX3 value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from index.dates.values import a_year_on, at, days_of, grain, move, nth_weekday, shifted

PAST, UNKNOWN, FUTURE = -1, 0, 1
_RECURRENCE_YEARS = 8  # A leap day, or a weekday on a date, comes back within them.
_REPORTED = 3  # What is compared with a year before stands near.
_NEAR_DAYS = 25
_AGAINST_CUE = 12
_AGAINST_PAST = 6
_AGAINST_REPORTED = 2.5
_AGAINST_MINIMUM = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What an expression is resolved against.

    `direction` is PAST, UNKNOWN or FUTURE, from the words around it; `recent` holds the placed values before it, the
    last first; `told_year` is the year that the text is telling of ("In 1986 …"), None for the article's own.
    """

    day: date
    direction: int = UNKNOWN
    recent: tuple[str, ...] = ()
    told_year: int | None = None


Meaning = Callable[[Anchor], str | None]


def fixed(value: str) -> Meaning:
    """Mean the same on every day."""
    return lambda _: value


def offset(unit: str, count: int) -> Meaning:
    """Mean the unit that lies `count` units from the publication day."""

    def meaning(anchor: Anchor) -> str | None:
        moved = move(anchor.day, unit, count)
        return at(moved, unit) if moved else None

    return meaning


def anaphoric(unit: str, count: int) -> Meaning:
    """Mean the unit `count` units from the last mentioned date that is no longer than it, or else from publication.

    "The previous month" is compared with the month reported on, whatever day the report came out on.
    """

    def meaning(anchor: Anchor) -> str | None:
        compared = unit in {"month", "quarter"} and count < 0
        reported = [value for value in anchor.recent[:_REPORTED] if compared and grain(value) == unit]
        moved = (shifted(value, unit, count) for value in (*reported, *anchor.recent))
        return next(filter(None, moved), None) or offset(unit, count)(anchor)

    return meaning


def same(unit: str) -> Meaning:
    """Mean the unit that holds the last mentioned date, or else the publication day."""
    return anaphoric(unit, 0)


def year_before(unit: str = "") -> Meaning:
    """Mean what was reported on just before ("the third quarter"), but a year earlier; `unit` narrows it down."""

    def meaning(anchor: Anchor) -> str | None:
        reported = (value for value in anchor.recent[:_REPORTED] if unit in {"", grain(value)})
        earlier = (a_year_on(value, -1) for value in reported)
        return next(filter(None, earlier), None) or anaphoric("year", -1)(anchor)

    return meaning


def current(unit: str) -> Meaning:
    """Mean the unit of the publication day, or of a month, quarter or year that was mentioned just before."""

    def meaning(anchor: Anchor) -> str | None:
        told = anchor.recent and (unit == "day" or grain(anchor.recent[0]) not in {"day", "week", "weekend"})
        return (same(unit) if told else offset(unit, 0))(anchor)

    return meaning


def reported_quarter() -> Meaning:
    """Mean the quarter last mentioned, or else the one that ended last."""

    def meaning(anchor: Anchor) -> str | None:
        mentioned = (value for value in anchor.recent if grain(value) == "quarter")
        return next(mentioned, None) or offset("quarter", -1)(anchor)

    return meaning


def weekday(number: int, which: str = "", *, weeks: int = 0) -> Meaning:
    """Mean a day of the week: 1 is Monday; `which` is "last", "next", "this" or "" for what the direction says.

    `weeks` is how many weeks later still.
    """

    def meaning(anchor: Anchor) -> str | None:
        ahead = (number - anchor.day.isoweekday()) % 7
        days = ahead if anchor.direction == FUTURE or not ahead else ahead - 7
        if which == "last":
            days = ahead - 7
        elif which == "next":
            days = ahead or 7
        elif which == "this":
            days = number - anchor.day.isoweekday()
        moved = move(anchor.day, "day", days + 7 * weeks)
        return moved.isoformat() if moved else None

    return meaning


def weekday_from_mention(number: int, *, after: bool) -> Meaning:
    """Mean the first such day of the week after (or before) the day last mentioned."""

    def meaning(anchor: Anchor) -> str | None:
        base = days_of(same("day")(anchor) or "")
        if not base:
            return None
        ahead = (number - base[0].isoweekday()) % 7
        moved = move(base[0], "day", (ahead or 7) if after else ahead - 7)
        return moved.isoformat() if moved else None

    return meaning


def weekday_of_week(number: int, weeks: int) -> Meaning:
    """Mean a day of the week that lies `weeks` weeks from the publication day's."""

    def meaning(anchor: Anchor) -> str | None:
        moved = move(anchor.day, "day", 7 * weeks + number - anchor.day.isoweekday())
        return moved.isoformat() if moved else None

    return meaning


def nearest(
    candidates: Callable[[int], tuple[str, date, date] | None], which: str = "", *, against: float = _AGAINST_PAST
) -> Meaning:
    """Mean the one of a yearly recurring stretch that fits best.

    `candidates` gives a year's value, first and last day, or None where the year has none. Distance counts more
    against the direction than along it, so that "April 1" in an article of 31 March is tomorrow; without a cue the past
    is meant, and the future counts `against` times its distance.
    """

    def cost(anchor: Anchor, first: date, last: date) -> float:
        if first <= anchor.day <= last:
            return 0
        sign = FUTURE if first > anchor.day else PAST
        days = (first - anchor.day).days if sign == FUTURE else (anchor.day - last).days
        wanted = {"last": PAST, "next": FUTURE}.get(which)
        if wanted:
            return days if sign == wanted else 10_000 + days
        if sign == (anchor.direction or PAST):
            return days
        return days * (_AGAINST_CUE if anchor.direction else against) + _AGAINST_MINIMUM

    def is_now(anchor: Anchor, candidate: tuple[str, date, date]) -> bool:
        return which in {"last", "next"} and candidate[1] <= anchor.day <= candidate[2]

    def meaning(anchor: Anchor) -> str | None:
        told = candidates(anchor.told_year) if anchor.told_year and not which else None
        if told:
            return told[0]
        for reach in (1, _RECURRENCE_YEARS):
            years = range(anchor.day.year - reach, anchor.day.year + reach + 1)
            found = [candidate for year in years if (candidate := candidates(year)) and not is_now(anchor, candidate)]
            if found:
                return min(found, key=lambda candidate: cost(anchor, candidate[1], candidate[2]))[0]
        return None

    return meaning


def month_day(month: int, day: int, day_of_week: int | None = None) -> Meaning:
    """Mean a day of a month; the day of the week, where it is said, decides the year."""

    def candidate(year: int) -> tuple[str, date, date] | None:
        try:
            found = date(year, month, day)
        except ValueError:
            return None
        if day_of_week and found.isoweekday() != day_of_week:
            return None
        return found.isoformat(), found, found

    return nearest(candidate)


def weekday_of_month(number: int, ordinal: int, month: int) -> Meaning:
    """Mean the first, second … or last (-1) such day of the week (1 is Monday) in a month."""

    def candidate(year: int) -> tuple[str, date, date] | None:
        found = nth_weekday(year, month, number, ordinal)
        return (found.isoformat(), found, found) if found else None

    return nearest(candidate)


def near_one_of(first: date, second: date) -> Meaning:
    """Mean the one of two days that lies within a month of the publication day; None where both do or neither."""

    def meaning(anchor: Anchor) -> str | None:
        near = [day for day in (first, second) if abs((day - anchor.day).days) <= _NEAR_DAYS]
        return near[0].isoformat() if len(near) == 1 else None

    return meaning


def stretch(suffix: str, which: str = "") -> Meaning:
    """Mean a part of a year, named by the end of its value: "05" is May, "Q3", "H1", "SU"."""

    def candidate(year: int) -> tuple[str, date, date] | None:
        value = f"{year:04}-{suffix}"
        days = days_of(value)
        return (value, *days) if days else None

    return nearest(candidate, which, against=_AGAINST_PAST if suffix.isdecimal() else _AGAINST_REPORTED)


def in_year(suffix: str, year: Meaning) -> Meaning:
    """Mean a part of the year that another expression means."""

    def meaning(anchor: Anchor) -> str | None:
        value = year(anchor)
        return f"{value[:4]}-{suffix}" if value and days_of(f"{value[:4]}-{suffix}") else None

    return meaning


def this_season(suffix: str) -> Meaning:
    """Mean the season of the publication day's own year."""

    def meaning(anchor: Anchor) -> str | None:
        began_last_year = suffix == "WI" and anchor.day.month <= 3 and anchor.direction != FUTURE
        return f"{anchor.day.year - began_last_year:04}-{suffix}"

    return meaning


def weekend(weeks: int | None) -> Meaning:
    """Mean the weekend `weeks` from this week's; None for the last or the coming one, as the direction says."""

    def meaning(anchor: Anchor) -> str | None:
        count = weeks
        if count is None:
            last_ahead = 4 + (anchor.direction == PAST)
            count = -1 if anchor.day.isoweekday() <= last_ahead and anchor.direction != FUTURE else 0
        return offset("weekend", count)(anchor)

    return meaning


def week_in_month(ordinal: int, month: str) -> str | None:
    """Return the first, second … or last (-1) week of a month, as values."""
    days = days_of(month)
    if not days:
        return None
    first, last = days
    inside = last - timedelta(days=6) if ordinal < 0 else first + timedelta(days=7 * (ordinal - 1))
    return at(inside, "week")


def ordinal_week(ordinal: int, month: Meaning) -> Meaning:
    """Mean the first, second … or last (-1) week of a month."""

    def meaning(anchor: Anchor) -> str | None:
        value = month(anchor)
        return week_in_month(ordinal, value) if value else None

    return meaning


def timed(day: Meaning, time: str) -> Meaning:
    """Mean a time on a day: "TMO", "T10:00"."""

    def meaning(anchor: Anchor) -> str | None:
        value = day(anchor)
        return f"{value[:10]}{time}" if value and grain(value) == "day" else None

    return meaning
