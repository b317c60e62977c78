"""Days that an article stands close to: named by weekday and date, in a dateline, as "yesterday (Nov. 7)"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from index.dates.reading import Reading
from index.published.mentions import Mention
from index.published.written import day_or_none

Days = tuple[date, date]
"""The first and the last day of a stretch."""

_WORD = re.compile(r"[^\W\d_]{4,}")
_STEM, _SHARED = 5, 3
_MOST_ANCHORS = 8
# How many days an article comes out after a day that it names with weekday and date: of 96 such days up to its own 92
# were at most a week back and 94 a month, of 86 to come 80 at most thirty days ahead (realtimeqa-2022, timex-meantime).
# Timetables name days to come in the present tense or the past, hence the week beyond.
_AFTER = {"past": (-7, 30), "ahead": (-62, 7), "open": (-62, 30)}
_WEEK_AHEAD = (-6, -1)
_SPOKEN = (0, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A day without its year, and how many days after it, `least` to `most`, the article came out."""

    month_day: tuple[int, int]
    weekday: int | None
    least: int
    most: int
    words: str

    def stretches(self, first: int, last: int) -> Iterator[Days]:
        """Yield, for the years `first` to `last`, the days on which the article can have come out."""
        for year in range(first, last + 1):
            day = day_or_none(year, *self.month_day)
            if day and self.weekday in {None, day.weekday()}:
                yield day + timedelta(days=self.least), day + timedelta(days=self.most)


def find_anchors(mentions: Sequence[Mention], reading: Reading) -> list[Anchor]:
    """Return the anchors of an article, each once, the first eight."""
    found = [*_named(mentions), *_implied(mentions, reading)]
    return list(dict.fromkeys(found))[:_MOST_ANCHORS]


def _named(mentions: Sequence[Mention]) -> Iterator[Anchor]:
    """Days named with their weekday ("Friday, April 1"), or with how far off they are ("yesterday (Nov. 7)")."""
    for mention in mentions:
        if mention.month_day and mention.lag:
            yield _anchor(mention.month_day, mention.weekday, mention.lag, mention.words)
        elif mention.month_day and mention.weekday is not None:
            least, most = _SPOKEN if mention.said else _AFTER[mention.tense]
            yield _anchor(mention.month_day, mention.weekday, (least, most), mention.words)


def _implied(mentions: Sequence[Mention], reading: Reading) -> Iterator[Anchor]:
    """A weekday and a date of two neighbouring sentences that look ahead at one event.

    A bare weekday ahead is at most six days off. Only what lies ahead is paired: behind, neighbours often speak of two
    days ("seized on February 24 … left on Thursday").
    """
    ahead = [mention for mention in mentions if mention.tense == "ahead" and not mention.first]
    in_sentence = Counter(mention.sentence for mention in ahead)
    for one, other in pairwise(ahead):
        if other.sentence - one.sentence != 1 or in_sentence[one.sentence] > 1 or in_sentence[other.sentence] > 1:
            continue
        bare, dated = (one, other) if other.month_day else (other, one)
        if bare.month_day or bare.weekday is None or not dated.month_day or dated.weekday is not None:
            continue
        if len(_stems(reading, one.sentence) & _stems(reading, other.sentence)) >= _SHARED:
            yield _anchor(dated.month_day, bare.weekday, _WEEK_AHEAD, f"{bare.words} … {dated.words}")


def _stems(reading: Reading, sentence: int) -> set[str]:
    return {word[:_STEM].lower() for word in _WORD.findall(reading.text, *reading.spans[sentence])}


def _anchor(month_day: tuple[int, int], weekday: int | None, after: tuple[int, int], words: str) -> Anchor:
    return Anchor(month_day=month_day, weekday=weekday, least=after[0], most=after[1], words=words)


def meet(stretches: Sequence[Days], others: Sequence[Days]) -> list[Days]:
    """Return the days that are in both of two sequences of stretches."""
    both = ((max(one[0], other[0]), min(one[1], other[1])) for one in stretches for other in others)
    return sorted({days for days in both if days[0] <= days[1]})
