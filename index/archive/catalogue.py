"""The articles of an archive as a list: how many, of which outlets and days, and which of them hold some words.

All but the words is read from the narrow index over days and outlets, so it takes milliseconds a hundred thousand
articles.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from index.archive import filters as filters_sql
from index.archive.filters import BRIEF
from index.archive.rows import day
from index.lexical import postings
from index.lexical.postings import WINDOW
from index.types import Filters


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which articles are asked for: those that pass any of the filters, none of which overlap, and hold every term."""

    union: tuple[Filters, ...] = (Filters(),)
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How many articles a selection has, their first and last day of publication, and how many each outlet has.

    `between` is how many may have been published outside the days of the filters, for only a range is known; `first`
    and `last` are of those whose day is known. `undated` have no day at all. Outlets come with the most articles first;
    articles without one are not among them.
    """

    articles: int = 0
    between: int = 0
    undated: int = 0
    first: date | None = None
    last: date | None = None
    outlets: tuple[tuple[str, int], ...] = ()


def overview(connection: sqlite3.Connection, selection: Selection) -> Overview:
    """Count the articles of a selection."""
    where, values = _where(connection, selection)
    table = f"FROM articles a {BRIEF} WHERE {where}"
    first, last = selection.union[0].published_from, selection.union[0].published_to
    outside = "coalesce(sum(a.earliest < ? OR a.latest > ?), 0)"
    bounds = [(first or date.min).isoformat(), (last or date.max).isoformat()]
    known = "iif(a.earliest = a.latest, a.latest, NULL)"
    counted = f"SELECT count(*), {outside}, coalesce(sum(a.latest IS NULL), 0), min({known}), max({known}) {table}"
    row = connection.execute(counted, [*bounds, *values]).fetchone()
    grouped = f"SELECT a.source, count(*) {table} AND a.source > '' GROUP BY a.source COLLATE NOCASE ORDER BY 2 DESC, 1"
    outlets = tuple((str(name), int(count)) for name, count in connection.execute(grouped, values))
    return Overview(
        articles=row[0], between=row[1], undated=row[2], first=day(row[3]), last=day(row[4]), outlets=outlets
    )


def listed(connection: sqlite3.Connection, selection: Selection, *, newest: bool, most: int) -> list[str]:
    """Return ids of articles, the newest or the oldest first; those whose day is not known come last."""
    where, values = _where(connection, selection)
    order = "a.latest DESC" if newest else "a.earliest"
    order = f"a.latest IS NULL, a.earliest IS NOT a.latest, {order}, a.id"
    sql = f"SELECT a.id FROM articles a {BRIEF} WHERE {where} ORDER BY {order} LIMIT ?"
    return [str(row[0]) for row in connection.execute(sql, [*values, most])]


def _where(connection: sqlite3.Connection, selection: Selection) -> filters_sql.Statement:
    statements = [filters_sql.of_articles(filters) for filters in selection.union]
    where = " OR ".join(f"({condition})" for condition, _ in statements)
    values = [value for _, given in statements for value in given]
    if selection.terms:
        where = f"({where}) AND a.id IN (SELECT value FROM json_each(?))"
        values.append(json.dumps(_holding(connection, selection.terms)))
    return f"({where})", values


def _holding(connection: sqlite3.Connection, terms: Sequence[str]) -> list[str]:
    """Ids of the articles that hold every term, in whichever of their passages."""
    found: set[str] | None = None
    windows = postings.read(connection, terms)
    for term in dict.fromkeys(terms):
        numbers: list[int] = []
        for window in windows:
            if term in window.lists:
                places = window.lists[term].places.astype(np.int64)
                numbers += (places[window.lengths[places] > 0] + window.number * WINDOW).tolist()
        sql = "SELECT DISTINCT article_id FROM passages WHERE seq IN (SELECT value FROM json_each(?))"
        articles = {str(row[0]) for row in connection.execute(sql, (json.dumps(numbers),))}
        found = articles if found is None else found & articles
    return sorted(found or ())
