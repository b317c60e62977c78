"""Datelines: "TAMSIN (Northwire) - " at the head of a report is where it was filed, and no place of the event."""

from __future__ import annotations

import re

_TOWN = r"[^\W\d_a-z][^\W\d_a-z.'’-]+"
_DATELINE = re.compile(
    rf"{_TOWN}(?:[ ,]+(?:{_TOWN}|[^\W\d_a-z]\w+\.?)){{0,4}},?(?:\s[A-Z][a-z]{{2,8}}\.?\s\d{{1,2}})?"
    r"\s*(?:\([^()\n]{1,40}\)\s*(?:[-–—:]+\s+)?|\s[-–—]+\s+|\s*—\s*)"
)


def dateline_end(sentence: str) -> int:
    """Return where the dateline at the head of a sentence ends, 0 where it has none."""
    found = _DATELINE.match(sentence)
    return found.end() if found else 0
