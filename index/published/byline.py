"""The dates that a page shows in the form of a byline: under a label, beside an author, on a line of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal, get_args

from index.published.written import WrittenDate, without_dates, written_dates, written_times

Form = Literal["published", "by", "timed", "alone", "created", "updated"]
Label = Literal["published", "created", "updated", "foreign"]

_LABELS: tuple[Label, ...] = get_args(Label)
_LONGEST_LINE = 320
_LONGEST_LABELLED = 180
_PARAGRAPH = 140
_REACH_OF_TIME = 14
_REACH_OF_LABEL = 44
_PUBLISHED = r"publi(?:shed|cation)|posted|written|issued|released|online|date|filed(?=:)"
_UPDATED = r"(?:latest |last )?(?:updated?|modified|edited|revised|reviewed)(?: date)?|fact.checked"
_FOREIGN = r"retrieved|accessed|photo|image|copyright|when(?=:)"
_LABEL = re.compile(
    rf"(?<![a-z])(?:(?P<updated>{_UPDATED})|(?P<foreign>{_FOREIGN})|(?P<created>created)|(?P<published>{_PUBLISHED}))"
    r"(?=[\W\d_]|on\b|at\b|$)",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:^|[|•⋅·▪/–—-]\s?|\d\s?)[Bb]y(?=\s|[A-Z])")
_SEPARATOR = re.compile(r"\s[-–—]\s|[|•⋅·▪/]")
_SPAN = re.compile(r"\s?(?:[-–—]|to|until)\s?")
_FOOTER = re.compile(r"©|\(c\)|copyright|all rights reserved", re.IGNORECASE)
_OF_AN_EVENT = re.compile(r"\b(?:on|of|in|since|until|till|from|before|after|to)\s(?:\w{3,9}day,?\s)?$", re.IGNORECASE)
_LETTERS = re.compile(r"[^\W\d_]")
_MOST_LETTERS_BESIDE = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A date that line number `line` (from 0) shows in the form of a byline, not of prose."""

    line: int
    form: Form
    days: tuple[date, ...]
    time: str | None
    words: str


def shown_dates(lines: Sequence[str], *, latest: date, month_first: bool | None = None) -> list[Shown]:
    """Return the dates of a page that stand in the form of a byline, in its order; none is later than `latest`.

    How the page writes 03/04/2019 is told by its other dates, else by `month_first`.
    """
    dated = [(number, line, dates) for number, line in _candidates(lines) if (dates := written_dates(line))]
    told = _month_first(found for _, _, dates in dated for found in dates)
    month_first = month_first if told is None else told
    return [
        shown
        for number, line, dates in dated
        for shown in _read_line(number, line, _told_apart(line, dates, month_first))
        if shown.days[0] <= latest
    ]


def _candidates(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(lines):
        has_year = "20" in line or "19" in line
        if has_year and len(line) <= _LONGEST_LINE and "(@" not in line and not _FOOTER.search(line):
            yield number, line.strip()


def _month_first(dates: Iterable[WrittenDate]) -> bool | None:
    """Whether a page writes the month first, told by its dates that can be read one way only."""
    told = {found.month_first for found in dates} - {None}
    return told.pop() if len(told) == 1 else None


def _told_apart(line: str, dates: Sequence[WrittenDate], month_first: bool | None) -> Sequence[WrittenDate]:
    if month_first is None or all(len(found.days) == 1 for found in dates):
        return dates
    return written_dates(line, month_first=month_first)


def _read_line(number: int, line: str, dates: Sequence[WrittenDate]) -> Iterator[Shown]:
    prose = len(_LETTERS.findall(_around(line))) > _MOST_LETTERS_BESIDE
    for index, found in enumerate(dates):
        if _is_of_a_span(line, dates, index):
            continue
        begin = dates[index - 1].end if index else 0
        end = dates[index + 1].start if index + 1 < len(dates) else len(line)
        label = _label_of(line[begin : found.start])
        if later := _LABEL.search(line, found.end, end):
            end = later.start()
        time = _time_beside(line, found, begin, end)
        told = (prose and not _closes(line, found)) or bool(_OF_AN_EVENT.search(line[: found.start]))
        form = _form(label, line, prose=told, timed=time is not None)
        if form:
            yield Shown(line=number, form=form, days=found.days, time=time, words=_words(line, found, begin))


def _is_of_a_span(line: str, dates: Sequence[WrittenDate], index: int) -> bool:
    """Whether a date is one end of a stretch ("March 1, 1940 - March 2, 2021")."""
    pairs = pairwise(dates[max(index - 1, 0) : index + 2])
    return any(_SPAN.fullmatch(line, one.end, other.start) and one.days != other.days for one, other in pairs)


def _around(line: str) -> str:
    """What stands beside the dates of a line, between the nearest separators: nothing, or a few words in a byline."""
    masked = without_dates(line)
    if len(masked) > _PARAGRAPH:
        return masked
    return max((piece for piece in _SEPARATOR.split(masked) if "\t" in piece), key=len, default=masked)


def _label_of(before: str) -> Label | None:
    """What the last label in front of a date says it is the date of; a word of a sentence is no label."""
    label = next(reversed(list(_LABEL.finditer(before))), None)
    if not label or len(before) - label.end() > _REACH_OF_LABEL:
        return None
    front = _SEPARATOR.split(before[: label.start()])[-1]
    if len(_LETTERS.findall(front)) > _MOST_LETTERS_BESIDE:
        return None
    return next(name for name in _LABELS if label[name])


def _closes(line: str, found: WrittenDate) -> bool:
    """Whether a date stands by itself behind the last sentence of a line."""
    before = without_dates(line[: found.start]).rstrip("\t ,")
    return found.end == len(line) and before.endswith((".", "?", "!", "”"))


def _form(label: Label | None, line: str, *, prose: bool, timed: bool) -> Form | None:
    if label == "foreign" or (len(line) > _LONGEST_LABELLED and prose):
        return None
    if label is not None:
        return label
    if _BY.search(line) and len(line) <= _PARAGRAPH:
        return "by"
    if prose:
        return None
    return "timed" if timed else "alone"


def _time_beside(line: str, found: WrittenDate, begin: int, end: int) -> str | None:
    after = [time for time in written_times(line[found.end : end]) if time.start <= _REACH_OF_TIME]
    if after:
        return after[0].time
    before = line[begin : found.start]
    times = [time for time in written_times(before) if len(before) - time.end <= _REACH_OF_TIME]
    return times[-1].time if times else None


def _words(line: str, found: WrittenDate, begin: int) -> str:
    """The line as far as it belongs to the date, at most 80 characters."""
    return line[max(begin, found.end - 60) : found.end + 20].strip(" \t|•·-–—/")
