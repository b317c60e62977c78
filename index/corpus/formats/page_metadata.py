"""What a web page says of itself: JSON-LD, Open Graph and other meta elements.

Only what the page states as such counts; dates guessed from its text or address are for `index.published`.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from index.corpus.document import Document, collapsed
from index.published import from_metadata

_Record = Mapping[str, Any]

# Source: schema.org, the subtypes of Article and what Google's article markup also admits.
_ARTICLE = re.compile(r"(?:^|/)(?:\w{0,30}Article|\w{0,30}BlogPosting|Report|SocialMediaPosting)$")
# Properties that hold the page's own object; others hold teasers, comments and the site.
_CONTAINERS = ("@graph", "mainEntity", "mainEntityOfPage")
_MAX_NESTING = 5
# The most specific first. Source: Open Graph, schema.org, Dublin Core, Parse.ly, Sailthru, Highwire Press, Chartbeat.
_DATE_NAMES = (
    *("article:published_time", "og:article:published_time", "article:published", "og:published_time"),
    *("datepublished", "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date.created"),
    *("dcterms.created", "citation_online_date", "citation_publication_date", "cxenseparse:recs:publishtime"),
    *("article_date_original", "article.published", "publish-date", "publish_date", "publication_date", "pubdate"),
    *("published-date", "published_time", "dc.date", "dcterms.date", "date"),
)
_TITLE_MARKS = tuple("|-–—·•»«")
# What content systems write where nobody set a date.
_UNSET = ("0000-", "0001-", "1970-01-01", "-")


def page_metadata(tree: Any) -> Document:
    """The metadata of a parsed page (an lxml element), as a document without text."""
    records = list(_records(tree))
    meta = _meta(tree)
    source = _first(meta.get("og:site_name"), *(_name(record.get("publisher")) for record in records))
    heading = _sole_heading(tree)
    headlines = (_text(record.get("headline")) for record in records)
    title = _first(*headlines, meta.get("og:title"), meta.get("twitter:title"), heading, tree.findtext(".//title"))
    return Document(
        text="",
        title=_headline(title, heading=heading, source=source),
        source=source,
        url=next(filter(_is_address, (*_canonical(tree), meta.get("og:url", ""))), None),
        published=next(filter(_is_date, _dates(tree, records, meta)), None),
    )


def _records(tree: Any) -> Iterator[_Record]:
    """The JSON-LD objects of the page's own article; those of articles come before that of the page."""
    found = [record for script in tree.iter("script") for record in _loaded(script)]
    articles = [record for record in found if any(map(_ARTICLE.search, _types(record)))]
    yield from articles
    yield from (record for record in found if "WebPage" in _types(record))


def _loaded(script: Any) -> Iterator[_Record]:
    if "ld+json" not in script.get("type", "").lower() or not script.text:
        return
    try:
        yield from _own(json.loads(script.text.strip().removeprefix("<!--").removesuffix("-->"), strict=False))
    except (ValueError, RecursionError):
        return


def _own(value: object, depth: int = 0) -> Iterator[_Record]:
    if depth > _MAX_NESTING:
        return
    if isinstance(value, list):
        for item in value:
            yield from _own(item, depth + 1)
    elif isinstance(value, dict):
        yield value
        for name in _CONTAINERS:
            yield from _own(value.get(name), depth + 1)


def _types(record: _Record) -> list[str]:
    types = record.get("@type")
    return [item for item in (types if isinstance(types, list) else [types]) if isinstance(item, str)]


def _meta(tree: Any) -> dict[str, str]:
    """The first content of each meta element, by its name in lower case."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        content = collapsed(element.get("content", ""))
        for key in ("property", "name", "itemprop"):
            name = element.get(key, "").strip().lower()
            if name and content:
                found.setdefault(name, content)
    return found


def _dates(tree: Any, records: list[_Record], meta: Mapping[str, str]) -> Iterator[str]:
    for record in records:
        yield _text(record.get("datePublished")) or ""
    for name in _DATE_NAMES:
        yield meta.get(name, "")
    for element in tree.iter("time"):
        # A time element on its own may be a comment's or a teaser's.
        if "datepublished" in element.get("itemprop", "").lower() or element.get("pubdate") is not None:
            yield element.get("datetime", "")


def _is_date(words: str) -> bool:
    return bool(words) and not words.startswith(_UNSET) and from_metadata(words).earliest is not None


def _canonical(tree: Any) -> Iterator[str]:
    for element in tree.iter("link"):
        if "canonical" in element.get("rel", "").lower().split():
            yield element.get("href", "").strip()


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def _sole_heading(tree: Any) -> str | None:
    headings = list(tree.iter("h1"))
    return collapsed("".join(headings[0].itertext())) if len(headings) == 1 else None


def _headline(title: str | None, *, heading: str | None, source: str | None) -> str | None:
    """The title without the outlet's name, the section and the like that stand behind a bar or a dash."""
    if title and heading and title.casefold().startswith(heading.casefold()):
        rest = title[len(heading) :].lstrip()
        if rest.startswith(_TITLE_MARKS):
            return heading
    if title and source and title.casefold().endswith(source.casefold()):
        head = title[: -len(source)].rstrip()
        if head.endswith(_TITLE_MARKS):
            return head[:-1].rstrip() or title
    return title


def _name(value: object) -> str | None:
    if isinstance(value, list):
        return _name(value[0]) if value else None
    return _text(value.get("name")) if isinstance(value, dict) else _text(value)


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, str) else None


def _first(*texts: str | None) -> str | None:
    """The first that says something; scripts hold escaped characters that markup would have unescaped."""
    return next((text for text in (collapsed(html.unescape(text or "")) for text in texts) if text), None)
