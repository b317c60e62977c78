"""The times that a question names: when articles were published, or when what it asks about happened."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from index.dates import TimeExpression, days_of, resolve
from rag.question.outlet_mentions import Mention

Days: TypeAlias = "tuple[date, date]"
_Side = Literal["within", "since", "after", "until", "before"]

# What one phrase may span; no pattern below looks further, so a question of any length takes linear time.
_REACH = 60
_DAY = timedelta(days=1)
_SIDES: dict[str, _Side] = {
    "since": "since",
    "after": "after",
    "until": "until",
    "till": "until",
    "by": "until",
    "before": "before",
}
# "The good news for 2023" is not of 2023.
_OF_ITS_SUBJECT = frozenset({"for", "over", "around"})
_PREPOSITION = re.compile(
    r"\b(?P<word>in|on|during|of|from|for|between|around|over|since|after|before|until|till|by)\s+(?:the\s+)?\Z", re.I
)
_RELATIVE = re.compile(r"\b(?:last|this|next|past|previous|ago|yesterday|today|tonight|tomorrow)\b", re.IGNORECASE)
_ONWARDS = re.compile(r"\s+on(?:wards?)?\b(?!\s+\w)", re.IGNORECASE)
_RANGE = re.compile(r"\s*,?\s*(?:and|to|until|till|through|[-–—])\s+(?:on\s+|the\s+)*\Z", re.IGNORECASE)

# Without an outlet a "report" may be anyone's, and "published" may be said of a book.
_ARTICLES = r"(?:articles?|news\s+stories|stories|coverage|editorials?|headlines?|(?:news|press|media)\s+reports?)"
_PRINTED = r"(?:published|written|printed|posted|dated)"
_ARTICLES_OF = re.compile(
    rf"\b(?:{_ARTICLES}|in\s+the\s+news)\s+(?:(?:that|which)\s+)?(?:(?:was|were)\s+)?(?:{_PRINTED}\s+)?\Z",
    re.IGNORECASE,
)
_NEWS_OF = re.compile(r"\bnews\s+\Z", re.IGNORECASE)
_REPORT_OF = re.compile(r"\b(?:reports?|story|piece|post|interview|one)\s+\Z", re.IGNORECASE)
_PRINTED_ON = re.compile(rf"\b{_PRINTED}\s+\Z", re.IGNORECASE)
_REPORTED_ON = re.compile(r"[\"'”’]?\s+(?:(?:report(?:s|ed)?|wrote|writes?|publish(?:es|ed)?)\s+)?", re.IGNORECASE)
_ITS_ARTICLES = re.compile(rf",?(?:['’]s)?\s+(?:{_ARTICLES}|news)\b", re.IGNORECASE)
_ITS_REPORT = re.compile(r",?(?:['’]s)?\s+(?:reports?|story|piece|post|interview)\b", re.IGNORECASE)
_SOME_ARTICLES = re.compile(rf"\b{_ARTICLES}\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The days between which articles were to be published, the time a question is about, and the words for both."""

    published_from: date | None = None
    published_to: date | None = None
    about: Days | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Time:
    """A time of the question with its preposition; `published` says that articles of that time are asked for."""

    start: int
    end: int
    days: Days
    side: _Side
    published: bool


def read_times(question: str, *, asked: date, named: Sequence[Mention], told: Sequence[Mention]) -> Times:
    """Return the times of a question; `named` are the outlets in it, `told` those whose reports it asks for."""
    times = _Reader(question, told).times(_placed(question, asked, named))
    published = [time for time in times if time.published]
    if len(told) > max(len(published), 1):  # The day of one report says nothing of the others.
        published = []
    first, last = _bounds(published)
    about = [time.days for time in times if time.side == "within" and not (published and time.published)]
    return Times(
        published_from=first,
        published_to=last,
        about=_around(about, asked),
        words=tuple(question[time.start : time.end] for time in published),
    )


def _placed(question: str, asked: date, named: Sequence[Mention]) -> Iterator[tuple[TimeExpression, Days]]:
    """The times whose days are known, but for those that are part of a name ("Sunday Times")."""
    taken = {place for mention in named if mention.proper for place in range(mention.start, mention.end)}
    for found in resolve(question, asked):
        days = days_of(found.value) if found.type in {"DATE", "TIME"} else None
        if days and found.start not in taken:
            yield found, days


class _Reader:
    """Reads the words around the times of one question."""

    def __init__(self, question: str, told: Sequence[Mention]) -> None:
        self._question = question
        self._told_until = [mention.end for mention in told]
        articles = _SOME_ARTICLES.search(question)
        self._articles_from = min([*self._told_until[:1], *([articles.end()] if articles else [])], default=None)

    def times(self, placed: Iterator[tuple[TimeExpression, Days]]) -> list[_Time]:
        """The times that stand where a sentence says when: "Jan. 6" does in "on Jan. 6", not in "the Jan. 6 panel"."""
        times: list[_Time] = []
        for found, days in placed:
            before = self._before(found.start)
            preposition = _PREPOSITION.search(before)
            start = found.start - (len(before) - preposition.start() if preposition else 0)
            goes_on = bool(times) and self._is_range(times[-1].end, found.start)
            open_ended = goes_on and times[-1].side in {"since", "after"}  # "since 3 March until 10 March"
            word = preposition["word"].lower() if preposition and (open_ended or not goes_on) else ""
            published = (goes_on and times[-1].published) or (
                word not in _OF_ITS_SUBJECT and self._is_of_articles(start, found.end, found.start)
            )
            if goes_on or published or preposition or _RELATIVE.search(found.text):
                side = "since" if word == "from" and _ONWARDS.match(self._question, found.end) else _SIDES.get(word)
                side = side or ("until" if open_ended else "within")
                times.append(_Time(start=start, end=found.end, days=days, side=side, published=published))
        return times

    def _before(self, end: int) -> str:
        return self._question[max(0, end - _REACH) : end]

    def _is_range(self, end: int, start: int) -> bool:
        """Whether two times with these words between them are one: "from 3 to 5 April"."""
        return start - end < _REACH and _RANGE.fullmatch(self._question, end, start) is not None

    def _is_of_articles(self, start: int, end: int, time: int) -> bool:
        """Whether articles of the time are asked for; `start` is where its preposition stands, `time` where itself."""
        before = self._before(start)
        if _ARTICLES_OF.search(before) or (start < time and _NEWS_OF.search(before)):
            return True
        if _ITS_ARTICLES.match(self._question, end):
            return True
        if self._articles_from is not None and self._articles_from <= start and _PRINTED_ON.search(before):
            return True
        return bool(self._told_until) and self._is_of_outlet(start, end, before)

    def _is_of_outlet(self, start: int, end: int, before: str) -> bool:
        if _REPORT_OF.search(before) or _ITS_REPORT.match(self._question, end):
            return True
        last = bisect_right(self._told_until, start) - 1
        close = last >= 0 and start - self._told_until[last] < _REACH
        return close and _REPORTED_ON.fullmatch(self._question, self._told_until[last], start) is not None


def _bounds(times: Sequence[_Time]) -> tuple[date | None, date | None]:
    """The first and the last day of publication; None where the question leaves that side open."""
    sides = {time.side for time in times}
    if "within" not in sides and sides & {"since", "after"} and sides & {"until", "before"}:
        first, last = max(filter(None, map(_first, times))), min(filter(None, map(_last, times)))
        return (first, last) if first <= last else (None, None)
    firsts, lasts = [_first(time) for time in times], [_last(time) for time in times]
    return (
        None if None in firsts else min(filter(None, firsts), default=None),
        None if None in lasts else max(filter(None, lasts), default=None),
    )


def _first(time: _Time) -> date | None:
    first, last = time.days
    if time.side in {"until", "before"}:
        return None
    return min(last, date.max - _DAY) + _DAY if time.side == "after" else first


def _last(time: _Time) -> date | None:
    first, last = time.days
    if time.side in {"since", "after"}:
        return None
    return max(first, date.min + _DAY) - _DAY if time.side == "before" else last


def _around(spans: Sequence[Days], asked: date) -> Days | None:
    """The span that covers some; None where it holds the day of asking, for then it says no more than that day."""
    if not spans:
        return None
    first, last = min(span[0] for span in spans), max(span[1] for span in spans)
    return None if first <= asked <= last else (first, last)
