"""From a raw article to what is stored of it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict

from index import chunk, clean
from index.clean import Cleaned, clean_lines, normalise
from index.published import from_metadata
from index.types import Article, RawArticle

_LANGUAGE_SAMPLE = 2_000


def prepare(raw: RawArticle) -> tuple[Article, Cleaned]:
    """Clean an article and gather what is known of it; the second says what cleaning did."""
    cleaned = clean_lines(raw.text)
    article = Article(
        id=raw.id,
        title=(normalise(raw.title) if raw.title else None) or _plain_headline(cleaned),
        source=raw.source,
        url=raw.url,
        published=from_metadata(raw.published),
        path=raw.path,
        text=cleaned.text,
        raw_sha256=hashlib.sha256(raw.text.encode("utf-8", "surrogatepass")).hexdigest(),
        language=language_of(cleaned.text),
    )
    return article, cleaned


def _plain_headline(cleaned: Cleaned) -> str | None:
    """The headline without the marks by which Markdown knows one."""
    return (cleaned.headline or "").lstrip("# ") or None


def language_of(text: str) -> str:
    """The ISO 639-1 code of the language a text is most likely in; "und" where it cannot be told."""
    import py3langid

    sample = text[:_LANGUAGE_SAMPLE]
    if not any(character.isalpha() for character in sample):
        return "und"
    try:
        code: str = py3langid.classify(sample)[0]
    except OSError:  # It unpacks its model into the temporary folder, which may be full; that is not worth failing for.
        return "und"
    return code


def fingerprint(raw: RawArticle) -> str:
    """A hash of all that decides what is stored of an article; where its file lies is left out."""
    content = {key: value for key, value in asdict(raw).items() if key not in {"path", "part"}}
    versions = {"cleaner": clean.VERSION, "chunker": chunk.VERSION}
    return hashlib.sha256(json.dumps(content | versions, sort_keys=True).encode()).hexdigest()
