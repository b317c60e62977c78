"""From the text of a scraped page to the article in it, line by line.

Rules drop the lines that are furniture by their own words; a small classifier (`eval.fit.cleaner` makes it)
drops those that are furniture by their place; both run until nothing more goes.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.clean.forest import Forest
from index.clean.lines import normalise
from index.clean.rules import without_attached
from index.clean.selection import Line, select_lines
from index.types import DroppedLine

__all__ = ["VERSION", "Cleaned", "clean", "clean_lines", "normalise"]

VERSION = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """The article's text, its headline where there is one, and the lines that were left out."""

    text: str
    headline: str | None
    dropped: tuple[DroppedLine, ...]


def clean(text: str) -> str:
    """Return the body of one article's raw text, its headline first; empty when there is none.

    Kept lines are verbatim but for NFC, collapsed white space and a credit cut off their end; newlines join them.
    Idempotent.
    """
    return clean_lines(text).text


def clean_lines(text: str, *, forest: Forest | None = None) -> Cleaned:
    """Clean one article's raw text and say what was dropped, by its 1-based line, and why.

    A credit or label that was cut off a kept line is listed with that line's number.

    Args:
        text: of one page or article.
        forest: what tells the lines apart; by default the one that comes with the package.
    """
    raw = [Line(number=number, text=line) for number, line in enumerate(normalise(text).split("\n"), start=1) if line]
    cut = [Line(number=line.number, text=without_attached(line.text)) for line in raw]
    selection = select_lines(cut, forest=forest)
    staying = {line.number for line in selection.kept}
    whole = {line.number: line.text for line in raw}
    dropped = [DroppedLine(line=line.number, text=whole[line.number], reason=why) for line, why in selection.dropped]
    dropped += [
        DroppedLine(line=before.number, text=before.text[len(after.text) :].strip(), reason="credit or label")
        for before, after in zip(raw, cut, strict=True)
        if before != after and after.number in staying
    ]
    return Cleaned(
        text="\n".join(line.text for line in selection.kept),
        headline=selection.headline,
        dropped=tuple(sorted(dropped, key=lambda line: line.line)),
    )
