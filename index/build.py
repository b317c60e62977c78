"""Indexing runs: what is new goes in, what changed is replaced, what is gone may go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from operator import length_hint
from pathlib import Path

from index import generations
from index.archive import Archive
from index.corpus import check_paths, count_articles, find_files, read_files
from index.database import exists
from index.embed import Embedder, ModelFiles
from index.errors import ArchiveBusy, ArchiveError
from index.lock import indexing
from index.run import OnProgress, Run, Tools, quiet, utc_now
from index.stopwatch import Stopwatch
from index.types import Article, IndexReport, RawArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexer:
    """Puts articles into the archive in `home`."""

    home: Path
    model: ModelFiles
    embedder: Embedder
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
                    generations.advance(self.home, archive, on_progress=self._on_vectors)
            finally:
                archive.close()

    def _on_vectors(self, done: int, total: int) -> None:
        self.on_progress("vector index", done, total)


def remove_articles(
    home: Path, names: Sequence[str], *, wait: bool = True, on_wait: Callable[[str], None] = lambda _holder: None
) -> list[Article]:
    """Take articles out by id, path or file name; returns them as they were.

    Raises:
        ArchiveError: there is no archive, or a name means no article or more than one; nothing is removed then.
    """
    if not exists(home):
        raise ArchiveError(f"There is no archive in {home}.", mend="Check --home.")
    with indexing(home, wait=wait, on_wait=on_wait):
        archive = Archive(home)
        try:
            articles = [find_article(archive, name) for name in names]
            archive.remove(article.id for article in articles)
            generations.advance(home, archive)
        finally:
            archive.close()
    return articles


def find_article(archive: Archive, name: str) -> Article:
    """The one article that an id, a path or a file name means.

    Raises:
        ArchiveError: it means none, or several.
    """
    ids = archive.find(name)
    if len(ids) > 1:
        raise ArchiveError(f"{name!r} means {len(ids)} articles: {', '.join(ids[:5])}.", mend="Name one by its id.")
    article = archive.article(ids[0]) if ids else None
    if article is None:
        raise ArchiveError(f"There is no article {name!r} in the archive.", mend="`dateline search` shows ids.")
    return article


def repair(home: Path) -> bool:
    """Rebuild a missing or damaged vector index, unless an indexing run is at it; says whether it is sound now."""
    with suppress(ArchiveBusy), indexing(home, wait=False):
        archive = Archive(home)
        try:
            generations.advance(home, archive)
        finally:
            archive.close()
        return True
    return False
