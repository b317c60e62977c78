"""An indexing run: what is new goes in, what changed is replaced, what is gone may go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from index import generations
from index.archive import Archive, PreparedArticle
from index.chunk import Chunker, embedded_text
from index.corpus import count_articles, find_files, read_file
from index.database import exists
from index.embed import Embedder, ModelFiles
from index.errors import ArchiveBusy, ArchiveError
from index.lock import indexing
from index.manifest import check_model, manifest_of
from index.prepare import fingerprint, prepare
from index.types import Article, IndexReport, Passage, RawArticle, SkippedFile

Stage = Literal["articles", "vector index"]
OnProgress = Callable[[Stage, int, int], None]

# A kill loses at most this much embedding, a few seconds' worth, or one article that is longer.
_PASSAGES_A_COMMIT = 64


def quiet(_stage: Stage, _done: int, _total: int) -> None:
    """Show no progress."""


def utc_now() -> datetime:
    """The current instant."""
    return datetime.now(UTC)


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

    def index(self, paths: Sequence[Path], *, prune: bool = False) -> IndexReport:
        """Bring the archive in step with files and folders; safe to interrupt and to repeat.

        `prune` removes the articles that came from `paths` and are no longer there.

        Raises:
            InputError: a path does not exist.
            ArchiveBusy: another run is at work and `wait` is off.
            ArchiveError: the archive cannot be written, or another embedder made it.
        """
        files = find_files(paths)
        raw_articles = (item for file in files for item in read_file(file))
        total = sum(count_articles(file) for file in files)
        with indexing(self.home, wait=self.wait, on_wait=self.on_wait):
            archive = Archive(self.home, create=True)
            try:
                run = _Run(self, archive, total)
                run.add(raw_articles)
                if prune:
                    run.prune(paths)
                self._advance(archive)
            finally:
                archive.close()
        return run.report()

    def index_articles(self, articles: Iterable[RawArticle]) -> IndexReport:
        """Add articles that are no files of their own, like the corpus of an evaluation set."""
        listed = list(articles)
        with indexing(self.home, wait=self.wait, on_wait=self.on_wait):
            archive = Archive(self.home, create=True)
            try:
                run = _Run(self, archive, len(listed))
                run.add(listed)
                self._advance(archive)
            finally:
                archive.close()
        return run.report()

    def _advance(self, archive: Archive) -> None:
        generations.advance(
            self.home, archive, on_progress=lambda done, total: self.on_progress("vector index", done, total)
        )


class _Run:
    """The state of one indexing run, whose lock is held."""

    def __init__(self, indexer: Indexer, archive: Archive, total: int) -> None:
        self._indexer = indexer
        self._archive = archive
        self._total = total
        self._stored = archive.stored()
        self._seen: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._skipped: list[SkippedFile] = []
        self._unread: set[str] = set()
        self._waiting: list[tuple[RawArticle, Article, list[Passage]]] = []
        self._chunker: Chunker | None = None
        _claim(archive, indexer.model)

    def add(self, items: Iterable[RawArticle | SkippedFile]) -> None:
        for done, item in enumerate(items, start=1):
            if isinstance(item, SkippedFile):
                self._skipped.append(item)
                self._unread.add(item.path)
            else:
                self._add(item)
            self._indexer.on_progress("articles", done, max(done, self._total))
        self._commit()

    def prune(self, paths: Sequence[Path]) -> None:
        """Remove what came from `paths` and is gone; what cannot be read now may still be there, so it stays."""
        roots = [path.resolve() for path in paths]
        gone = [
            article_id
            for article_id, stored in self._stored.items()
            if article_id not in self._seen
            and any(Path(stored.path).is_relative_to(root) for root in roots)
            and not any(Path(stored.path).is_relative_to(unread) for unread in self._unread)
        ]
        self._counts["removed"] += self._archive.remove(gone)

    def report(self) -> IndexReport:
        return IndexReport(**self._counts, skipped=tuple(self._skipped))

    def _add(self, raw: RawArticle) -> None:
        place = f"{raw.path}, line {raw.part}" if raw.part else raw.path
        if raw.id in self._seen:
            self._skip(raw, f"its id {raw.id!r} is that of {self._seen[raw.id]}")
            return
        stored = self._stored.get(raw.id)
        if stored is not None and stored.fingerprint == fingerprint(raw):
            self._seen[raw.id] = place
            self._counts["unchanged"] += 1
            if (stored.path, stored.part) != (raw.path, raw.part):
                self._archive.move(raw.id, raw)
            return
        article, _cleaned = prepare(raw)
        passages = self._passages(article)
        if not passages:
            self._skip(raw, "there is no article text in it")
            return
        self._seen[raw.id] = place
        self._waiting.append((raw, article, passages))
        if sum(len(waiting[2]) for waiting in self._waiting) >= _PASSAGES_A_COMMIT:
            self._commit()

    def _skip(self, raw: RawArticle, reason: str) -> None:
        self._skipped.append(
            SkippedFile(path=raw.path, line=int(raw.part) if raw.part and raw.part.isdecimal() else None, reason=reason)
        )

    def _passages(self, article: Article) -> list[Passage]:
        if self._chunker is None:
            model = self._indexer.model
            self._chunker = Chunker(model.tokenizer(), model.max_tokens)
        return self._chunker.passages(article)

    def _commit(self) -> None:
        """Embed what waits, and store it in one transaction."""
        if not self._waiting:
            return
        prepared = list(self._embedded())
        self._archive.store(prepared, now=self._indexer.clock())
        for item in prepared:
            self._counts["changed" if item.article.id in self._stored else "added"] += 1
            self._counts["embedded"] += len(item.passages)
        self._waiting.clear()

    def _embedded(self) -> Iterator[PreparedArticle]:
        texts = [embedded_text(p.heading, p.text) for _, _, passages in self._waiting for p in passages]
        vectors = self._indexer.embedder.encode_passages(texts)
        position = 0
        for raw, article, passages in self._waiting:
            yield PreparedArticle(
                raw=raw,
                article=article,
                passages=tuple(passages),
                vectors=vectors[position : position + len(passages)],
                fingerprint=fingerprint(raw),
            )
            position += len(passages)


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


def _claim(archive: Archive, model: ModelFiles) -> None:
    """Record what this archive is built with, or find that it is something else."""
    held = archive.manifest()
    check_model(archive.path.parent, held, model)
    manifest = manifest_of(model)
    if held is not None:
        manifest = replace(manifest, embedder=held.embedder)
    if held != manifest:
        archive.set_record("manifest", asdict(manifest))
