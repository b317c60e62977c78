"""Printed lines to paragraphs: what is repeated on every page goes, words cut at a line's end are joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

# PDFium writes this where a word is cut at the end of a line.
HYPHEN = "\ufffe"
# Running headers and footers stand among so many first and last lines of a page.
_MARGIN_LINES = 2
# Lines so far away belong to the same column, most likely.
_NEAR = 4
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_LAST_WORD = re.compile(r"[^\W\d_]{1,60}$")
_FIRST_WORD = re.compile(r"[^\W\d_]{1,60}")
_ENDS = tuple(".!?:…\"”’')]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A printed line; places in points from the left and the bottom of the page, all zero where unknown."""

    text: str
    hyphenated: bool = False
    left: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    height: float = 0.0


def paragraphs(pages: Sequence[Sequence[Line]]) -> list[str]:
    """The paragraphs of a document's pages, without running headers, footers and page numbers."""
    kept = [list(page) for page in _without_margins(pages)]
    words = _vocabulary(line.text for page in kept for line in page)
    grouped: list[list[Line]] = []
    for page in kept:
        first, *others = _grouped(page) or [[]]
        if first and grouped and _runs_on(grouped[-1][-1], first[0]):
            grouped[-1].extend(first)
        elif first:
            grouped.append(first)
        grouped.extend(others)
    return [_joined(paragraph, words) for paragraph in grouped]


def _without_margins(pages: Sequence[Sequence[Line]]) -> Iterator[Iterable[Line]]:
    """Drop the lines at the top and the foot that half of the pages, and at least two, have but for digits.

    So, too, where a number in them rises with the page: chapters have headers of their own.
    """
    margins = [_margins(page) for page in pages]
    shapes = Counter(
        shape for page, rows in zip(pages, margins, strict=True) for shape in {_shape(page[i]) for i in rows}
    )
    counts = Counter(
        count
        for number, (page, rows) in enumerate(zip(pages, margins, strict=True))
        for count in {_count(page[i], number) for i in rows}
    )
    for number, (page, rows) in enumerate(zip(pages, margins, strict=True)):
        dropped = {
            i
            for i in rows
            if 2 <= shapes[_shape(page[i])] >= len(pages) / 2
            or (_count(page[i], number) is not None and counts[_count(page[i], number)] >= 2)
        }
        yield (line for i, line in enumerate(page) if i not in dropped)


def _margins(page: Sequence[Line]) -> list[int]:
    top = range(min(_MARGIN_LINES, len(page)))
    return sorted({*top, *(len(page) - 1 - index for index in top)})


def _shape(line: Line) -> str:
    return _DIGITS.sub("0", line.text).casefold()


def _count(line: Line, page: int) -> tuple[str, int] | None:
    """What is the same in the lines that number the pages: their shape, and how far the last number is ahead."""
    numbers = _DIGITS.findall(line.text)
    return (_shape(line), int(numbers[-1][-9:]) - page) if numbers else None


def _grouped(page: list[Line]) -> list[list[Line]]:
    """The paragraphs of one page."""
    if not page:
        return []
    gaps = [above.bottom - below.bottom for above, below in pairwise(page)]
    pitch = median([gap for gap in gaps if gap > 0] or [0.0])
    found = [[page[0]]]
    for number, (above, below) in enumerate(pairwise(page)):
        if _breaks(above, below, pitch=pitch, edge=_right_edge(page, number)):
            found.append([below])
        else:
            found[-1].append(below)
    return found


def _breaks(above: Line, below: Line, *, pitch: float, edge: float) -> bool:
    """Whether a new paragraph begins between two lines: a wider gap, other letters, an indent, room left over."""
    if above.hyphenated:
        return False
    gap = above.bottom - below.bottom
    if not above.height or not below.height:
        return above.text.endswith(_ENDS)
    if gap <= 0:  # The next column, or another piece of the same line.
        return not _runs_on(above, below)
    if gap > 1.35 * pitch or max(above.height, below.height) > 1.2 * min(above.height, below.height):
        return True
    indented = below.left - above.left > 0.7 * below.height and above.text.endswith(_ENDS)
    return indented or (edge - above.right > _room_for_first_word(below) and not _runs_on(above, below))


def _right_edge(page: list[Line], number: int) -> float:
    """How far the lines around one reach to the right; those in other letters are headlines over several columns."""
    line = page[number]
    near = page[max(0, number - _NEAR) : number + _NEAR + 1]
    return max(other.right for other in near if 0.8 * line.height <= other.height <= 1.25 * line.height)


def _room_for_first_word(line: Line) -> float:
    """What the line's first word and a space would take, generously, for justified lines are set wider."""
    letters = len(line.text.split(None, 1)[0]) + 1
    return 1.3 * letters * (line.right - line.left) / len(line.text)


def _runs_on(above: Line, below: Line) -> bool:
    """Whether a sentence goes on in the next line, column or page."""
    return above.hyphenated or (not above.text.endswith(_ENDS) and below.text[:1].islower())


def _joined(paragraph: list[Line], words: frozenset[str]) -> str:
    pieces = [paragraph[0].text]
    for above, below in pairwise(paragraph):
        cut = above.hyphenated or above.text.endswith("-")
        if not cut:
            pieces += [" ", below.text]
            continue
        pieces[-1] = pieces[-1].removesuffix("-")
        pieces += [_hyphen(pieces[-1], below.text, words), below.text]
    return " ".join("".join(pieces).split())


def _hyphen(above: str, below: str, words: frozenset[str]) -> str:
    """What stands between the halves of a word cut at a line's end: nothing, unless the hyphen is the word's own."""
    first, second = _LAST_WORD.search(above[-60:]), _FIRST_WORD.match(below)
    if first is None or second is None or not second[0][0].islower():
        return "-"
    head, tail = first[0].casefold(), second[0].casefold()
    return "-" if f"{head}-{tail}" in words and head + tail not in words else ""


def _vocabulary(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(word.casefold() for line in lines for word in _WORDS.findall(line))
