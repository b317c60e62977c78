"""Which line is the article's headline."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.clean.features import NAMES, PROSE_WORDS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LONGEST = 300  # Characters of a headline.
_ABOVE = 80  # Lines above the first paragraph among which it is looked for.
_BELOW = 8  # Lines within which a page repeats it.
_LEAST_SCORE = 0.25
_TOP = 0.5
_NEVER = ("byline", "date", "clock", "ago")
_USED = ("words", "sentence_end", "in_title", "shared_words", *_NEVER)
_FULL_STOPS = (".", ":", ";", ",", "。")


def find_headline(
    lines: Sequence[str], features: NDArray[np.float32], probability: NDArray[np.float32], kept: NDArray[np.bool_]
) -> int | None:
    """The place of the headline: above the first paragraph, like the page's title, like a line that stays.

    Args:
        lines: of the page.
        features: the lines', `(n, len(NAMES))` at least.
        probability: `(n,)`, that a line belongs to the article.
        kept: `(n,)`, which lines are taken to belong to it.
    """
    import numpy as np

    column = {name: features[:, NAMES.index(name)] for name in _USED}
    long_enough = np.expm1(column["words"]) >= PROSE_WORDS
    paragraphs = np.flatnonzero(kept & long_enough & (column["sentence_end"] > 0))
    if len(paragraphs) == 0:
        return None
    first = int(paragraphs[0])
    start = max(0, first - _ABOVE)
    uses = Counter(lines[start : first + _BELOW])
    scores = {
        place: probability[place]
        + 1.5 * column["in_title"][place] * min(1.0, 2.0 * len(lines[place]) / len(lines[0]))
        + 0.4 * max(0.0, column["shared_words"][place])
        + 1.0 * (uses[lines[place]] > 1 and lines[place].count(" ") >= 2)
        + _TOP * _tops_article(kept, place, first)
        - 0.02 * max(0, lines[place].count(" ") - 14)
        - 1.0 * max(column[name][place] for name in _NEVER)
        - 0.01 * (first - place)
        for place in range(start, first + 1)
        if _may_be_headline(lines[place])
    }
    best = max(scores, key=scores.__getitem__, default=first)
    if scores.get(best, 0.0) < _LEAST_SCORE:
        return None
    # The page may repeat it right above the first paragraph, below the summary that follows it.
    return next(place for place in range(max(start, best - _BELOW), best + 1) if lines[place] == lines[best])


def _tops_article(kept: NDArray[np.bool_], place: int, first: int) -> bool:
    """Whether the lines from this one to the first paragraph all stay, and the one above it does not."""
    return bool(kept[place:first].all()) and (place == 0 or not kept[place - 1])


def _may_be_headline(line: str) -> bool:
    return 2 <= line.count(" ") + 1 <= 45 and len(line) <= _LONGEST and not line.endswith(_FULL_STOPS)
