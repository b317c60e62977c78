"""One indexing run, whose lock is held: what is compared, prepared, embedded, stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal

import numpy as np

from index import chunk, clean
from index.archive.articles import PreparedArticle
from index.archive.writer import Archive
from index.build.prepare import Prepared, fingerprint, prepare
from index.build.stopwatch import Stopwatch
from index.chunk import Chunker, embedded_text
from index.corpus import resolved
from index.embed.manifest import check_model
from index.embed.model import Embedder, ModelFiles, Runtime
from index.types import IndexReport, Manifest, Notice, Passage, RawArticle, SkippedFile

Stage = Literal["articles", "passages", "lexical index", "vector index"]
OnProgress = Callable[[Stage, int, int], None]

# A kill loses at most this much embedding, a few seconds' worth, or one article that is longer.
_PASSAGES_A_COMMIT = 64


def quiet(_stage: Stage, _done: int, _total: int) -> None:
    """Show no progress."""


def utc_now() -> datetime:
    """The current instant."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a run works with."""

    model: ModelFiles
    embedder: Embedder
    clock: Callable[[], datetime] = utc_now
    on_progress: OnProgress = quiet
    stopwatch: Stopwatch = field(default_factory=Stopwatch)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An article that waits for its passages to be embedded with those of others."""

    raw: RawArticle
    prepared: Prepared
    passages: tuple[Passage, ...]


class Run:
    """The state of one indexing run."""

    def __init__(self, archive: Archive, tools: Tools) -> None:
        self._archive = archive
        self._tools = tools
        self._stored = archive.stored()
        self._repeated = lru_cache(maxsize=1024)(archive.repeated)
        self._seen: dict[str, str] = {}
        self._counts: Counter[str] = Counter()
        self._skipped: list[SkippedFile] = []
        self._notices: list[Notice] = []
        self._unread: set[Path] = set()
        self._moved: dict[str, tuple[str, str | None]] = {}
        self._waiting: list[_Waiting] = []
        self._found = self._done = 0
        self._chunker: Chunker | None = None
        self.vector_problem: str | None = None
        _claim(archive, tools)

    def add(self, items: Iterable[RawArticle | SkippedFile], *, total: int) -> None:
        """Store what is new or changed; `total` is how many items there may be."""
        for done, item in enumerate(self._tools.stopwatch.measured(items, "reading"), start=1):
            if isinstance(item, SkippedFile):
                self._skipped.append(item)
                self._unread.add(Path(item.path))
            else:
                self._add(item)
            self._tools.on_progress("articles", done, max(done, total))
        self._commit()
        self._archive.move(self._moved)

    def prune(self, paths: Sequence[Path]) -> None:
        """Remove what came from `paths` and is gone; what cannot be read now may still be there, so it stays."""
        roots = set(map(resolved, paths))
        gone = [
            article_id
            for article_id, stored in self._stored.items()
            if article_id not in self._seen and _lies_in(stored.path, roots) and not _lies_in(stored.path, self._unread)
        ]
        self._counts["removed"] += self._archive.remove(gone)

    def drop_repeated_lines(self) -> None:
        """Prepare anew the articles that hold a line which has become, or is no longer, their outlet's furniture."""
        groups = self._archive.changed_groups()
        self._archive.review_lines(groups)
        self._repeated.cache_clear()
        for article_id in self._archive.stale():
            raw = self._archive.raw(article_id)
            if raw is not None:
                self._wait(raw, self._prepare(raw))
        self._commit()
        self._archive.settle(groups)

    def notice(self, notice: Notice) -> None:
        """Remember something odd about a file."""
        self._notices.append(notice)

    def report(self) -> IndexReport:
        """What the run did so far."""
        counts = {name: self._counts[name] for name in ("added", "changed", "unchanged", "removed", "embedded")}
        return IndexReport(
            **counts,
            skipped=tuple(self._skipped),
            notices=tuple(self._notices),
            vector_problem=self.vector_problem,
            seconds=self._tools.stopwatch.seconds,
        )

    def _add(self, raw: RawArticle) -> None:
        if raw.id in self._seen:
            self._skip(raw, f"its id {raw.id!r} is that of {self._seen[raw.id]}")
            return
        stored = self._stored.get(raw.id)
        if stored is not None and stored.fingerprint == fingerprint(raw):
            self._seen[raw.id] = raw.place
            self._counts["unchanged"] += 1
            if (stored.path, stored.part) != (raw.path, raw.part):
                self._moved[raw.id] = (raw.path, raw.part)
            return
        prepared = self._prepare(raw)
        if not prepared.article.text.strip():
            self._skip(raw, "there is no article text in it")
            return
        self._seen[raw.id] = raw.place
        self._counts["changed" if stored else "added"] += 1
        self._wait(raw, prepared)

    def _skip(self, raw: RawArticle, reason: str) -> None:
        self._skipped.append(SkippedFile(path=raw.path, part=raw.part, reason=reason))

    def _prepare(self, raw: RawArticle) -> Prepared:
        first_seen = self._archive.first_seen(raw.id) or self._tools.clock().date()
        return prepare(raw, first_seen=first_seen, repeated=self._repeated, stopwatch=self._tools.stopwatch)

    def _wait(self, raw: RawArticle, prepared: Prepared) -> None:
        with self._tools.stopwatch.measure("splitting"):
            if self._chunker is None:
                self._chunker = Chunker(self._tools.model.tokenizer(), self._tools.model.max_tokens)
            passages = tuple(self._chunker.passages(prepared.article))
        self._found += len(passages)
        self._waiting.append(_Waiting(raw, prepared, passages))
        if sum(len(waiting.passages) for waiting in self._waiting) >= _PASSAGES_A_COMMIT:
            self._commit()

    def _commit(self) -> None:
        """Embed what waits, and store it in one transaction."""
        if not self._waiting:
            return
        with self._tools.stopwatch.measure("embedding"):
            ready = list(self._embedded())
        with self._tools.stopwatch.measure("storing"):
            self._archive.store(ready, now=self._tools.clock())
        self._done += sum(len(item.passages) for item in ready)
        self._tools.on_progress("passages", self._done, self._found)
        self._waiting.clear()

    def _embedded(self) -> Iterator[PreparedArticle]:
        """What waits, with its vectors; a passage that its article had before keeps the one it has."""
        known = {waiting.raw.id: self._archive.article_vectors(waiting.raw.id) for waiting in self._waiting}
        new = [
            embedded_text(p.heading, p.text)
            for waiting in self._waiting
            for p in waiting.passages
            if (p.heading, p.text) not in known[waiting.raw.id]
        ]
        vectors = iter(self._tools.embedder.encode_passages(new) if new else ())
        self._counts["embedded"] += len(new)
        for waiting in self._waiting:
            kept = known[waiting.raw.id]
            rows = [
                kept[key] if key in kept else next(vectors) for key in ((p.heading, p.text) for p in waiting.passages)
            ]
            yield PreparedArticle(
                raw=waiting.raw,
                article=waiting.prepared.article,
                passages=waiting.passages,
                vectors=np.stack(rows) if rows else np.zeros((0, 0), np.float32),
                sketch=waiting.prepared.sketch,
                fingerprint=fingerprint(waiting.raw),
            )


def _lies_in(path: str, places: Set[Path]) -> bool:
    """Whether a path is one of some files and folders, or lies in one of them."""
    return not places.isdisjoint((Path(path), *Path(path).parents))


def _claim(archive: Archive, tools: Tools) -> None:
    """Record what this archive is built with, or find that it is something else; make what an older one lacks."""
    held = archive.manifest()
    check_model(archive.path.parent, held, tools.model)
    manifest = manifest_of(tools.model, tools.embedder.runtime)
    if held is not None:
        manifest = replace(manifest, embedder=held.embedder)
    if held != manifest:
        archive.set_record("manifest", asdict(manifest))
    archive.update_lexical(lambda done, total: tools.on_progress("lexical index", done, total))


def manifest_of(model: ModelFiles, runtime: Runtime) -> Manifest:
    """What an archive would be built with now.

    Raises:
        ArchiveError: the model's weights cannot be read or are not what they should be.
    """
    return Manifest(
        embedder=model.name,
        weights_sha256=model.weights_sha256(),
        dimension=model.dimension,
        max_tokens=model.max_tokens,
        runtime=runtime.name,
        precision=runtime.precision,
        chunker=chunk.VERSION,
        cleaner=clean.VERSION,
    )
