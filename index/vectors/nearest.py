"""The vectors of an archive: its current generation, and in memory what no open generation holds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from index.archive.reader import ArchiveReader
from index.embed.model import Vectors
from index.errors import ArchiveError
from index.types import Filters
from index.vectors.sealed import Generation, Numbers, Sealed, Store, current

# Candidates beyond k: their exact scores decide, not the order in which the index found them.
_MARGIN = 20
# Asking the index for more than this, because of dead vectors, ties or filters, costs more than comparing every vector.
_MAX_WANTED = 2_000
# So many passages that pass the filters are read and compared sooner than the index finds them among all others.
_FEW = 4_000
# Cosines of float16 vectors differ in the seventh place between runs; ties must not.
_DECIMALS = 6


@dataclass(slots=True)
class _Tail:
    """The vectors that no open generation holds, as of one state of the archive, oldest first."""

    after: int = 0
    numbers: Numbers = field(default_factory=lambda: np.zeros(0, np.int64))
    vectors: Vectors = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def add(self, numbers: list[int], vectors: Vectors) -> None:
        if numbers:
            self.vectors = np.concatenate([self.vectors, vectors]) if len(self.numbers) else vectors
            self.numbers = np.concatenate([self.numbers, np.array(numbers, np.int64)])

    def nearest(self, vector: Vectors, limit: int, only: Numbers | None) -> dict[int, float]:
        if not len(self.numbers):
            return {}
        numbers, scores = self.numbers, _cosines(self.vectors, vector)
        if only is not None:
            places = np.isin(numbers, only, assume_unique=True)
            numbers, scores = numbers[places], scores[places]
        return _best(numbers, scores, limit)


@dataclass(frozen=True, slots=True)
class Admitted:
    """Which passages pass some filters: `numbers`, ascending, lists them where they are few enough for it."""

    filters: Filters
    numbers: Numbers | None


class VectorSearch:
    """Finds the nearest vectors of one archive at a time, whatever other processes commit between searches.

    `problem` says in a sentence why the generation is not used.
    """

    def __init__(self, store: Store, *, exact_up_to: int) -> None:
        self._store = store
        self._exact_up_to = exact_up_to
        self._seen: int | None = None
        self._generation: Generation | None = None
        self._tail = _Tail()
        self.sealed: Sealed | None = None
        self.problem: str | None = None

    def follow(self, archive: ArchiveReader) -> None:
        """Take in what was committed since the last look."""
        version = archive.version()
        if version == self._seen:
            return
        sealed = current(archive)
        if sealed != self.sealed or self._generation is None:
            self._switch(archive, sealed)
        after = sealed.through if sealed and self._generation else 0
        live = archive.count_after(after)
        if self._tail.after != after or len(self._tail.numbers) > live:
            self._tail = _Tail(after=after)
        newest = int(self._tail.numbers[-1]) if len(self._tail.numbers) else after
        self._tail.add(*archive.vectors_after(newest))
        if len(self._tail.numbers) != live:
            self._tail = _Tail(after=after)
            self._tail.add(*archive.vectors_after(after))
        self._seen = version

    def forget(self) -> None:
        """Let go of the generation; the next look opens the current one."""
        if self._generation is not None:
            self._generation.close()
        self._generation = self.sealed = self._seen = None

    def admitted(self, archive: ArchiveReader, filters: Filters) -> Admitted:
        """Find out which passages pass the filters, or that they are too many to list."""
        if self._generation is None:
            return Admitted(filters, archive.matching(filters))
        numbers = archive.matching(filters, limit=_FEW + 1)
        return Admitted(filters, numbers if len(numbers) <= _FEW else None)

    def nearest(
        self, archive: ArchiveReader, vector: Vectors, k: int, admitted: Admitted | None = None
    ) -> dict[int, float]:
        """Cosines by sequence number: of the `k` nearest to `vector`, (d,), what ties with the last, and some more."""
        few = admitted.numbers if admitted else None
        if self._generation is None:
            return self._tail.nearest(vector, k + _MARGIN, few)
        if few is not None:
            return compared(archive, few, vector, k + _MARGIN)
        return self._indexed(archive, vector, k, admitted.filters if admitted else Filters())

    def _indexed(self, archive: ArchiveReader, vector: Vectors, k: int, filters: Filters) -> dict[int, float]:
        newer = archive.passing(self._tail.numbers.tolist(), filters) if filters else None
        scores = self._tail.nearest(vector, k + _MARGIN, newer)
        wanted = (k + _MARGIN) * (4 if filters else 1)
        while self._generation and wanted <= _MAX_WANTED:
            try:
                found = self._generation.search(vector, wanted)
            except ArchiveError as error:  # Gone behind our back; the vectors in the archive are the same.
                self.problem = error.message
                break
            near = compared(archive, archive.passing(found, filters), vector, wanted)
            if len(found) < wanted or not _tied(scores | near, near, k):
                return scores | near
            wanted *= 4
        return compared(archive, archive.matching(filters), vector, k + _MARGIN)

    def _switch(self, archive: ArchiveReader, sealed: Sealed | None) -> None:
        self.forget()
        self.sealed, self.problem = sealed, None
        manifest = archive.manifest()
        if manifest is None:
            return
        try:
            self.problem = self._store.problem(sealed)
            if sealed and self.problem is None and sealed.count > self._exact_up_to:
                self._generation = self._store.open(sealed, dimension=manifest.dimension)
        except ArchiveError as error:
            self.problem = error.message


def compared(archive: ArchiveReader, numbers: Numbers, vector: Vectors, limit: int) -> dict[int, float]:
    """Cosines by sequence number: of some passages the `limit` nearest to `vector`, (d,), and what ties with them."""
    stored, vectors = archive.vectors(numbers.tolist())
    return _best(np.array(stored, np.int64), _cosines(vectors, vector), limit) if stored else {}


def _cosines(vectors: Vectors, vector: Vectors) -> Vectors:
    # BLAS would take a product of matrices, and its threads spin on when done: the next question takes twice as long.
    cosines: Vectors = np.vecdot(vectors, vector)
    return cosines


def _best(numbers: Numbers, scores: Vectors, limit: int) -> dict[int, float]:
    rounded = np.round(scores.astype(np.float64), _DECIMALS)
    if limit < len(numbers):
        # Everything that ties with the last place comes along, for the passage id decides between them.
        kept = rounded >= np.partition(rounded, -limit)[-limit]
        numbers, rounded = numbers[kept], rounded[kept]
    return dict(zip(numbers.tolist(), rounded.tolist(), strict=True))


def _tied(scores: dict[int, float], near: dict[int, float], k: int) -> bool:
    """Whether the index may hold more passages that score like the one in place `k`, as copies of a story do."""
    ordered = sorted(scores.values(), reverse=True)
    return len(ordered) < k or min(near.values(), default=1.0) >= ordered[k - 1]
