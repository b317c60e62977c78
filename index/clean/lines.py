"""Texts cut into lines that can be compared and stored."""

from __future__ import annotations

import re
import unicodedata

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff\u200b\u2060\ud800-\udfff]")
_SPACES = re.compile(r"\s+")


def normalise(text: str) -> str:
    """NFC, newline line ends, white space trimmed and collapsed, no control characters or lone surrogates."""
    lines = (_UNPRINTABLE.sub("", line) for line in text.splitlines())
    return "\n".join(_SPACES.sub(" ", unicodedata.normalize("NFC", line)).strip() for line in lines)
