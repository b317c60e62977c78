"""Metadata that comes with an article, in a line of `.jsonl` or a side file: checked, and joined with the text."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches

from index.corpus.document import Document
from index.corpus.encoding import decode, printable
from index.published import from_metadata
from index.types import Notice, RawArticle

Record = Mapping[str, object]

TEXT_KEYS = ("text", "html")
METADATA_KEYS = ("id", "title", "source", "url", "published")
# What other tools call them.
_OTHER_NAMES = {
    **dict.fromkeys(("date", "datetime", "pubdate", "timestamp", "time", "day"), "published"),
    **dict.fromkeys(("link", "href", "address", "uri"), "url"),
    **dict.fromkeys(("publisher", "outlet", "site", "sitename", "newspaper"), "source"),
    **dict.fromkeys(("headline", "heading"), "title"),
    **dict.fromkeys(("_id", "guid", "key"), "id"),
    **dict.fromkeys(("body", "content", "article", "maintext"), "text"),
}
# A file with more different keys than this is another kind of file.
_MAX_KINDS = 20


def article_id(origin: str) -> str:
    """The id of an article that brings none: 16 hex digits of the sha256 of its path or URL."""
    return hashlib.sha256(origin.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def raw_article(record: Record, document: Document, *, path: str, part: str | None) -> RawArticle:
    """Join what is given about an article with what its document says of itself; the given wins.

    The id follows a given id or URL, else the place of the file. An address that a page states for itself
    does not count: pages state that of their site's front, and change it.

    Raises:
        ValueError: a value is no text.
    """
    given = {key: _text(record, key) for key in METADATA_KEYS}
    origin = given["url"] or (f"{path}#{part}" if part else path)
    return RawArticle(
        id=given["id"] or article_id(origin),
        path=path,
        part=part,
        text=document.text,
        title=given["title"] or printable(document.title or ""),
        source=given["source"] or printable(document.source or ""),
        url=given["url"] or printable(document.url or ""),
        published=given["published"] or printable(document.published or ""),
        extracted=document.extracted,
        page=document.page,
    )


def side_names(name: str) -> tuple[str, str]:
    """The names that the side file of a file may have."""
    stem, dot, _suffix = name.rpartition(".")
    return f"{name}.meta.json", f"{stem if dot else name}.meta.json"


def side_record(data: bytes, name: str) -> dict[str, object]:
    """The metadata of a side file.

    Raises:
        ValueError: it is no JSON object.
    """
    try:
        record = parsed(data)
    except ValueError as error:
        raise ValueError(f"its side file {name} is not JSON: {error}") from error
    if not isinstance(record, dict):
        raise ValueError(f"its side file {name} holds no JSON object")  # noqa: TRY004  # one kind of error a record
    return record


def parsed(data: bytes) -> object:
    """What some JSON says.

    Raises:
        ValueError: it is none, or none that can be held; the message is the reason.
    """
    text = decode(data)
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        raise
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    except ValueError as error:  # Python's own limit.
        raise ValueError("a number in it has too many digits") from error


class RecordCheck:
    """What is odd in the metadata of one file, told once for each kind however many lines have it."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._first: dict[str, Notice] = {}
        self._times: Counter[str] = Counter()

    def see(self, record: Record, part: str | None) -> None:
        """Look at one record that an article was made of."""
        for key in sorted(record.keys() - {*TEXT_KEYS, *METADATA_KEYS}):
            self._note(key, f"the key `{printable(key) or ''}` is not read{_meant(key)}", part)
        words = _text(record, "published")
        if words and from_metadata(words).earliest is None:
            self._note("published", f"the date `{words[:60]}` cannot be read; write it like 2022-03-31", part)

    def notices(self) -> Iterator[Notice]:
        """What was found, each kind at the place where it came first."""
        for kind, notice in self._first.items():
            lines = self._times[kind]
            yield notice if lines == 1 else replace(notice, message=f"{notice.message} (so in {lines:,} lines)")

    def _note(self, kind: str, message: str, part: str | None) -> None:
        if kind in self._first or len(self._first) < _MAX_KINDS:
            self._first.setdefault(kind, Notice(path=self._path, part=part, message=message))
            self._times[kind] += 1


def _meant(key: str) -> str:
    name = key.strip().lower()
    other = _OTHER_NAMES.get(name) or next(iter(get_close_matches(name, METADATA_KEYS, n=1, cutoff=0.75)), None)
    return f"; perhaps `{other}` was meant" if other else ""


def _text(record: Record, key: str) -> str | None:
    value = record.get(key)
    if value is None or isinstance(value, str):
        return printable(value or "")
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise ValueError(f"`{key}` is {type(value).__name__}, not text")
