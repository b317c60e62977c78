"""Many questions from a file, one answer a line, over one archive that is opened once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import InputError
from rag.types import Query, Turn
from ui.cli.output import as_told
from ui.render.records import answer_record, error_record

if TYPE_CHECKING:
    from rag.answerer import Answerer

_KEYS = frozenset(("question", "asked", "turns"))
_FORM = 'A line is {"question": "…", "asked": "2022-03-31", "turns": [["earlier question", "its answer"]]}.'


def read_batch(path: Path) -> list[tuple[int, str]]:
    """Return the lines of a file that are not empty, each with its number.

    Raises:
        InputError: the file cannot be read as UTF-8 text.
    """
    try:
        lines = path.read_text("utf-8-sig").split("\n")
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InputError(f"{path} cannot be read: {reason}.", mend="Name a .jsonl file of questions.") from error
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def answer_batch(lines: Iterable[tuple[int, str]], answerer: Answerer, template: Query) -> Iterator[dict[str, Any]]:
    """Yield the answer to each line in order; what cannot be answered is an error in its place.

    `template` holds the filters, the number of passages and the day that a line without one is put on.
    """
    for number, line in lines:
        try:
            yield answer_record(answerer.answer(_query(line, number, template)))
        except Exception as error:  # Whatever one line does, the next ones are answered.
            yield error_record(as_told(error))


def _query(line: str, number: int, template: Query) -> Query:
    try:
        entry = json.loads(line)
        if not isinstance(entry, dict) or not isinstance(entry["question"], str) or entry.keys() - _KEYS:
            raise ValueError(line)
        asked = date.fromisoformat(entry["asked"]) if entry.get("asked") is not None else template.asked
        turns = tuple(map(_turn, entry.get("turns") or ()))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"Line {number} is no question.", mend=_FORM) from error
    return replace(template, text=entry["question"], asked=asked, history=turns)


def _turn(pair: object) -> Turn:
    match pair:
        case [str(question), str(answer)] if question.strip():
            return Turn(question=question, answer=answer)
    raise TypeError(pair)
