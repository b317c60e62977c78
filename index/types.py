"""What the archive holds: articles, their dates, and the passages cut from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Provenance = Literal["metadata", "byline", "text", "inferred", "none"]
Origin = Literal["metadata", "text", "url"]
TimeType = Literal["DATE", "TIME", "DURATION", "SET"]


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


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words of a text that name a time, and their value in TIMEX3; `text` is what stands at [start, end)."""

    start: int
    end: int
    text: str
    type: TimeType
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RawArticle:
    """One article as it was found on disk, before cleaning.

    `path` is the absolute path of its file; `part` is the number of a line of a `.jsonl` file, or the name of a
    member of an archive and the line in that ("news.jsonl, line 3"), else None. `extracted`: `text` is the article
    alone, found by its markup, and needs no cleaning but normal form. `page` is all text of a web page whose article
    is `text`: evidence of the date and the outlet. `title`, `source`, `url` and `published` are as they were given.
    """

    id: str
    path: str
    part: str | None = None
    text: str
    title: str | None = None
    source: str | None = None
    url: str | None = None
    published: str | None = None
    extracted: bool = False
    page: str | None = None

    @property
    def place(self) -> str:
        """The file, and the part of it."""
        return _place(self.path, self.part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A cleaned article; every offset in the project counts code points of `text`.

    `times` are the time expressions of `text`, in order and resolved as far as the publication date allows.
    `title_from` and `source_from` say where these were read.
    """

    id: str
    title: str | None
    source: str | None
    url: str | None
    published: Published
    path: str
    text: str
    raw_sha256: str
    language: str = "en"
    times: tuple[TimeExpression, ...] = ()
    title_from: Origin | None = None
    source_from: Origin | None = None

    def times_in(self, start: int, end: int) -> tuple[TimeExpression, ...]:
        """The time expressions that lie in [start, end)."""
        return tuple(time for time in self.times if start <= time.start and time.end <= end)

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
class Story:
    """What several articles tell in the same words; `copies` are up to 50 others than the one it was asked of."""

    number: int
    copies: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoredPassage:
    """A passage with its article and its score (higher is better).

    `dense` is the cosine in [-1, 1], `lexical` the score of a lexical retriever; None where that
    retriever did not find it. `story` is the same number for all articles of a story, `copies` are up to 50 of the
    others.
    """

    passage: Passage
    article: Article
    score: float
    dense: float | None = None
    lexical: float | None = None
    story: int | None = None
    copies: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which passages may be searched; None leaves that side open, days are inclusive.

    `event_from` and `event_to` want a time expression in the passage that may lie between them.
    """

    published_from: date | None = None
    published_to: date | None = None
    event_from: date | None = None
    event_to: date | None = None
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
    """A file, or a part of one (see `RawArticle`), that could not be read, and the reason in one clause."""

    path: str
    part: str | None = None
    reason: str

    @property
    def place(self) -> str:
        """The file, and the part of it."""
        return _place(self.path, self.part)

    @property
    def line(self) -> int | None:
        """The line of a `.jsonl` file."""
        return int(self.part) if self.part and self.part.isdecimal() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something odd about a file that was read all the same, in one clause."""

    path: str
    part: str | None = None
    message: str

    @property
    def place(self) -> str:
        """The file, and the part of it."""
        return _place(self.path, self.part)


def _place(path: str, part: str | None) -> str:
    if part is None:
        return path
    return f"{path}, line {part}" if part.isdecimal() else f"{path}, {part}"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexReport:
    """What one indexing run did, in articles; `embedded` counts passages, `seconds` the time of each step.

    `vector_problem` says why the vector index could not be brought up to date; every passage is found all the same.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    embedded: int = 0
    skipped: tuple[SkippedFile, ...] = field(default=())
    notices: tuple[Notice, ...] = field(default=())
    vector_problem: str | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)
