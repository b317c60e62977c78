"""Vector generations in folders: the one home of the Chroma library.

Chroma shares a folder with nobody: two writers lose vectors, a reader beside a writer breaks the folder, and even
opening one to read writes to it. So a generation is written by one process, closed, checked and sealed; readers open a
private view of it, whose big files are links into the sealed folder and whose small database is a copy.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

import numpy as np

from index.embed.model import Vectors
from index.errors import ArchiveError
from index.vectors.sealed import SAME, Batch, graph, written_at_once

if TYPE_CHECKING:
    from chromadb.api.client import Client

_COLLECTION = "passages"
_DATABASE = "chroma.sqlite3"
_DELETED_AT_ONCE = 1_000


def build(folder: Path, batches: Iterable[Batch], *, total: int, attempt: int, on_batch: Callable[[int], None]) -> None:
    """Write a new generation of `total` vectors into `folder`, which must not exist; later attempts take longer.

    Raises:
        ArchiveError: Chroma could not write it.
    """
    with _mapped(folder), _client(folder) as client:
        collection = client.create_collection(
            _COLLECTION,
            embedding_function=None,
            configuration={"hnsw": graph(attempt, total=total)},  # type: ignore[arg-type]
        )
        _upsert(collection, batches, total, on_batch)
    _shrink(folder)


def update(
    source: Path,
    folder: Path,
    *,
    removed: Sequence[int],
    batches: Iterable[Batch],
    added: int,
    on_batch: Callable[[int], None],
) -> None:
    """Write a new generation: a copy of `source` without `removed` and with `added` more vectors.

    Raises:
        ArchiveError: Chroma could not write it.
    """
    with _mapped(folder):
        shutil.copytree(source, folder)
        # A changed threshold counts from the next opening on.
        with _client(folder) as client:
            settings = {"hnsw": written_at_once(len(removed) + added)}
            client.get_collection(_COLLECTION, embedding_function=None).modify(configuration=settings)  # type: ignore[arg-type]
        with _client(folder) as client:
            collection = client.get_collection(_COLLECTION, embedding_function=None)
            for start in range(0, len(removed), _DELETED_AT_ONCE):
                collection.delete(ids=[str(number) for number in removed[start : start + _DELETED_AT_ONCE]])
            _upsert(collection, batches, len(removed) + added, on_batch)
    _shrink(folder)


def check(folder: Path, *, count: int, sample: Batch) -> str | None:
    """Open a generation in a process of its own, for a torn one may kill whoever opens it; returns what is wrong."""
    numbers, vectors = sample
    request = {"count": count, "numbers": list(numbers), "vectors": vectors.tolist()}
    # -P: else Python would import what lies in the folder the command was called in.
    command = [sys.executable, "-P", "-m", "index.vectors.chroma", str(folder)]
    with _mapped(folder):
        finished = subprocess.run(command, input=json.dumps(request), capture_output=True, text=True, check=False)  # noqa: S603  # this very interpreter
    if finished.returncode == 0:
        return None
    return finished.stdout.strip() or f"opening it ended with exit code {finished.returncode}"


class FolderGeneration:
    """A sealed generation, open for searching through a private view; safe to use from several threads."""

    def __init__(self, folder: Path, *, dimension: int, in_use: IO[str]) -> None:
        """Open the generation in `folder`, which is left as it is; `in_use` is closed with it, or when this fails.

        Raises:
            ArchiveError: it cannot be opened.
        """
        with _mapped(folder), ExitStack() as opened:
            opened.enter_context(in_use)
            view = Path(
                opened.enter_context(tempfile.TemporaryDirectory(prefix="dateline-view-", ignore_cleanup_errors=True))
            )
            shutil.copyfile(folder / _DATABASE, view / _DATABASE)
            for part in folder.iterdir():
                if part.is_dir():
                    (view / part.name).symlink_to(part.resolve(), target_is_directory=True)
            client = _open(view)
            opened.callback(client.close)
            self._folder = folder
            self._collection = client.get_collection(_COLLECTION, embedding_function=None)
            # Chroma reads the big files at the first query: that must be now, while they are known to be intact.
            self.search(np.zeros(dimension, np.float32), 1)
            self._opened = opened.pop_all()

    def search(self, vector: Vectors, k: int) -> list[int]:
        """Return the sequence numbers of the nearest `k` or fewer, nearest first; `vector` is (d,)."""
        with _mapped(self._folder):
            found = self._collection.query(query_embeddings=vector[None, :], n_results=k, include=[])
        return [int(number) for number in found["ids"][0]]

    def close(self) -> None:
        """Close it and remove the view."""
        self._opened.close()


def _upsert(collection: Any, batches: Iterable[Batch], operations: int, on_batch: Callable[[int], None]) -> None:
    for numbers, vectors in batches:
        ids = [str(number) for number in numbers]
        collection.upsert(ids=ids, embeddings=vectors)
        if operations == 1:  # Chroma's lowest threshold is two operations.
            collection.upsert(ids=ids, embeddings=vectors)
        on_batch(len(ids))


def _shrink(folder: Path) -> None:
    """Give back the room that Chroma's emptied log holds; every reader copies this file."""
    with _mapped(folder):
        connection = sqlite3.connect(folder / _DATABASE)
        try:
            connection.execute("VACUUM")
        finally:
            connection.close()


def _open(folder: Path) -> Client:
    import chromadb
    from chromadb.config import Settings

    return cast("Client", chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False)))


@contextmanager
def _client(folder: Path) -> Iterator[Client]:
    client = _open(folder)
    try:
        yield client
    finally:
        client.close()


@contextmanager
def _mapped(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ArchiveError(_sentence(folder, error.strerror or str(error)), mend=_MEND) from error
    except (sqlite3.Error, ValueError, TypeError, RuntimeError) as error:
        raise ArchiveError(_sentence(folder, str(error)), mend=_MEND) from error
    except BaseException as error:
        # Chroma's own errors derive from Exception, the panics of its Rust core from BaseException.
        if type(error).__module__.startswith("chromadb.") or type(error).__name__ == "PanicException":
            raise ArchiveError(_sentence(folder, str(error)), mend=_MEND) from error
        raise


_MEND = "The articles are safe; free some disk space if it is full and run `dateline index` again."


def _sentence(folder: Path, reason: str) -> str:
    return f"The vector index {folder} cannot be used: {reason.rstrip('.')}."


def _main() -> int:
    """Answer `check` on standard output."""
    request = json.load(sys.stdin)
    folder = Path(sys.argv[1])
    with _mapped(folder), _client(folder) as client:
        collection = client.get_collection(_COLLECTION, embedding_function=None)
        if collection.count() != request["count"]:
            sys.stdout.write(f"it holds {collection.count()} vectors, not {request['count']}")
            return 1
        vectors = np.asarray(request["vectors"], np.float32)
        for number, vector in zip(request["numbers"], vectors, strict=True):
            found = collection.query(query_embeddings=vector[None, :], n_results=1, include=["distances"])
            distances = found["distances"]
            if not distances or not distances[0] or distances[0][0] > SAME:
                sys.stdout.write(f"it does not find passage {number}")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(_main())
