"""Scores of time expressions against gold TIMEX3 annotations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eval.gold.records import Record, read_lines
from index.dates import TimeExpression, resolve

Resolver = Callable[[str, date], Sequence[TimeExpression]]
# Minard et al. 2016, MEANTIME: the headline, the date line and the first sentences, one a line, are annotated.
_ANNOTATED_LINES = {"meantime": 6}
_WEEKDAY = re.compile(r"(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldTime:
    """An annotated time expression: offsets in code points, and its TIMEX3 value."""

    start: int
    end: int
    text: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeDocument:
    """A text, the day it was created, and its time expressions, sorted; behind `annotated` nothing was annotated."""

    id: str
    text: str
    created: date
    times: tuple[GoldTime, ...]
    annotated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimexScores:
    """Micro-averaged F1 in [0, 1], and the share of bare weekdays that are found with the right value.

    `strict` asks for equal spans, `relaxed` for an overlap, `value` for an overlap and the same value.

    Source: UzZaman et al., SemEval-2013 Task 1: TempEval-3, section 4.1; each expression is matched at most once.
    """

    strict: float
    relaxed: float
    value: float
    weekdays: float
    gold: int
    predicted: int


def read_timex(folder: Path) -> list[TimeDocument]:
    """Read `docs.jsonl` (doc, dct, text) and `timex.jsonl` (doc, start, end, span, value).

    Raises:
        InputError: a file cannot be read, a key has the wrong type, or an annotation is not at its place.
    """
    times: dict[str, list[GoldTime]] = {}
    for record in read_lines(folder / "timex.jsonl"):
        gold = GoldTime(
            start=record.whole("start"), end=record.whole("end"), text=record.text("span"), value=record.text("value")
        )
        times.setdefault(record.text("doc"), []).append(gold)
    return [_document(record, times.get(record.text("doc"), [])) for record in read_lines(folder / "docs.jsonl")]


def _document(record: Record, times: Sequence[GoldTime]) -> TimeDocument:
    text, created = record.text("text"), record.day("dct")
    if created is None:
        record.fail("'dct' is missing; it must be the day of the document")
    for gold in times:
        if text[gold.start : gold.end] != gold.text:
            record.fail(f"{gold.text!r} does not stand at {gold.start} to {gold.end}")
    ordered = sorted(times, key=lambda gold: (gold.start, gold.end))
    lines = _ANNOTATED_LINES.get(record.optional_text("source") or "")
    annotated = sum(len(line) + 1 for line in text.split("\n")[:lines]) if lines else len(text)
    return TimeDocument(id=record.text("doc"), text=text, created=created, times=tuple(ordered), annotated=annotated)


def score_timex(documents: Iterable[TimeDocument], resolver: Resolver = resolve) -> TimexScores:
    """Score a resolver; every annotated expression counts, found or not.

    A line that holds nothing but the document's own date is left out, because the annotations leave it out.
    """
    strict = relaxed = value = gold = predicted = weekdays = weekdays_right = 0
    for document in documents:
        found = scored_times(document, resolver)
        pairs = matched(document.times, found)
        gold, predicted = gold + len(document.times), predicted + len(found)
        relaxed += len(pairs)
        strict += sum((want.start, want.end) == (got.start, got.end) for want, got in pairs)
        value += sum(want.value == got.value for want, got in pairs)
        weekdays += sum(_is_weekday(want) for want in document.times)
        weekdays_right += sum(_is_weekday(want) and want.value == got.value for want, got in pairs)
    return TimexScores(
        strict=_f1(strict, gold, predicted),
        relaxed=_f1(relaxed, gold, predicted),
        value=_f1(value, gold, predicted),
        weekdays=weekdays_right / weekdays if weekdays else 0.0,
        gold=gold,
        predicted=predicted,
    )


def scored_times(document: TimeDocument, resolver: Resolver = resolve) -> list[TimeExpression]:
    """Return what a resolver finds in the annotated part of a document, without the line of its own date."""
    found = resolver(document.text, document.created)
    return [time for time in found if time.end <= document.annotated and not _is_own_date(document, time)]


def matched(gold: Sequence[GoldTime], found: Sequence[TimeExpression]) -> list[tuple[GoldTime, TimeExpression]]:
    """Pair overlapping expressions one to one: equal spans first, then from left to right."""
    exact = {(time.start, time.end): time for time in found}
    pairs = [(want, exact.pop((want.start, want.end))) for want in gold if (want.start, want.end) in exact]
    taken = {id(want) for want, _ in pairs}
    left = sorted(exact.values(), key=lambda time: time.start)
    for want in gold:
        if id(want) in taken:
            continue
        overlapping = next((time for time in left if time.start < want.end and want.start < time.end), None)
        if overlapping:
            left.remove(overlapping)
            pairs.append((want, overlapping))
    return pairs


def _is_weekday(gold: GoldTime) -> bool:
    return bool(_WEEKDAY.match(gold.text))


def _is_own_date(document: TimeDocument, time: TimeExpression) -> bool:
    """Say whether an expression is a line of its own with the document's date, and not annotated."""
    if time.value != document.created.isoformat():
        return False
    start = document.text.rfind("\n", 0, time.start) + 1
    end = document.text.find("\n", time.end)
    line = document.text[start : None if end < 0 else end]
    annotated = any(gold.start < time.end and time.start < gold.end for gold in document.times)
    return line.strip() == time.text and not annotated


def _f1(right: int, gold: int, predicted: int) -> float:
    """Return the harmonic mean of precision and recall; 0 where nothing was wanted or found."""
    return 2 * right / (gold + predicted) if gold + predicted else 0.0
