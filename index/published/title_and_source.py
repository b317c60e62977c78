"""An article's title, and the outlet that published it: as they were given, else from its address or its page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tld import get_tld

from index.published.written import MONTH_NAME
from index.types import Origin

_LONGEST_TITLE, _LONGEST_NAME, _SHORTEST_HEADLINE = 250, 45, 10
_TITLE_LINES, _OPENING_LINES = 3, 12
_SEPARATORS = (" | ", " – ", " — ", " - ", " :: ")
_ANY_SEPARATOR = re.compile(r"\s(?:[-–—|]|::)\s")
_NOT_LETTERS = re.compile(r"[\W_]+")
_SPACE = re.compile(r"\s+")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)(?:\s{0,3}(?:©|\(c\)|copyright))?[\s:,]{0,3}(?:(?:19|20)\d\d(?:\s?[-–—]\s?(?:(?:19|20)\d\d|present))?)?"
    r"[\s,.•|·]{0,3}(?:by\s(?-i:the\s)?)?(?P<holder>[^\n©|•·]{2,80})",
    re.IGNORECASE,
)
_AFTER_HOLDER = re.compile(
    r"(?<=\w\w\w)\.(?:(?:\s|(?-i:[A-Z])).*)?$"
    r"|[,.]?\s*(?:(?:19|20)\d\d|all rights|\b(?:Inc|LLC|Ltd|Limited|Corp|plc|A/S|GmbH|N\.V|terms|privacy)\b).*$",
    re.IGNORECASE | re.DOTALL,
)
_LICENCE = re.compile(r"CC\b|Creative Commons\b|All Rights", re.IGNORECASE)
_ORIGINALLY = re.compile(
    r"\b(?:article|story|piece|post|report|column)\s(?:was\s|has\s|is\s)?(?:been\s)?(?:originally|first)\s"
    r"(?:published|appeared)\s(?:on|in|by|at)\s(?P<name>[^\n,;:()]{2,60})",
    re.IGNORECASE,
)
_NAME_END = re.compile(r"\.(?:\s|$)|\s(?:on|in|at|under|and|as)\s|[’']s\s")
_MONTH = re.compile(rf"{MONTH_NAME}\b", re.IGNORECASE)
_AGENCY_FIRST = re.compile(r"\((?P<name>[A-Z][A-Za-z&. ]{1,24})\)\s?(?:[-–—]{1,2}\s|(?=[“\"A-Z]))")
_AGENCY_AFTER_PLACE = re.compile(r"[A-Z][^()\n]{1,60}\s\((?P<name>[A-Z][A-Za-z&. ]{1,24})\)\s?[-–—]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlet:
    """The title and the source of an article, and where each was found; None where it was not."""

    title: str | None
    title_from: Origin | None
    source: str | None
    source_from: Origin | None


def title_and_source(
    *, title: str | None, source: str | None, url: str | None, raw: str, headline: str | None
) -> Outlet:
    """Return what was given, else the headline without the site's name, and the outlet of the address or the page.

    `raw` is the whole text of the scraped page, `headline` that of the cleaned article. The source of an address is
    its registrable host: "bbc.co.uk", for a page of a platform "name.blogspot.com".
    """
    lines = [_SPACE.sub(" ", line).strip() for line in raw.split("\n")]
    host = host_of(url)
    page_title = _split_page_title(lines, host)
    found_title = _plain(title) or _without_site(_plain(headline), page_title)
    found_source = _plain(source) or host or _named_in(raw, lines, page_title)
    return Outlet(
        title=found_title,
        title_from="metadata" if _plain(title) else _origin(found_title, "text"),
        source=found_source,
        source_from="metadata" if _plain(source) else _origin(found_source, "url" if host else "text"),
    )


def _origin(found: str | None, origin: Origin) -> Origin | None:
    return origin if found else None


def _plain(words: str | None) -> str | None:
    return _SPACE.sub(" ", words or "").strip() or None


def host_of(url: str | None) -> str | None:
    """Return the registrable host of an address, without "www."; None for what has none.

    Source: the Public Suffix List, private part included, as the library `tld` carries it; it is never downloaded.
    """
    if not url or len(url) > 2_000:
        return None
    found = get_tld(url, as_object=True, fail_silently=True, fix_protocol=True, search_private=True)
    return None if found is None or isinstance(found, str) else found.fld.lower()


def _split_page_title(lines: Sequence[str], host: str | None) -> tuple[str, str] | None:
    """The headline and the site's name of a page title ("Headline | Site"), where the page bears out the name."""
    for line in [line for line in lines if line][:_TITLE_LINES]:
        for separator in _SEPARATORS:
            front, _, rest = line.rpartition(separator)
            name = _ANY_SEPARATOR.split(rest)[-1].strip()
            if _SHORTEST_HEADLINE <= len(front) <= _LONGEST_TITLE and 2 <= len(name) <= len(rest) <= _LONGEST_NAME:
                headline = front.split(" | ")[0] if separator == " | " else front
                if _is_site(name, host) or headline in lines or front in lines:
                    return headline, name
    return None


def _is_site(name: str, host: str | None) -> bool:
    """Whether a site's name is that of its host: "The New Republic" of newrepublic.com."""
    letters = _NOT_LETTERS.sub("", name.casefold()).removeprefix("the")
    label = _NOT_LETTERS.sub("", (host or "").split(".")[0])
    return len(letters) > 1 and len(label) > 1 and (letters in label or label in letters)


def _without_site(headline: str | None, page_title: tuple[str, str] | None) -> str | None:
    """The headline without the marks by which Markdown knows one and without the site's name."""
    plain = (headline or "").lstrip("# ") or None
    if plain and page_title and plain.startswith(page_title[0]) and plain.endswith(page_title[1]):
        return page_title[0]
    return plain


def _named_in(raw: str, lines: Sequence[str], page_title: tuple[str, str] | None) -> str | None:
    """The outlet that a page names: in its title, as the holder of its copyright, in a note, in its dateline."""
    if page_title:
        return page_title[1]
    return next((name for name in (*_holders(lines), *_originals(raw), *_agencies(lines)) if name), None)


def _holders(lines: Sequence[str]) -> Iterator[str]:
    """Holders of copyright, from lines at the end of a page: captions name photographers in the same way."""
    body = max((number for number, line in enumerate(lines) if len(line) > _LONGEST_TITLE), default=0)
    for line in lines[body:]:
        for found in _COPYRIGHT.finditer(line):
            holder = _AFTER_HOLDER.sub("", found["holder"]).strip(" ,.-–—:;")
            if 2 <= len(holder) <= _LONGEST_NAME and holder[0].isupper() and not _LICENCE.match(holder):
                yield holder


def _originals(raw: str) -> Iterator[str]:
    for found in _ORIGINALLY.finditer(raw):
        name = _NAME_END.split(found["name"], maxsplit=1)[0].strip(" .“”\"'")
        if (name[:1].isupper() or "." in name) and not _MONTH.match(name):
            yield name


def _agencies(lines: Sequence[str]) -> Iterator[str]:
    for line in [line for line in lines if line][:_OPENING_LINES]:
        found = _AGENCY_FIRST.match(line) or _AGENCY_AFTER_PLACE.match(line)
        if found:
            yield found["name"].strip()
