"""Searching the archive: the current generation, what is newer than it, and only what is still there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import IO, TypeVar

import numpy as np

from index import generations
from index.archive import Archive
from index.candidates import Candidates, Scores, no_candidates
from index.database import exists
from index.embed import Vectors
from index.errors import ArchiveError
from index.generations import Sealed
from index.lock import lock_shared
from index.reading import Counts
from index.types import Article, Filters, Manifest, Passage, Published, ScoredPassage, Story
from index.vectors import Generation

# Candidates beyond k: their exact scores decide, not the order in which the index found them.
_MARGIN = 20
# Asking the index for more than this, because of dead vectors or ties, costs more than looking at every vector.
_MAX_WANTED = 2_000
_DAMAGED = "The vector index is missing or damaged; every vector is compared until it is rebuilt."
# So many vectors are read in a fifth of a second and compared in milliseconds; Chroma takes longer to be imported.
EXACT_UP_TO = 20_000
# Cosines of float16 vectors differ in the seventh place between runs; ties must not.
_DECIMALS = 6

Found = TypeVar("Found")


@dataclass(slots=True)
class _Tail:
    """The vectors that no open generation holds, as of one state of the archive."""

    after: int = 0
    numbers: list[int] = field(default_factory=list)
    vectors: Vectors = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    def add(self, numbers: list[int], vectors: Vectors) -> None:
        if numbers:
            self.vectors = np.concatenate([self.vectors, vectors]) if self.numbers else vectors
            self.numbers = self.numbers + numbers


class PassageIndex:
    """The passages of one archive, seen as they are at each search, whatever other processes commit.

    Safe to use from several threads. An archive that does not exist yet is an empty one.
    """

    def __init__(self, home: Path, *, exact_up_to: int = EXACT_UP_TO) -> None:
        """Search the archive in `home`, without Chroma while its generation has `exact_up_to` vectors or fewer."""
        self._home = home
        self._exact_up_to = exact_up_to
        self._lock = threading.RLock()
        self._archive: Archive | None = None
        self._seen: int | None = None
        self._sealed: Sealed | None = None
        self._generation: Generation | None = None
        self._in_use: IO[str] | None = None
        self._tail = _Tail()
        self._dead = 0
        self.problem: str | None = None

    def close(self) -> None:
        """Close the archive and the vectors."""
        with self._lock:
            self._release()
            if self._archive is not None:
                self._archive.close()
            self._archive = self._seen = None

    def search(self, vector: Vectors, *, k: int, filters: Filters | None = None) -> tuple[ScoredPassage, ...]:
        """Return the `k` passages with the highest cosine to `vector`, (d,), best first; ties go by passage id.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        found = self._reading(lambda archive: self._search(archive, vector, k, filters))
        return found or ()

    def candidates(
        self, vector: Vectors, terms: Sequence[str], *, pool: int, filters: Filters | None = None
    ) -> Candidates:
        """Return the `pool` passages nearest to `vector`, (d,), and the `pool` best for some terms, with both scores.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        found = self._reading(lambda archive: self._both(archive, vector, terms, pool, filters))
        return found or no_candidates()

    def hits(self, candidates: Candidates, scores: Scores, places: Iterable[int]) -> tuple[ScoredPassage, ...]:
        """Return the passages at some places of `candidates`, in that order, with the score each of them got.

        Raises:
            ArchiveError: the archive cannot be read.
        """
        wanted = list(places)
        return self._reading(lambda archive: _hits(archive, candidates, scores, wanted)) or ()

    def _reading(self, read: Callable[[Archive], Found]) -> Found | None:
        """What is read of one state of the archive; None where there is none."""
        with self._lock:
            archive = self._open()
            if archive is None:
                return None
            with archive.snapshot():
                self._refresh(archive)
                if not self.problem:
                    return read(archive)
            # The generation may have been replaced between reading the pointer and opening it: look once more.
            self._release()
            self._seen = None
            with archive.snapshot():
                self._refresh(archive)
                return read(archive)

    def counts(self) -> Counts:
        """How much there is to search."""
        with self._lock:
            archive = self._open()
            return archive.counts() if archive else Counts(articles=0, passages=0, oldest=None, newest=None)

    def newest_articles(self, count: int) -> list[Article]:
        """The articles published last."""
        with self._lock:
            archive = self._open()
            return archive.newest(count) if archive else []

    def manifest(self) -> Manifest | None:
        """What the archive was built with; None while there is nothing in it."""
        with self._lock:
            archive = self._open()
            return archive.manifest() if archive else None

    def generation(self) -> tuple[Sealed | None, int]:
        """The current generation, and how many passages are newer than it."""
        with self._lock:
            archive = self._open()
            if archive is None:
                return None, 0
            with archive.snapshot():
                self._refresh(archive)
                sound = self._sealed if not self.problem else None
                return self._sealed, archive.count_after(sound.through if sound else 0)

    def _open(self) -> Archive | None:
        if self._archive is not None and self._archive.outdated():
            self.close()
        if self._archive is None and exists(self._home):
            self._archive = Archive(self._home)
        return self._archive

    def _refresh(self, archive: Archive) -> None:
        """Follow what other processes committed since the last look."""
        version = archive.version()
        if version == self._seen:
            return
        sealed = generations.current(archive)
        if sealed != self._sealed or (sealed and self._generation is None):
            self._switch(archive, sealed)
        after = sealed.through if sealed and self._generation else 0
        live = archive.count_after(after)
        if self._tail.after != after or len(self._tail.numbers) > live:
            self._tail = _Tail(after=after)
        newest = self._tail.numbers[-1] if self._tail.numbers else after
        self._tail.add(*archive.vectors_after(newest))
        if len(self._tail.numbers) != live:
            self._tail = _Tail(after=after)
            self._tail.add(*archive.vectors_after(after))
        self._dead = sealed.count - (archive.counts().passages - live) if sealed and self._generation else 0
        self._seen = version

    def _switch(self, archive: Archive, sealed: Sealed | None) -> None:
        self._release()
        self._sealed, self.problem = sealed, None
        if sealed is None:
            return
        manifest = archive.manifest()
        try:
            self._in_use = lock_shared(generations.lock_of(self._home, sealed.number))
            if manifest and self._in_use and generations.intact(self._home, sealed):
                if sealed.count <= self._exact_up_to:
                    return
                folder = generations.folder_of(self._home, sealed.number)
                self._generation = Generation(folder, dimension=manifest.dimension)
                return
            self.problem = _DAMAGED
        except ArchiveError as error:
            self.problem = error.message

    def _release(self) -> None:
        if self._generation is not None:
            self._generation.close()
        if self._in_use is not None:
            self._in_use.close()
        self._generation = self._in_use = self._sealed = None

    def _candidates(self, archive: Archive, vector: Vectors, k: int) -> dict[int, float]:
        """Scores of the passages worth ranking, by sequence number."""
        scores = _best(self._tail.numbers, self._tail.vectors, vector, k + _MARGIN)
        if self._generation is None:
            return scores
        wanted = k + self._dead + _MARGIN
        while wanted <= _MAX_WANTED:
            try:
                found = self._generation.search(vector, wanted)
            except ArchiveError:  # Damaged behind our back; the vectors in the archive are the same.
                self.problem = _DAMAGED
                break
            near = _best(*archive.vectors(found), vector, wanted)
            if len(found) < wanted or not _tied(scores | near, near, k):
                return scores | near
            wanted *= 4
        return _best(*archive.vectors_after(0), vector, k + _MARGIN)

    def _search(self, archive: Archive, vector: Vectors, k: int, filters: Filters | None) -> tuple[ScoredPassage, ...]:
        if filters:
            return _ranked(archive, _best(*archive.vectors_where(filters), vector, k), k)
        return _ranked(archive, self._candidates(archive, vector, k), k)

    def _both(
        self, archive: Archive, vector: Vectors, terms: Sequence[str], pool: int, filters: Filters | None
    ) -> Candidates:
        allowed = None
        if filters:
            numbers, vectors = archive.vectors_where(filters)
            near, allowed = _best(numbers, vectors, vector, pool), np.array(sorted(numbers), np.int64)
        else:
            near = self._candidates(archive, vector, pool)
        ranking = archive.ranking(terms)
        missing = [number for number in ranking.best(pool, allowed=allowed).tolist() if number not in near]
        near |= _best(*archive.vectors(missing), vector, len(missing))
        numbers = sorted(near)
        origins = archive.origins(numbers)
        return Candidates(
            numbers=tuple(numbers),
            ids=tuple(origins[number][0] for number in numbers),
            dense=np.array([near[number] for number in numbers]),
            lexical=ranking.scores(np.array(numbers, np.int64)),
            published=tuple(_known_day(origins[number][1]) for number in numbers),
            passages=ranking.passages,
        )


def _known_day(published: Published) -> date | None:
    return published.earliest if published.earliest == published.latest else None


def _hits(archive: Archive, candidates: Candidates, scores: Scores, places: Sequence[int]) -> tuple[ScoredPassage, ...]:
    """Passages that another process has removed meanwhile are left out."""
    found = archive.passages([candidates.numbers[place] for place in places])
    stories = archive.stories(article.id for _, article in found.values())
    hits = []
    for place in places:
        if pair := found.get(candidates.numbers[place]):
            passage, article = pair
            hit = _scored(passage, article, float(scores[place]), stories.get(article.id))
            dense, lexical = float(candidates.dense[place]), float(candidates.lexical[place])
            hits.append(replace(hit, dense=dense, lexical=lexical or None))
    return tuple(hits)


def _best(numbers: list[int], vectors: Vectors, vector: Vectors, limit: int) -> dict[int, float]:
    if not numbers:
        return {}
    scores = np.round((vectors @ vector).astype(np.float64), _DECIMALS)
    if limit >= len(numbers):
        return dict(zip(numbers, scores.tolist(), strict=True))
    # Everything that ties with the last place comes along, for the passage id decides between them.
    lowest = np.partition(scores, -limit)[-limit]
    chosen = np.flatnonzero(scores >= lowest)
    return {numbers[position]: float(scores[position]) for position in chosen}


def _tied(scores: dict[int, float], near: dict[int, float], k: int) -> bool:
    """Whether the index may hold more passages that score like the one in place `k`, as copies of a story do."""
    ordered = sorted(scores.values(), reverse=True)
    return len(ordered) < k or min(near.values(), default=-1.0) >= ordered[k - 1]


def _ranked(archive: Archive, scores: dict[int, float], k: int) -> tuple[ScoredPassage, ...]:
    ordered = sorted(scores.values(), reverse=True)
    lowest = ordered[k - 1] if len(ordered) >= k else float("-inf")
    found = archive.passages([number for number, score in scores.items() if score >= lowest])
    rows: list[tuple[float, Passage, Article]] = [(scores[number], *pair) for number, pair in found.items()]
    rows.sort(key=lambda row: (-row[0], row[1].id))
    stories = archive.stories(article.id for _, _, article in rows[:k])
    return tuple(_scored(passage, article, score, stories.get(article.id)) for score, passage, article in rows[:k])


def _scored(passage: Passage, article: Article, score: float, story: Story | None) -> ScoredPassage:
    found = ScoredPassage(passage=passage, article=article, score=score, dense=score)
    return replace(found, story=story.number, copies=story.copies) if story else found
