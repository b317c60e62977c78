"""Vector generations in folders of the archive: which is intact, how the next one is made, which may go."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.archive.database import mapped
from index.archive.lock import lock_exclusive, lock_shared
from index.errors import ArchiveError
from index.settled import settle, unchanged
from index.vectors import chroma as vectors
from index.vectors.chroma import FolderGeneration
from index.vectors.sealed import ATTEMPTS, Numbers, OnProgress, Sealed, batches, now, sample

if TYPE_CHECKING:
    from index.archive.writer import Archive


_NUMBERS = "numbers.npy"
_DAMAGED = "The vector index is missing or damaged; every vector is compared until it is rebuilt."


class FolderStore:
    """Generations in folders of `home`, which one process writes and any number of others read."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def problem(self, sealed: Sealed | None) -> str | None:
        """Whether the files are not as they were sealed; sizes and times speak for them."""
        return None if sealed is None or intact(self._home, sealed) else _DAMAGED

    def open(self, sealed: Sealed, *, dimension: int) -> FolderGeneration:
        """Open a generation, which is not swept away while it is open.

        Raises:
            ArchiveError: it is missing or damaged, or cannot be opened.
        """
        in_use = lock_shared(lock_of(self._home, sealed.number))
        if in_use is not None:
            if intact(self._home, sealed):
                return FolderGeneration(folder_of(self._home, sealed.number), dimension=dimension, in_use=in_use)
            in_use.close()
        raise ArchiveError(_DAMAGED, mend="Run `dateline index` again.")

    def advance(self, archive: Archive, last: Sealed | None, wanted: Numbers, on_progress: OnProgress) -> Sealed:
        """Return a generation of exactly the vectors `wanted`, which is a copy of `last` brought up to date if need be.

        Raises:
            ArchiveError: the next one cannot be written.
        """
        held = _held(self._home, last)
        if last is not None and held is not None and np.array_equal(held, wanted):
            return last
        return _next(self._home, archive, last, held, wanted, on_progress)


def sweep(home: Path, *, keep: Sealed | None) -> None:
    """Remove the folders in `home` that are neither kept nor in use."""
    kept = folder_of(home, keep.number) if keep and keep.server is None else None
    for folder in (home / "vectors").glob("generation-*"):
        if not folder.is_dir() or folder == kept:
            continue
        lock_path = folder.with_name(folder.name + ".lock")
        lock = lock_exclusive(lock_path)
        if lock is not None:
            with lock:
                shutil.rmtree(folder, ignore_errors=True)
                lock_path.unlink(missing_ok=True)


def folder_of(home: Path, number: int) -> Path:
    """Where a generation lies."""
    return home / "vectors" / f"generation-{number:06d}"


def lock_of(home: Path, number: int) -> Path:
    """The file whose shared lock keeps a generation from being swept away."""
    return home / "vectors" / f"generation-{number:06d}.lock"


def intact(home: Path, sealed: Sealed, *, thorough: bool = False) -> bool:
    """Whether a generation is here, every file as it was sealed; unless `thorough`, sizes and times speak for it."""
    folder = folder_of(home, sealed.number)
    return sealed.server is None and all(
        unchanged(folder / name, state, thorough=thorough) for name, state in sealed.files.items()
    )


def _next(
    home: Path, archive: Archive, last: Sealed | None, held: Numbers | None, wanted: Numbers, on_progress: OnProgress
) -> Sealed:
    number = _unused_number(home, last)
    folder = folder_of(home, number)
    try:
        for attempt in range(ATTEMPTS):
            with mapped(folder):
                shutil.rmtree(folder, ignore_errors=True)
                folder.parent.mkdir(parents=True, exist_ok=True)
            _write(folder, home, archive, last, held if attempt == 0 else None, wanted, on_progress, attempt)
            problem = vectors.check(folder, count=int(wanted.size), sample=sample(archive, wanted))
            if problem is None:
                with mapped(folder):
                    np.save(folder / _NUMBERS, wanted)
                    lock_of(home, number).touch()
                    return _seal(folder, number, wanted)
    except ArchiveError:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    shutil.rmtree(folder, ignore_errors=True)
    raise ArchiveError(f"The new vector index {folder} is not sound: {problem}.", mend="Run `dateline index` again.")


def _unused_number(home: Path, last: Sealed | None) -> int:
    """A number that no folder bears, for a reader may still hold one that the archive has forgotten."""
    taken = [int(folder.name.split("-")[1]) for folder in (home / "vectors").glob("generation-*[0-9]")]
    return 1 + max([last.number if last else 0, *taken])


def _write(
    folder: Path,
    home: Path,
    archive: Archive,
    last: Sealed | None,
    held: Numbers | None,
    wanted: Numbers,
    on_progress: OnProgress,
    attempt: int,
) -> None:
    """Bring a copy of the last generation up to date, or build from nothing when that is not less work."""
    done = 0

    def on_batch(written: int) -> None:
        nonlocal done
        done += written
        on_progress(done, total)

    if last is not None and held is not None:
        removed, added = np.setdiff1d(held, wanted), np.setdiff1d(wanted, held)
        if 2 * (removed.size + added.size) < wanted.size:
            total = int(added.size)
            vectors.update(
                folder_of(home, last.number),
                folder,
                removed=removed.tolist(),
                batches=batches(archive, added),
                added=total,
                on_batch=on_batch,
            )
            return
    total = int(wanted.size)
    vectors.build(folder, batches(archive, wanted), total=total, attempt=attempt, on_batch=on_batch)


def _held(home: Path, sealed: Sealed | None) -> Numbers | None:
    """The sequence numbers in an intact generation; None when it is missing or damaged."""
    if sealed is None or not intact(home, sealed, thorough=True):
        return None
    numbers: Numbers = np.load(folder_of(home, sealed.number) / _NUMBERS)
    return numbers


def _seal(folder: Path, number: int, wanted: Numbers) -> Sealed:
    files = {str(path.relative_to(folder)): settle(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    return Sealed(
        number=number,
        through=int(wanted[-1]),
        count=int(wanted.size),
        built=now(),
        files=files,
    )
