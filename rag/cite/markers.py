"""The markers of an answer, like [1] and [2, 4]: which passages they name, and which sentences they belong to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.language.sentences import Span, sentence_spans

# [1]  [1, 2]  [1-3]; four digits in brackets are a year that an editor put into a quotation.
MARKER_LIST = r"\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*"
_MARKER = re.compile(rf"(?<!\s)\s*(?:\[\[({MARKER_LIST})\]\]|\[({MARKER_LIST})\])")
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)|(\d+)")


def marked_sentences(text: str, count: int) -> list[tuple[str, list[int]]]:
    """Return the sentences of an answer over `count` passages without markers, each with the passages it names, from 1.

    A marker that names no passage is dropped. A marker belongs to the sentence before it, or to the one behind it
    where the answer opens with a marker.
    """
    plain, markers = _take_out(text, count)
    spans = sentence_spans(plain)
    leading = _MARKER.match(text) is not None
    owned: dict[int, dict[int, None]] = {}
    for position, named in markers:
        owner = _owner(spans, position, leading=leading)
        owned.setdefault(owner, {}).update(dict.fromkeys(named))
    return [(plain[start:end], list(owned.get(place, {}))) for place, (start, end) in enumerate(spans)]


def _take_out(text: str, count: int) -> tuple[str, list[tuple[int, list[int]]]]:
    """The text without markers, and where in it which markers stood."""
    markers: list[tuple[int, list[int]]] = []
    while found := list(_MARKER.finditer(text)):  # In rounds, for what is left may close to another: "[1[2]]".
        text, markers = _taken_out(text, found, markers, count)
    return text, markers


def _taken_out(
    text: str, found: Sequence[re.Match[str]], earlier: Sequence[tuple[int, list[int]]], count: int
) -> tuple[str, list[tuple[int, list[int]]]]:
    """The text without some markers, with these and the earlier ones at their places in what is left."""
    pieces, markers, waiting = list[str](), list[tuple[int, list[int]]](), list(earlier)
    length = position = 0
    for marker in found:
        start, end = marker.span()
        while waiting and waiting[0][0] <= end:
            at, named = waiting.pop(0)
            markers.append((length + min(at, start) - position, named))
        gap = " " if text[end : end + 1].isalnum() else ""  # "left.[1]Then": the marker was all that parted them.
        pieces += [text[position:start], gap]
        length += start - position
        markers.append((length, list(_expand(marker[1] or marker[2], count))))
        length, position = length + len(gap), end
    markers += [(length + at - position, named) for at, named in waiting]
    return "".join([*pieces, text[position:]]), markers


def _expand(listed: str, count: int) -> Iterator[int]:
    """The markers that a list like "1, 3-5" names, from 1 to `count`."""
    for first, last, single in _RANGE.findall(listed):
        low, high = (int(single), int(single)) if single else (int(first), int(last))
        yield from range(max(low, 1), min(high, count) + 1)


def _owner(spans: Sequence[Span], position: int, *, leading: bool) -> int:
    """The sentence that a marker at `position` belongs to."""
    if leading:
        return next((place for place, (_, end) in enumerate(spans) if end > position), len(spans) - 1)
    before = [place for place, (start, _) in enumerate(spans) if start < position]
    return before[-1] if before else 0
