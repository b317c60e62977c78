"""Which files are read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import InputError

DOCUMENT_SUFFIXES = frozenset({".docx", ".htm", ".html", ".md", ".pdf", ".txt"})
SUFFIXES = DOCUMENT_SUFFIXES | {".jsonl", ".zip"}


def find_files(paths: Iterable[Path]) -> list[Path]:
    """Return the absolute paths of all files to read under `paths`: sorted, each once, hidden ones left out.

    A folder that cannot be read stands among them, so that reading it tells why.

    Raises:
        InputError: a path does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        check_paths([path])
        files = sorted(_walk(path)) if path.is_dir() else [path]
        found.update(dict.fromkeys(map(resolved, files)))
    return list(found)


def check_paths(paths: Iterable[Path]) -> None:
    """Make sure that every path exists.

    Raises:
        InputError: one does not, or cannot be looked at.
    """
    for path in paths:
        if not _exists(path):
            raise InputError(f"{path} does not exist.", mend="Check the path; `dateline remove` takes articles out.")


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError as error:  # A name too long, a folder that cannot be searched.
        raise InputError(f"{path} cannot be looked at: {error.strerror}.", mend="Check the path.") from error


def resolved(path: Path) -> Path:
    """Return the absolute path of a file, links followed."""
    try:
        return path.resolve()
    except RuntimeError:  # A link to itself, before Python 3.13.
        return path.absolute()


def _walk(folder: Path) -> Iterator[Path]:
    unreadable: list[Path] = []
    for root, folders, names in os.walk(folder, onerror=lambda error: unreadable.append(Path(error.filename))):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if not name.startswith(".") and Path(name).suffix.lower() in SUFFIXES:
                yield Path(root, name)
    yield from unreadable
