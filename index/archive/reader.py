"""What is read of an archive: articles, passages, vectors, the lexical index, the records of how it was made."""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np

from index.archive import catalogue
from index.archive import filters as filters_sql
from index.archive.catalogue import Overview, Selection
from index.archive.database import FILE_NAME, connect, file_state, frozen_state, mapped
from index.archive.outlet_names import EVERY_OUTLET
from index.archive.rows import (
    ARTICLE_COLUMNS,
    PASSAGE_COLUMNS,
    Row,
    article_from_row,
    day,
    passage_from_row,
    unpack,
)
from index.embed.model import Vectors
from index.lexical import bm25 as lexical
from index.lexical.bm25 import Frequencies, Numbers, Ranking
from index.types import Article, Filters, Manifest, Passage, Published, RawArticle, Story

# SQLite takes 32,766 parameters in one statement where nobody raised the limit.
_MAX_PARAMETERS = 30_000
# A notice that thousands of pages consist of makes one story of them; nobody reads so long a list.
_MOST_COPIES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """What the next indexing run compares: where an article came from, and the hash of all that made it."""

    path: str
    part: str | None
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much an archive holds, and the days it spans; nothing tells when the `undated` articles were published."""

    articles: int = 0
    passages: int = 0
    undated: int = 0
    oldest: date | None = None
    newest: date | None = None


class ArchiveReader:
    """The reading half of an archive; inside `snapshot` all that is read is of one state."""

    def __init__(self, home: Path, *, create: bool = False) -> None:
        """Open the archive in `home`; without `create` it must exist.

        Raises:
            ArchiveError: there is none, or it cannot be opened.
        """
        self.path = home / FILE_NAME
        self._lock = threading.RLock()
        self._connection = connect(self.path, create=create)
        self._frozen = frozen_state(self._connection, self.path)

    def close(self) -> None:
        """Close the file; the archive cannot be used any more."""
        with self._lock, mapped(self.path):
            self._connection.close()

    def outdated(self) -> bool:
        """Whether the file changed under a connection that had to take it for unchanging: open it anew then."""
        with mapped(self.path):
            return self._frozen is not None and self._frozen != file_state(self.path)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let several reads see one state of the archive, whatever other processes commit meanwhile."""
        with self._lock, mapped(self.path):
            if self._connection.in_transaction:
                yield
                return
            self._connection.execute("BEGIN")
            try:
                yield
            finally:
                self._connection.execute("ROLLBACK")

    def record(self, name: str) -> object:
        """The JSON value stored under a name, or None."""
        rows = self._rows("SELECT value FROM records WHERE name = ?", (name,))
        return json.loads(rows[0][0]) if rows else None

    def manifest(self) -> Manifest | None:
        """What the archive was built with, or None while it is new."""
        record = self.record("manifest")
        return Manifest(**record) if isinstance(record, dict) else None

    def stored(self) -> dict[str, StoredArticle]:
        """Origin and fingerprint of every article, by id."""
        rows = self._rows("SELECT id, path, part, fingerprint FROM articles")
        return {row[0]: StoredArticle(path=row[1], part=row[2], fingerprint=row[3]) for row in rows}

    def first_seen(self, article_id: str) -> date | None:
        """The day an article was first stored, in UTC, though it may have been removed since; None for a new one."""
        rows = self._rows("SELECT at FROM first_seen WHERE article_id = ?", (article_id,))
        return datetime.fromisoformat(rows[0][0]).date() if rows else None

    def repeated(self, group: str) -> frozenset[int]:
        """The lines that a group's pages are known to repeat."""
        return frozenset(row[0] for row in self._rows("SELECT line FROM repeated_lines WHERE outlet = ?", (group,)))

    def changed_groups(self) -> list[str]:
        """The groups whose articles changed since their repeated lines were last reviewed."""
        return [row[0] for row in self._rows("SELECT outlet FROM changed_outlets ORDER BY outlet")]

    def stale(self) -> list[str]:
        """Ids of the articles that hold a line which came to be, or is no longer, repeated since they were stored."""
        return [row[0] for row in self._rows("SELECT article_id FROM stale_articles ORDER BY article_id")]

    def stories(self, article_ids: Iterable[str]) -> dict[str, Story]:
        """The story of each article, by id; one that was stored by an older Dateline may be left out."""
        select = "SELECT article_id, story FROM stories WHERE article_id IN"
        numbers: dict[str, int] = {row[0]: row[1] for row in self._rows_in(select, sorted(set(article_ids)))}
        select = "SELECT article_id FROM stories WHERE story = ? ORDER BY number LIMIT ?"
        told = {story: [row[0] for row in self._rows(select, (story, _MOST_COPIES + 1))] for story in numbers.values()}
        articles = self._articles({one for ids in told.values() if len(ids) > 1 for one in ids})
        return {
            article_id: Story(
                number=number,
                copies=tuple(articles[one] for one in sorted(told[number]) if one != article_id)[:_MOST_COPIES],
            )
            for article_id, number in numbers.items()
        }

    def counts(self, filters: Filters | None = None) -> Counts:
        """Count articles and passages that pass, and find the first and the last day that is told."""
        where, values = filters_sql.counting(filters or Filters())
        told = "earliest NOT NULL AND (earliest = latest OR json_extract(published, '$.provenance') != 'inferred')"
        select = f"count(*), count(*) FILTER (WHERE {told})"
        span = f"min(earliest) FILTER (WHERE {told}), max(latest) FILTER (WHERE {told})"
        row = self._rows(f"SELECT {select}, {span} FROM articles a WHERE {where}", values)[0]
        sql, values = filters_sql.matching(filters or Filters())
        passages = self._rows(f"SELECT count(*) FROM ({sql})", values)[0][0]
        return Counts(
            articles=row[0], passages=passages, undated=row[0] - row[1], oldest=day(row[2]), newest=day(row[3])
        )

    def outlets(self) -> list[str]:
        """The outlets that published the articles, each in one spelling, in the order of the alphabet."""
        return [row[0] for row in self._rows(EVERY_OUTLET)]

    def overview(self, selection: Selection) -> Overview:
        """Count the articles of a selection, by outlet and between which days."""
        with self._lock, mapped(self.path):
            return catalogue.overview(self._connection, selection)

    def listed(self, selection: Selection, *, newest: bool, most: int) -> list[Article]:
        """The articles of a selection, the newest or the oldest first; those whose day is not known come last."""
        with self._lock, mapped(self.path):
            ids = catalogue.listed(self._connection, selection, newest=newest, most=most)
        articles = self._articles(set(ids))
        return [articles[one] for one in ids]

    def article(self, article_id: str) -> Article | None:
        """One article, or None."""
        rows = self._rows(f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE a.id = ?", (article_id,))
        return article_from_row(rows[0], json.loads(rows[0][4])) if rows else None

    def newest(self, count: int) -> list[Article]:
        """The articles published last; those without a date come after the others, by id."""
        order = "a.latest IS NULL, a.latest DESC, a.id LIMIT ?"
        rows = self._rows(f"SELECT {ARTICLE_COLUMNS} FROM articles a ORDER BY {order}", (count,))
        return [article_from_row(row, json.loads(row[4])) for row in rows]

    def raw(self, article_id: str) -> RawArticle | None:
        """One article as it was found, at the place where it lies now, or None."""
        rows = self._rows("SELECT raw, path, part FROM articles WHERE id = ?", (article_id,))
        if not rows:
            return None
        return RawArticle(**json.loads(zlib.decompress(rows[0][0])) | {"path": rows[0][1], "part": rows[0][2]})

    def find(self, name: str) -> list[str]:
        """Ids of the articles that a name means: an id, or else a path or a file name."""
        name = name.encode("utf-8", "replace").decode()  # An argument of the command line may be no UTF-8.
        rows = self._rows(
            "SELECT id, path FROM articles WHERE id = ? OR path LIKE '%' || ? || '%'", (name, Path(name).name)
        )
        if any(row[0] == name for row in rows):
            return [name]
        return sorted(row[0] for row in rows if _means(name, row[1]))

    def article_passages(self, article_id: str) -> list[Passage]:
        """The passages of one article, in order."""
        article = self.article(article_id)
        rows = self._rows(
            f"SELECT {PASSAGE_COLUMNS} FROM passages p WHERE p.article_id = ? ORDER BY p.start", (article_id,)
        )
        return [passage_from_row(row, article) for row in rows] if article else []

    def passages(self, sequence_numbers: Sequence[int]) -> dict[int, tuple[Passage, Article]]:
        """Passages with their articles, by sequence number; numbers that are gone are left out."""
        numbers = list(sequence_numbers)
        rows = self._rows_in(f"SELECT p.seq, {PASSAGE_COLUMNS}, p.article_id FROM passages p WHERE p.seq IN", numbers)
        articles = self._articles({row[-1] for row in rows})
        return {row[0]: (passage_from_row(row[1:-1], articles[row[-1]]), articles[row[-1]]) for row in rows}

    def article_vectors(self, article_id: str) -> dict[tuple[str, str], Vectors]:
        """The vector, (d,), of each passage of an article, by its heading and its text."""
        rows = self._rows("SELECT seq, vector FROM passages WHERE article_id = ? ORDER BY start", (article_id,))
        passages = self.article_passages(article_id)
        return {(p.heading, p.text): vector for p, vector in zip(passages, unpack(rows)[1], strict=True)}

    def vectors(self, sequence_numbers: Sequence[int]) -> tuple[list[int], Vectors]:
        """Stored vectors of passages; numbers that are gone are left out."""
        return unpack(self._rows_in("SELECT p.seq, p.vector FROM passages p WHERE p.seq IN", list(sequence_numbers)))

    def vectors_after(self, sequence_number: int) -> tuple[list[int], Vectors]:
        """Vectors of the passages stored after a sequence number, oldest first."""
        return unpack(self._rows("SELECT seq, vector FROM passages WHERE seq > ? ORDER BY seq", (sequence_number,)))

    def matching(self, filters: Filters, *, limit: int | None = None) -> Numbers:
        """Sequence numbers of the passages that pass the filters, ascending; `limit` of them where there are more."""
        sql, values = filters_sql.matching(filters)
        rows = self._rows(f"{sql} LIMIT ?", [*values, -1 if limit is None else limit])
        return np.sort(np.fromiter((row[0] for row in rows), np.int64, len(rows)))

    def passing(self, sequence_numbers: Sequence[int], filters: Filters) -> Numbers:
        """Those of some passages that pass the filters, ascending."""
        if not filters:
            return np.sort(np.array(sequence_numbers, np.int64))
        sql, values = filters_sql.passing(filters)
        rows = self._rows(sql, [json.dumps([int(number) for number in sequence_numbers]), *values])
        return np.sort(np.fromiter((row[0] for row in rows), np.int64, len(rows)))

    def has_lexical(self) -> bool:
        """Whether the lexical index is there, as this version makes it; an archive without articles needs none."""
        return self.record(lexical.RECORD) == lexical.VERSION or self.manifest() is None

    def ranking(self, terms: Sequence[str]) -> Ranking:
        """The passages ranked for the terms of a question."""
        with self._lock, mapped(self.path):
            return lexical.rank(self._connection, terms)

    def frequencies(self, terms: Sequence[str]) -> Frequencies:
        """How many passages there are, and how many hold each term."""
        with self._lock, mapped(self.path):
            return lexical.count(self._connection, terms)

    def origins(self, sequence_numbers: Sequence[int]) -> dict[int, tuple[str, Published]]:
        """Id and publication day of passages, by sequence number; numbers that are gone are left out."""
        joined = f"passages p JOIN articles a {filters_sql.BRIEF} ON a.id = p.article_id"
        select = f"SELECT p.seq, p.id, a.earliest, a.latest FROM {joined} WHERE p.seq IN"
        rows = self._rows_in(select, sequence_numbers)
        return {row[0]: (row[1], Published(earliest=day(row[2]), latest=day(row[3]))) for row in rows}

    def sequence_numbers(self) -> list[int]:
        """Sequence numbers of all passages, ascending; a passage that is stored again gets a new one."""
        return [row[0] for row in self._rows("SELECT seq FROM passages ORDER BY seq")]

    def count_after(self, sequence_number: int) -> int:
        """How many passages were stored after a sequence number."""
        return int(self._rows("SELECT count(*) FROM passages WHERE seq > ?", (sequence_number,))[0][0])

    def version(self) -> int:
        """A number that changes whenever another connection commits."""
        return int(self._rows("PRAGMA data_version")[0][0])

    def _articles(self, ids: set[str]) -> dict[str, Article]:
        rows = self._rows_in(f"SELECT {ARTICLE_COLUMNS} FROM articles a WHERE a.id IN", sorted(ids))
        return {row[0]: article_from_row(row, json.loads(row[4])) for row in rows}

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[Row]:
        with self._lock, mapped(self.path):
            return self._connection.execute(sql, tuple(values)).fetchall()

    def _rows_in(self, sql: str, values: Sequence[object]) -> list[Row]:
        rows: list[Row] = []
        for start in range(0, len(values), _MAX_PARAMETERS):
            part = values[start : start + _MAX_PARAMETERS]
            rows += self._rows(f"{sql} ({', '.join('?' * len(part))})", part)
        return rows


def _means(name: str, path: str) -> bool:
    """Whether a person who writes `name` means the file at `path`."""
    stored = Path(path)
    return name in (stored.name, stored.stem) or Path(name).resolve() == stored
