"""Web pages: the article's text by its markup, and what the page says of itself.

The home of trafilatura and lxml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import trafilatura
from lxml import etree

from index.corpus.document import Document, collapsed
from index.corpus.encoding import decode_page
from index.corpus.formats.page_metadata import page_metadata
from index.corpus.limits import Unreadable

# Trafilatura reads no larger page.
MAX_PAGE_BYTES = 20_000_000
# Trafilatura's own MIN_EXTRACTED_SIZE: below it, it looks for other text than an article's.
_MIN_ARTICLE = 250
_UNSEEN = ("script", "style", "noscript", "template", "svg", "iframe", "object", "head", "select", "textarea")
_INLINE = frozenset(
    {
        *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn"),
        *("em", "font", "hi", "i", "ins", "kbd", "label", "mark", "q", "ref", "s", "samp", "small"),
        *("span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
    }
)


def read(data: bytes) -> Document:
    """Read one web page; a page in which no article is found gives all its text, not `extracted`.

    The text opens with the headline; list items and table rows are lines of their own.

    Raises:
        Unreadable: it is too large, or holds no markup.
    """
    if len(data) > MAX_PAGE_BYTES:
        raise Unreadable(f"it is larger than {MAX_PAGE_BYTES // 1_000_000} MB, too large for a web page")
    tree = _parse(decode_page(data))
    known = page_metadata(tree)
    article = trafilatura.bare_extraction(tree, include_comments=False)
    body = getattr(article, "body", None)
    lines = [] if body is None else list(_lines(body))
    etree.strip_elements(tree, *_UNSEEN, with_tail=False)
    page = list(_lines(tree))
    if not _found_article(lines, page):
        return replace(known, text="\n".join(page), extracted=False)
    return replace(known, text="\n".join(_headed(lines, known.title)), extracted=True, page="\n".join(page))


def _parse(text: str) -> Any:  # lxml's element; lxml ships no types.
    for markup in (text, f"<html><body>{text}</body></html>"):
        # Trafilatura repairs what libxml2 stumbles over, and takes a lone fragment for no page.
        tree = trafilatura.load_html(markup)
        if tree is not None:
            return tree
    raise Unreadable("it holds no web page")


def _found_article(lines: list[str], page: list[str]) -> bool:
    """Whether trafilatura found an article, for instead of nothing it gives the page's text run together."""
    return sum(map(len, lines)) >= _MIN_ARTICLE or (bool(lines) and set(lines) <= set(page))


def _headed(lines: list[str], title: str | None) -> list[str]:
    """The lines with the headline in front, unless it is there, perhaps with more or less of it."""
    if title is None or any(_same_headline(title.casefold(), line.casefold()) for line in lines[:3]):
        return lines
    return [title, *lines]


def _same_headline(title: str, line: str) -> bool:
    shorter, longer = sorted((title, line), key=len)
    return longer.startswith(shorter) and 3 * len(shorter) >= len(longer)


def _lines(tree: Any) -> Iterator[str]:
    """The text of an element as a reader sees it: a line for each block, and for each row of trafilatura's tables."""
    words: list[str] = []
    rows = cells = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        starts, tag = event == "start", element.tag
        rows -= not starts and tag == "row"
        if rows and tag == "cell":
            words.append(" | " if starts and cells else " ")
            cells += starts
        elif rows and tag not in _INLINE:
            words.append(" ")
        elif tag not in _INLINE:
            if line := collapsed("".join(words)):
                yield line
            words.clear()
            cells = 0
        elif tag == "a" and starts and words and not words[-1]:
            words.append(" ")  # Links side by side in a menu are set apart by style alone.
        rows += starts and tag == "row"
        words.append((element.text if starts else element.tail) or "")
