"""Vector generations as collections of a Chroma server, which several archives may share.

A collection is written once and never changed, so that a reader finds in it what its archive says, or finds that it is
gone. Few changes are therefore left to the tail, which is compared exactly, and to the archive, which drops what it no
longer knows; many make a new collection. Names are random, and each archive remembers its own: no archive, nor a copy
of one, can take another's collection for its own.
"""

from __future__ import annotations

from contextlib import ExitStack, closing, suppress
from typing import TYPE_CHECKING
from uuid import uuid4

import numpy as np

from index.embed.model import Vectors
from index.errors import VectorServerError, VectorServerRefused
from index.vectors.chroma_server import ChromaServer
from index.vectors.sealed import ATTEMPTS, SAME, Batch, Numbers, OnProgress, Sealed, batches, now, sample

if TYPE_CHECKING:
    from index.archive.writer import Archive


# The addresses of servers, each with the names of the collections that were begun there and not yet deleted.
_RECORD = "collections"
# One in so many vectors may be new or gone before all are written anew, which so costs little beside embedding them.
_SLACK = 20
# So many vectors are compared in a few milliseconds.
_MOST_LEFT = 20_000
_ELSEWHERE = "The vector index is not on the Chroma server {}; every vector is compared until it is written there."
_DAMAGED = (
    "The vector index on the Chroma server {} is missing or damaged; every vector is compared until it is rebuilt."
)


class CollectionGeneration:
    """A collection, open for searching."""

    def __init__(self, server: ChromaServer, collection: str) -> None:
        self._server = server
        self._collection = collection

    def search(self, vector: Vectors, k: int) -> list[int]:
        """Return the sequence numbers of the nearest `k` or fewer, nearest first; `vector` is (d,).

        Raises:
            VectorServerError: the server does not answer, or has lost the collection.
        """
        (numbers,), _ = self._server.query(self._collection, vector[None, :], k)
        return numbers

    def close(self) -> None:
        """Close the connections."""
        self._server.close()


class CollectionStore:
    """Generations on one server."""

    def __init__(self, server: ChromaServer) -> None:
        self._server = server

    def problem(self, sealed: Sealed | None) -> str | None:
        """Whether a generation lies elsewhere or nowhere, as when the server could not be reached to write the first.

        The server is not asked, for a small archive can do without it.
        """
        return None if sealed and sealed.server == self._server.address else _ELSEWHERE.format(self._server.address)

    def open(self, sealed: Sealed, *, dimension: int) -> CollectionGeneration:
        """Open a generation.

        Raises:
            VectorServerError: the server does not answer, or the collection is missing or damaged.
        """
        with ExitStack() as opened:
            opened.callback(self._server.close)
            collection = self._intact(sealed)
            if collection is None:
                raise VectorServerError(_DAMAGED.format(self._server.address), mend="Run `dateline index` again.")
            generation = CollectionGeneration(self._server, collection)
            generation.search(np.zeros(dimension, np.float32), 1)  # The server reads its files at the first query.
            opened.pop_all()
            return generation

    def advance(self, archive: Archive, last: Sealed | None, wanted: Numbers, on_progress: OnProgress) -> Sealed:
        """Return `last` where it is sound and little has changed since, else a new collection of the vectors `wanted`.

        Raises:
            VectorServerError: the server does not answer, or cannot write it.
        """
        with closing(self._server):
            self._server.check()
            if last is not None and self._suffices(archive, last, wanted):
                return last
            return self._next(archive, last, wanted, on_progress)

    def _next(self, archive: Archive, last: Sealed | None, wanted: Numbers, on_progress: OnProgress) -> Sealed:
        name = f"dateline-{uuid4().hex}"
        for attempt in range(ATTEMPTS):
            problem = self._write(archive, name, wanted, on_progress, attempt)
            if problem is None:
                return Sealed(
                    number=last.number + 1 if last else 1,
                    through=int(wanted[-1]),
                    count=int(wanted.size),
                    built=now(),
                    server=self._server.address,
                    collection=name,
                )
            self._server.delete(name)
        what = f"The new vector index on the Chroma server {self._server.address} is not sound: {problem}."
        raise VectorServerError(what, mend="Run `dateline index` again.")

    def _write(self, archive: Archive, name: str, wanted: Numbers, on_progress: OnProgress, attempt: int) -> str | None:
        """Write a collection; returns what is wrong with it."""
        begun = _begun(archive)
        begun.setdefault(self._server.address, [])
        if name not in begun[self._server.address]:
            begun[self._server.address].append(name)
            # Before it is created: what a kill leaves behind is known, and goes at the next sweep.
            archive.set_record(_RECORD, begun)
        collection = self._server.create(name, total=int(wanted.size), attempt=attempt)
        done = 0
        for batch in batches(archive, wanted):
            self._server.upsert(collection, batch)
            done += len(batch[0])
            on_progress(done, int(wanted.size))
        held = self._server.count(collection)
        if held != wanted.size:
            return f"it holds {held} vectors, not {wanted.size}"
        return self._not_found(collection, sample(archive, wanted))

    def _not_found(self, collection: str, known: Batch) -> str | None:
        """What is wrong with a collection that does not find some vectors it holds."""
        numbers, vectors = known
        _, distances = self._server.query(collection, vectors, 1)
        for number, nearest in zip(numbers, distances, strict=True):
            if not nearest or nearest[0] > SAME:
                return f"it does not find passage {number}"
        return None

    def _suffices(self, archive: Archive, last: Sealed, wanted: Numbers) -> bool:
        if self.problem(last):
            return False
        kept = wanted[wanted <= last.through]
        changed = (wanted.size - kept.size) + (last.count - kept.size)
        if not kept.size or changed > min(wanted.size // _SLACK, _MOST_LEFT):
            return False
        with suppress(VectorServerRefused):
            collection = self._intact(last)
            return collection is not None and self._not_found(collection, sample(archive, kept)) is None
        return False

    def _intact(self, sealed: Sealed) -> str | None:
        """The id of a generation's collection, where that is there and holds as much as it was sealed with."""
        collection = self._server.find(sealed.collection or "") if self.problem(sealed) is None else None
        return collection if collection and self._server.count(collection) == sealed.count else None


def sweep(archive: Archive, *, keep: Sealed | None) -> None:
    """Delete the archive's collections but for one; those on a server that does not answer are kept in mind."""
    begun = _begun(archive)
    left = {}
    for address, names in begun.items():
        kept = [name for name in names if keep and (keep.server, keep.collection) == (address, name)]
        with closing(ChromaServer(address)) as server:
            left[address] = kept + [name for name in names if name not in kept and not _deleted(server, name)]
    left = {address: names for address, names in left.items() if names}
    if left != begun:
        archive.set_record(_RECORD, left)


def _deleted(server: ChromaServer, name: str) -> bool:
    try:
        server.delete(name)
    except VectorServerError:
        return False
    return True


def _begun(archive: Archive) -> dict[str, list[str]]:
    record = archive.record(_RECORD)
    return record if isinstance(record, dict) else {}
