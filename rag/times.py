"""The days that an answer's words stand for, as the cited sentences have them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.dates import days_of
from rag.types import AnswerSentence, ResolvedTime


def with_times(sentence: AnswerSentence) -> AnswerSentence:
    """Return the sentence with the time expressions that it shares with the sentences it cites, in its own order.

    Words that stand for one day in one article and for another in the next are left out.
    """
    found: dict[tuple[int, str], list[str]] = {}
    for citation in sentence.citations:
        for time in citation.article.times_in(citation.start, citation.end):
            place = find_words(time.text, sentence.text)
            if place is not None:
                found.setdefault((place, time.text), []).append(time.value)
    agreed = ((words, _agreed(values)) for (_, words), values in sorted(found.items()))
    times = tuple(ResolvedTime(words=words, value=value) for words, value in agreed if value)
    return replace(sentence, times=times) if times else sentence


def find_words(words: str, text: str, position: int = 0) -> int | None:
    """Return where words stand in a text, from a position on and not as part of longer ones; None for nowhere."""
    found = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)").search(text, position)
    return found.start() if found else None


def _agreed(values: Sequence[str]) -> str | None:
    """The one value that is known to the day or the span, or else the first; None where several are."""
    known = {value for value in values if days_of(value)}
    return next(iter(known), values[0]) if len(known) < 2 else None
