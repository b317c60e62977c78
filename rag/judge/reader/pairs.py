"""A question or a claim and a text as one row of tokens, and rows as batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from index.embed.model import sound

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LONGEST = 224
"""Tokens of a row, as in training; longer texts are read in windows."""
LONGEST_FIRST = 64
_OVERLAP = 48
_LENGTH_STEP = 16
# About eight passages: with more the working set leaves the cache, with fewer the matrices are too small.
_BATCH_TOKENS = 2_048


@dataclass(frozen=True, slots=True)
class Row:
    """A pair of texts as tokens.

    Attributes:
        text: the place of the second text among all.
        opened: how many tokens of the row are the first text's; its lead and the second text follow.
        first: the place of the second text's first token in the row.
        offsets: where those tokens begin and end in the second text, (n, 2).
    """

    text: int
    ids: list[int]
    opened: int
    first: int
    offsets: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids, mask and which of both texts a token is of, (n, length) each; `rows` are their places among all."""

    rows: NDArray[np.intp]
    ids: NDArray[np.int64]
    mask: NDArray[np.int64]
    types: NDArray[np.int64]


class Pairing:
    """Makes rows with the body's tokenizer, which must neither pad nor cut."""

    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer
        self._opening, self._closing = tokenizer.encode("").ids

    def rows(self, first: str, seconds: Sequence[str], leads: Sequence[str] | None = None) -> list[Row]:
        """Return the first text with each of the second ones, before which their `leads` are put; in windows."""
        opened = self._opened(first)
        found = self._tokenizer.encode_batch([*map(sound, seconds)], add_special_tokens=False)
        heads = self._ids(leads) if leads is not None else [[] for _ in seconds]
        rows: list[Row] = []
        for place, (encoding, head) in enumerate(zip(found, heads, strict=True)):
            start = [*opened, *head]
            offsets = np.array(encoding.offsets, np.int64).reshape(-1, 2)
            for cut, end in _windows(len(encoding.ids), LONGEST - 1 - len(start)):
                ids = [*start, *encoding.ids[cut:end], self._closing]
                rows.append(Row(place, ids, len(opened), len(start), offsets[cut:end]))
        return rows

    def _opened(self, text: str) -> list[int]:
        (ids,) = self._ids([text])
        return [self._opening, *ids[:LONGEST_FIRST], self._closing]

    def _ids(self, texts: Sequence[str]) -> list[list[int]]:
        encoded = self._tokenizer.encode_batch_fast([*map(sound, texts)], add_special_tokens=False)
        return [list(one.ids)[:LONGEST_FIRST] for one in encoded]

    def batches(self, rows: Sequence[Row]) -> Iterator[Batch]:
        """Yield every row once, the longest first."""
        order = sorted(range(len(rows)), key=lambda place: -len(rows[place].ids))
        while order:
            length = -(-len(rows[order[0]].ids) // _LENGTH_STEP) * _LENGTH_STEP
            size = max(1, _BATCH_TOKENS // length)
            yield self._batch(rows, order[:size], length)
            order = order[size:]

    def _batch(self, rows: Sequence[Row], places: Sequence[int], length: int) -> Batch:
        ids, mask, types = (np.zeros((len(places), length), np.int64) for _ in range(3))
        for at, place in enumerate(places):
            row = rows[place]
            ids[at, : len(row.ids)] = row.ids
            mask[at, : len(row.ids)] = 1
            types[at, row.opened : len(row.ids)] = 1
        return Batch(np.asarray(places, np.intp), ids, mask, types)


def _windows(length: int, room: int) -> Iterator[tuple[int, int]]:
    """Stretches [start, end) that cover a length, each with some of the one before; one for what is empty."""
    start = 0
    while start + room < length:
        yield start, start + room
        start += room - _OVERLAP
    yield start, length
