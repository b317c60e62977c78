"""What the archive holds: articles, their dates, and the passages cut from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Provenance = Literal["metadata", "byline", "text", "inferred", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """The day an article was published, as far as it is known.

    `earliest` and `latest` are equal when the day is known and both None when nothing is.
    `time` is the local time of day as "HH:MM"; `words` are the words it was read from.
    """

    earliest: date | None = None
    latest: date | None = None
    time: str | None = None
    provenance: Provenance = "none"
    words: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """One article as it was found on disk, before cleaning.

    `path` is the absolute path of its file; `part` names the line of a `.jsonl` file, else None.
    """

    id: str
    path: str
    part: str | None = None
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A cleaned article; every offset in the project counts code points of `text`."""

    id: str
    title: str | None
    source: str | None
    url: str | None
    published: Published
    path: str
    text: str
    raw_sha256: str
    language: str = "en"

    @property
    def label(self) -> str:
        """The title, or the first words of an article that has none; never empty."""
        if self.title:
            return self.title
        words = self.text.split()[:10]
        return " ".join(words) + " …" if words else self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of an article: `article.text[start:end] == text`.

    `heading` (title, source, date) is embedded in front of the text; `tokens` counts both together in
    the embedder's own word pieces, without its special tokens.
    """

    id: str
    article_id: str
    start: int
    end: int
    text: str
    heading: str
    tokens: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPassage:
    """A passage with its article and its score (higher is better).

    `dense` is the cosine in [-1, 1], `lexical` the score of a lexical retriever; None where that
    retriever did not find it. `copies` are articles that carry the same story.
    """

    passage: Passage
    article: Article
    score: float
    dense: float | None = None
    lexical: float | None = None
    copies: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which articles may be searched; None leaves that side open, days are inclusive."""

    published_from: date | None = None
    published_to: date | None = None
    source: str | None = None
    articles: frozenset[str] | None = None

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class DroppedLine:
    """A line of the raw text (1-based) that cleaning left out, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an archive was built with; another embedder cannot search it."""

    embedder: str
    weights_sha256: str
    dimension: int
    max_tokens: int
    runtime: str
    precision: str
    chunker: str
    cleaner: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SkippedFile:
    """A file or line that could not be read, and the reason in one sentence."""

    path: str
    line: int | None = None
    reason: str

    @property
    def place(self) -> str:
        """The file, and the line in it."""
        return self.path if self.line is None else f"{self.path}, line {self.line}"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexReport:
    """What one indexing run did, in articles; `embedded` counts passages."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    embedded: int = 0
    skipped: tuple[SkippedFile, ...] = field(default=())
