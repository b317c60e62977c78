"""The outlets of an archive, and which of them a person may have meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

# One step of the index for each outlet, however many articles it has.
EVERY_OUTLET = """
    WITH RECURSIVE outlets (name) AS (
        SELECT (SELECT source FROM articles WHERE source > '' COLLATE NOCASE ORDER BY source COLLATE NOCASE LIMIT 1)
        UNION ALL
        SELECT (SELECT source FROM articles WHERE source > name COLLATE NOCASE ORDER BY source COLLATE NOCASE LIMIT 1)
        FROM outlets WHERE name IS NOT NULL
    )
    SELECT name FROM outlets WHERE name IS NOT NULL
"""

_SECTION = re.compile(r"\s[-–—|:]+\s|:\s")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")
_NOT_LETTERS = re.compile(r"[\W_]+")
_LONGEST_NAME = 200


def names_of(outlet: str) -> frozenset[str]:
    """Return what an outlet is called, as `name_key` writes names.

    "FOX News - Health" is called "FOX News" as well, "The Age" "Age", "BBC News" "BBC", theguardian.com "guardian".
    """
    whole = outlet[:_LONGEST_NAME].strip()
    head = _SECTION.split(whole, maxsplit=1)[0]
    label = whole.split(".")[0] if _HOST.fullmatch(whole) else head
    first, _, rest = head.partition(" ")
    agency = first if rest.casefold() == "news" and first.isupper() else head
    keys = {name_key(name) for name in (whole, head, label, agency)}
    keys |= {key.removeprefix("the") for key in keys}
    return frozenset(key for key in keys if len(key) > 1 and not key.isdecimal())


def name_key(name: str) -> str:
    """Return the letters and digits of a name, by which two spellings of it can be compared."""
    return _NOT_LETTERS.sub("", name).casefold()


def nearest_outlets(name: str, outlets: Sequence[str], *, most: int = 3) -> list[str]:
    """Return the outlets whose names are nearest to one that none of them has, nearest first."""
    key = name_key(name[:_LONGEST_NAME]).removeprefix("the")
    scores = {outlet: max((_likeness(key, other) for other in names_of(outlet)), default=0.0) for outlet in outlets}
    near = sorted((outlet for outlet in outlets if scores[outlet] > 0.5), key=lambda outlet: (-scores[outlet], outlet))
    return near[:most]


def named_outlet(name: str, outlets: Iterable[str]) -> str | None:
    """Return the outlet that is spelled like `name`, or else like it but for the case of its letters."""
    alike = [outlet for outlet in outlets if outlet.casefold() == name.casefold()]
    return name if name in alike else next(iter(alike), None)


def _likeness(key: str, other: str) -> float:
    if key and other and (key in other or other in key):
        return 0.6 + 0.4 * min(len(key), len(other)) / max(len(key), len(other))
    return difflib.SequenceMatcher(None, key, other, autojunk=False).ratio()
