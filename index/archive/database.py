"""Opening the archive's SQLite file: its schema by numbered migrations, its errors in one sentence."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import ArchiveError

FILE_NAME = "archive.sqlite3"
_FROZEN = "immutable=1"
# Seconds to wait for other programs, and between two tries.
_PATIENCE, _PAUSE = 30, 0.02
# A search reads some hundred rows all over the file; mapped, they need no system call and no copy.
_MAP = "PRAGMA mmap_size = 17179869184"

# Each script takes the schema from its position to the next; a landed one is never edited.
MIGRATIONS = (
    """
    CREATE TABLE articles (
        id TEXT PRIMARY KEY, path TEXT NOT NULL, part TEXT, title TEXT, source TEXT, url TEXT,
        published TEXT NOT NULL, earliest TEXT, latest TEXT, language TEXT NOT NULL,
        text TEXT NOT NULL, raw BLOB NOT NULL, raw_sha256 TEXT NOT NULL, fingerprint TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX articles_by_earliest ON articles (earliest);
    CREATE INDEX articles_by_source ON articles (source COLLATE NOCASE);
    CREATE TABLE first_seen (article_id TEXT PRIMARY KEY, at TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE passages (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, article_id TEXT NOT NULL,
        start INTEGER NOT NULL, end INTEGER NOT NULL, heading TEXT NOT NULL, tokens INTEGER NOT NULL,
        vector BLOB NOT NULL
    );
    CREATE INDEX passages_by_article ON passages (article_id, start);
    CREATE TABLE records (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """,
    """
    ALTER TABLE articles ADD COLUMN times TEXT NOT NULL DEFAULT '[]';
    ALTER TABLE articles ADD COLUMN title_from TEXT;
    ALTER TABLE articles ADD COLUMN source_from TEXT;
    CREATE TABLE events (
        seq INTEGER NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL, PRIMARY KEY (seq, first, last)
    ) WITHOUT ROWID;
    CREATE INDEX events_by_day ON events (last, first);
    CREATE TABLE stories (
        number INTEGER PRIMARY KEY AUTOINCREMENT, article_id TEXT NOT NULL UNIQUE, story INTEGER NOT NULL,
        outlet TEXT NOT NULL, lines BLOB NOT NULL, bands BLOB NOT NULL
    );
    CREATE INDEX stories_by_story ON stories (story);
    CREATE INDEX stories_by_outlet ON stories (outlet);
    CREATE TABLE bands (hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) WITHOUT ROWID;
    CREATE TABLE repeated_lines (outlet TEXT NOT NULL, line INTEGER NOT NULL, PRIMARY KEY (outlet, line)) WITHOUT ROWID;
    CREATE TABLE changed_outlets (outlet TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE stale_articles (article_id TEXT PRIMARY KEY) WITHOUT ROWID;
    """,
    """
    CREATE TABLE lexical_segments (first INTEGER PRIMARY KEY, lengths BLOB NOT NULL, removed INTEGER NOT NULL);
    CREATE TABLE lexical_postings (
        segment INTEGER NOT NULL, term TEXT NOT NULL, postings BLOB NOT NULL, PRIMARY KEY (segment, term)
    ) WITHOUT ROWID;
    DROP INDEX articles_by_earliest;
    DROP INDEX articles_by_source;
    CREATE INDEX articles_by_day ON articles (earliest, latest);
    CREATE INDEX articles_by_source ON articles (source COLLATE NOCASE, earliest, latest);
    CREATE INDEX articles_in_brief ON articles (id, earliest, latest, source COLLATE NOCASE);
    """,
)


def exists(home: Path) -> bool:
    """Whether there is an archive in a folder.

    Raises:
        ArchiveError: `home` is no folder, or cannot be looked into.
    """
    path = home / FILE_NAME
    with mapped(path):
        if home.exists() and not home.is_dir():
            raise NotADirectoryError(20, "its folder is a file")
        return path.exists()


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """Open the file, bring its schema up to date, and leave transactions to the caller.

    Raises:
        ArchiveError: it does not exist, cannot be opened, or was made by a newer Dateline.
    """
    with mapped(path):
        if create:
            path.parent.mkdir(parents=True, exist_ok=True)
        elif not path.exists():
            raise ArchiveError(f"There is no archive in {path.parent}.", mend="Run `dateline index PATH` first.")
        connection = _open(path, create=create)
        try:
            _migrate(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def mapped(path: Path) -> Iterator[None]:
    """Map what SQLite and the file system raise to one sentence about the archive.

    Raises:
        ArchiveError: in place of any `sqlite3.Error` or `OSError`.
    """
    try:
        yield
    except sqlite3.Error as error:
        raise ArchiveError(f"The archive {path} cannot be used: {error}.", mend=_mend(str(error))) from error
    except OSError as error:
        reason = error.strerror or str(error)
        raise ArchiveError(f"The archive {path} cannot be used: {reason}.", mend=_mend(reason)) from error


def _mend(reason: str) -> str:
    reason = reason.lower()
    if "full" in reason or "no space" in reason or "too large" in reason or "disk i/o" in reason:
        return "Free some disk space and run the command again; what was committed is safe."
    if "readonly" in reason or "read-only" in reason or "permission" in reason or "unable to open" in reason:
        return "Make the folder writable, or name another with --home."
    if "file exists" in reason or "not a directory" in reason or "is a file" in reason or "name too long" in reason:
        return "Name a folder with --home."
    if "locked" in reason:
        return "Another program holds it; try again in a moment."
    return "Restore it from a backup, or move it away and index the articles again."


def _write_ahead(connection: sqlite3.Connection) -> None:
    """Switch to a write-ahead log; SQLite does not wait for others to do so, whatever the timeout."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE)
        else:
            return


def _open(path: Path, *, create: bool) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None, check_same_thread=False)
    try:
        _write_ahead(connection)
        connection.execute("SELECT count(*) FROM sqlite_master")
        connection.execute(_MAP)
    except sqlite3.OperationalError as error:
        connection.close()
        if create or not _mend(str(error)).startswith("Make the folder writable"):
            raise
        return _open_read_only(path)
    return connection


def _open_read_only(path: Path) -> sqlite3.Connection:
    """Read-only, and frozen where the folder does not take the lock files that SQLite needs beside a log."""
    try:
        return _open_as(path, "mode=ro")
    except sqlite3.OperationalError:
        return _open_as(path, _FROZEN)


def _open_as(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.resolve().as_uri()}?{mode}"
    connection = sqlite3.connect(
        uri, uri=True, timeout=30, isolation_level=None, check_same_thread=False, factory=_Connection
    )
    connection.frozen = mode == _FROZEN
    try:
        connection.execute("SELECT count(*) FROM sqlite_master")
        connection.execute(_MAP)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class _Connection(sqlite3.Connection):
    """A connection that knows whether it takes the file for unchanging."""

    frozen = False


FileState = tuple[tuple[int, int], ...]


def file_state(path: Path) -> FileState:
    """Size and time of change of the file, and of the log beside it while there is one."""
    files = [path, path.with_name(path.name + "-wal")]
    return tuple((stat.st_size, stat.st_mtime_ns) for stat in (file.stat() for file in files if file.exists()))


def frozen_state(connection: sqlite3.Connection, path: Path) -> FileState | None:
    """The state of the file that a connection takes for unchanging; None for one that sees changes."""
    return file_state(path) if isinstance(connection, _Connection) and connection.frozen else None


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    version = _version(connection)
    if version > len(MIGRATIONS):
        raise ArchiveError(
            f"The archive {path} has format {version}; this Dateline knows up to {len(MIGRATIONS)}.",
            mend="Update Dateline, or index into another folder with --home.",
        )
    if version == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have migrated while this one waited for its turn.
        for number in range(_version(connection), len(MIGRATIONS)):
            for statement in MIGRATIONS[number].split(";"):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number + 1}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
