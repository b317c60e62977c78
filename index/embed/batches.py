"""Texts to batches of tokens: of similar length, bounded in size, and so padded that a text has one vector only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

# Sums over tokens run in vector registers of up to 16 numbers. With lengths that are multiples of it, padding adds
# whole registers of zeros and changes no sum: a text gets the same vector, bit by bit, in whatever batch it comes.
LENGTH_STEP = 16
# Texts are sorted by length within a window, which bounds the memory that a long list takes.
WINDOW = 1024
# A batch of about eight passages: with more the working set leaves the cache, with fewer the matrices are too small.
BATCH_TOKENS = 2048


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Token ids and mask, both (n, length), and the positions of the n texts in their list."""

    rows: NDArray[np.intp]
    ids: NDArray[np.int64]
    mask: NDArray[np.int64]


def batches(texts: Sequence[str], tokenizer: Tokenizer, *, pad_id: int) -> Iterator[Batch]:
    """Yield every text once, the longest of each window first; a window is read when the one before is used up."""
    for start in range(0, len(texts), WINDOW):
        encoded = tokenizer.encode_batch_fast(list(texts[start : start + WINDOW]), add_special_tokens=True)
        tokens = [encoding.ids for encoding in encoded]
        yield from (_padded(tokens, rows, start, pad_id) for rows in _grouped([len(ids) for ids in tokens]))


def _grouped(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Positions of texts that make a batch, which never holds more than BATCH_TOKENS unless one text does."""
    order = sorted(range(len(lengths)), key=lambda position: -lengths[position])
    while order:
        size = max(1, BATCH_TOKENS // _stepped(lengths[order[0]]))
        yield order[:size]
        order = order[size:]


def _padded(tokens: Sequence[Sequence[int]], rows: Sequence[int], start: int, pad_id: int) -> Batch:
    length = _stepped(max(len(tokens[row]) for row in rows))
    ids = np.full((len(rows), length), pad_id, np.int64)
    mask = np.zeros((len(rows), length), np.int64)
    for place, row in enumerate(rows):
        ids[place, : len(tokens[row])] = tokens[row]
        mask[place, : len(tokens[row])] = 1
    return Batch(rows=np.asarray(rows, np.intp) + start, ids=ids, mask=mask)


def _stepped(length: int) -> int:
    return max(1, -(-length // LENGTH_STEP)) * LENGTH_STEP
