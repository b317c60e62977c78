"""Filters as a condition in SQL over articles `a` and passages `p`."""

from __future__ import annotations

import json
from datetime import date

from index.types import Filters

_FIRST_DAY = date.min
_LAST_DAY = date.max


def condition(filters: Filters) -> tuple[str, list[object]]:
    """Return the condition and its values; a passage without a known date passes no filter on that date."""
    conditions: dict[str, object] = {
        "a.latest >= ?": _iso(filters.published_from),
        "a.earliest <= ?": _iso(filters.published_to),
        "a.source = ? COLLATE NOCASE": filters.source and filters.source.encode("utf-8", "replace").decode(),
        "a.id IN (SELECT value FROM json_each(?))": (
            None if filters.articles is None else json.dumps(sorted(filters.articles))
        ),
    }
    wanted = {clause: value for clause, value in conditions.items() if value is not None}
    clauses, values = ["1", *wanted], list(wanted.values())
    if filters.event_from or filters.event_to:
        clauses.append("p.seq IN (SELECT seq FROM events WHERE last >= ? AND first <= ?)")
        values += [_iso(filters.event_from or _FIRST_DAY), _iso(filters.event_to or _LAST_DAY)]
    return " AND ".join(clauses), values


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
