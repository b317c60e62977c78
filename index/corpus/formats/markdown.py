"""Markdown: the text as a reader sees it, and the metadata of its front matter.

The home of markdown-it-py and PyYAML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.corpus.document import Document, collapsed
from index.corpus.encoding import decode

_FENCE = re.compile(r"---[ \t]*\r?\n")
_END = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_MAX_FRONT_MATTER = 20_000
_TAGS = re.compile(r"<[^<>]{0,1000}>")
# The names that static site generators use. Source: Jekyll, Hugo and Pelican documentation.
_KEYS = {
    "title": ("title",),
    "source": ("source", "publisher", "site"),
    "url": ("url", "canonical_url", "canonical", "link"),
    "published": ("published", "date", "publishdate", "pubdate"),
}


def read(data: bytes) -> Document:
    """Read one Markdown file.

    Raises:
        ValueError: its encoding is unknown.
    """
    front, body = _split(decode(data))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body)
    return Document(text="\n".join(_lines(tokens)), extracted=False, **_metadata(front))


def _split(text: str) -> tuple[Mapping[str, object], str]:
    """The front matter, empty where there is none, and what follows it."""
    start = _FENCE.match(text)
    end = start and _END.search(text, start.end(), _MAX_FRONT_MATTER)
    if not start or not end:
        return {}, text
    try:
        # Base values are the strings as they were written; a date keeps its time and zone.
        front = yaml.load(text[start.end() : end.start()], Loader=yaml.BaseLoader)  # noqa: S506  # it makes strings only
    except (yaml.YAMLError, RecursionError):
        return {}, text
    return (
        ({str(key).lower(): value for key, value in front.items()}, text[end.end() :])
        if isinstance(front, dict)
        else ({}, text)
    )


def _metadata(front: Mapping[str, object]) -> dict[str, str]:
    found = {
        name: next((value for key in keys if isinstance(value := front.get(key), str) and value), None)
        for name, keys in _KEYS.items()
    }
    return {name: value for name, value in found.items() if value}


def _lines(tokens: Iterable[Token]) -> Iterator[str]:
    row: list[str] = []
    for token in tokens:
        if token.type == "inline":
            row.append("\n".join(map(collapsed, "".join(_words(token.children or [])).split("\n"))))
        elif token.type in {"fence", "code_block"}:
            yield token.content.rstrip("\n")
        elif token.type == "html_block":
            yield _TAGS.sub("", token.content).strip("\n")
        if row and not token.type.startswith(("inline", "th_", "td_")):
            yield " | ".join(filter(None, row))
            row.clear()


def _words(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in {"text", "code_inline"}:
            yield token.content
        elif token.type in {"softbreak", "hardbreak"}:
            yield " " if token.type == "softbreak" else "\n"
