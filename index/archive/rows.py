"""Rows of the archive's tables to the project's types, and back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from index.embed.model import Vectors
from index.types import Article, Passage, Published, TimeExpression

Row = Sequence[Any]

ARTICLE_COLUMNS = (
    "a.id, a.title, a.source, a.url, a.published, a.path, a.text, a.raw_sha256, a.language, a.times, a.title_from,"
    " a.source_from"
)
PASSAGE_COLUMNS = "p.id, p.article_id, p.start, p.end, p.heading, p.tokens"


def published_to_record(published: Published) -> dict[str, str | None]:
    """A publication date as the JSON object of the contract."""
    return {
        "earliest": published.earliest.isoformat() if published.earliest else None,
        "latest": published.latest.isoformat() if published.latest else None,
        "time": published.time,
        "provenance": published.provenance,
        "words": published.words,
    }


def published_from_record(record: dict[str, Any]) -> Published:
    """The publication date that a JSON object of the contract holds."""
    return Published(
        earliest=day(record["earliest"]),
        latest=day(record["latest"]),
        time=record["time"],
        provenance=record["provenance"],
        words=record["words"],
    )


def times_to_record(times: Sequence[TimeExpression]) -> list[list[Any]]:
    """Time expressions as they are stored; their words stand in the article."""
    return [[time.start, time.end, time.type, time.value] for time in times]


def times_from_record(text: str, record: list[list[Any]]) -> tuple[TimeExpression, ...]:
    """The time expressions of a text."""
    return tuple(
        TimeExpression(start=start, end=end, text=text[start:end], type=type_, value=value)
        for start, end, type_, value in record
    )


def day(value: str | None) -> date | None:
    """A day in ISO form, or None."""
    return date.fromisoformat(value) if value else None


def article_from_row(row: Row, published: dict[str, Any]) -> Article:
    """An article from `ARTICLE_COLUMNS`; `published` is the column of that name, parsed."""
    return Article(
        id=row[0],
        title=row[1],
        source=row[2],
        url=row[3],
        published=published_from_record(published),
        path=row[5],
        text=row[6],
        raw_sha256=row[7],
        language=row[8],
        times=times_from_record(row[6], json.loads(row[9])),
        title_from=row[10],
        source_from=row[11],
    )


def passage_from_row(row: Row, article: Article) -> Passage:
    """A passage from `PASSAGE_COLUMNS`; its text is cut from its article's."""
    start, end = row[2], row[3]
    return Passage(
        id=row[0],
        article_id=row[1],
        start=start,
        end=end,
        text=article.text[start:end],
        heading=row[4],
        tokens=row[5],
    )


def pack(vectors: Vectors) -> list[bytes]:
    """Vectors as float16 bytes, a row each: half the room, and no ranking of ours changes."""
    return [row.tobytes() for row in vectors.astype(np.float16)]


def unpack(rows: Sequence[Row]) -> tuple[list[int], Vectors]:
    """Sequence numbers and (n, d) float32 vectors of (number, bytes) rows; (0, 0) for none."""
    numbers = [int(row[0]) for row in rows]
    if not rows:
        return numbers, np.zeros((0, 0), np.float32)
    packed = np.frombuffer(b"".join(row[1] for row in rows), dtype=np.float16)
    return numbers, packed.reshape(len(rows), -1).astype(np.float32)
