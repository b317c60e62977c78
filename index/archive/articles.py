"""Writing one article with all that hangs on it, inside the transaction of whoever calls."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice

from index.archive.rows import pack, published_to_record, times_to_record
from index.dates import days_of
from index.embed.model import Vectors
from index.lexical import bm25 as lexical
from index.lexical import postings
from index.lexical.bm25 import passage_terms
from index.stories import membership
from index.stories.membership import Sketch
from index.types import Article, Passage, RawArticle

_FILLED_AT_ONCE = 512


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedArticle:
    """An article ready to be stored; `vectors` has one row a passage."""

    raw: RawArticle
    article: Article
    passages: tuple[Passage, ...]
    vectors: Vectors
    sketch: Sketch
    fingerprint: str


def insert(connection: sqlite3.Connection, item: PreparedArticle, now: datetime) -> None:
    """Add an article, its passages with their vectors, terms and the days they speak of, and its place in a story."""
    article, raw = item.article, item.raw
    published = published_to_record(article.published)
    connection.execute(
        "INSERT INTO articles (id, path, part, title, source, url, published, earliest, latest, language, text,"
        " raw, raw_sha256, fingerprint, times, title_from, source_from)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (article.id, article.path, raw.part, article.title, article.source, article.url, json.dumps(published),
         published["earliest"], published["latest"], article.language, article.text,
         zlib.compress(json.dumps(asdict(raw)).encode()), article.raw_sha256, item.fingerprint,
         json.dumps(times_to_record(article.times)), article.title_from, article.source_from),
    )  # fmt: skip
    connection.execute("INSERT OR IGNORE INTO first_seen VALUES (?, ?)", (article.id, now.isoformat()))
    documents: dict[int, list[str]] = {}
    for passage, vector in zip(item.passages, pack(item.vectors), strict=True):
        row = (passage.id, passage.article_id, passage.start, passage.end, passage.heading, passage.tokens, vector)
        number = connection.execute(
            "INSERT INTO passages (id, article_id, start, end, heading, tokens, vector) VALUES (?, ?, ?, ?, ?, ?, ?)",
            row,
        ).lastrowid
        if number is not None:
            documents[number] = passage_terms(passage.heading, passage.text)
        days = [(number, first, last) for first, last in _event_days(article, passage)]
        connection.executemany("INSERT OR IGNORE INTO events VALUES (?, ?, ?)", days)
    postings.add(connection, documents)
    membership.join(connection, article.id, item.sketch)


def delete(connection: sqlite3.Connection, article_id: str) -> int:
    """Take an article out; returns how many there were, 0 or 1. When it was first seen stays known."""
    membership.leave(connection, article_id)
    numbers = "SELECT seq FROM passages WHERE article_id = ? ORDER BY seq"
    postings.remove(connection, [row[0] for row in connection.execute(numbers, (article_id,))])
    connection.execute(f"DELETE FROM events WHERE seq IN ({numbers})", (article_id,))
    connection.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))
    connection.execute("DELETE FROM stale_articles WHERE article_id = ?", (article_id,))
    return connection.execute("DELETE FROM articles WHERE id = ?", (article_id,)).rowcount


def _event_days(article: Article, passage: Passage) -> Iterator[tuple[str, str]]:
    """First and last day of each time expression of a passage that is known that far, in ISO form."""
    for time in article.times_in(passage.start, passage.end):
        if days := days_of(time.value):
            yield days[0].isoformat(), days[1].isoformat()


def update_lexical(connection: sqlite3.Connection, on_progress: Callable[[int, int], None]) -> None:
    """Make the lexical index anew from the stored texts where another version of it, or none, is stored.

    `on_progress` is told how many of all passages are done.
    """
    wanted = (json.dumps(lexical.VERSION),)
    if connection.execute("SELECT value FROM records WHERE name = ?", (lexical.RECORD,)).fetchone() == wanted:
        return
    postings.clear(connection)
    total = connection.execute("SELECT count(*) FROM passages").fetchone()[0]
    passages = _stored_terms(connection)
    done = 0
    while batch := dict(islice(passages, _FILLED_AT_ONCE)):
        postings.add(connection, batch)
        done += len(batch)
        on_progress(done, total)
    connection.execute("INSERT OR REPLACE INTO records VALUES (?, ?)", (lexical.RECORD, *wanted))


def _stored_terms(connection: sqlite3.Connection) -> Iterator[tuple[int, list[str]]]:
    """The terms of all passages by sequence number, ascending: an article's passages were stored one after another."""
    articles = connection.execute("SELECT article_id FROM passages GROUP BY article_id ORDER BY min(seq)").fetchall()
    for (article_id,) in articles:
        (text,) = connection.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()
        for number, heading, start, end in connection.execute(
            "SELECT seq, heading, start, end FROM passages WHERE article_id = ? ORDER BY seq", (article_id,)
        ):
            yield number, passage_terms(heading, text[start:end])
