"""Lines that an outlet prints on page after page: furniture that no single page gives away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import replace
from hashlib import blake2b
from pathlib import PurePath

import numpy as np
from numpy.typing import NDArray

from index.clean import Cleaned, normalise
from index.types import DroppedLine, RawArticle

REASON = "repeated by this outlet"
Keys = NDArray[np.int64]

# Measured on 834 and 593 articles of two outlets: what fewer pages share is as often a sub-heading as furniture.
_FEWEST_STORIES = 5
_SHARE = 0.01
# Agencies end report after report on the same background; a whole sentence goes only where nearly every page has it.
_SHARE_OF_SENTENCES = 0.2
# A line near the limit must not come and go with every new page.
_STAYS_FROM = 0.5
_SENTENCE = re.compile(r"(?:\S+\s+){7,}\S*[.!?…][\"”'’)]*$")


def group_of(raw: RawArticle, source: str | None) -> str:
    """Return whose pages share their furniture: the outlet's, or those of the folder where none is known."""
    return (source or str(PurePath(raw.path).parent)).casefold()


def line_keys(text: str) -> Keys:
    """Return the distinct lines of a text as sorted numbers; odd ones are whole sentences."""
    return np.unique(np.fromiter((_key(line) for line in text.split("\n") if line), np.int64))


def repeated_lines(stories: NDArray[np.int64], lines: list[Keys], *, known: Set[int] = frozenset()) -> frozenset[int]:
    """Return the lines that too many stories of a group have in common.

    `stories` names the story of each article, `lines` its line keys: copies of one story count once. Those `known`
    to be repeated stay so until only half as many stories have them as would make them so.
    """
    if not lines:
        return frozenset()
    holders, held = np.repeat(stories, [len(keys) for keys in lines]), np.concatenate(lines)
    order = np.lexsort((holders, held))
    holders, held = holders[order], held[order]
    first = np.ones(len(held), np.bool_)
    first[1:] = (holders[1:] != holders[:-1]) | (held[1:] != held[:-1])
    keys, counts = np.unique(held[first], return_counts=True)
    share = np.where(keys & 1, _SHARE_OF_SENTENCES, _SHARE) * len(np.unique(stories))
    least = np.maximum(share, _FEWEST_STORIES)
    least[np.isin(keys, np.fromiter(known, np.int64))] *= _STAYS_FROM
    return frozenset(keys[counts >= least].tolist())


def without_repeated(cleaned: Cleaned, raw_text: str, repeated: Set[int]) -> Cleaned:
    """Drop the repeated lines from a cleaned article; its headline stays, and so does a text that is nothing else."""
    lines = cleaned.text.split("\n")
    gone = {line for line in lines if line != cleaned.headline and _key(line) in repeated} if repeated else set()
    kept = [line for line in lines if line not in gone]
    if not gone or not kept or kept == [cleaned.headline]:
        return cleaned
    dropped = sorted((*cleaned.dropped, *_placed(lines, gone, raw_text)), key=lambda line: line.line)
    return replace(cleaned, text="\n".join(kept), dropped=tuple(dropped))


def _key(line: str) -> int:
    number = int.from_bytes(blake2b(line.encode(), digest_size=8).digest(), "little", signed=True)
    return number | 1 if _SENTENCE.match(line) else number & ~1


def _placed(lines: list[str], gone: Set[str], raw_text: str) -> Iterator[DroppedLine]:
    """The dropped ones among the kept lines of a raw text, by their numbers in it."""
    numbered = enumerate(normalise(raw_text).split("\n"), start=1)
    for line in lines:
        number = next((number for number, raw_line in numbered if raw_line.startswith(line)), 0)
        if line in gone:
            yield DroppedLine(line=number, text=line, reason=REASON)
