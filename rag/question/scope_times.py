"""The times that a question names: when articles were published, or when what it asks about happened."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from index.dates import TimeExpression, days_of, resolve
from rag.question.outlet_mentions import Mention
from rag.question.scope_words import ARTICLES, PRINTING, TEXTS, Words

Days: TypeAlias = "tuple[date, date]"
Placed: TypeAlias = "tuple[TimeExpression, Days]"
_Side = Literal["within", "since", "after", "until", "before"]

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
_PREPOSITIONS = frozenset(("ADP", "SCONJ"))
_WITHOUT_PREPOSITION = frozenset(("advmod", "npadvmod"))
_JOINING = frozenset(("ADP", "CCONJ", "DET", "PART", "PUNCT", "SYM"))
_REACH = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """The days between which articles were published, the time a question is about, and where the first are told."""

    published_from: date | None = None
    published_to: date | None = None
    about: Days | None = None
    words: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Time:
    """A time of the question with its preposition; `published` says that articles of that time are asked for."""

    start: int
    end: int
    days: Days
    side: _Side
    published: bool


def placed_times(question: str, *, asked: date, named: Sequence[Mention]) -> list[Placed]:
    """Return the times whose days are known, but for those that are part of a name ("Sunday Times")."""
    taken = {place for mention in named if mention.proper for place in range(mention.start, mention.end)}
    found: list[Placed] = []
    for time in resolve(question, asked):
        days = days_of(time.value) if time.type in {"DATE", "TIME"} else None
        if days and time.start not in taken:
            found.append((time, days))
    return found


def read_times(words: Words, placed: Sequence[Placed], *, asked: date, told: Sequence[Mention]) -> Times:
    """Return the times of a question; `told` are the outlets whose reports it asks for."""
    times = _Reader(words, told).times(placed)
    published = [time for time in times if time.published]
    if len(told) > max(len(published), 1):  # The day of one report says nothing of the others.
        published = []
    first, last = _bounds(published)
    about = [time.days for time in times if time.side == "within" and not (published and time.published)]
    return Times(
        published_from=first,
        published_to=last,
        about=_around(about, asked),
        words=tuple((time.start, time.end) for time in published),
    )


class _Reader:
    """Reads the words around the times of one question."""

    def __init__(self, words: Words, told: Sequence[Mention]) -> None:
        self._words = words
        self._told_until = [mention.end for mention in told]
        articles = [token.end for token in words.tokens if token.lemma.lower() in ARTICLES]
        self._articles_from = min([*self._told_until[:1], *articles[:1]], default=None)

    def times(self, placed: Sequence[Placed]) -> list[_Time]:
        """The times that stand where a sentence says when: "Jan. 6" does in "on Jan. 6", not in "the Jan. 6 panel"."""
        times: list[_Time] = []
        for found, days in placed:
            before = self._words.skip(self._words.before(found.start), -1, frozenset(("DET",)), 1)
            governed = self._words.pos(before) in _PREPOSITIONS and self._words.lemma(before) != "at"  # It tells hours.
            start = self._words.tokens[before].start if governed else found.start
            goes_on = bool(times) and self._is_range(times[-1].end, found.start)
            open_ended = goes_on and times[-1].side in {"since", "after"}  # "since 3 March until 10 March"
            word = self._words.lemma(before) if governed and (open_ended or not goes_on) else ""
            of_articles = word not in _OF_ITS_SUBJECT and self._is_of_articles(start, found)
            published = of_articles or (goes_on and times[-1].published)
            if goes_on or published or governed or self._says_when(found):
                side = "since" if word == "from" and self._goes_onwards(found.end) else _SIDES.get(word)
                side = side or ("until" if open_ended else "within")
                times.append(_Time(start=start, end=found.end, days=days, side=side, published=published))
        return times

    def _says_when(self, found: TimeExpression) -> bool:
        """Whether a time without a preposition depends on a verb: "last week"."""
        inside = range(self._words.behind(found.start), self._words.before(found.end) + 1)
        return any(self._words.tokens[at].dep in _WITHOUT_PREPOSITION for at in inside)

    def _goes_onwards(self, end: int) -> bool:
        place = self._words.behind(end)
        return self._words.lemma(place) in {"on", "onward", "onwards"} and self._words.pos(place + 1) in {"", "PUNCT"}

    def _is_range(self, end: int, start: int) -> bool:
        """Whether two times with these words between them are one: "from 3 to 5 April"."""
        between = range(self._words.behind(end), self._words.before(start) + 1)
        joins = any(self._words.pos(at) != "PUNCT" or self._words.lemma(at) in {"-", "–", "—"} for at in between)
        return joins and len(between) <= 4 and all(self._words.pos(at) in _JOINING for at in between)

    def _is_of_articles(self, start: int, found: TimeExpression) -> bool:
        """Whether articles of the time are asked for; `start` is where its preposition stands."""
        words, before = self._words, self._words.before(start)
        printed = words.lemma(before) in PRINTING
        noun = words.skip(before - printed, -1, frozenset(("AUX", "PRON", "SCONJ")), 2)
        if self._is_article(noun) or (start < found.start and words.lemma(before) == "news"):
            return True
        behind = words.behind(found.end)
        behind += words.lemma(behind) == ","
        behind += words.tag(behind) == "POS"
        if words.lemma(behind) in ARTICLES | {"news"}:
            return True
        if self._articles_from is not None and self._articles_from <= start and printed:
            return True
        return bool(self._told_until) and self._is_of_outlet(start, before, behind)

    def _is_article(self, place: int) -> bool:
        words = self._words
        if words.lemma(place) == "news":
            return words.lemma(place - 1) == "the" and words.lemma(place - 2) == "in"
        of_press = words.lemma(place) == "report" and words.lemma(place - 1) in {"news", "press", "media"}
        return words.lemma(place) in ARTICLES or of_press

    def _is_of_outlet(self, start: int, before: int, behind: int) -> bool:
        words = self._words
        if words.lemma(before) in TEXTS | {"one"} or words.lemma(behind) in TEXTS:
            return True
        last = bisect_right(self._told_until, start) - 1
        first = words.behind(self._told_until[last]) if last >= 0 else before + 1
        between = [at for at in range(first, before + 1) if words.pos(at) != "QUOTE"]
        told = not between or (len(between) == 1 and words.lemma(between[0]) in PRINTING | {"report"})
        return last >= 0 and start - self._told_until[last] < _REACH and told


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
