"""The seams of an answer: what the Answerer asks of each room, and nothing more."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol

from index.types import ScoredPassage
from rag.evidence.evidence import Evidence
from rag.question.question import Question
from rag.types import AbstainReason, Answer, Disagreement, Query, ReaderInfo, Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class Retrieved:
    """Passages, best first, and in a sentence each what a person is to know of how they were searched for."""

    passages: tuple[ScoredPassage, ...] = ()
    notes: tuple[str, ...] = ()


class Questions(Protocol):
    """Reads questions."""

    def read(self, query: Query) -> Question:
        """Return what is asked, as if it stood alone; blocks."""
        ...


class Completer(Protocol):
    """Completes questions that lean on the conversation."""

    async def complete(self, question: Question) -> str | None:
        """Return the question, whose query has a history, in words that stand alone; None for one that does already."""
        ...


class Catalogue(Protocol):
    """Knows what the archive holds."""

    def answer(self, question: Question) -> Answer | None:
        """Return the answer to a question about the archive itself; None for any other question."""
        ...

    def is_empty(self) -> bool:
        """Whether it holds no passage."""
        ...

    def searched(self, question: Question) -> str | None:
        """Return in a sentence what was looked through for a question that is refused."""
        ...


class Retriever(Protocol):
    """Finds the passages that may answer a question.

    Implementations are thread-safe and block: callers on an event loop use a thread.
    """

    def retrieve(self, question: Question, k: int) -> Retrieved:
        """Return at most `k` passages, best first; ties go by passage id. None when nothing passes the filters.

        Asked for more, it gives the same first; beyond a hundred, better ones may come among them.
        """
        ...


class Searcher(Protocol):
    """Finds passages for a query, whose question it reads itself."""

    def search(self, query: Query, k: int) -> Retrieved:
        """Return at most `k` passages, best first, as a `Retriever` does."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """How likely the passages answer the question, in [0, 1], and what follows: a refusal, a caveat, or neither."""

    confidence: float
    refusal: AbstainReason | None = None
    caveat: str | None = None


class EvidenceReader(Protocol):
    """Reads passages for a question."""

    def read(self, question: Question, passages: Sequence[ScoredPassage]) -> Evidence:
        """Return their sentences, and those that answer best as `Evidence.ranked`; blocks."""
        ...


class Judge(Protocol):
    """Judges whether passages answer a question."""

    def judge(self, question: Question, evidence: Evidence) -> Judgement:
        """Return how likely they do, once they were ranked; blocks."""
        ...


class Reader(Protocol):
    """Turns passages into an answer, cited sentence by sentence."""

    @property
    def info(self) -> ReaderInfo:
        """Which reader this is."""
        ...

    def read(self, question: Question, evidence: Evidence) -> AsyncGenerator[Reading, None]:
        """Yield the answer as it grows; each reading replaces the last, the last one is complete.

        Closing the iterator early stops the work at once. Citation markers are positions in `evidence.passages`, from
        1.

        Raises:
            ModelServerError: the model server failed; what was yielded before stays valid.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReaderChoice:
    """The reader for one question.

    `note` says in one line why it is not the one that writes; `fallback` reads when the first one fails
    before its first word.
    """

    reader: Reader
    note: str | None = None
    fallback: Reader | None = None


class Readers(Protocol):
    """Chooses who reads."""

    def choose(self, wanted: ReaderInfo | None) -> ReaderChoice:
        """Decide; `wanted` is the reader that the question itself names. Blocks."""
        ...


class Comparer(Protocol):
    """Lays sources side by side."""

    def compare(self, question: Question, evidence: Evidence) -> tuple[Disagreement, ...]:
        """Return where the passages disagree on what is asked; blocks."""
        ...
