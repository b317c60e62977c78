"""The days, months and years that an article speaks of, and whether it looks back or ahead at them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from index.dates import days_of, resolve
from index.language.word_lists import read_words
from index.published.written import WEEKDAY_NAME, weekday_number

Tense = Literal["past", "ahead", "open"]

_WEEKDAY_VALUE = re.compile(r"XXXX-WXX-([1-7])")
_MONTH_DAY_VALUE = re.compile(r"XXXX-(\d\d)-(\d\d)")
_DAY_VALUE = re.compile(r"\d{4}-\d\d-\d\d")
_YEAR_VALUE = re.compile(r"\d{4}(?:-\d\d)?$")
_WEEKDAY_NAME = re.compile(rf"\b({WEEKDAY_NAME})\b", re.IGNORECASE)
_NAMED_DAY = re.compile(r"\b(yesterday|today|tonight|tomorrow)[ ,(]{1,3}(?:on )?$", re.IGNORECASE)
_DAYS_SINCE = {"yesterday": 1, "today": 0, "tonight": 0, "tomorrow": -1}
_DATELINE_PLACE = re.compile(r"[A-Z][A-Z .,'/-]{2,60}, $")
_DATELINE_END = re.compile(r"\s?(?:\(|[-–—]|/[A-Z])")
_WORD = re.compile(r"[^\W\d_]+")
_REACH, _SPEECH_BEFORE, _SPEECH_AFTER, _VERB_BEFORE, _CHARACTERS = 12, 6, 3, 5, 120
_MODALS = frozenset(("will", "ll", "shall", "would", "may", "might", "can", "could", "should", "must"))
_AHEAD = _MODALS | {"until", "till", "before", "next", "tomorrow", "ahead", "expected", "scheduled", "planned", "due"}
_SPEECH = frozenset(("said", "told"))
# Irregular verbs; a regular one ends in "ed". `eval.fit.word_lists` makes the file.
_PAST = read_words(Path(__file__).with_name("past_forms.txt")) | {
    *("was", "has", "have", "been", "since", "ago", "earlier", "last")
}
_MODAL = _MODALS | {"to", "be", "being", "if"}
_REVISED = frozenset(("amended", "corrected", "updated"))
_PAGE = frozenset(("article", "story"))
_TOWARDS = frozenset(("to", "from", "for", "until"))
_IN_YEAR = frozenset(("in", "since", "during", "late", "early", "mid"))
_NOT_PAST = frozenset(("to", "is", "are", "be", "being", "if", "about"))
_COMING = (_AHEAD - {"may", "before"}) | {"if"}


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


def find_mentions(text: str, spans: Sequence[tuple[int, int]]) -> list[Mention]:
    """Return the dates that a text with these sentences speaks of, in its order."""
    begins = [begin for begin, _ in spans]
    found = []
    for expression in resolve(text, None):
        if expression.type not in {"DATE", "TIME"}:
            continue
        place = bisect_right(begins, expression.start) - 1
        if place < 0:
            continue
        before = text[max(spans[place][0], expression.start - _CHARACTERS) : expression.start]
        after = text[expression.end : min(spans[place][1], expression.end + _CHARACTERS)]
        mention = _mention(place, expression.text, expression.value, before, after)
        if mention:
            found.append(mention)
    return found


def _mention(place: int, words: str, value: str, before: str, after: str) -> Mention | None:
    front = _words(before)[-_REACH:][::-1]
    back = _words(after)[:_REACH]
    tense = _tense(front, back)
    name = _WEEKDAY_NAME.search(words)
    weekday = weekday_number(name[1]) if name else None
    said = tense != "ahead" and not _SPEECH.isdisjoint((*front[:_SPEECH_BEFORE], *back[:_SPEECH_AFTER]))
    if _WEEKDAY_VALUE.match(value):
        return Mention(sentence=place, words=words, tense=tense, weekday=weekday, said=said) if name else None
    if month_day := _MONTH_DAY_VALUE.match(value):
        day = (int(month_day[1]), int(month_day[2]))
        return Mention(
            sentence=place,
            words=words,
            tense=tense,
            weekday=weekday,
            month_day=day,
            said=said,
            settled="year" not in words.lower() and _happened_on(front) and _COMING.isdisjoint((*front, *back)),
            lag=_lag(before, after),
        )
    days = days_of(value) if _DAY_VALUE.match(value) or _YEAR_VALUE.match(value) else None
    if not days:
        return None
    settled = _settled(front, back, year_alone=len(value) == 4)
    lag = _lag(before, after) if days[0] == days[1] else None
    return Mention(sentence=place, words=words, tense=tense, first=days[0], last=days[1], settled=settled, lag=lag)


def _words(text: str) -> list[str]:
    """The words of a stretch in lower case, without the month of May, which is no cue."""
    return [word.lower() for word in _WORD.findall(text) if word != "May"]


def _lag(before: str, after: str) -> tuple[int, int] | None:
    """Read "yesterday (Nov. 7)" and a dateline's "KYIV, March 31 (Reuters)", which runs on the day or the next."""
    if named := _NAMED_DAY.search(before):
        days = _DAYS_SINCE[named[1].lower()]
        return days, days
    return (0, 1) if _DATELINE_PLACE.match(before) and _DATELINE_END.match(after) else None


def _tense(front: Sequence[str], back: Sequence[str]) -> Tense:
    """The nearest verb or cue word in front of a date decides, and without one the first behind it.

    A deadline ("by Monday") is left open: it is seldom the day of what its sentence tells.
    """
    if front and front[0] == "by":
        return "open"
    for words in (front, back):
        for place, word in enumerate(words):
            if word in _AHEAD:
                return "ahead"
            if word in _PAST or (word.endswith("ed") and len(word) > 4):
                modal = words is front and not _MODAL.isdisjoint(front[place + 1 : place + 4])
                return "ahead" if modal else "past"
    return "open"


def _settled(front: Sequence[str], back: Sequence[str], *, year_alone: bool) -> bool:
    """Whether a date certainly lies behind: told in the past tense without a word of what is to come.

    A bare year must follow a preposition too: "the 2024 campaign" is spoken of years before.
    """
    if (year_alone and (not front or front[0] not in _IN_YEAR)) or (front and front[0] in _TOWARDS):
        return False
    if not _REVISED.isdisjoint(front) and not _PAGE.isdisjoint(front):
        return False
    return _tense(front, ()) == "past" and _COMING.isdisjoint((*front, *back))


def _happened_on(front: Sequence[str]) -> bool:
    """Whether a day stands right behind what happened on it ("captured the site on February 24")."""
    if not front or front[0] not in {"on", "since"}:
        return False
    for place, word in enumerate(front[1:_VERB_BEFORE], start=1):
        if word in _NOT_PAST:
            return False
        if word in _PAST or (word.endswith("ed") and len(word) > 4):
            return (_NOT_PAST | _MODAL).isdisjoint(front[place + 1 : place + 3])
    return False
