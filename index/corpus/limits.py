"""What a file may cost at most, so that a damaged or hostile one delays an indexing run and no more."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO

MAX_BYTES = 50_000_000
MAX_ARCHIVE_BYTES = 4_000_000_000
MAX_MEMBERS = 200_000
# Zip lists its members at its end, 46 bytes and the name for each; the list is read into memory as a whole.
MAX_DIRECTORY_BYTES = 64_000_000
MAX_EXPANDED_BYTES = 40_000_000_000
# Pages and JSON shrink five to thirty times; deflate can make it a thousand.
MAX_RATIO = 100
RATIO_COUNTS_FROM = 1_000_000
MAX_PAGES = 1_000
# For one document, in the process that reads it.
MAX_SECONDS = 60.0
MAX_MEMORY = 2_000_000_000
MAX_CHARACTERS = 20_000_000


class Unreadable(ValueError):
    """A file, or a part of one, that cannot be read; the message is the reason, a clause without a full stop."""


def megabytes(size: int) -> str:
    """A limit in words."""
    return f"{size // 1_000_000:,} MB"


def read_bytes(file: IO[bytes]) -> bytes:
    """The rest of a file.

    Raises:
        Unreadable: it is larger than `MAX_BYTES`.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise Unreadable(f"it is larger than {megabytes(MAX_BYTES)}")
    return data


def read_lines(file: IO[bytes]) -> Iterator[tuple[int, bytes | None]]:
    """The lines of a file that are not blank, with their numbers from 1; None for one larger than `MAX_BYTES`."""
    number = 0
    while line := file.readline(MAX_BYTES + 1):
        number += 1
        if len(line) > MAX_BYTES:
            while line and not line.endswith(b"\n"):
                line = file.readline(MAX_BYTES)
            yield number, None
        elif not line.isspace():
            yield number, line


def expands_too_far(expanded: int, packed: int) -> bool:
    """Whether packed bytes expand as those of no article do, but those of a zip bomb."""
    return expanded > RATIO_COUNTS_FROM and expanded > MAX_RATIO * max(packed, 1)
