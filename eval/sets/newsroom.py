"""The set newsroom: invented news by several outlets over days, with questions, claims, times and dialogues.

It was written for this product, and nothing may be fitted to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from eval.gold.dataset import load
from eval.gold.records import Record, read_lines
from eval.sets.archives import articles_in
from eval.types import Question
from index.types import RawArticle

NEWSROOM = "newsroom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A gold question; `relation` is how its sides stand to each other, where articles differ."""

    question: Question
    relation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsClaim:
    """A sentence as a model would write it, the words of an article behind it, and whether they carry it."""

    claim: str
    article: str
    quote: str
    supported: bool
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsTime:
    """Words of a sentence of an article that tell a time, with their TIMEX3 value."""

    article: str
    quote: str
    words: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueTurn:
    """A question of a dialogue; `follows_up` is whether it needs what was said before."""

    question: str
    follows_up: bool
    answers: tuple[str, ...]
    answerable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """The whole set; `asked` is the day that dialogues are put, that of the latest article."""

    articles: tuple[RawArticle, ...]
    questions: tuple[Asked, ...]
    claims: tuple[NewsClaim, ...]
    times: tuple[NewsTime, ...]
    dialogues: tuple[tuple[DialogueTurn, ...], ...]

    @property
    def texts(self) -> Mapping[str, str]:
        """The text of each article."""
        return {article.id: article.text for article in self.articles}

    @property
    def days(self) -> Mapping[str, date]:
        """The day on which each article was published, where it is known."""
        stamps = ((article.id, article.published) for article in self.articles)
        return {name: date.fromisoformat(stamp[:10]) for name, stamp in stamps if stamp}


def load_newsroom(folder: Path) -> Newsroom:
    """Read the set from its folder.

    Raises:
        InputError: a file is missing or malformed.
    """
    relations = {record.text("id"): record.optional_text("relation") for record in read_lines(folder / "gold.jsonl")}
    questions = load(folder / "gold.jsonl").questions
    return Newsroom(
        articles=articles_in(folder / "articles.jsonl"),
        questions=tuple(Asked(question=one, relation=relations[one.id]) for one in questions),
        claims=tuple(_claim(record) for record in read_lines(folder / "claims.jsonl")),
        times=tuple(_time(record) for record in read_lines(folder / "times.jsonl")),
        dialogues=tuple(_turns(record.records("turns")) for record in read_lines(folder / "dialogues.jsonl")),
    )


def _claim(record: Record) -> NewsClaim:
    return NewsClaim(
        claim=record.text("claim"),
        article=record.text("article"),
        quote=record.text("quote"),
        supported=record.flag("supported"),
        kind=record.text("kind"),
    )


def _time(record: Record) -> NewsTime:
    return NewsTime(
        article=record.text("article"),
        quote=record.text("quote"),
        words=record.text("words"),
        value=record.text("value"),
    )


def _turns(records: Sequence[Record]) -> tuple[DialogueTurn, ...]:
    return tuple(
        DialogueTurn(
            question=record.text("question"),
            follows_up=bool(place and record.optional_text("standalone")),
            answers=record.texts("answers"),
            answerable=record.flag("answerable"),
        )
        for place, record in enumerate(records)
    )
