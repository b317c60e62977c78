"""Following files and folders: each batch of changes becomes an indexing run."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event
from typing import NamedTuple

from index.build.indexing import Indexer
from index.corpus import SUFFIXES, check_paths, resolved
from index.errors import InputError
from index.types import IndexReport

# Scrapers write many files in a row; one run takes those that come within such a pause, and no run waits for long.
_PAUSE_MILLISECONDS = 400
_PATIENCE_MILLISECONDS = 5_000
_SIDE_FILE = ".meta.json"


class Changes(NamedTuple):
    """Paths to read, and paths that are gone; both sorted."""

    read: list[Path]
    gone: list[Path]


def follow(
    indexer: Indexer,
    paths: Sequence[Path],
    *,
    prune: bool = False,
    on_report: Callable[[IndexReport], None],
    stop: Event | None = None,
) -> None:
    """Index files and folders, and again whatever changes in them, until `stop` is set or an interrupt comes.

    With `prune` the articles of files that are deleted are removed. `on_report` hears of the first run, and then of
    each that changed something.

    Raises:
        InputError: a path does not exist, is deleted meanwhile, or cannot be followed.
        ArchiveError: the archive cannot be written, or another embedder made it.
    """
    check_paths(paths)
    for number, changes in enumerate(watch(paths, stop=stop)):
        report = _index(indexer, changes, prune=prune)
        if not number or report.skipped or report.vector_problem or report.added or report.changed or report.removed:
            on_report(report)


def _index(indexer: Indexer, changes: Changes, *, prune: bool) -> IndexReport:
    """Index a batch but for the files in it that are deleted again before they are read."""
    read, gone = changes.read, changes.gone if prune else []
    while read or gone:
        try:
            return indexer.index(read, prune=prune, gone=gone)
        except InputError:
            left = [path for path in read if _exists(path)]
            if len(left) == len(read):
                raise
            read = left
    return IndexReport()


def watch(paths: Sequence[Path], *, stop: Event | None = None) -> Iterator[Changes]:
    """Yield all paths once they are followed, then what changes under them, in batches.

    A file is followed through its folder, so that one that another takes the place of, as editors do, is not lost.

    Raises:
        InputError: a folder is deleted meanwhile, or cannot be followed.
    """
    roots = [resolved(path) for path in paths]
    first = True
    for batch in _batches(roots, stop):
        if first:  # From now on nothing is missed, so this is the time to look at everything.
            yield Changes(list(paths), [])
            first = False
        touched = sorted({_article_file(Path(name)) for name in batch})
        ours = [path for path in touched if any(_is_visible_in(root, path) for root in roots)]
        changes = Changes([path for path in ours if _is_read(path)], [path for path in ours if not _exists(path)])
        if any(changes):
            yield changes


def _batches(roots: Sequence[Path], stop: Event | None) -> Iterator[set[str]]:
    """The names of what changed in and beside `roots`; an empty batch where nothing did for a while."""
    import watchfiles

    folders = sorted({root if root.is_dir() else root.parent for root in roots})
    try:
        for batch in watchfiles.watch(
            *folders,
            watch_filter=None,
            stop_event=stop,
            step=_PAUSE_MILLISECONDS,
            debounce=_PATIENCE_MILLISECONDS,
            rust_timeout=_PAUSE_MILLISECONDS,
            yield_on_timeout=True,
            raise_interrupt=True,
            recursive=any(root.is_dir() for root in roots),
            ignore_permission_denied=True,
        ):
            lost = next((folder for folder in folders if not _exists(folder)), None)
            if lost:
                raise InputError(f"{lost} is no longer there to be followed.", mend="Start again when it is back.")
            yield {name for _, name in batch}
    except OSError as error:
        mend = "Index without --watch; on Linux a higher fs.inotify.max_user_watches may help."
        raise InputError(f"{folders[0]} cannot be followed: {error}.", mend=mend) from error


def _is_visible_in(root: Path, path: Path) -> bool:
    """Whether reading `root` comes by a path: hidden files and folders in it are passed over."""
    return path.is_relative_to(root) and not any(part.startswith(".") for part in path.relative_to(root).parts)


def _is_read(path: Path) -> bool:
    return _exists(path) and (path.is_dir() or path.suffix.lower() in SUFFIXES)


def _exists(path: Path) -> bool:
    return os.path.exists(path)  # noqa: PTH110  # Path.exists raises where a folder may not be looked into.


def _article_file(path: Path) -> Path:
    """The file that a side file tells about, else the file itself."""
    if not path.name.endswith(_SIDE_FILE):
        return path
    named = path.with_name(path.name.removesuffix(_SIDE_FILE))
    beside = (other for other in path.parent.glob(f"{glob.escape(named.name)}.*") if other.suffix.lower() in SUFFIXES)
    return named if named.exists() else min(beside, default=path)
