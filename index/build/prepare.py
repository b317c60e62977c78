"""From a raw article to what is stored of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Set
from dataclasses import asdict, dataclass
from datetime import date

from index import chunk, clean, dates, published
from index.build.stopwatch import Stopwatch
from index.clean import Cleaned, clean_lines, normalise
from index.clean.repeated import group_of, line_keys, without_repeated
from index.dates import resolve
from index.dates.reading import Reading
from index.published import publication
from index.published.title_and_source import title_and_source
from index.stories import copies
from index.stories.membership import Sketch, sketch
from index.types import Article, RawArticle

VERSIONS: Mapping[str, str] = {
    "cleaner": clean.VERSION,
    "chunker": chunk.VERSION,
    "copies": copies.VERSION,
    "dates": dates.VERSION,
    "published": published.VERSION,
}
"""What shapes a stored article besides its raw text; another version of any of them prepares every article anew."""

_LANGUAGE_SAMPLE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """An article, what cleaning did to it, and what is compared to find its copies."""

    article: Article
    cleaned: Cleaned
    sketch: Sketch


def no_lines(_group: str) -> frozenset[int]:
    """No repeated lines are known."""
    return frozenset()


def prepare(
    raw: RawArticle,
    *,
    first_seen: date,
    repeated: Callable[[str], Set[int]] = no_lines,
    stopwatch: Stopwatch | None = None,
) -> Prepared:
    """Clean an article, find out when and where it was published, and place the times it speaks of.

    `first_seen` bounds the publication day from above; `repeated` gives the lines that a group's pages repeat.
    """
    watch, page = stopwatch or Stopwatch(), raw.page or raw.text
    with watch.measure("cleaning"):
        own = Cleaned(text=_lines(raw.text), headline=None, dropped=()) if raw.extracted else clean_lines(raw.text)
        outlet = title_and_source(title=raw.title, source=raw.source, url=raw.url, raw=page, headline=own.headline)
        group = group_of(raw, outlet.source)
        cleaned = without_repeated(own, raw.text, repeated(group))
        language = language_of(cleaned.text)
    with watch.measure("dates"):
        reading = Reading(cleaned.text)
        day = publication(
            metadata=raw.published, raw=page, text=cleaned.text, url=raw.url, first_seen=first_seen, reading=reading
        )
        times = tuple(resolve(cleaned.text, day, reading=reading))
    with watch.measure("duplicates"):
        sketched = sketch(cleaned.text, group=group, lines=line_keys(own.text))
    article = Article(
        id=raw.id,
        title=outlet.title,
        title_from=outlet.title_from,
        source=outlet.source,
        source_from=outlet.source_from,
        url=raw.url,
        published=day,
        path=raw.path,
        text=cleaned.text,
        raw_sha256=hashlib.sha256(raw.text.encode("utf-8", "surrogatepass")).hexdigest(),
        language=language,
        times=times,
    )
    return Prepared(article=article, cleaned=cleaned, sketch=sketched)


def _lines(text: str) -> str:
    return "\n".join(filter(None, normalise(text).split("\n")))


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
    """A hash of all that decides what is stored of an article.

    Left out are where its file lies, and the page around an extracted article: its teasers change every hour.
    """
    content = {key: value for key, value in asdict(raw).items() if key not in {"path", "part", "page"}}
    return hashlib.sha256(json.dumps([content, VERSIONS], sort_keys=True).encode()).hexdigest()
