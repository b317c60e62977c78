"""The sets that retrieval is measured on: questions that can be answered, and the articles they are asked of."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from eval.gold.beir import load_beir
from eval.gold.dataset import load
from eval.gold.records import read_lines
from eval.gold.squad import load_squad
from eval.sets.archives import articles_in
from eval.types import Evidence, Question
from index.types import RawArticle

_SEED = 20221122
_SQUAD_SAMPLE = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSet:
    """Questions that are averaged together, under the name their table gets."""

    name: str
    questions: tuple[Question, ...]

    @property
    def quoted(self) -> bool:
        """Whether the gold quotes its evidence; else it only names the article."""
        return all(question.quoted for question in self.questions)

    @property
    def dated(self) -> bool:
        """Whether the day each question was put is known."""
        return all(question.asked for question in self.questions)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchSet:
    """An archive's worth of articles, and the question sets over it."""

    name: str
    articles: tuple[RawArticle, ...]
    question_sets: tuple[QuestionSet, ...]


def load_set(bench: Path, name: str, *, queries: int | None = None) -> BenchSet:
    """Read one of `SETS` from the folder of the development sets; `queries` draws so many of each question set.

    Raises:
        InputError: a file is missing or malformed.
    """
    whole = SETS[name](bench / name)
    drawn = tuple(QuestionSet(name=one.name, questions=_drawn(one.questions, queries)) for one in whole.question_sets)
    return replace(whole, question_sets=drawn)


def _realtimeqa(folder: Path) -> BenchSet:
    gold = load(folder / "gold.jsonl").questions
    return BenchSet(
        name=folder.name,
        articles=articles_in(folder / "articles.jsonl"),
        question_sets=tuple(
            QuestionSet(name=f"realtimeqa-2022 {kind}", questions=tuple(one for one in gold if one.type == kind))
            for kind in ("gold_url", "silver")
        ),
    )


def _scifact(folder: Path) -> BenchSet:
    dataset = load_beir(folder)
    return BenchSet(
        name=folder.name,
        articles=dataset.articles or (),
        question_sets=(QuestionSet(name="scifact-train", questions=_answerable(dataset.questions)),),
    )


def _squad(folder: Path) -> BenchSet:
    dataset = load_squad(folder / "dev-v2.0.json")
    questions = _drawn(_answerable(dataset.questions), _SQUAD_SAMPLE)
    return BenchSet(
        name=folder.name,
        articles=dataset.articles or (),
        question_sets=(QuestionSet(name="squad2 paragraphs", questions=questions),),
    )


def _multihoprag(folder: Path) -> BenchSet:
    facts = folder / "facts.jsonl"
    articles = tuple(
        RawArticle(
            id=record.text("_id"),
            path=str(facts.absolute()),
            part=record.text("_id"),
            text=record.text("text"),
            title=record.optional_text("title"),
            source=record.optional_text("source"),
            url=record.optional_text("url"),
            published=record.optional_text("published_at"),
        )
        for record in read_lines(facts)
    )
    questions = tuple(
        Question(
            id=record.text("_id"),
            type=record.text("type"),
            question=record.text("text"),
            evidence=tuple(Evidence(article=fact) for fact in record.texts("gold")),
        )
        for record in read_lines(folder / "questions.jsonl")
    )
    return BenchSet(
        name=folder.name,
        articles=articles,
        question_sets=(QuestionSet(name="multihoprag500 facts", questions=_judged(questions)),),
    )


SETS: Mapping[str, Callable[[Path], BenchSet]] = {
    "multihoprag500": _multihoprag,
    "squad2": _squad,
    "realtimeqa-2022": _realtimeqa,
    "scifact-train": _scifact,
}
"""Readers by the name of the set's folder, the quickest first."""


def _answerable(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    return tuple(question for question in questions if question.answerable)


def _judged(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    return tuple(question for question in questions if question.evidence)


def _drawn(questions: tuple[Question, ...], count: int | None) -> tuple[Question, ...]:
    """The same sample every time, in the order of the set."""
    if count is None or count >= len(questions):
        return questions
    draw = random.Random(_SEED)  # noqa: S311  # Nothing secret is drawn.
    return tuple(questions[place] for place in sorted(draw.sample(range(len(questions)), count)))
