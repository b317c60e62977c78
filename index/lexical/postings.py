"""Inverted lists of terms that live in the archive's own SQLite file, written inside the caller's transaction.

Passages are grouped into segments by their sequence numbers. Each commit writes a small segment; once a window of
numbers (`_SPANS`) is full its segments become one, so a posting is written at most four times and a search reads
few lists. A posting names its passage by the place in the widest window, so merging lists is joining their bytes:
first two bytes a posting for the places, then one for the frequencies.
The length of a removed passage becomes 0, which is all that a removal writes: readers leave it out of every count,
the next merge leaves it out of the lists, and where much of a segment is gone it is written anew.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

VERSION = "1"
WINDOW = 65_536

# Eight, eight and sixteen segments become one.
_SPANS = (512, 4_096, WINDOW)
_PLACE = np.dtype("<u2")
_FREQUENCY = np.dtype("u1")
_LENGTH = np.dtype("<u2")
_MOST_FREQUENT = 255
_LONGEST = 65_535
_WORTH_REWRITING = 0.25

# The highest sequence number that SQLite gives.
_LAST = 2**63 - 1

Lengths = NDArray[np.uint16]


class Postings(NamedTuple):
    """The passages of a window in which a term stands: their places, ascending, and how often it stands there."""

    places: NDArray[np.uint16]
    frequencies: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The passages whose sequence number divided by `WINDOW` is `number`, and the postings of the terms asked for.

    `lengths` counts the terms of the passage at each place; 0 where there is none, any more or at all. `removed`
    is how many of these still stand in the lists.
    """

    number: int
    lengths: Lengths
    removed: int
    lists: Mapping[str, Postings]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Segment:
    """A run of passages that was written at once: `first` is its lowest sequence number."""

    first: int
    lengths: Lengths
    removed: int


def add(connection: sqlite3.Connection, documents: Mapping[int, Sequence[str]]) -> None:
    """Add the terms of passages, by sequence number; the numbers are higher than all before."""
    if not documents:
        return
    windows: dict[int, dict[int, Sequence[str]]] = defaultdict(dict)
    for number in sorted(documents):
        windows[number // _SPANS[0]][number] = documents[number]
    for window in windows.values():
        _write(connection, window)
    first, last = min(documents), max(documents)
    for span in _SPANS:
        for start in range(first // span * span, last + 2 - span, span):
            segments = _segments(connection, start, start + span - 1)
            if len(segments) > 1:
                _rewrite(connection, segments)


def remove(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Take passages out; numbers that are not there are passed over."""
    grouped: dict[int, list[int]] = defaultdict(list)
    for number in numbers:
        row = connection.execute("SELECT max(first) FROM lexical_segments WHERE first <= ?", (number,)).fetchone()
        if row[0] is not None:
            grouped[row[0]].append(number)
    for first, gone in grouped.items():
        (segment,) = _segments(connection, first, first)
        lengths = segment.lengths.copy()
        lengths[[number - first for number in gone if number - first < len(lengths)]] = 0
        left = int(np.count_nonzero(lengths))
        removed = segment.removed + int(np.count_nonzero(segment.lengths)) - left
        connection.execute(
            "UPDATE lexical_segments SET lengths = ?, removed = ? WHERE first = ?", (lengths.tobytes(), removed, first)
        )
        if removed > _WORTH_REWRITING * (removed + left):
            _rewrite(connection, _segments(connection, first, first))


def clear(connection: sqlite3.Connection) -> None:
    """Take all passages out."""
    connection.execute("DELETE FROM lexical_postings")
    connection.execute("DELETE FROM lexical_segments")


def read(connection: sqlite3.Connection, terms: Collection[str]) -> list[Window]:
    """Return all passages, oldest first, with the postings of some terms."""
    parts: dict[int, dict[str, list[bytes]]] = defaultdict(lambda: defaultdict(list))
    for first, term, packed in connection.execute(
        "SELECT segment, term, postings FROM lexical_postings WHERE segment IN (SELECT first FROM lexical_segments)"
        " AND term IN (SELECT value FROM json_each(?)) ORDER BY segment",
        (json.dumps(sorted(set(terms))),),
    ):
        parts[first // WINDOW][term].append(packed)
    windows: dict[int, list[_Segment]] = defaultdict(list)
    for segment in _segments(connection, 0, _LAST):
        windows[segment.first // WINDOW].append(segment)
    return [_window(number, segments, parts[number]) for number, segments in windows.items()]


def _window(number: int, segments: Sequence[_Segment], parts: Mapping[str, Sequence[bytes]]) -> Window:
    return Window(
        number=number,
        lengths=_lengths(number * WINDOW, segments),
        removed=sum(segment.removed for segment in segments),
        lists={term: _unpacked(_joined(packed)) for term, packed in parts.items()},
    )


def _lengths(first: int, segments: Sequence[_Segment]) -> Lengths:
    """The lengths of neighbouring segments, from a sequence number on."""
    lengths = np.zeros(segments[-1].first + len(segments[-1].lengths) - first, _LENGTH)
    for segment in segments:
        lengths[segment.first - first :][: len(segment.lengths)] = segment.lengths
    return lengths


def _segments(connection: sqlite3.Connection, start: int, last: int) -> list[_Segment]:
    rows = connection.execute(
        "SELECT first, lengths, removed FROM lexical_segments WHERE first BETWEEN ? AND ? ORDER BY first", (start, last)
    )
    return [_Segment(first=row[0], lengths=np.frombuffer(row[1], _LENGTH), removed=row[2]) for row in rows]


def _write(connection: sqlite3.Connection, documents: Mapping[int, Sequence[str]]) -> None:
    first, last = min(documents), max(documents)
    lengths = np.zeros(last - first + 1, _LENGTH)
    lists: dict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for number, terms in documents.items():
        lengths[number - first] = min(len(terms), _LONGEST)
        for term, frequency in Counter(terms).items():
            places, frequencies = lists[term]
            places.append(number % WINDOW)
            frequencies.append(min(frequency, _MOST_FREQUENT))
    packed = {term: _packed(*columns) for term, columns in lists.items()}
    _store(connection, _Segment(first=first, lengths=lengths, removed=0), packed)


def _store(connection: sqlite3.Connection, segment: _Segment, lists: Mapping[str, bytes]) -> None:
    connection.execute("INSERT INTO lexical_segments VALUES (?, ?, 0)", (segment.first, segment.lengths.tobytes()))
    rows = ((segment.first, term, lists[term]) for term in sorted(lists))
    connection.executemany("INSERT INTO lexical_postings VALUES (?, ?, ?)", rows)


def _rewrite(connection: sqlite3.Connection, segments: Sequence[_Segment]) -> None:
    """Make one segment of some neighbours, without what was removed."""
    first, last = segments[0].first, segments[-1].first
    joined: dict[str, list[bytes]] = defaultdict(list)
    for term, packed in connection.execute(
        "SELECT term, postings FROM lexical_postings WHERE segment BETWEEN ? AND ? ORDER BY segment", (first, last)
    ):
        joined[term].append(packed)
    lists = {term: _joined(parts) for term, parts in joined.items()}
    merged = _Segment(first=first, lengths=_lengths(first, segments), removed=0)
    if any(segment.removed for segment in segments):
        lists = {term: left for term, packed in lists.items() if (left := _without_removed(packed, merged))}
    connection.execute("DELETE FROM lexical_postings WHERE segment BETWEEN ? AND ?", (first, last))
    connection.execute("DELETE FROM lexical_segments WHERE first BETWEEN ? AND ?", (first, last))
    if lists:
        _store(connection, merged, lists)


def _packed(places: Sequence[int], frequencies: Sequence[int]) -> bytes:
    return struct.pack(f"<{len(places)}H", *places) + bytes(frequencies)


def _unpacked(packed: bytes) -> Postings:
    count = len(packed) // 3
    return Postings(
        places=np.frombuffer(packed, _PLACE, count), frequencies=np.frombuffer(packed, _FREQUENCY, offset=2 * count)
    )


def _joined(parts: Sequence[bytes]) -> bytes:
    if len(parts) == 1:
        return parts[0]
    cuts = [len(part) // 3 * 2 for part in parts]
    places = [part[:cut] for part, cut in zip(parts, cuts, strict=True)]
    frequencies = [part[cut:] for part, cut in zip(parts, cuts, strict=True)]
    return b"".join(places + frequencies)


def _without_removed(packed: bytes, segment: _Segment) -> bytes:
    places, frequencies = _unpacked(packed)
    left = segment.lengths[places - np.uint16(segment.first % WINDOW)] > 0
    kept: bytes = places[left].tobytes() + frequencies[left].tobytes()
    return kept
