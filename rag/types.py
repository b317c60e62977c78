"""A question, and its answer: sentences, each with the citations it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from index.types import Article, Filters, ScoredPassage

AbstainReason = Literal["nothing_indexed", "nothing_relevant", "not_supported", "not_a_question"]
Relation = Literal["conflict", "update", "different_event", "range"]
ReaderKind = Literal["ollama", "extractive"]
Check = Literal["stated", "open", "contradicted"]
Answers = Literal["yes", "near", "no"]

SUPPORTED = 0.5
"""The support from which on a quote carries a sentence."""


def today() -> date:
    """The current day in UTC."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An earlier question of the conversation and the answer it got."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One question, put on the day `asked`; `k` is how many passages the reader gets.

    `history` holds the earlier turns, oldest first. `strict` drops sentences without support. `reader` is who is to
    answer, where that is not left to the settings.
    """

    text: str
    asked: date = field(default_factory=today)
    filters: Filters = field(default_factory=Filters)
    k: int = 8
    history: tuple[Turn, ...] = ()
    strict: bool = False
    reader: ReaderInfo | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A sentence of an article that an answer sentence rests on: `article.text[start:end] == quote`.

    `marker` is the 1-based position of the passage in `Answer.passages`. `support` in [0, 1] says how
    far the quote carries the sentence; `SUPPORTED` is the line.
    """

    marker: int
    article: Article
    start: int
    end: int
    quote: str
    support: float

    @property
    def supported(self) -> bool:
        """Whether the quote carries the sentence."""
        return self.support >= SUPPORTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """A quote that says otherwise than a sentence: its words, and the sentence's in their place, "" for a denial."""

    citation: Citation
    told: str
    claimed: str

    @property
    def words(self) -> str:
        """Both in one: "three, not five"."""
        return f"{self.told}, not {self.claimed}" if self.claimed else self.citation.quote


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedTime:
    """A time expression of a sentence and the day, month or span (TIMEX3) it stands for."""

    words: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSentence:
    """One sentence of an answer, without markers, and what it rests on, or what says otherwise."""

    text: str
    citations: tuple[Citation, ...] = ()
    support: float = 0.0
    times: tuple[ResolvedTime, ...] = ()
    contradiction: Contradiction | None = None

    @classmethod
    def quoting(cls, marker: int, article: Article, start: int, end: int) -> AnswerSentence:
        """Return a stretch of an article, word for word, which supports itself."""
        quote = article.text[start:end]
        citation = Citation(marker=marker, article=article, start=start, end=end, quote=quote, support=1.0)
        return cls(text=quote, citations=(citation,), support=1.0)

    @property
    def supported(self) -> bool:
        """Whether the cited sentences carry it."""
        return self.support >= SUPPORTED

    @property
    def check(self) -> Check:
        """What the articles say of it."""
        if self.supported:
            return "stated"
        return "open" if self.contradiction is None else "contradicted"

    @property
    def shown(self) -> tuple[Citation, ...]:
        """What is shown beside it: its citations, and last what says otherwise."""
        return self.citations if self.contradiction is None else (*self.citations, self.contradiction.citation)

    @property
    def marked(self) -> str:
        """The sentence with its markers, like "They left. [1][3]"."""
        return " ".join(filter(None, [self.text, self.markers]))

    @property
    def markers(self) -> str:
        """Its markers, each once, like "[1][3]"."""
        return "".join(f"[{marker}]" for marker in dict.fromkeys(citation.marker for citation in self.citations))


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One side of a disagreement: a value, who is reported to say so, and the sentence it stands in."""

    value: str
    normalised: str
    attributed_to: str | None
    article: Article
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Claims of several sources, or of several people in one, about the same thing."""

    about: str
    relation: Relation
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderInfo:
    """Which reader answered; `model` is None for the extractive one."""

    kind: ReaderKind
    model: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timings:
    """Seconds from the question to the passages, to the first words, and to the end."""

    retrieve: float = 0.0
    first_token: float | None = None
    total: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader makes of the passages so far; the last of a stream is complete.

    `refusal` is set when the reader finds that the passages do not answer the question. `short_answer` is words of the
    first sentence.
    """

    sentences: tuple[AnswerSentence, ...] = ()
    short_answer: str | None = None
    refusal: AbstainReason | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A snapshot of an answer; the last of a stream has `complete` set.

    An answer that abstained has no sentences, a `reason`, and the nearest passages. `of_archive`: it is about the
    archive itself, from its own records, and no reader was asked.
    """

    query: Query
    reader: ReaderInfo
    sentences: tuple[AnswerSentence, ...] = ()
    passages: tuple[ScoredPassage, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    completed_question: str | None = None
    short_answer: str | None = None
    reason: AbstainReason | None = None
    confidence: float | None = None
    caveat: str | None = None
    warnings: tuple[str, ...] = ()
    timings: Timings = field(default_factory=Timings)
    complete: bool = False
    of_archive: bool = False

    @property
    def abstained(self) -> bool:
        """Whether the question was not answered."""
        return self.reason is not None

    @property
    def answers(self) -> Answers:
        """Whether it answers: "near" where a caveat says that it may not, "no" where it abstains."""
        return "no" if self.abstained else "near" if self.caveat else "yes"

    @property
    def text(self) -> str:
        """The sentences joined, with their markers; empty while abstaining."""
        return " ".join(sentence.marked for sentence in self.sentences)
