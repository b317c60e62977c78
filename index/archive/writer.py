"""The SQLite file that is the truth: articles, passages, their vectors, the manifest.

Its transaction is the commit point: from it on, every process sees the article.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from index.archive.articles import PreparedArticle, delete, insert, update_lexical
from index.archive.database import mapped
from index.archive.reader import ArchiveReader
from index.stories import membership


class Archive(ArchiveReader):
    """One archive file; every method is one transaction unless it runs inside `snapshot`.

    Safe to use from several threads; several processes may hold the same file.
    """

    # Writing: only the indexing run that holds the lock.

    def store(self, articles: Sequence[PreparedArticle], *, now: datetime) -> None:
        """Add articles, or replace those with the same id, in one transaction."""
        with self._write():
            for item in articles:
                delete(self._connection, item.article.id)
                insert(self._connection, item, now)

    def remove(self, article_ids: Iterable[str]) -> int:
        """Remove articles with their passages; returns how many there were."""
        with self._write():
            return sum(delete(self._connection, article_id) for article_id in article_ids)

    def move(self, places: Mapping[str, tuple[str, str | None]]) -> None:
        """Record the path and the part where unchanged articles, given by id, lie now."""
        rows = [(path, part, article_id) for article_id, (path, part) in places.items()]
        with self._write():
            self._connection.executemany("UPDATE articles SET path = ?, part = ? WHERE id = ?", rows)

    def set_record(self, name: str, value: object) -> None:
        """Store a JSON value under a name."""
        with self._write():
            self._connection.execute(
                "INSERT INTO records VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, json.dumps(value)),
            )

    def update_lexical(self, on_progress: Callable[[int, int], None] = lambda _done, _total: None) -> None:
        """Make the lexical index anew where another version of it, or none, is stored."""
        with self._write():
            update_lexical(self._connection, on_progress)

    def review_lines(self, groups: Sequence[str]) -> None:
        """Find out which lines the pages of each group repeat now; articles that this changes become stale."""
        with self._write():
            for group in groups:
                membership.review_lines(self._connection, group)

    def settle(self, groups: Sequence[str]) -> None:
        """Record that the changes of groups were reviewed, and what they made stale was prepared anew."""
        with self._write():
            self._connection.executemany("DELETE FROM changed_outlets WHERE outlet = ?", [(name,) for name in groups])

    @contextmanager
    def _write(self) -> Iterator[None]:
        with self._lock, mapped(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
