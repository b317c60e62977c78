"""Whether files are still as they were written: by size and time of change, or by their hash."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

State = tuple[int, int, str]


def settle(path: Path) -> State:
    """Force a file to the disk and return its size, its time of change in nanoseconds and its blake2b hash."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())
        digest = hashlib.file_digest(file, "blake2b").hexdigest()
    stat = path.stat()
    return stat.st_size, stat.st_mtime_ns, digest


def unchanged(path: Path, state: Sequence[int | str], *, thorough: bool = False) -> bool:
    """Whether a file is as it was when it was settled.

    One with the same size and time of change is trusted unless `thorough`; one with another time is read and compared.
    """
    size, changed, digest = state
    try:
        stat = path.stat()
        if stat.st_size != size:
            return False
        if stat.st_mtime_ns == changed and not thorough:
            return True
        with path.open("rb") as file:
            return hashlib.file_digest(file, "blake2b").hexdigest() == digest
    except OSError:
        return False
