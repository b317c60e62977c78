"""Files to raw articles."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from index.corpus import zipped
from index.corpus.document import Document
from index.corpus.encoding import decode, printable
from index.corpus.files import DOCUMENT_SUFFIXES, SUFFIXES
from index.corpus.limits import MAX_BYTES, Unreadable, megabytes, read_bytes, read_lines
from index.corpus.process import DocumentProcess
from index.corpus.records import TEXT_KEYS, RecordCheck, parsed, raw_article, side_names, side_record
from index.types import Notice, RawArticle, SkippedFile

Items = Iterator[RawArticle | SkippedFile]
OnNotice = Callable[[Notice], None]


def unnoticed(_notice: Notice) -> None:
    """Tell nobody."""


def read_files(paths: Iterable[Path], *, on_notice: OnNotice = unnoticed) -> Items:
    """Yield the articles of files one after the other, and a `SkippedFile` for what cannot be read.

    `on_notice` is told what is odd in their metadata.
    """
    with DocumentProcess() as process:
        for path in paths:
            yield from _File(path=path, check=RecordCheck(str(path)), process=process).items(on_notice)


def read_file(path: Path, *, on_notice: OnNotice = unnoticed) -> Items:
    """Yield the articles of one file, and a `SkippedFile` for what in it cannot be read."""
    yield from read_files([path], on_notice=on_notice)


def count_articles(path: Path) -> int:
    """How many articles a file holds at most, without parsing it; 0 when it cannot be opened.

    A `.jsonl` member of an archive counts as one.
    """
    suffix = path.suffix.lower()
    if suffix not in {".jsonl", ".zip"}:
        return 1
    try:
        if not path.is_file():
            return 0
        if suffix == ".zip":
            with zipped.opened(path) as archive:
                return len(zipped.members(archive))
        with path.open("rb") as file:
            return sum(1 for _ in read_lines(file))
    except (OSError, Unreadable):
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _File:
    """One file, being read."""

    path: Path
    check: RecordCheck
    process: DocumentProcess

    def items(self, on_notice: OnNotice) -> Items:
        shown = str(self.path)
        try:
            shown.encode()
            if self.path.exists() and not self.path.is_file():
                raise Unreadable("the folder cannot be read" if self.path.is_dir() else "it is no ordinary file")
            yield from self._items()
        except OSError as error:
            yield SkippedFile(path=shown, reason=f"it cannot be opened: {error.strerror or error}")
        except UnicodeEncodeError:
            shown = shown.encode("utf-8", "replace").decode()
            yield SkippedFile(path=shown, reason="its name is not UTF-8; rename it")
        except ValueError as error:
            yield SkippedFile(path=shown, reason=str(error))
        for notice in self.check.notices():
            on_notice(notice)

    def _items(self) -> Items:
        suffix = self.path.suffix.lower()
        if suffix == ".jsonl":
            with self.path.open("rb") as file:
                yield from self._lines(file, member=None)
        elif suffix == ".zip":
            with zipped.opened(self.path) as archive:
                for info in zipped.members(archive):
                    yield from self._member(archive, info)
        elif suffix in DOCUMENT_SUFFIXES:
            yield self._document()
        else:
            listed = ", ".join(sorted(SUFFIXES))
            raise Unreadable(f"Dateline does not read {suffix or 'files without an ending'}, only {listed}")

    def _document(self) -> RawArticle:
        if self.path.stat().st_size > MAX_BYTES:
            raise Unreadable(f"it is larger than {megabytes(MAX_BYTES)}")
        record: dict[str, object] = {}
        for side in map(self.path.with_name, side_names(self.path.name)):
            if side.is_file():
                with side.open("rb") as file:
                    record = side_record(read_bytes(file), side.name)
                break
        with self.path.open("rb") as file:
            return self._article(record, self._read(self.path.suffix, read_bytes(file)), part=None)

    def _member(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Items:
        part = printable(info.filename) or "?"
        suffix = PurePosixPath(info.filename).suffix
        try:
            with zipped.member(archive, info) as file:
                if suffix.lower() == ".jsonl":
                    yield from self._lines(file, member=part)
                else:
                    record = _side_member(archive, info.filename)
                    yield self._article(record, self._read(suffix, read_bytes(file)), part=part)
        except ValueError as error:
            yield SkippedFile(path=str(self.path), part=part, reason=str(error))

    def _lines(self, file: IO[bytes], *, member: str | None) -> Items:
        first = True
        for number, line in read_lines(file):
            part = f"{member}, line {number}" if member else str(number)
            try:
                record = _loaded(line)
                begins, first = first, False
                if begins and "question" in record and not {*TEXT_KEYS} & record.keys():
                    return  # Gold questions lie beside their articles; they are not articles.
                yield self._article(record, self._text(record), part=part)
            except ValueError as error:
                reason = f"not JSON: {error}" if isinstance(error, json.JSONDecodeError) else str(error)
                yield SkippedFile(path=str(self.path), part=part, reason=reason)

    def _article(self, record: dict[str, object], document: Document, *, part: str | None) -> RawArticle:
        article = raw_article(record, document, path=str(self.path), part=part)
        self.check.see(record, part)
        return article

    def _text(self, record: dict[str, object]) -> Document:
        text, html = record.get("text"), record.get("html")
        if isinstance(text, str):
            return Document(text=text, extracted=False)
        if isinstance(html, str):
            return self.process.read(".html", html.encode("utf-8", "replace"))
        raise Unreadable("it holds no `text` and no `html`")

    def _read(self, suffix: str, data: bytes) -> Document:
        if suffix.lower() == ".txt":
            return Document(text=decode(data), extracted=False)
        return self.process.read(suffix.lower(), data)


def _loaded(line: bytes | None) -> dict[str, object]:
    if line is None:
        raise Unreadable(f"the line is larger than {megabytes(MAX_BYTES)}")
    record = parsed(line)
    if not isinstance(record, dict):
        raise Unreadable("the line holds no JSON object")
    return record


def _side_member(archive: zipfile.ZipFile, name: str) -> dict[str, object]:
    for side in side_names(name):
        if side in archive.NameToInfo:
            with zipped.member(archive, archive.getinfo(side)) as file:
                return side_record(read_bytes(file), side)
    return {}
