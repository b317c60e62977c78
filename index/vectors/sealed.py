"""What a finished vector generation is, and what each kind of place for generations offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.archive.reader import ArchiveReader
from index.embed.model import Vectors

if TYPE_CHECKING:
    from index.archive.writer import Archive


Numbers = NDArray[np.int64]
Batch = tuple[Sequence[int], Vectors]
OnProgress = Callable[[int, int], None]

RECORD = "generation"
# What went wrong once may go right from nothing: the graph is built with random levels.
ATTEMPTS = 3
# Chroma's own 16 neighbours leave a vector out of reach in one of thirteen small indexes with near-duplicates.
_NEIGHBOURS, _LOOKED_THROUGH = 32, 200
# A vector of a sound generation finds itself, or a copy, within this cosine distance.
SAME = 0.01
# Chroma takes 5,461 records at once; smaller batches let the progress bar move.
_BATCH = 1_000
_SAMPLE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A finished generation: `count` vectors, none with a sequence number above `through`.

    One in a folder has `files`, each with its size, its time of change in nanoseconds and its blake2b hash; one on a
    Chroma server has the server's address and the name of its collection there.
    """

    number: int
    through: int
    count: int
    built: str
    files: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    server: str | None = None
    collection: str | None = None


class Generation(Protocol):
    """A generation that is open for searching; safe to use from several threads."""

    def search(self, vector: Vectors, k: int) -> list[int]:
        """Return the sequence numbers of the nearest `k` or fewer, nearest first; `vector` is (d,).

        Raises:
            ArchiveError: it cannot be searched any more.
        """

    def close(self) -> None:
        """Give back what it holds."""


class Store(Protocol):
    """A place where the generations of one archive lie."""

    def problem(self, sealed: Sealed | None) -> str | None:
        """What can be seen to be wrong with a generation, or with there being none, without opening it: a sentence."""

    def open(self, sealed: Sealed, *, dimension: int) -> Generation:
        """Open a generation.

        Raises:
            ArchiveError: it is missing or damaged, or lies elsewhere.
        """

    def advance(self, archive: Archive, last: Sealed | None, wanted: Numbers, on_progress: OnProgress) -> Sealed:
        """Return a generation, sound and sealed, of the vectors with the sequence numbers `wanted`.

        That is `last` itself where it is sound and as good.

        Raises:
            ArchiveError: the next one cannot be written; `last` is left as it was.
        """


def current(archive: ArchiveReader) -> Sealed | None:
    """The generation that the archive points at."""
    record = archive.record(RECORD)
    return Sealed(**record) if isinstance(record, dict) else None


def batches(archive: ArchiveReader, numbers: Numbers) -> Iterator[Batch]:
    """The vectors of some passages, in batches of what Chroma takes at once."""
    for start in range(0, numbers.size, _BATCH):
        yield archive.vectors(numbers[start : start + _BATCH].tolist())


def sample(archive: ArchiveReader, numbers: Numbers) -> Batch:
    """A few vectors from all over `numbers`, each of which a sound generation finds."""
    positions = np.linspace(0, numbers.size - 1, min(_SAMPLE, numbers.size)).astype(int)
    return archive.vectors(numbers[positions].tolist())


def written_at_once(operations: int) -> dict[str, int]:
    """Chroma's settings with which the last of some operations writes everything to the index files.

    What is not written waits in Chroma's log, and every opening would replay it and write the files.
    """
    threshold = max(2, operations)
    return {"sync_threshold": threshold, "batch_size": min(100, threshold)}


def graph(attempt: int, *, total: int) -> dict[str, str | int]:
    """Chroma's settings of the graph over `total` vectors, denser with each attempt, from 0."""
    looked_through = _LOOKED_THROUGH << 2 * attempt
    return {
        "space": "cosine",
        "ef_search": looked_through,
        "ef_construction": looked_through,
        "max_neighbors": _NEIGHBOURS << attempt,
        **written_at_once(total),
    }


def now() -> str:
    """When a generation is sealed, as it is recorded."""
    return datetime.now(UTC).isoformat(timespec="seconds")
