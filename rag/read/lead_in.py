"""Sentences that cannot be read alone, for they refer back to the one before: "He said so on Friday"."""

from __future__ import annotations

import re

from index.language.sentences import Span, sentence_spans
from rag.evidence.orders import statement_spans

_TIME = r"(?:day|night|morning|afternoon|evening|week|weekend|month|year|time|season|summer|winter|spring|autumn|fall)"
_REFERS_BACK = re.compile(
    r"[\"“‘'(]?(?:(?:and|but|so|yet|then|still|however|meanwhile|instead),?\s+)?"
    r"(?:(?:he|she|they|his|her|their|its|these|those|such)\b|it\b(?!\s+(?:is|was)\s+\w+\s+(?:that|who|to)\b)"
    rf"|(?:this|that)\b(?!\s+{_TIME}\b)"
    r"|the\s+(?:move|decision|announcement|incident|attack|comments?|remarks|statement|news|deal|plan|law|bill|ruling"
    r"|figures?|latter|former|pair|two|man|woman|couple|group|company|agency|team|country|official|spokes\w+|report"
    r"|victims?|suspects?)\b(?!\s+of\b))",
    re.IGNORECASE,
)
_SENTENCE_END = tuple(".!?…\"”'’)")
_LONGEST = 300
_REACH = 1_000


def lead_in(text: str, start: int, end: int) -> Span | None:
    """Return the sentence before the one at [start, end) of an article where the latter refers back to it.

    None where it can be read alone, or where what stands before is a heading, or long, or an order to the reader.
    """
    if not _REFERS_BACK.match(text, start, end):
        return None
    left = max(start - _REACH, 0)
    before, stated = sentence_spans(text, left, start)[-1:], statement_spans(text, left, start)
    return next((span for span in before if span in stated and _is_readable(text, span)), None)


def _is_readable(text: str, span: Span) -> bool:
    begin, end = span
    return end - begin <= _LONGEST and text[begin:end].endswith(_SENTENCE_END) and text[begin].isprintable()
