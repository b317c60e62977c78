"""What to call a line that was dropped for its place or its likeness to others."""

from __future__ import annotations

import re
from collections.abc import Sequence

_MIDDLE = r"(?: \w[\w’'.-]{0,30}){0,6}"
_BYLINE = re.compile(
    r"(?:[Bb]y|BY|Words by|Von|Par|Por|Автор:?):? [A-ZÀ-ÞА-Я]"
    rf"|\w[\w’'.-]{{1,30}}{_MIDDLE} (?:reporter|correspondent|editor)$"
)
_LOOKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("byline", _BYLINE),
    (
        "timestamp",
        re.compile(
            r"(?=.{0,60}\d).{0,25}\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.? .{0,40}$"
            r"|.{0,30}\b\d{1,2}:\d\d\b.{0,20}$|.{0,20}\b(?:minutes?|hours?|days?|weeks?|months?|years?) ago\b",
            re.IGNORECASE,
        ),
    ),
    ("cookie notice", re.compile(r".{0,200}\b(?:cookies?|privacy|consent|terms of (?:use|service))\b", re.IGNORECASE)),
    (
        "sign-up box",
        re.compile(r".{0,200}\b(?:newsletters?|subscrib\w{1,6}|sign ?(?:up|in)|inbox|log ?in)\b", re.IGNORECASE),
    ),
    ("comments", re.compile(r".{0,100}\b(?:comments?|repl(?:y|ies)|upvote)\b", re.IGNORECASE)),
    ("share bar", re.compile(r".{0,60}\b(?:share|facebook|twitter|whatsapp|linkedin|instagram)\b", re.IGNORECASE)),
    ("advertising", re.compile(r".{0,100}\b(?:advertis\w{1,6}|sponsored|affiliate)\b", re.IGNORECASE)),
    ("caption", re.compile(r".{0,400}\b(?:photo|image|picture|getty|reuters|pictured|credit)\b", re.IGNORECASE)),
)
_MENU_CHARACTERS = 30
_LONG = 60  # Characters; shorter lines may be said twice.


def place_reason(line: str, *, first: bool, last: bool) -> str:
    """What a line is that the classifier left out.

    Args:
        line: the line.
        first: it stands above the article's first line.
        last: it stands below the article's last line.
    """
    for reason, pattern in _LOOKS:
        if pattern.match(line):
            return reason
    if len(line) <= _MENU_CHARACTERS:
        return "navigation"
    if last:
        return "related stories"
    return "above the article" if first else "aside"


def repeated_lines(lines: Sequence[str], kept: Sequence[bool]) -> list[int]:
    """The kept lines that repeat an earlier one: a long one anywhere, a short one right behind it."""
    seen: set[str] = set()
    before = ""
    repeated = []
    for place, (line, keep) in enumerate(zip(lines, kept, strict=True)):
        if not keep:
            continue
        if line == before or (len(line) >= _LONG and line in seen):
            repeated.append(place)
        seen.add(line)
        before = line
    return repeated
