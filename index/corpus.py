"""Files and folders to raw articles."""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from index.errors import InputError
from index.types import RawArticle, SkippedFile

SUFFIXES = frozenset({".txt", ".md", ".jsonl"})
# Documents a person may expect to be read; other files in a folder are none of our business.
UNREAD_SUFFIXES = frozenset({".html", ".htm", ".pdf", ".docx", ".zip"})
MAX_BYTES = 50_000_000
_TEXT_KEYS = ("id", "title", "source", "url", "published")


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Return the absolute paths of all files to read under `paths`: sorted, each once, hidden ones left out.

    Raises:
        InputError: a path does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if not _exists(path):
            raise InputError(f"{path} does not exist.", mend="Check the path; `dateline remove` takes articles out.")
        files = sorted(_walk(path)) if path.is_dir() else [path]
        found.update(dict.fromkeys(map(_resolved, files)))
    return list(found)


def read_file(path: Path) -> Iterator[RawArticle | SkippedFile]:
    """Yield the articles of one file, and a `SkippedFile` for what in it cannot be read."""
    try:
        str(path).encode()
        if path.exists() and not path.is_file():
            raise ValueError("the folder cannot be read" if path.is_dir() else "it is no ordinary file")
        if path.suffix.lower() == ".jsonl":
            yield from _read_lines(path)
        else:
            yield _read_text(path)
    except OSError as error:
        yield SkippedFile(path=str(path), reason=f"it cannot be opened: {error.strerror or error}")
    except UnicodeEncodeError:
        shown = str(path).encode("utf-8", "replace").decode()
        yield SkippedFile(path=shown, reason="its name is not UTF-8; rename it")
    except ValueError as error:
        yield SkippedFile(path=str(path), reason=str(error))


def count_articles(path: Path) -> int:
    """How many articles a file holds at most, without parsing it; 0 when it cannot be opened."""
    if path.suffix.lower() != ".jsonl":
        return 1
    if not path.is_file():
        return 0
    try:
        with path.open("rb") as file:
            return sum(1 for line in file if line.strip())
    except OSError:
        return 0


def article_id(origin: str) -> str:
    """The id of an article that brings none: 16 hex digits of the sha256 of its path or URL."""
    return hashlib.sha256(origin.encode("utf-8", "surrogateescape")).hexdigest()[:16]


def decode(data: bytes) -> str:
    """Decode UTF-8, UTF-16 with a byte order mark, or else Windows-1252.

    Raises:
        ValueError: the bytes are no text in any of these.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    if b"\x00" in data:
        raise ValueError("it is not a text file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ValueError("its text is neither UTF-8, UTF-16 nor Windows-1252") from error


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # A name too long, a folder that cannot be searched.
        raise InputError(f"{path} cannot be looked at: {error.strerror}.", mend="Check the path.") from error


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except RuntimeError:  # A link to itself, before Python 3.13.
        return path.absolute()


def _walk(folder: Path) -> Iterator[Path]:
    unreadable: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=lambda error: unreadable.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES | UNREAD_SUFFIXES:
                yield Path(root, name)
    yield from unreadable


def _read_text(path: Path) -> RawArticle:
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise ValueError(
            f"Dateline does not read {suffix or 'files without an ending'}, only {', '.join(sorted(SUFFIXES))}"
        )
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"it is larger than {MAX_BYTES // 1_000_000} MB")
    return _article(_side_file(path) | {"text": decode(path.read_bytes())}, path=path, part=None)


def _side_file(path: Path) -> dict[str, object]:
    for side in (path.with_name(path.name + ".meta.json"), path.with_suffix(".meta.json")):
        if side.is_file():
            try:
                metadata = json.loads(side.read_text("utf-8-sig"))
            except (ValueError, RecursionError) as error:
                raise ValueError(f"its side file {side.name} is not JSON: {error}") from error
            if not isinstance(metadata, dict):
                raise ValueError(f"its side file {side.name} holds no JSON object")
            return metadata
    return {}


def _read_lines(path: Path) -> Iterator[RawArticle | SkippedFile]:
    with path.open("rb") as file:
        first = True
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            begins, first = first, False
            try:
                record = json.loads(decode(line))
                if not isinstance(record, dict):
                    raise ValueError("the line holds no JSON object")  # noqa: TRY004  # one kind of error a line
                if begins and "question" in record and not {"text", "html"} & record.keys():
                    return  # Gold questions lie beside their articles; they are not articles.
                yield _article(record, path=path, part=str(number))
            except (ValueError, RecursionError) as error:
                reason = f"not JSON: {error}" if isinstance(error, json.JSONDecodeError) else str(error)
                yield SkippedFile(path=str(path), line=number, reason=reason)


def _article(record: Mapping[str, object], *, path: Path, part: str | None) -> RawArticle:
    text = record.get("text")
    if not isinstance(text, str):
        problem = "only `html`, which is not read yet" if "html" in record else "no `text`"
        raise ValueError(f"it holds {problem}")  # noqa: TRY004  # one kind of error a record
    given = {key: _text(record, key) for key in _TEXT_KEYS}
    origin = given["url"] or (f"{path}#{part}" if part else str(path))
    return RawArticle(
        id=given["id"] or article_id(origin),
        path=str(path),
        part=part,
        text=text,
        title=given["title"],
        source=given["source"],
        url=given["url"],
        published=given["published"],
    )


def _text(record: Mapping[str, object], key: str) -> str | None:
    value = record.get(key)
    if value is None or isinstance(value, str):
        # Nothing that is shown or stored holds control or direction characters, or half of a character pair.
        kept = (letter for letter in value or "" if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"})
        return "".join(kept).strip() or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise ValueError(f"`{key}` is {type(value).__name__}, not text")
