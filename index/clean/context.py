"""Where a line stands: what its neighbours look like, and its place among the prose of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.clean.features import NAMES, PROSE_WORDS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Column = NDArray[np.float32]
    Table = NDArray[np.float32]
    Mask = NDArray[np.bool_]

# Neighbours at each distance, and means over windows reaching so many lines to both sides.
_NEAR = (
    *("cue_related", "cue_share", "cue_comment", "in_title", "shared_words", "date", "rule", "byline", "quote_start"),
    "colon_end",
)
_NEARER = ("characters", "words", "sentence_end", "function_words", "capitalised", "credit")
_NEIGHBOURS = (((-2, -1, 1, 2), _NEAR), ((-3, -2, -1, 1, 2, 3), _NEARER))
_WINDOWS = (2, 5, 10)
_AVERAGED = (
    *(
        "cue_share",
        "cue_comment",
        "cue_related",
        "cue_navigation",
        "cue_account",
        "date",
        "ago",
        "reader",
        "sentence_end",
    ),
    *("function_words", "capitalised", "seen", "copies", "rule", "shared_words"),
)
_LANDMARKS = ("cue_comment", "cue_related", "cue_copyright", "cue_account")
_FAR = 200  # Lines; what is farther away is no neighbour.


def with_context(table: Table) -> Table:
    """Add to each line's features those of its place in the page: `(n, len(NAMES))` to `(n, more)`."""
    import numpy as np

    words = np.expm1(_column(table, "words"))
    prose = _prose(table, words)
    amount = np.where(prose, np.minimum(words, 80), np.float32(0))
    alone = [*_position(words, prose, amount), *_distances(table, words, prose)]
    own = np.stack(alone, axis=1, dtype=np.float32)
    return np.hstack([table, *_neighbours(table), *_averages(table, prose, amount), own], dtype=np.float32)


def _column(table: Table, name: str) -> Column:
    return table[:, NAMES.index(name)]


def _prose(table: Table, words: Column) -> Mask:
    reads_as_text = (_column(table, "function_words") >= 0.15) | (words >= 14)
    found: Mask = (words >= PROSE_WORDS) & (_column(table, "sentence_end") > 0) & reads_as_text
    return found


def _columns(table: Table, names: Sequence[str]) -> Table:
    return table[:, [NAMES.index(name) for name in names]]


def _neighbours(table: Table) -> list[Table]:
    return [_shifted(_columns(table, names), offset) for offsets, names in _NEIGHBOURS for offset in offsets]


def _averages(table: Table, prose: Mask, amount: Column) -> list[Table]:
    import numpy as np

    density = np.stack([amount, prose], axis=1)
    averaged = _columns(table, _AVERAGED)
    return [_mean(density, 1), *(_mean(np.hstack([density, averaged]), radius) for radius in _WINDOWS)]


def _position(words: Column, prose: Mask, amount: Column) -> list[Column]:
    import numpy as np

    count = len(words)
    line = np.arange(count)
    total = max(float(amount.sum()), 1.0)
    before = np.cumsum(amount, dtype=np.float64) - amount
    after = total - before - amount
    whole = [np.log1p(count), np.log1p(total), prose.mean(), amount.sum() / max(float(words.sum()), 1.0)]
    return [
        *(before / total, after / total, amount / total, np.log1p(before), np.log1p(np.maximum(after, 0))),
        *(line / count, np.log1p(line), np.log1p(count - 1 - line)),
        *(np.full(count, number) for number in whole),
    ]


def _distances(table: Table, words: Column, prose: Mask) -> list[Column]:
    import numpy as np

    begun = np.cumsum(prose) > 0
    columns = [*_nearest(prose), *_nearest(prose & (words >= 25)), *_nearest(_column(table, "in_title") > 0)]
    for name in _LANDMARKS:
        landmark = _column(table, name) >= 0.3
        columns += [np.log1p(np.cumsum(landmark & begun)), *_nearest(landmark)]
    return columns


def _shifted(table: Table, offset: int) -> Table:
    """The values `offset` lines further down; -1 beyond the ends of the page."""
    import numpy as np

    out = np.full_like(table, -1.0)
    if offset > 0:
        out[:-offset] = table[offset:]
    else:
        out[-offset:] = table[:offset]
    return out


def _mean(table: Table, radius: int) -> Table:
    """The means over the lines that are at most `radius` away."""
    import numpy as np

    count = len(table)
    line = np.arange(count)
    total = np.zeros((count + 1, table.shape[1]))
    np.cumsum(table, axis=0, dtype=np.float64, out=total[1:])
    end, start = np.minimum(line + radius + 1, count), np.maximum(line - radius, 0)
    mean: Table = (total[end] - total[start]) / (end - start)[:, None]
    return mean


def _nearest(mask: Mask) -> tuple[Column, Column]:
    """Log distance to the nearest marked line above and below, `_FAR` where there is none."""
    import numpy as np

    count = len(mask)
    line = np.arange(count)
    above = np.maximum.accumulate(np.where(mask, line, -_FAR))
    below = np.minimum.accumulate(np.where(mask, line, count + _FAR)[::-1])[::-1]
    above = np.concatenate([[-_FAR], above[:-1]])
    below = np.concatenate([below[1:], [count + _FAR]])
    return np.log1p(np.minimum(line - above, _FAR)), np.log1p(np.minimum(below - line, _FAR))
