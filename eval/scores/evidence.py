"""Whether a passage or a citation shows the evidence of a gold question.

Gold names an article by its id or its file name and quotes its words, so neither re-chunking nor
re-indexing breaks it.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import PurePath

from eval.types import Evidence, Question
from index.types import Article, ScoredPassage

_QUOTES = "\"'`´“”„‟‘’‚‛«»‹›′″＂＇"
_DASHES = r"\-‐‑‒–—―−"
_LOOSE = re.compile(
    rf"(?P<dash>[\s{_QUOTES}]*[{_DASHES}][\s{_QUOTES}{_DASHES}]*)"
    rf"|(?P<space>[{_QUOTES}]*\s[\s{_QUOTES}]*)"
    rf"|(?P<quotes>[{_QUOTES}]+)"
    r"|(?P<dots>\.\.\.|…)"
)
_FOLDED = {"dash": "-", "space": " ", "quotes": "", "dots": "…"}


def find_quote(quote: str, text: str) -> tuple[tuple[int, int], ...]:
    """Every place of `quote` in `text`, as offsets into `text`.

    White space, dashes and ellipses match any of their kind, and quotation marks do not count; letters,
    and the ends of words, must agree.
    """
    words = _fold(unicodedata.normalize("NFC", quote)).words.strip(" -")
    if not any(letter.isalnum() for letter in words):
        return ()
    folded = _fold(text)
    spans, start = [], folded.words.find(words)
    while start >= 0:
        span = folded.source(start)[0], folded.source(start + len(words) - 1)[1]
        if _between_words(text, *span):
            spans.append(span)
        start = folded.words.find(words, start + 1)
    return tuple(spans)


def _between_words(text: str, start: int, end: int) -> bool:
    """Whether a span neither begins nor ends inside a word."""
    cut_before = start > 0 and text[start - 1].isalnum() and text[start].isalnum()
    cut_after = end < len(text) and text[end].isalnum() and text[end - 1].isalnum()
    return not cut_before and not cut_after


@dataclass(frozen=True, slots=True, kw_only=True)
class _Folded:
    """A text with its white space, quotes and dashes made alike, and where its pieces come from.

    Piece `i` begins at `starts[i]` of `words` and at `sources[i][0]` of the text; pieces made alike
    (`sources[i][2]`) stand for all of the text up to `sources[i][1]`.
    """

    words: str
    starts: tuple[int, ...]
    sources: tuple[tuple[int, int, bool], ...]

    def source(self, place: int) -> tuple[int, int]:
        """The start and end, in the text, of the letter at a place of `words`."""
        number = bisect_right(self.starts, place) - 1
        start, end, alike = self.sources[number]
        offset = start + place - self.starts[number]
        return (start, end) if alike else (offset, offset + 1)


@lru_cache(maxsize=4096)
def _fold(text: str) -> _Folded:
    pieces, position = [], 0
    for match in _LOOSE.finditer(text):
        pieces.append((text[position : match.start()], position, match.start(), False))
        pieces.append((_FOLDED[match.lastgroup or ""], match.start(), match.end(), True))
        position = match.end()
    pieces.append((text[position:], position, len(text), False))
    pieces = [piece for piece in pieces if piece[0]]
    return _Folded(
        words="".join(piece[0] for piece in pieces),
        starts=tuple(accumulate((len(piece[0]) for piece in pieces[:-1]), initial=0)),
        sources=tuple(piece[1:] for piece in pieces),
    )


def is_called(article: Article, name: str) -> bool:
    """Whether `name` is the article's id, or the name of its file with or without the extension."""
    return name == article.id or unicodedata.normalize("NFC", name) in _file_names(article.path)


@lru_cache(maxsize=65536)
def _file_names(path: str) -> frozenset[str]:
    file = PurePath(path)
    # Such files hold many articles: their name is the name of none.
    names = () if file.suffix.lower() in {".json", ".jsonl"} else (file.name, file.stem)
    return frozenset(unicodedata.normalize("NFC", name) for name in names)


def articles_of(hit: ScoredPassage) -> tuple[Article, ...]:
    """The passage's article, then those that carry the same story."""
    return (hit.article, *hit.copies)


def comes_from(hit: ScoredPassage, evidence: Evidence) -> bool:
    """Whether the passage is from the article of the evidence, or from a copy of it."""
    return any(is_called(article, evidence.article) for article in articles_of(hit))


def shows(hit: ScoredPassage, evidence: Evidence) -> bool:
    """Whether the passage contains the whole quote; the right article is enough where nothing is quoted."""
    if not comes_from(hit, evidence):
        return False
    return evidence.quote is None or bool(find_quote(evidence.quote, hit.passage.text))


def enough_shown(question: Question, hits: Sequence[ScoredPassage]) -> bool:
    """Whether the passages show any of the evidence, or all of it where the question needs all."""
    found = [any(shows(hit, evidence) for hit in hits) for evidence in question.evidence]
    return bool(found) and (all(found) if question.all_evidence else any(found))
