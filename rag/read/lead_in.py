"""Sentences that cannot be read alone, for they refer back to the one before: "He said so on Friday"."""

from __future__ import annotations

import re

from index.language.types import Sentence
from rag.evidence.evidence import EvidenceSentence

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


def lead_in(one: EvidenceSentence) -> Sentence | None:
    """Return the sentence before one where the latter refers back to it.

    None where it can be read alone, or where what stands before is a heading, or long, or an order to the reader.
    """
    if not one.before or not _REFERS_BACK.match(one.text):
        return None
    before = one.before[-1]
    follows = not one.article.text[before.end : one.start].strip()
    return before if follows and _is_readable(before.text) else None


def _is_readable(text: str) -> bool:
    return len(text) <= _LONGEST and text.endswith(_SENTENCE_END) and text[0].isprintable()
