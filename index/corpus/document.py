"""What a reader makes of one document."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The text of one document, one paragraph a line, and what the document says of itself.

    `extracted`: the text is the article alone, found by its markup; else furniture may stand around it.
    `page`: all text of a web page whose article is `text`; `published` is the date in the page's own words.
    """

    text: str
    extracted: bool = True
    page: str | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: str | None = None


def collapsed(text: str) -> str:
    """The text in one line, its white space collapsed."""
    return " ".join(text.split())


def shown_title(title: str | None, text: str) -> str | None:
    """A title from a document's properties if the document opens with it, for templates and file names leave theirs."""
    title = collapsed(title or "")
    return title if title and title.casefold() in collapsed(text[:2_000]).casefold() else None
