"""Throw-away archives for evaluation, kept by what went into them."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import astuple
from pathlib import Path

import platformdirs

from index.errors import ArchiveError, InputError
from index.settings import IndexSettings
from index.types import RawArticle

Source = Path | tuple[RawArticle, ...]
Build = Callable[[Path, Source], None]


def throw_away(
    source: Source, settings: IndexSettings, *, build: Build, versions: str = "", cache: Path | None = None
) -> Path:
    """Return the home of an archive that holds `source` and nothing else, built unless it was built before.

    Args:
        source: a folder or file of articles, or the articles of a data set.
        settings: name the embedder.
        build: fills an empty folder with the archive and closes it; whatever it raises passes through, and
            nothing is kept.
        versions: names whatever else shapes an archive, such as the cleaner's and the chunker's versions.
        cache: holds the archives; by default the platform's folder for a user's caches.

    Raises:
        InputError: the source cannot be read.
        ArchiveError: the cache cannot be written.
    """
    home = (cache or default_cache()) / _fingerprint(source, settings.embedder, versions)
    if not home.exists():
        _build_aside(home, source, build)
    return home


def default_cache() -> Path:
    """Where evaluations keep what takes long to build: in the platform's folder for a user's caches."""
    return platformdirs.user_cache_path("dateline", appauthor=False) / "eval"


def _build_aside(home: Path, source: Source, build: Build) -> None:
    """Build next to `home` and rename, so that `home` exists only when it is whole."""
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix="building-", dir=home.parent))
    except OSError as error:
        raise _cannot_write(home.parent, error) from error
    try:
        build(aside, source)
        _put_in_place(aside, home)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _put_in_place(aside: Path, home: Path) -> None:
    try:
        aside.rename(home)
    except OSError as error:
        # Another run may have finished the same archive first; that one is as good.
        if not home.is_dir():
            raise _cannot_write(home, error) from error


def _cannot_write(path: Path, error: OSError) -> ArchiveError:
    reason = error.strerror or type(error).__name__
    return ArchiveError(f"{path} cannot be written: {reason}.", mend="Make it writable or name another cache.")


def _fingerprint(source: Source, *labels: str) -> str:
    """The first 16 hex digits of a hash over names and contents, each with its length before it."""
    digest = hashlib.sha256()
    pieces = _file_pieces(source) if isinstance(source, Path) else _article_pieces(source)
    for piece in (*(label.encode() for label in labels), *pieces):
        digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.hexdigest()[:16]


def _file_pieces(source: Path) -> Iterator[bytes]:
    try:
        files = sorted(path for path in source.rglob("*") if path.is_file()) if source.is_dir() else [source]
        for path in files:
            yield path.relative_to(source.parent).as_posix().encode("utf-8", "surrogateescape")
            yield path.read_bytes()
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{error.filename or source} cannot be read: {reason}.", mend="Check the path.") from error


def _article_pieces(articles: tuple[RawArticle, ...]) -> Iterator[bytes]:
    for article in articles:
        yield repr(astuple(article)).encode("utf-8", "surrogatepass")
