"""The days, months and years that an article speaks of, and whether it looks back or ahead at them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

from index.dates import days_of, resolve
from index.dates.direction import Told, is_saying, told
from index.dates.meanings import FUTURE, PAST
from index.dates.reading import Reading
from index.published.written import WEEKDAY_NAME, weekday_number
from index.types import TimeExpression

if TYPE_CHECKING:
    from index.language.types import Sentence

Tense = Literal["past", "ahead", "open"]

_WEEKDAY_VALUE = re.compile(r"XXXX-WXX-([1-7])")
_MONTH_DAY_VALUE = re.compile(r"XXXX-(\d\d)-(\d\d)")
_DATED_VALUE = re.compile(r"\d{4}(?:-\d\d){0,2}(?:T|$)")
_WEEKDAY_NAME = re.compile(rf"\b({WEEKDAY_NAME})\b", re.IGNORECASE)
_DAYS_SINCE = {"yesterday": 1, "today": 0, "tonight": 0, "tomorrow": -1}
_NAMED_DAY = re.compile(rf"\b({'|'.join(_DAYS_SINCE)})[ ,(]{{1,3}}(?:on )?$", re.IGNORECASE)
_DATELINE_PLACE = re.compile(r"[A-Z][A-Z .,'/-]{2,60}, $")
_DATELINE_END = re.compile(r"\s?(?:\(|[-–—]|/[A-Z])")
_CHARACTERS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A date that an article speaks of: a weekday (Monday 0), a month and day, or days with a year (`first`, `last`).

    `said` tells that somebody spoke on that weekday, as news does of the day it is written on; `settled` that the days
    certainly lie behind; `lag` how many days, at least and at most, the article comes out after the day it names.
    """

    sentence: int
    words: str
    tense: Tense
    weekday: int | None = None
    month_day: tuple[int, int] | None = None
    first: date | None = None
    last: date | None = None
    said: bool = False
    settled: bool = False
    lag: tuple[int, int] | None = None


def find_mentions(text: str, reading: Reading) -> list[Mention]:
    """Return the dates that a text speaks of, in its order; `reading` is of the same text, or of one that goes on."""
    found = [time for time in resolve(text, None) if time.type in {"DATE", "TIME"} and _is_date(time)]
    reading.read(time.start for time in found)
    return [_mention(reading, time) for time in found if reading.number_at(time.start) >= 0]


def _is_date(time: TimeExpression) -> bool:
    if _WEEKDAY_VALUE.match(time.value):
        return _WEEKDAY_NAME.search(time.text) is not None
    return bool(_MONTH_DAY_VALUE.match(time.value) or (_DATED_VALUE.match(time.value) and days_of(time.value)))


def _mention(reading: Reading, time: TimeExpression) -> Mention:
    number = reading.number_at(time.start)
    start, end = reading.spans[number]
    read = reading.at(time.start, time.end)
    one = told(*read) if read else Told()
    tense = _tense(one)
    name = _WEEKDAY_NAME.search(time.text)
    month_day = _MONTH_DAY_VALUE.match(time.value)
    days = None if time.value.startswith("X") else days_of(time.value)
    before = reading.text[max(start, time.start - _CHARACTERS) : time.start]
    after = reading.text[time.end : min(end, time.end + _CHARACTERS)]
    return Mention(
        sentence=number,
        words=time.text,
        tense=tense,
        weekday=weekday_number(name[1]) if name else None,
        month_day=(int(month_day[1]), int(month_day[2])) if month_day else None,
        first=days[0] if days else None,
        last=days[1] if days else None,
        said=read is not None and tense != "ahead" and is_saying(read[0], one.clause),
        settled=read is not None and _is_settled(read[0], one, time),
        lag=_lag(before, after) if month_day or (days and days[0] == days[1]) else None,
    )


def _lag(before: str, after: str) -> tuple[int, int] | None:
    """Read "yesterday (Nov. 7)" and a dateline's "KYIV, March 31 (Reuters)", which runs on the day or the next."""
    if named := _NAMED_DAY.search(before):
        days = _DAYS_SINCE[named[1].lower()]
        return days, days
    return (0, 1) if _DATELINE_PLACE.match(before) and _DATELINE_END.match(after) else None


def _tense(one: Told) -> Tense:
    """A deadline ("by Monday") is left open: it is seldom the day of what its sentence tells."""
    if one.leading[:1] == ("by",):
        return "open"
    return "past" if one.direction == PAST else "ahead" if one.direction == FUTURE else "open"


def _is_settled(sentence: Sentence, one: Told, time: TimeExpression) -> bool:
    """Whether a date certainly lies behind: told in the past tense, as a fact, of what happened on it.

    What is told of the page itself ("This article was amended on …") is no event before it.
    """
    if one.direction != PAST or one.clause is None or not one.direct or not _is_when(one.leading[:1], time):
        return False
    clause = sentence.clauses[one.clause]
    subjects = clause.whom if clause.passive else clause.who
    of_page = any(
        token.text.lower() == "this" for phrase in subjects for token in sentence.tokens[phrase.first : phrase.last]
    )
    return clause.tense == "past" and clause.modality == "fact" and not clause.conditional and not of_page


def _is_when(leading: Sequence[str], time: TimeExpression) -> bool:
    """Whether what stands before a date leaves it the day of an event, and a bare day or year the only one."""
    if time.value.startswith("X"):
        return leading in {("on",), ("since",)} and "year" not in time.text.lower()
    return leading in {("in",), ("since",), ("during",)} or (len(time.value) > len("2021") and leading != ("from",))
