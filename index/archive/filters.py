"""Filters in SQL over articles `a` and passages `p`."""

from __future__ import annotations

import json
from datetime import date

from index.types import Filters

Statement = tuple[str, list[object]]

# The rows of articles are long, so finding many by id takes four times as long in the table as in this index.
BRIEF = "INDEXED BY articles_in_brief"
_HAPPENED = "last >= ? AND first <= ?"


def matching(filters: Filters) -> Statement:
    """Return the statement that selects the sequence numbers of all passages that pass.

    A passage without a known date passes no filter on that date.
    """
    articles, values = _of_articles(filters)
    if not articles:
        return _of_events(filters)
    # SQLite keeps to the order of a cross join: the index over articles is read, not every passage.
    sql = f"SELECT p.seq FROM articles a CROSS JOIN passages p ON p.article_id = a.id WHERE {articles}"
    happened, days = _of_passages(filters)
    return sql + happened, values + days


def of_articles(filters: Filters) -> Statement:
    """Return the condition that articles `a` pass, "1" where every article does."""
    articles, values = _of_articles(filters)
    days = _days(filters)
    happened = "EXISTS (SELECT 1 FROM passages p JOIN events e ON e.seq = p.seq WHERE p.article_id = a.id"
    conditions = [articles, f"{happened} AND e.{_HAPPENED.replace('first', 'e.first')})" if days else ""]
    return " AND ".join(filter(None, conditions)) or "1", values + days


def passing(filters: Filters) -> Statement:
    """Return the statement that selects those that pass of the sequence numbers in a JSON list, its first value."""
    articles, values = _of_articles(filters)
    happened, days = _of_passages(filters)
    sql = "SELECT p.seq FROM passages p WHERE p.seq IN (SELECT value FROM json_each(?))"
    if articles:
        sql += f" AND EXISTS (SELECT 1 FROM articles a {BRIEF} WHERE a.id = p.article_id AND {articles})"
    return sql + happened, values + days


def counting(filters: Filters) -> Statement:
    """Return the condition on articles `a` that leaves those of which a passage passes."""
    articles, values = _of_articles(filters)
    days = _days(filters)
    happened = f"a.id IN (SELECT article_id FROM passages WHERE seq IN (SELECT seq FROM events WHERE {_HAPPENED}))"
    return " AND ".join(filter(None, [articles, happened if days else ""])) or "TRUE", values + days


def _of_articles(filters: Filters) -> Statement:
    conditions: dict[str, object] = {
        "a.latest >= ?": filters.published_from and filters.published_from.isoformat(),
        "a.earliest <= ?": filters.published_to and filters.published_to.isoformat(),
        "a.source = ? COLLATE NOCASE": filters.source and filters.source.encode("utf-8", "replace").decode(),
        "a.id IN (SELECT value FROM json_each(?))": (
            None if filters.articles is None else json.dumps(sorted(filters.articles))
        ),
    }
    wanted = {clause: value for clause, value in conditions.items() if value is not None}
    return " AND ".join(wanted), list(wanted.values())


def _of_passages(filters: Filters) -> Statement:
    days = _days(filters)
    return (f" AND EXISTS (SELECT 1 FROM events WHERE seq = p.seq AND {_HAPPENED})" if days else ""), days


def _of_events(filters: Filters) -> Statement:
    days = _days(filters)
    return (f"SELECT DISTINCT seq FROM events WHERE {_HAPPENED}" if days else "SELECT seq FROM passages"), days


def _days(filters: Filters) -> list[object]:
    if not (filters.event_from or filters.event_to):
        return []
    return [(filters.event_from or date.min).isoformat(), (filters.event_to or date.max).isoformat()]
