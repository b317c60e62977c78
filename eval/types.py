"""Gold questions, scores, and the report they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from index.types import Manifest, RawArticle
from rag.types import ReaderInfo

Granularity = Literal["minute", "day", "month", "year"]
SettingValue = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a gold answer stands: an article, by id or file name, and the words in it, where they are known.

    `relevance` is the gain in nDCG; only BEIR folders grade it.
    """

    article: str
    quote: str | None = None
    relevance: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A gold question; any of `answers` is right, and any of `evidence` enough unless `all_evidence`.

    `asked` is the day it was put. `sides` are the parties of a disagreement, each as the wordings that
    name it. `turns` are the earlier questions of the conversation, oldest first.
    """

    id: str
    type: str
    question: str
    answers: tuple[str, ...] = ()
    answerable: bool = True
    asked: date | None = None
    granularity: Granularity | None = None
    evidence: tuple[Evidence, ...] = ()
    all_evidence: bool = False
    sides: tuple[tuple[str, ...], ...] = ()
    turns: tuple[str, ...] = ()

    @property
    def quoted(self) -> tuple[Evidence, ...]:
        """The evidence whose words are known."""
        return tuple(item for item in self.evidence if item.quote is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Gold questions, and the articles they are about where the data set brings its own archive."""

    questions: tuple[Question, ...]
    articles: tuple[RawArticle, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A score over `n` questions with its bootstrap 95 % interval."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionResult:
    """What a run made of one question.

    `ranking` holds article ids, best first. `scores` has the measures that the gold of this question
    allows, whatever the run did. `diagnosis` is None when nothing went wrong. `failed` marks a question
    on which the run broke off.
    """

    id: str
    type: str
    answerable: bool
    answer: str = ""
    short_answer: str | None = None
    abstained: bool = False
    confidence: float | None = None
    ranking: tuple[str, ...] = ()
    scores: Mapping[str, float] = field(default_factory=dict)
    diagnosis: str | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What the numbers were measured with, as far as the caller knows it."""

    manifest: Manifest | None = None
    settings: Mapping[str, SettingValue] = field(default_factory=dict)
    commit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunInfo:
    """How and when a run was made; `reader` is None when only retrieval was measured."""

    reader: ReaderInfo | None
    setup: Setup
    date: datetime
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EvalReport:
    """The scores of a run, over all questions and by their type."""

    run: RunInfo
    measures: Mapping[str, Measure]
    by_type: Mapping[str, Mapping[str, Measure]]
    per_question: tuple[QuestionResult, ...]
