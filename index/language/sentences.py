"""Sentences with exact offsets."""

from __future__ import annotations

import sentencex

Span = tuple[int, int]
# sentencex 1.0.32 counts a white space before a full stop as one byte, and panics at one that is more in UTF-8.
_WIDE_SPACES = {code: " " for code in range(0x80, 0x3001) if chr(code).isspace()}


def sentence_spans(text: str, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the (start, end) of every sentence of `text[start:end]`, in order, trimmed, as offsets into `text`.

    A line end always ends a sentence: in scraped text a line is a paragraph, a headline or a caption.
    """
    end = len(text) if end is None else end
    spans: list[Span] = []
    position = start
    for line in text[start:end].split("\n"):
        spans.extend(_line_spans(line, position))
        position += len(line) + 1
    return spans


def encodable(text: str) -> str:
    """Return a text of the same length without lone surrogates, which an argument that is not UTF-8 holds."""
    return text.encode("utf-8", "replace").decode()


def _line_spans(line: str, offset: int) -> list[Span]:
    spans = []
    for sentence in sentencex.segment("en", encodable(line.translate(_WIDE_SPACES))):
        stripped = sentence.strip()
        if stripped:
            begin = offset + len(sentence) - len(sentence.lstrip())
            spans.append((begin, begin + len(stripped)))
        offset += len(sentence)
    return spans
