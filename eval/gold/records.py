"""Reads JSON files whose keys must have the right types, and says where they do not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NoReturn

from index.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One JSON object and the place it stands at, like "gold.jsonl, line 3".

    Every getter raises InputError when the key holds something else; null counts as missing.
    """

    row: dict[str, object]
    where: str

    def fail(self, problem: str, *, mend: str = "Correct it there.") -> NoReturn:
        """Raise an InputError that names the place."""
        raise InputError(f"{self.where}: {problem}.", mend=mend)

    def text(self, key: str) -> str:
        """A text that is there and not blank."""
        value = self.optional_text(key)
        if value is None or not value.strip():
            self.fail(f"{key!r} is missing or empty")
        return value

    def optional_text(self, key: str) -> str | None:
        """A text, None where the key is missing."""
        value = self.row.get(key)
        return None if value is None else self._checked(key, value)

    def flag(self, key: str, *, default: bool | None = None) -> bool:
        """True or false; an error where the key is missing and there is no default."""
        value = self.row.get(key)
        value = default if value is None else value
        if not isinstance(value, bool):
            self._wrong(key, "true or false")
        return value

    def whole(self, key: str) -> int:
        """A whole number."""
        value = self.row.get(key)
        if not isinstance(value, int) or isinstance(value, bool):
            self._wrong(key, "a whole number")
        return value

    def day(self, key: str) -> date | None:
        """A day like "2022-03-31", None where the key is missing."""
        value = self.optional_text(key)
        try:
            return None if value is None else date.fromisoformat(value)
        except ValueError:
            self._wrong(key, 'a day like "2022-03-31"')

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where the key is missing."""
        return tuple(self._checked(key, item, "a list of texts") for item in self._list(key, "a list of texts"))

    def text_lists(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list of lists of texts, none of them empty; empty where the key is missing."""
        kind = "a list of lists of texts"
        lists = []
        for item in self._list(key, kind):
            if not isinstance(item, list) or not item:
                self._wrong(key, kind)
            lists.append(tuple(self._checked(key, text, kind) for text in item))
        return tuple(lists)

    def records(self, key: str) -> tuple[Record, ...]:
        """A list of objects, empty where the key is missing."""
        found = []
        for number, item in enumerate(self._list(key, "a list of objects")):
            if not isinstance(item, dict):
                self._wrong(key, "a list of objects")
            found.append(Record(row=item, where=f"{self.where}, {key}[{number}]"))
        return tuple(found)

    def _list(self, key: str, kind: str) -> list[object]:
        value = self.row.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            self._wrong(key, kind)
        return value

    def _checked(self, key: str, value: object, kind: str = "text") -> str:
        if not isinstance(value, str):
            self._wrong(key, kind)
        if not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value):
            self.fail(f"{key!r} holds half a surrogate pair, which is not text")
        return value

    def _wrong(self, key: str, kind: str) -> NoReturn:
        value = self.row.get(key)
        if value is None:
            self.fail(f"{key!r} is missing; it must be {kind}")
        shown = json.dumps(value, ensure_ascii=True)
        self.fail(f"{key!r} is {shown if len(shown) <= 60 else shown[:57] + '...'}, not {kind}")


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, without its byte order mark if it has one.

    Raises:
        InputError: the file cannot be read or is not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{path} cannot be read: {reason}.", mend="Check the path.") from error
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}, line {line}: not UTF-8.", mend="Save the file as UTF-8.") from error


def read_object(path: Path) -> Record:
    """The one JSON object of a file.

    Raises:
        InputError: the file cannot be read or holds something else.
    """
    return _parse(read_text(path), path, first_line=1, where=str(path))


def read_lines(path: Path) -> Iterator[Record]:
    """The objects of a JSON Lines file in order; blank lines are passed over.

    Raises:
        InputError: the file cannot be read or a line is not one JSON object.
    """
    # Not splitlines(): it also cuts at U+2028 and its like, which may stand inside a JSON string.
    for number, line in enumerate(read_text(path).split("\n"), start=1):
        if line.strip():
            yield _parse(line, path, first_line=number, where=f"{path}, line {number}")


def _parse(text: str, path: Path, *, first_line: int, where: str) -> Record:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = first_line + (error.lineno - 1 if isinstance(error, json.JSONDecodeError) else 0)
        raise InputError(f"{path}, line {line}: not JSON ({error}).", mend="Correct it there.") from error
    if not isinstance(row, dict):
        raise InputError(f"{where}: not a JSON object.", mend="Write it as {…}.")
    return Record(row=row, where=where)
