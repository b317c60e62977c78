"""Where the vector generations of an archive lie, and how the next one takes the place of the current one."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.vectors import folders, server_collections
from index.vectors.chroma_server import ChromaServer
from index.vectors.folders import FolderStore
from index.vectors.sealed import RECORD, OnProgress, Sealed, Store, current
from index.vectors.server_collections import CollectionStore

if TYPE_CHECKING:
    from index.archive.writer import Archive


def store_of(home: Path, server: str) -> Store:
    """The place for generations: the Chroma server at an address, or folders in `home` where that is empty."""
    return CollectionStore(ChromaServer(server)) if server else FolderStore(home)


def advance(
    home: Path, archive: Archive, *, server: str = "", on_progress: OnProgress = lambda _done, _total: None
) -> Sealed | None:
    """Bring the current generation in step with what the archive holds; nothing is embedded.

    The caller holds the indexing lock.

    Raises:
        ArchiveError: the next generation cannot be written; the current one stays.
    """
    wanted = np.asarray(archive.sequence_numbers(), np.int64)
    last = current(archive)
    sealed = store_of(home, server).advance(archive, last, wanted, on_progress) if wanted.size else None
    if sealed is None or sealed != last:
        archive.set_record(RECORD, asdict(sealed) if sealed else None)
        # Also of the other kind: the archive may have had its vectors elsewhere until now.
        folders.sweep(home, keep=sealed)
        server_collections.sweep(archive, keep=sealed)
    return sealed
