"""The JSON of the contract, key by key: the records and the real commands are held against the same shapes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

Shape: TypeAlias = "Callable[[object], bool] | dict[str, Shape] | list[Shape] | OrNull"


@dataclass(frozen=True)
class OrNull:
    """A value that may be null."""

    shape: Shape


def differences(value: object, shape: Shape, where: str = "") -> list[str]:
    """Where a JSON value is not of a shape; a key too many is as wrong as a key too few."""
    if isinstance(shape, OrNull):
        return [] if value is None else differences(value, shape.shape, where)
    if isinstance(shape, dict):
        if not isinstance(value, dict) or set(value) != set(shape):
            return [f"{where}: {value!r} has not the keys {sorted(shape)}"]
        return [found for key, inner in shape.items() for found in differences(value[key], inner, f"{where}.{key}")]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [f"{where}: {value!r} is no list"]
        return [found for at, inner in enumerate(value) for found in differences(inner, shape[0], f"{where}[{at}]")]
    return [] if shape(value) else [f"{where}: {value!r}"]


def text(value: object) -> bool:
    return isinstance(value, str)


def boolean(value: object) -> bool:
    return isinstance(value, bool)


def number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def from_one(value: object) -> bool:
    return whole(value) and value != 0


def share(value: object) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 1


def day(value: object) -> bool:
    return isinstance(value, str) and date.fromisoformat(value).isoformat() == value


def instant(value: object) -> bool:
    return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None


def setting_value(value: object) -> bool:
    return isinstance(value, str | int | float)


def one(*values: object) -> Callable[[object], bool]:
    return lambda value: value in values


PUBLISHED: Shape = {
    "earliest": OrNull(day),
    "latest": OrNull(day),
    "time": OrNull(text),
    "provenance": one("metadata", "byline", "text", "inferred", "none"),
    "words": OrNull(text),
}
ARTICLE: Shape = {
    "id": text,
    "title": OrNull(text),
    "source": OrNull(text),
    "url": OrNull(text),
    "published": PUBLISHED,
}
PASSAGE: Shape = {
    "rank": from_one,
    "article": ARTICLE,
    "start": whole,
    "end": whole,
    "text": text,
    "score": number,
    "scores": {"dense": OrNull(number), "lexical": OrNull(number)},
    "copies": [ARTICLE],
}
CITATION: Shape = {
    "marker": from_one,
    "article": ARTICLE,
    "quote": text,
    "start": whole,
    "end": whole,
    "support": share,
}
CLAIM: Shape = {
    "value": text,
    "normalised": text,
    "attributed_to": OrNull(text),
    "article": ARTICLE,
    "quote": text,
    "start": whole,
    "end": whole,
}
ASK: Shape = {
    "schema_version": one(1),
    "question": text,
    "completed_question": OrNull(text),
    "asked": day,
    "answer": text,
    "answers": one("yes", "near", "no"),
    "short_answer": OrNull(text),
    "abstained": boolean,
    "reason": one(None, "nothing_indexed", "nothing_relevant", "not_supported", "not_a_question"),
    "confidence": OrNull(share),
    "caveat": OrNull(text),
    "reader": {"kind": one("ollama", "extractive"), "model": OrNull(text)},
    "sentences": [
        {
            "text": text,
            "support": share,
            "supported": boolean,
            "check": one("stated", "open", "contradicted"),
            "times": [{"words": text, "value": text}],
            "citations": [CITATION],
        }
    ],
    "disagreements": [
        {"about": text, "relation": one("conflict", "update", "different_event", "range"), "claims": [CLAIM]}
    ],
    "passages": [PASSAGE],
    "warnings": [text],
    "timings": {"retrieve": number, "first_token": OrNull(number), "total": number},
}
SEARCH: Shape = {"schema_version": one(1), "question": text, "passages": [PASSAGE]}
INSPECT: Shape = {
    "schema_version": one(1),
    "article": ARTICLE,
    "text": text,
    "language": text,
    "dropped": [{"line": from_one, "text": text, "reason": text}],
    "times": [{"start": whole, "end": whole, "words": text, "type": text, "value": text}],
    "passages": [{"start": whole, "end": whole, "tokens": from_one}],
}
EMBEDDER: Shape = {
    "name": text,
    "sha256": OrNull(text),
    "runtime": OrNull(text),
    "precision": OrNull(text),
    "dimension": OrNull(from_one),
    "max_tokens": OrNull(from_one),
}
STATUS: Shape = {
    "schema_version": one(1),
    "home": text,
    "articles": whole,
    "passages": whole,
    "oldest": OrNull(day),
    "newest": OrNull(day),
    "generation": whole,
    "tail": whole,
    "built": OrNull(instant),
    "embedder": EMBEDDER,
    "reader": {"kind": one("ollama", "extractive"), "model": OrNull(text), "reachable": boolean, "models": [text]},
    "settings": [{"name": text, "value": setting_value, "origin": one("flag", "environment", "file", "default")}],
    "versions": lambda versions: isinstance(versions, dict) and all(map(text, [*versions, *versions.values()])),
    "problems": [{"what": text, "mend": text}],
}
ERROR: Shape = {"error": {"kind": text, "message": text, "mend": text}}
