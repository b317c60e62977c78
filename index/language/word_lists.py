"""Lists of words that come with the package."""

from __future__ import annotations

from pathlib import Path


def read_words(path: Path) -> frozenset[str]:
    """The words of a file, one or several a line; lines that begin with # say where the list is from."""
    lines = path.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
