"""Which articles tell one story: kept with the articles, found through the MinHash bands that near-duplicates share."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.clean.repeated import Keys, line_keys, repeated_lines
from index.stories.copies import bands, same_story, shingles

# A page that thousands of others repeat word for word must not be compared with all of them.
_PER_BAND = 20
_MAX_COMPARED = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """What is compared of an article: the shingles of its text, their bands, and its lines with whose page it is."""

    group: str
    lines: Keys
    runs: frozenset[str]
    bands: tuple[int, ...]


def sketch(text: str, *, group: str, lines: Keys | None = None) -> Sketch:
    """Sketch an article; `lines` are those of its text before the repeated ones were dropped."""
    runs = shingles(text)
    return Sketch(group=group, lines=line_keys(text) if lines is None else lines, runs=runs, bands=bands(runs))


def join(connection: sqlite3.Connection, article_id: str, sketched: Sketch) -> None:
    """Give a new article its story: that of the articles it copies, which become one, or a new one."""
    stories = sorted(_stories_of_copies(connection, sketched))
    packed = np.array(sketched.bands, np.int64).tobytes()
    number = connection.execute(
        "INSERT INTO stories (article_id, story, outlet, lines, bands) VALUES (?, 0, ?, ?, ?)",
        (article_id, sketched.group, sketched.lines.tobytes(), packed),
    ).lastrowid
    connection.executemany("INSERT OR IGNORE INTO bands VALUES (?, ?)", [(band, number) for band in sketched.bands])
    connection.execute("UPDATE stories SET story = ? WHERE number = ?", (stories[0] if stories else number, number))
    for other in stories[1:]:
        connection.execute("UPDATE stories SET story = ? WHERE story = ?", (stories[0], other))
    connection.execute("INSERT OR IGNORE INTO changed_outlets VALUES (?)", (sketched.group,))


def leave(connection: sqlite3.Connection, article_id: str) -> None:
    """Take an article out of its story; the others stay together."""
    for number, packed in connection.execute("SELECT number, bands FROM stories WHERE article_id = ?", (article_id,)):
        keys = np.frombuffer(packed, np.int64).tolist()
        connection.executemany("DELETE FROM bands WHERE hash = ? AND number = ?", [(key, number) for key in keys])
    connection.execute(
        "INSERT OR IGNORE INTO changed_outlets SELECT outlet FROM stories WHERE article_id = ?", (article_id,)
    )
    connection.execute("DELETE FROM stories WHERE article_id = ?", (article_id,))


def review_lines(connection: sqlite3.Connection, group: str) -> None:
    """Record which lines a group's pages repeat now; the articles that hold one that came or went become stale."""
    rows = connection.execute("SELECT article_id, story, lines FROM stories WHERE outlet = ?", (group,)).fetchall()
    lines = [np.frombuffer(row[2], np.int64) for row in rows]
    known = {row[0] for row in connection.execute("SELECT line FROM repeated_lines WHERE outlet = ?", (group,))}
    repeated = repeated_lines(np.array([row[1] for row in rows], np.int64), lines, known=known)
    if repeated == known:
        return
    changed = np.fromiter(repeated ^ known, np.int64)
    stale = [(row[0],) for row, keys in zip(rows, lines, strict=True) if np.isin(keys, changed).any()]
    connection.execute("DELETE FROM repeated_lines WHERE outlet = ?", (group,))
    connection.executemany("INSERT INTO repeated_lines VALUES (?, ?)", [(group, line) for line in repeated])
    connection.executemany("INSERT OR IGNORE INTO stale_articles VALUES (?)", stale)


def _stories_of_copies(connection: sqlite3.Connection, sketched: Sketch) -> Iterator[int]:
    """Compare with the articles that share most bands, until each story among them has matched once."""
    found: set[int] = set()
    for article_id, story in _candidates(connection, sketched.bands):
        if story in found:
            continue
        [(text,)] = connection.execute("SELECT text FROM articles WHERE id = ?", (article_id,))
        if same_story(sketched.runs, shingles(text)):
            found.add(story)
            yield story


def _candidates(connection: sqlite3.Connection, keys: Sequence[int]) -> list[tuple[str, int]]:
    shared: dict[int, int] = {}
    for key in keys:
        for (number,) in connection.execute("SELECT number FROM bands WHERE hash = ? LIMIT ?", (key, _PER_BAND)):
            shared[number] = shared.get(number, 0) + 1
    nearest = sorted(shared, key=lambda number: (-shared[number], number))[:_MAX_COMPARED]
    select = "SELECT article_id, story FROM stories WHERE number = ?"
    return [row for number in nearest for row in connection.execute(select, (number,))]
