"""Which vector generation is current, whether it is intact, and how the next one takes its place."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index import vectors
from index.database import mapped
from index.errors import ArchiveError
from index.files import settle, unchanged
from index.lock import lock_exclusive
from index.reading import ArchiveReader

if TYPE_CHECKING:
    from index.archive import Archive

Numbers = NDArray[np.int64]
OnProgress = Callable[[int, int], None]

_RECORD = "generation"
_NUMBERS = "numbers.npy"
_SAMPLE = 20
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A finished generation: `count` vectors, none with a sequence number above `through`.

    `files` maps each file to its size, its time of change in nanoseconds and its blake2b hash.
    """

    number: int
    through: int
    count: int
    built: str
    files: dict[str, tuple[int, int, str]]


def current(archive: ArchiveReader) -> Sealed | None:
    """The generation that the archive points at."""
    record = archive.record(_RECORD)
    return Sealed(**record) if isinstance(record, dict) else None


def folder_of(home: Path, number: int) -> Path:
    """Where a generation lies."""
    return home / "vectors" / f"generation-{number:06d}"


def lock_of(home: Path, number: int) -> Path:
    """The file whose shared lock keeps a generation from being swept away."""
    return home / "vectors" / f"generation-{number:06d}.lock"


def intact(home: Path, sealed: Sealed, *, thorough: bool = False) -> bool:
    """Whether every file of a generation is as it was sealed; unless `thorough`, sizes and times speak for it."""
    folder = folder_of(home, sealed.number)
    return all(unchanged(folder / name, state, thorough=thorough) for name, state in sealed.files.items())


def advance(home: Path, archive: Archive, *, on_progress: OnProgress = lambda _done, _total: None) -> Sealed | None:
    """Make the current generation hold exactly what the archive holds; nothing is embedded.

    The caller holds the indexing lock. Does nothing when the current one is intact and complete.

    Raises:
        ArchiveError: the next generation cannot be written; the current one stays.
    """
    wanted = np.asarray(archive.sequence_numbers(), np.int64)
    last = current(archive)
    held = _held(home, last)
    if last is not None and held is not None and np.array_equal(held, wanted):
        return last
    if not wanted.size:
        archive.set_record(_RECORD, None)
        _sweep(home, keep=None)
        return None
    sealed = _next(home, archive, last, held, wanted, on_progress)
    archive.set_record(_RECORD, asdict(sealed))
    _sweep(home, keep=sealed.number)
    return sealed


def _next(
    home: Path, archive: Archive, last: Sealed | None, held: Numbers | None, wanted: Numbers, on_progress: OnProgress
) -> Sealed:
    number = _unused_number(home, last)
    folder = folder_of(home, number)
    try:
        for attempt in range(_ATTEMPTS):
            with mapped(folder):
                shutil.rmtree(folder, ignore_errors=True)
                folder.parent.mkdir(parents=True, exist_ok=True)
            # The graph is built with random levels: what went wrong once may go right from nothing.
            _write(folder, home, archive, last, held if attempt == 0 else None, wanted, on_progress)
            problem = _problem(folder, archive, wanted)
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
                batches=_batches(archive, added),
                added=total,
                on_batch=on_batch,
            )
            return
    total = int(wanted.size)
    vectors.build(folder, _batches(archive, wanted), total=total, on_batch=on_batch)


def _batches(archive: Archive, numbers: Numbers) -> Iterator[vectors.Batch]:
    for start in range(0, numbers.size, vectors.BATCH):
        yield archive.vectors(numbers[start : start + vectors.BATCH].tolist())


def _problem(folder: Path, archive: Archive, wanted: Numbers) -> str | None:
    """What is wrong with a new generation: it must hold everything and find a sample of it."""
    positions = np.linspace(0, wanted.size - 1, min(_SAMPLE, wanted.size)).astype(int)
    return vectors.check(folder, count=int(wanted.size), sample=archive.vectors(wanted[positions].tolist()))


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
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        files=files,
    )


def _sweep(home: Path, *, keep: int | None) -> None:
    """Remove generations that are neither current nor in use."""
    kept = folder_of(home, keep).name if keep is not None else None
    for folder in (home / "vectors").glob("generation-*"):
        if not folder.is_dir() or folder.name == kept:
            continue
        lock_path = folder.with_name(folder.name + ".lock")
        lock = lock_exclusive(lock_path)
        if lock is not None:
            with lock:
                shutil.rmtree(folder, ignore_errors=True)
                lock_path.unlink(missing_ok=True)
