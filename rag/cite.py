"""From an answer with markers to sentences tied to the article sentences they rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from index.sentences import Span, sentence_spans
from index.types import ScoredPassage
from rag.support.score import score
from rag.types import AnswerSentence, Citation

# [1]  [1, 2]  [1-3]; four digits in brackets are a year that an editor put into a quotation.
MARKER_LIST = r"\s*\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*\s*"
_MARKER = re.compile(rf"\s*(?:\[\[({MARKER_LIST})\]\]|\[({MARKER_LIST})\])")
_RANGE = re.compile(r"(\d+)\s*[-–]\s*(\d+)|(\d+)")


def cite(text: str, passages: Sequence[ScoredPassage]) -> tuple[AnswerSentence, ...]:
    """Split an answer into sentences and turn their markers into citations.

    A marker that names no passage is dropped. A marker belongs to the sentence before it, or to the one
    behind it where the answer opens with a marker. Each one cites the sentence of its passage that
    supports the claim best.
    """
    plain, markers = _take_out(text, len(passages))
    spans = sentence_spans(plain)
    leading = _MARKER.match(text) is not None
    owned: dict[int, dict[int, None]] = {}
    for position, numbers_there in markers:
        owner = _owner(spans, position, leading=leading)
        owned.setdefault(owner, {}).update(dict.fromkeys(numbers_there))
    return tuple(
        _sentence(plain[start:end], owned.get(place, {}), passages) for place, (start, end) in enumerate(spans)
    )


def markers_in(text: str, count: int) -> list[int]:
    """The markers of an answer over `count` passages, from 1, in order and each once."""
    _, found = _take_out(text, count)
    return list(dict.fromkeys(marker for _, markers in found for marker in markers))


def support(claim: str, evidence: str) -> float:
    """How far the evidence, a sentence or an article, carries the claim, in [0, 1]; "" on either side gives 0.

    0.5 is the line. Words, their order and what refutes them are weighed by `rag.support`, and no embedding, so the
    result is the same in every runtime.
    """
    return score(claim, evidence)


def supports(pairs: Iterable[tuple[str, str]]) -> list[float]:
    """`support` of many (claim, evidence) pairs, in order."""
    return [support(claim, evidence) for claim, evidence in pairs]


def best_sentence(claim: str, passage: ScoredPassage) -> tuple[Span, float]:
    """The article sentence inside a passage that supports a claim best, the earliest of equals, and how far."""
    text = passage.article.text
    spans = sentence_spans(text, passage.passage.start, passage.passage.end)
    scored = [(support(claim, text[start:end]), -start, end) for start, end in spans]
    value, start, end = max(scored, default=(0.0, -passage.passage.start, passage.passage.end))
    return (-start, end), value


def _take_out(text: str, count: int) -> tuple[str, list[tuple[int, list[int]]]]:
    """The text without markers, and where in it which markers stood."""
    markers: list[tuple[int, list[int]]] = []
    while found := _MARKER.search(text):  # One at a time, for what is left may close to another: "[1[2]]".
        start, end = found.span()
        markers = [(min(position, start), numbers_there) for position, numbers_there in markers]
        markers.append((start, list(_expand(found[1] or found[2], count))))
        gap = " " if text[end : end + 1].isalnum() else ""  # "left.[1]Then": the marker was all that parted them.
        text = text[:start] + gap + text[end:]
    return text, markers


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


def _sentence(text: str, markers: Iterable[int], passages: Sequence[ScoredPassage]) -> AnswerSentence:
    citations = tuple(_citation(text, marker, passages[marker - 1]) for marker in markers)
    return AnswerSentence(
        text=text, citations=citations, support=max((citation.support for citation in citations), default=0.0)
    )


def _citation(claim: str, marker: int, passage: ScoredPassage) -> Citation:
    (start, end), value = best_sentence(claim, passage)
    article = passage.article
    return Citation(
        marker=marker, article=article, start=start, end=end, quote=article.text[start:end], support=round(value, 3)
    )
