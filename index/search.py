"""Searching the archive: the current generation, what is newer than it, and only what is still there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import numpy as np

from index.archive.catalogue import Overview, Selection
from index.archive.database import exists
from index.archive.reader import ArchiveReader, Counts
from index.candidates import Candidates, Scores, no_candidates
from index.embed.model import Vectors
from index.lexical.bm25 import Frequencies, Numbers, Ranking
from index.types import Article, Filters, Manifest, Passage, Published, ScoredPassage, Story
from index.vectors.generations import store_of
from index.vectors.nearest import Admitted, VectorSearch, compared
from index.vectors.sealed import Sealed

# So many vectors are read in a fifth of a second and compared in milliseconds; Chroma takes longer to be imported.
EXACT_UP_TO = 20_000

_NO_LEXICAL = "The lexical index is missing or of an older version; words are not looked up until it is made anew."

Found = TypeVar("Found")


class PassageIndex:
    """The passages of one archive, seen as they are at each search, whatever other processes commit.

    Safe to use from several threads. An archive that does not exist yet is an empty one.
    """

    def __init__(self, home: Path, *, server: str = "", exact_up_to: int = EXACT_UP_TO) -> None:
        """Search the archive in `home`, whose vectors are on a Chroma `server` where its address is given.

        Chroma is not asked while the generation has `exact_up_to` vectors or fewer.
        """
        self._home = home
        self._lock = threading.RLock()
        self._archive: ArchiveReader | None = None
        self._vectors = VectorSearch(store_of(home, server), exact_up_to=exact_up_to)
        self._without_words: str | None = None

    @property
    def problem(self) -> str | None:
        """Which index is not used and why, in a sentence, as of the last look; None while all is well."""
        return self._without_words or self._vectors.problem

    def close(self) -> None:
        """Close the archive and the vectors."""
        with self._lock:
            self._vectors.forget()
            if self._archive is not None:
                self._archive.close()
            self._archive = None

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

    def _reading(self, read: Callable[[ArchiveReader], Found]) -> Found | None:
        """What is read of one state of the archive; None where there is none."""
        with self._lock:
            archive = self._open()
            if archive is None:
                return None
            with archive.snapshot():
                self._follow(archive)
                if not self._vectors.problem:
                    return read(archive)
            # The generation may have been replaced between reading the pointer and opening it: look once more.
            self._vectors.forget()
            with archive.snapshot():
                self._follow(archive)
                return read(archive)

    def counts(self, filters: Filters | None = None) -> Counts:
        """How much there is to search."""
        with self._lock:
            archive = self._open()
            return archive.counts(filters) if archive else Counts()

    def frequencies(self, terms: Sequence[str]) -> Frequencies:
        """Count the passages that there are to search, and those that hold each term."""
        with self._lock:
            archive = self._open()
            return archive.frequencies(terms) if archive else Frequencies(passages=0, holding={})

    def outlets(self) -> list[str]:
        """The outlets of the articles, each in one spelling."""
        with self._lock:
            archive = self._open()
            return archive.outlets() if archive else []

    def overview(self, selection: Selection) -> Overview:
        """How many articles there are, of which outlets and days."""
        with self._lock:
            archive = self._open()
            return archive.overview(selection) if archive else Overview()

    def listed(self, selection: Selection, *, newest: bool, most: int) -> list[ScoredPassage]:
        """The first passages of some articles, the newest or the oldest first, without a score."""
        with self._lock:
            archive = self._open()
            if archive is None:
                return []
            articles = archive.listed(selection, newest=newest, most=most)
            passages = [(article, archive.article_passages(article.id)) for article in articles]
        return [ScoredPassage(passage=found[0], article=article, score=0.0) for article, found in passages if found]

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
                self._follow(archive)
                sealed = self._vectors.sealed
                return sealed, archive.count_after(sealed.through if sealed and not self._vectors.problem else 0)

    def _follow(self, archive: ArchiveReader) -> None:
        self._vectors.follow(archive)
        self._without_words = None if archive.has_lexical() else _NO_LEXICAL

    def _open(self) -> ArchiveReader | None:
        if self._archive is not None and self._archive.outdated():
            self.close()
        if self._archive is None and exists(self._home):
            self._archive = ArchiveReader(self._home)
        return self._archive

    def _search(
        self, archive: ArchiveReader, vector: Vectors, k: int, filters: Filters | None
    ) -> tuple[ScoredPassage, ...]:
        admitted = self._vectors.admitted(archive, filters) if filters else None
        return _ranked(archive, self._vectors.nearest(archive, vector, k, admitted), k)

    def _both(
        self, archive: ArchiveReader, vector: Vectors, terms: Sequence[str], pool: int, filters: Filters | None
    ) -> Candidates:
        admitted = self._vectors.admitted(archive, filters) if filters else None
        near = _first(self._vectors.nearest(archive, vector, pool, admitted), pool)
        ranking = archive.ranking(terms)
        missing = np.setdiff1d(_best_worded(archive, ranking, pool, admitted), list(near))
        near |= compared(archive, missing, vector, len(missing))
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


def _first(scores: dict[int, float], count: int) -> dict[int, float]:
    """The best `count` and what ties with the last: the same ones whichever way they were found."""
    if len(scores) <= count:
        return scores
    lowest = sorted(scores.values(), reverse=True)[count - 1]
    return {number: score for number, score in scores.items() if score >= lowest}


def _known_day(published: Published) -> date | None:
    return published.earliest if published.earliest == published.latest else None


def _hits(
    archive: ArchiveReader, candidates: Candidates, scores: Scores, places: Sequence[int]
) -> tuple[ScoredPassage, ...]:
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


def _best_worded(archive: ArchiveReader, ranking: Ranking, pool: int, admitted: Admitted | None) -> Numbers:
    """The best `pool` passages of a ranking that are admitted."""
    if admitted is None or admitted.numbers is not None:
        return ranking.best(pool, allowed=admitted.numbers if admitted else None)
    wanted = pool
    while True:
        wanted *= 4
        best = ranking.best(wanted)
        passing = archive.passing(best.tolist(), admitted.filters)
        if len(passing) >= pool or len(best) < wanted:
            return best[np.isin(best, passing)][:pool]


def _ranked(archive: ArchiveReader, scores: dict[int, float], k: int) -> tuple[ScoredPassage, ...]:
    found = archive.passages(list(_first(scores, k)))
    rows: list[tuple[float, Passage, Article]] = [(scores[number], *pair) for number, pair in found.items()]
    rows.sort(key=lambda row: (-row[0], row[1].id))
    stories = archive.stories(article.id for _, _, article in rows[:k])
    return tuple(_scored(passage, article, score, stories.get(article.id)) for score, passage, article in rows[:k])


def _scored(passage: Passage, article: Article, score: float, story: Story | None) -> ScoredPassage:
    found = ScoredPassage(passage=passage, article=article, score=score, dense=score)
    return replace(found, story=story.number, copies=story.copies) if story else found
