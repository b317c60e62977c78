"""The days that words stand for: those of an answer, as the cited sentences have them, and those of an article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.dates import days_of
from index.day_words import timex_words
from index.types import Article, Published, TimeExpression
from rag.types import AnswerSentence, ResolvedTime

# A time of day alone does not say of which day it is.
_CLOCK = re.compile(
    r"(?:about |around |by )?(?:\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\.?|GMT|UTC|o['’]clock)?|midnight|noon|midday)",
    re.IGNORECASE,
)


def with_times(sentence: AnswerSentence) -> AnswerSentence:
    """Return the sentence with the time expressions that it shares with the sentences it cites, in its own order.

    Words that stand for one day in one article and for another in the next are left out.
    """
    found: dict[tuple[int, str], list[str]] = {}
    for citation in sentence.citations:
        for time in citation.article.times_in(citation.start, citation.end):
            place = find_words(time.text, sentence.text)
            if place is not None and not _CLOCK.fullmatch(time.text):
                found.setdefault((place, time.text), []).append(time.value)
    agreed = ((words, _agreed(values)) for (_, words), values in sorted(found.items()))
    times = tuple(ResolvedTime(words=words, value=value) for words, value in agreed if value)
    return replace(sentence, times=times) if times else sentence


def open_times(article: Article, start: int, end: int) -> Iterator[tuple[TimeExpression, str]]:
    """Yield the time expressions in [start, end) whose own words leave the day, month or year open, and what they mean.

    A year that is the one of publication counts as said.
    """
    for time in article.times_in(start, end):
        is_day = time.type in {"DATE", "TIME"} and not _CLOCK.fullmatch(time.text)
        words = timex_words(time.value) if is_day else None
        days = words.partition(",")[0] if words else ""
        if days and time.value not in time.text and not _parts(days) - _parts(time.text) <= _known(article.published):
            yield time, days


def find_words(words: str, text: str, position: int = 0) -> int | None:
    """Return where words stand in a text, from a position on and not as part of longer ones; None for nowhere."""
    found = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)").search(text, position)
    return found.start() if found else None


def _agreed(values: Sequence[str]) -> str | None:
    """The one value that is known to the day or the span, or else the first; None where several are."""
    known = {value for value in values if days_of(value)}
    return next(iter(known), values[0]) if len(known) < 2 else None


def _parts(words: str) -> set[str]:
    """Numbers and the beginnings of words, in which "31st Mar." is as good as "31 March"."""
    return {part.lstrip("0").lower() for part in re.findall(r"\d+|(?<![^\W\d_])[^\W\d_]{3}", words)}


def _known(published: Published) -> set[str]:
    """What the date of publication says already."""
    years = {str(day.year) for day in (published.earliest, published.latest) if day}
    return years if len(years) == 1 else set()
