"""From what happened on each question to its scores, and from those to the scores of a run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.scores.answers import ANSWER_NAMES, answer_scores, contains, exact_match, plain_text, sides_named
from eval.scores.citations import citation_scores
from eval.scores.evidence import comes_from, enough_shown
from eval.scores.measures import (
    PASSAGE_PREFIX,
    RANKING,
    article_qrels,
    article_ranking,
    evidence_in_tokens,
    passage_qrels,
    ranking_scores,
)
from eval.scores.refusal import REFUSAL_NAMES, refusal_measures
from eval.scores.statistics import mean_measures
from eval.types import Measure, Question, QuestionResult
from index.types import ScoredPassage
from rag.types import Answer

NAMES = (
    *RANKING,
    *(PASSAGE_PREFIX + name for name in RANKING),
    "evidence_in_500_tokens",
    *ANSWER_NAMES,
    "citation_precision",
    "citation_recall",
    *REFUSAL_NAMES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run made of a question: the ranking, the answer, or the message of the error that stopped it.

    `answer` is None when only retrieval is measured, and `hits` is empty after an error.
    """

    question: Question
    hits: tuple[ScoredPassage, ...] = ()
    answer: Answer | None = None
    error: str | None = None


def score(outcomes: Sequence[Outcome], *, retrieval_only: bool = False) -> tuple[QuestionResult, ...]:
    """Score each question by what its gold allows: an error or a missing answer scores 0."""
    answerable = [outcome for outcome in outcomes if outcome.question.answerable]
    articles = ranking_scores(
        {outcome.question.id: article_ranking(outcome.hits) for outcome in answerable},
        {item.question.id: article_qrels(item.question, item.hits) for item in answerable if item.question.evidence},
    )
    passages = ranking_scores(
        {outcome.question.id: [hit.passage.id for hit in outcome.hits] for outcome in answerable},
        {item.question.id: passage_qrels(item.question, item.hits) for item in answerable if item.question.quoted},
        prefix=PASSAGE_PREFIX,
    )
    return tuple(
        _result(
            outcome,
            {
                **articles.get(outcome.question.id, {}),
                **passages.get(outcome.question.id, {}),
                **_own_scores(outcome, retrieval_only=retrieval_only),
            },
            retrieval_only=retrieval_only,
        )
        for outcome in outcomes
    )


def _own_scores(outcome: Outcome, *, retrieval_only: bool) -> dict[str, float]:
    """The measures that need no other question."""
    question, scores = outcome.question, dict[str, float]()
    if not question.answerable:
        return scores
    if question.quoted:
        scores["evidence_in_500_tokens"] = evidence_in_tokens(question, outcome.hits)
    if retrieval_only:
        return scores
    scores |= answer_scores(question, outcome.answer)
    if question.quoted:
        scores |= citation_scores(question, outcome.answer)
    return scores


def _result(outcome: Outcome, scores: Mapping[str, float], *, retrieval_only: bool) -> QuestionResult:
    question, answer = outcome.question, outcome.answer
    return QuestionResult(
        id=question.id,
        type=question.type,
        answerable=question.answerable,
        answer=answer.text if answer else "",
        short_answer=answer.short_answer if answer else None,
        abstained=answer.abstained if answer else False,
        confidence=answer.confidence if answer else None,
        ranking=article_ranking(outcome.hits),
        scores=scores,
        diagnosis=outcome.error or diagnose(question, outcome.hits, None if retrieval_only else answer),
        failed=outcome.error is not None,
    )


def diagnose(question: Question, hits: Sequence[ScoredPassage], answer: Answer | None) -> str | None:
    """The first stage at which a question went wrong, None when none did.

    Without an answer, only retrieval is looked at.
    """
    if not question.answerable:
        return None if answer is None or answer.abstained else "should have refused"
    if answer is not None and is_right(question, answer):
        return None
    if question.evidence and not enough_shown(question, hits):
        near = any(comes_from(hit, evidence) for hit in hits for evidence in question.evidence)
        return "article retrieved, but not the evidence" if near else "not retrieved"
    if answer is None:
        return None
    if question.evidence and not enough_shown(question, answer.passages):
        return "retrieved but not in the reader's passages"
    return "wrong refusal" if answer.abstained else "read but not answered"


def is_right(question: Question, answer: Answer) -> bool:
    """Whether an answer says what the gold says; any answer does where the gold has none."""
    if answer.abstained or not answer.sentences:
        return False
    if question.sides:
        return bool(sides_named(answer, question.sides))
    return not question.answers or bool(
        contains(plain_text(answer), question.answers) or exact_match(answer.short_answer or "", question.answers)
    )


def summarise(results: Sequence[QuestionResult], *, retrieval_only: bool = False) -> dict[str, Measure]:
    """The measures of a run: means over the questions that have them, and the refusal measures over all."""
    columns: dict[str, list[float]] = {}
    for result in results:
        for name, value in result.scores.items():
            columns.setdefault(name, []).append(value)
    by_length: dict[int, dict[str, list[float]]] = {}
    for name, column in columns.items():
        by_length.setdefault(len(column), {})[name] = column
    measured = {name: found for group in by_length.values() for name, found in mean_measures(group).items()}
    measured |= {} if retrieval_only else refusal_measures(results)
    return {name: measured[name] for name in NAMES if name in measured}


def summarise_by_type(
    results: Sequence[QuestionResult], *, retrieval_only: bool = False
) -> dict[str, dict[str, Measure]]:
    """`summarise` for the questions of each type, types in alphabetical order."""
    types = sorted({result.type for result in results})
    return {
        kind: summarise([result for result in results if result.type == kind], retrieval_only=retrieval_only)
        for kind in types
    }
