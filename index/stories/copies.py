"""Near-duplicates: texts that tell one story in the same words, as outlets do that run one agency's report."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from hashlib import blake2b

VERSION = "1"

_SHINGLE_WORDS = 4
# 32 bands of 4 rows find 87 of 100 pairs that share half of their shingles, and 99 of 100 that share six tenths.
_BANDS = 32
_ROWS = 4
_SEED = 42
# Copies are cut and get a paragraph of the outlet's own, so the shorter one decides, within limits.
_SHARED_OF_SHORTER = 0.7
_SHARED_OF_BOTH = 0.35
# A few sentences in common are a quotation; below this many shingles only the same words are the same story.
_FEWEST_SHINGLES = 30
_WORD = re.compile(r"\w+")
_NUMBER = re.compile(r"\d[\d.,:]*")
# Most of a passage that another article carries too is in that article's words.
_CARRIED = 0.6


def shingles(text: str) -> frozenset[str]:
    """Return every run of four words of a text, in lower case; a shorter text is one run, an empty one has none."""
    words = _WORD.findall(text.lower())
    if not words:
        return frozenset()
    last = max(1, len(words) - _SHINGLE_WORDS + 1)
    return frozenset(" ".join(words[start : start + _SHINGLE_WORDS]) for start in range(last))


def bands(runs: frozenset[str]) -> tuple[int, ...]:
    """Return the MinHash bands of a set of shingles as signed 64-bit numbers; near-duplicates share at least one.

    Source: Broder, "On the resemblance and containment of documents" (1997); Leskovec et al., "Mining of Massive
    Datasets", 3.4 (banding).
    """
    from rensa import RMinHash

    if not runs:
        return ()
    sketch = RMinHash(num_perm=_BANDS * _ROWS, seed=_SEED)
    sketch.update(sorted(runs))
    digest = sketch.digest()
    return tuple(_band(number, digest[number * _ROWS : (number + 1) * _ROWS]) for number in range(_BANDS))


def same_story(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two texts, given by their shingles, are copies of one story."""
    if min(len(one), len(other)) < _FEWEST_SHINGLES:
        return one == other
    shared = len(one & other)
    return shared >= _SHARED_OF_SHORTER * min(len(one), len(other)) and shared >= _SHARED_OF_BOTH * len(one | other)


@dataclass(frozen=True, slots=True)
class Wording:
    """What is compared of a text to find its words in another."""

    runs: frozenset[str]
    numbers: frozenset[str]


def wording(text: str) -> Wording:
    """Return the shingles and the numbers of a text."""
    return Wording(runs=shingles(text), numbers=numbers(text))


def carries(text: Wording, passage: Wording) -> bool:
    """Whether a text says what a passage says: most of it in the same words, and every number in it."""
    said = len(passage.runs & text.runs) >= _CARRIED * len(passage.runs)
    return said and passage.numbers <= text.numbers


def numbers(text: str) -> frozenset[str]:
    """Return the numbers written in a text; a copy that changes one reports something else."""
    return frozenset(found.rstrip(".,:") for found in _NUMBER.findall(text))


def _band(number: int, rows: list[int]) -> int:
    packed = struct.pack(f"<B{_ROWS}Q", number, *rows)
    return int.from_bytes(blake2b(packed, digest_size=8).digest(), "little", signed=True)
