"""From the text of a scraped page to the article in it, line by line."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from index.types import DroppedLine

VERSION = "1"

_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ufeff\u200b\u2060\ud800-\udfff]")
_SPACES = re.compile(r"\s+")

# Each rule names furniture that no sentence of an article looks like; whatever is in doubt stays.
_RULES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "timestamp",
        re.compile(r"(?:\d{1,2} [A-Z][a-z]{2,8},? \d{4}|[A-Z][a-z]{2,8} \d{1,2}, \d{4})(?:,? \d{1,2}:\d{2})?$"),
    ),
    ("breadcrumb", re.compile(r"Home(?:[A-Z][\w ]{0,30} & [A-Z]|\s*[>›»/])[^.!?]{0,60}$")),
    (
        "sign-up box",
        re.compile(
            r"(?:Sign up (?:for|to) (?:our|the)|Subscribe to (?:our|the)|Invalid email|Enter your email)\b"
            r"|.*\bWe use your (?:sign-?up|email)\b|.*\byou can unsubscribe\b",
            re.IGNORECASE,
        ),
    ),
    (
        "teaser",
        re.compile(
            r"(?:READ MORE|Read [Mm]ore|RELATED|SEE ALSO|DON['’]T MISS|JUST IN)(?:$|\s*:)|.{0,200}\[[A-Z]{4,12}\]$"
        ),
    ),
    ("teaser", re.compile(r"(?P<headline>.{10,200}?) READ MORE: (?P=headline)$")),
    ("caption", re.compile(r".{0,300}\((?:Image|Picture|Photo|Pic)s?: [^()]{1,80}\)$|FILE PHOTO:")),
    ("copyright", re.compile(r".{0,300}\bAll rights reserved\b|(?:©|Copyright ©)", re.IGNORECASE)),
    ("cookie notice", re.compile(r"This (?:web)?site uses cookies\b|Accept (?:all )?cookies$", re.IGNORECASE)),
    ("player", re.compile(r"\d{1,2}:\d{2}(?::\d{2})?$")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """The article's text, its headline where there is one, and the lines that were left out."""

    text: str
    headline: str | None
    dropped: tuple[DroppedLine, ...]


def clean(text: str) -> str:
    """Return the body of one article's raw text; empty when there is none.

    Kept lines are verbatim but for NFC and collapsed white space, and joined by newlines. Idempotent.
    """
    return clean_lines(text).text


def clean_lines(text: str) -> Cleaned:
    """Clean one article's raw text and say which lines were dropped, by their 1-based number, and why."""
    lines = normalise(text).split("\n")
    kept: list[str] = []
    dropped: list[DroppedLine] = []
    for number, line in enumerate(lines, start=1):
        if not line:
            continue
        reason = _reason(line, kept)
        if reason is None:
            kept.append(line)
        else:
            dropped.append(DroppedLine(line=number, text=line, reason=reason))
    repeated = {line.text for line in dropped if line.reason == "repeated"}
    return Cleaned(text="\n".join(kept), headline=_headline(kept, repeated), dropped=tuple(dropped))


def normalise(text: str) -> str:
    """NFC, newline line ends, white space trimmed and collapsed, no control characters or lone surrogates."""
    lines = (_UNPRINTABLE.sub("", line) for line in text.splitlines())
    return "\n".join(_SPACES.sub(" ", unicodedata.normalize("NFC", line)).strip() for line in lines)


def _reason(line: str, kept: list[str]) -> str | None:
    # A page repeats its headline above the picture; the same words in later paragraphs may be meant.
    if line in kept[:3] or line in kept[-1:]:
        return "repeated"
    if line.count("icon") >= 8:
        return "icon names"
    return next((reason for reason, pattern in _RULES if pattern.match(line)), None)


def _headline(kept: list[str], repeated: set[str]) -> str | None:
    """The line that the page repeats, else a first line that is not a sentence."""
    for line in kept[:3]:
        if line in repeated:
            return line
    if len(kept) > 1 and len(kept[0]) <= 160 and kept[0][-1] not in ".!?…\"”'’:;,":
        return kept[0]
    return None
