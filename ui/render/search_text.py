"""Ranked passages, for a person."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from index.types import ScoredPassage
from ui.render.text import plain, source_words

_WIDTH = 88


def passages_text(passages: Sequence[ScoredPassage]) -> str:
    """Each passage with its rank, score, source and text, and the copies of its story."""
    if not passages:
        return "No passage matches."
    return "\n\n".join(_passage(rank, scored) for rank, scored in enumerate(passages, start=1))


def _passage(rank: int, scored: ScoredPassage) -> str:
    where = f"{plain(scored.article.id)}, {scored.passage.start}-{scored.passage.end}"
    head = f"{rank}. {scored.score:.3f}  {plain(source_words(scored.article))}  [{where}]"
    body = textwrap.fill(plain(scored.passage.text), _WIDTH, initial_indent="   ", subsequent_indent="   ")
    stories = "; ".join(plain(source_words(copy)) for copy in scored.copies)
    return f"{head}\n{body}\n   The same story: {stories}" if stories else f"{head}\n{body}"
