"""Puts the gold questions to the retriever and the answerer that users have, and scores what comes back."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from eval.scores.score import Outcome, score, summarise, summarise_by_type
from eval.types import Dataset, EvalReport, Question, RunInfo, Setup
from index.errors import DatelineError
from index.types import ScoredPassage
from rag.types import Answer, Query, ReaderInfo, Turn, today

if TYPE_CHECKING:
    from rag.protocols import Searcher

DEPTH = 100

Progress = Callable[[int, int], None]


class Answerer(Protocol):
    """Answers a question, as `rag.app.open_answerer` gives it."""

    def answer(self, query: Query) -> Answer:
        """Return the complete answer."""
        ...


def evaluate(
    dataset: Dataset,
    answerer: Answerer | None,
    *,
    searcher: Searcher,
    k: int = 8,
    depth: int = DEPTH,
    setup: Setup | None = None,
    progress: Progress | None = None,
) -> EvalReport:
    """Measure a retriever, and an answerer on top of it.

    Args:
        dataset: the gold questions; the archive must hold their articles already.
        answerer: None measures retrieval only, and asks no model.
        searcher: ranks the archive for each question, as completed by the answerer from its earlier turns.
        k: passages handed to the reader.
        depth: passages ranked for the ranking measures.
        setup: what is measured, for the report.
        progress: called with the number of questions done and their total after each.
    """
    started, outcomes = time.monotonic(), list[Outcome]()
    for question in dataset.questions:
        outcomes.append(_outcome(question, answerer, searcher, k=k, depth=depth))
        if progress is not None:
            progress(len(outcomes), len(dataset.questions))
    retrieval_only = answerer is None
    results = score(outcomes, retrieval_only=retrieval_only)
    return EvalReport(
        run=RunInfo(
            reader=_reader(outcomes),
            setup=setup or Setup(),
            date=datetime.now(UTC),
            seconds=time.monotonic() - started,
        ),
        measures=summarise(results, retrieval_only=retrieval_only),
        by_type=summarise_by_type(results, retrieval_only=retrieval_only),
        per_question=results,
    )


def _outcome(question: Question, answerer: Answerer | None, searcher: Searcher, *, k: int, depth: int) -> Outcome:
    """Ask one question; an error of ours is part of the outcome, any other is a bug and not caught."""
    try:
        query = _query(question, answerer, k=k)
        answer = None if answerer is None else answerer.answer(query)
        return Outcome(question=question, hits=_ranking(query, answer, searcher, depth), answer=answer)
    except DatelineError as error:
        return Outcome(question=question, error=error.message)


def _query(question: Question, answerer: Answerer | None, *, k: int) -> Query:
    """The question as a user would put it, after the earlier turns and the answers they got this time."""
    asked = question.asked or today()
    history: tuple[Turn, ...] = ()
    for text in question.turns:
        earlier = Query(text=text, asked=asked, k=k, history=history)
        answer = "" if answerer is None else answerer.answer(earlier).text
        history = (*history, Turn(question=text, answer=answer))
    return Query(text=question.question, asked=asked, k=k, history=history)


def _ranking(query: Query, answer: Answer | None, searcher: Searcher, depth: int) -> tuple[ScoredPassage, ...]:
    """The passages for the question the answerer searched with, which a follow-up needs."""
    if answer is not None and answer.completed_question:
        query = replace(query, text=answer.completed_question, history=())
    return searcher.search(query, depth).passages


def _reader(outcomes: Sequence[Outcome]) -> ReaderInfo | None:
    return next((outcome.answer.reader for outcome in outcomes if outcome.answer is not None), None)
