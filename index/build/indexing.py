"""Indexing runs: what is new goes in, what changed is replaced, what is gone may go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from operator import length_hint
from pathlib import Path

from index.archive.lock import indexing
from index.archive.writer import Archive
from index.build.run import OnProgress, Run, Tools, quiet, utc_now
from index.build.stopwatch import Stopwatch
from index.corpus import check_paths, count_articles, find_files, read_files
from index.embed.model import Embedder, ModelFiles
from index.errors import VectorServerError
from index.types import IndexReport, RawArticle
from index.vectors import generations


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexer:
    """Puts articles into the archive in `home`; `server` is the address of the vectors' Chroma server, or empty."""

    home: Path
    model: ModelFiles
    embedder: Embedder
    server: str = ""
    clock: Callable[[], datetime] = utc_now
    on_progress: OnProgress = quiet
    wait: bool = True
    on_wait: Callable[[str], None] = field(default=lambda _holder: None)

    def index(self, paths: Sequence[Path], *, prune: bool = False, gone: Sequence[Path] = ()) -> IndexReport:
        """Bring the archive in step with files and folders; safe to interrupt and to repeat.

        `prune` removes the articles that came from `paths` and are no longer there; `gone` are files and folders
        that no longer exist, whose articles are removed.

        Raises:
            InputError: a path does not exist.
            ArchiveBusy: another run is at work and `wait` is off.
            ArchiveError: the archive cannot be written, or another embedder made it.
        """
        check_paths(paths)
        with self._run() as run:
            # Only now: what another run stored while this one waited for it must not look as if it were gone.
            files = find_files(paths)
            run.add(read_files(files, on_notice=run.notice), total=sum(map(count_articles, files)))
            run.prune([*(paths if prune else ()), *gone])
        return run.report()

    def index_articles(self, articles: Iterable[RawArticle]) -> IndexReport:
        """Add articles that are no files of their own, like the corpus of an evaluation set."""
        with self._run() as run:
            run.add(articles, total=length_hint(articles))
        return run.report()

    @contextmanager
    def _run(self) -> Iterator[Run]:
        """A run that holds the lock and, when all went well, ends with a vector index that has everything."""
        stopwatch = Stopwatch()
        tools = Tools(
            model=self.model,
            embedder=self.embedder,
            clock=self.clock,
            on_progress=self.on_progress,
            stopwatch=stopwatch,
        )
        with indexing(self.home, wait=self.wait, on_wait=self.on_wait):
            archive = Archive(self.home, create=True)
            try:
                run = Run(archive, tools)
                yield run
                run.drop_repeated_lines()
                with stopwatch.measure("vector index"):
                    self._advance(archive, run)
            finally:
                archive.close()

    def _advance(self, archive: Archive, run: Run) -> None:
        try:
            generations.advance(self.home, archive, server=self.server, on_progress=self._on_vectors)
        except VectorServerError as error:  # The articles are stored, and found without it.
            run.vector_problem = str(error)

    def _on_vectors(self, done: int, total: int) -> None:
        self.on_progress("vector index", done, total)
