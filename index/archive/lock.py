"""One indexing run at a time, and readers that keep the vectors they use from being swept away."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

import portalocker

from index.archive.database import mapped
from index.errors import ArchiveBusy

FILE_NAME = "index.archive.lock"
_POLL_SECONDS = 0.1


@contextmanager
def indexing(home: Path, *, wait: bool = True, on_wait: Callable[[str], None] = lambda _holder: None) -> Iterator[None]:
    """Hold the right to write the archive; the kernel takes it back when the process dies.

    `on_wait` is told once for whom a waiting run waits.

    Raises:
        ArchiveBusy: another run holds it and `wait` is off.
        ArchiveError: the lock file cannot be written.
    """
    path = home / FILE_NAME
    with mapped(path):
        home.mkdir(parents=True, exist_ok=True)
        file = path.open("a+")
    with file:
        _acquire(file, path, wait=wait, on_wait=on_wait)
        with mapped(path):
            _sign(file)
        yield


def lock_shared(path: Path) -> IO[str] | None:
    """Hold a shared lock on a file while the returned handle is open; None while a writer holds it."""
    return _try(path, portalocker.LockFlags.SHARED)


def lock_exclusive(path: Path) -> IO[str] | None:
    """Hold an exclusive lock on a file while the returned handle is open; None while anybody else holds it."""
    return _try(path, portalocker.LockFlags.EXCLUSIVE)


def _acquire(file: IO[str], path: Path, *, wait: bool, on_wait: Callable[[str], None]) -> None:
    told = False
    while True:
        try:
            portalocker.lock(file, portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING)
        except portalocker.exceptions.LockException as error:
            holder = _holder(path)
            if not wait:
                raise ArchiveBusy(
                    f"{holder} is indexing into {path.parent}.", mend="Try again later, or leave out --no-wait."
                ) from error
            if not told:
                on_wait(holder)
                told = True
            time.sleep(_POLL_SECONDS)
        else:
            return


def _sign(file: IO[str]) -> None:
    command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:]])
    started = datetime.now(UTC).strftime("%H:%M:%S UTC")
    file.truncate(0)
    file.write(f"Process {os.getpid()} (`{command}`, since {started})")
    file.flush()


def _holder(path: Path) -> str:
    try:
        return path.read_text("utf-8") or "Another process"
    except OSError:
        return "Another process"


def _lock_file(path: Path) -> IO[str]:
    with mapped(path):
        try:
            return path.open("a+")
        except OSError:  # Who may only read can still keep a generation from being swept away.
            return path.open("r")


def _try(path: Path, kind: portalocker.LockFlags) -> IO[str] | None:
    file = _lock_file(path)
    try:
        portalocker.lock(file, kind | portalocker.LockFlags.NON_BLOCKING)
    except portalocker.exceptions.LockException:
        file.close()
        return None
    return file
