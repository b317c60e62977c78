"""Retrievers side by side on the same questions, each against the better of the single ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.report.tables import interval, short, table
from eval.scores.measures import article_in_tokens
from eval.scores.score import Outcome, score
from eval.scores.statistics import mean_measures, paired_p_value
from eval.sets.questions import QuestionSet
from eval.types import Question
from rag.protocols import Searcher
from rag.types import Query, today

# Passages: enough for ten articles, and for more than 500 tokens of any of the systems.
DEPTH = 50
RANKED_BY = "nDCG@10"


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """A retriever under the name of its row. `single`: it is one of those that the others are to beat.

    `by_day`: it is told the day that each question was put; all others are asked today.
    """

    name: str
    searcher: Searcher
    single: bool = False
    by_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """What a system scored: a column a measure, a row a question, in the order of the set."""

    system: str
    single: bool
    columns: Mapping[str, Sequence[float]]


def measure(questions: QuestionSet, system: System) -> Scores:
    """Ask a system every question of a set; one that it finds nothing for scores 0."""
    outcomes = [
        Outcome(question=one, hits=system.searcher.search(_query(one, system), DEPTH).passages)
        for one in questions.questions
    ]
    results = score(outcomes, retrieval_only=True)
    columns = {name: [result.scores[name] for result in results] for name in (RANKED_BY, "R@5")}
    if questions.quoted:
        columns["evidence in 500 tokens"] = [result.scores["evidence_in_500_tokens"] for result in results]
    else:
        columns["article in 500 tokens"] = [article_in_tokens(item.question, item.hits) for item in outcomes]
    return Scores(system=system.name, single=system.single, columns=columns)


def _query(question: Question, system: System) -> Query:
    asked = question.asked if system.by_day else None
    return Query(text=question.question, asked=asked or today())


def better_single(scores: Sequence[Scores]) -> Scores:
    """The single retriever with the higher mean; the first of those that tie."""
    return max((one for one in scores if one.single), key=lambda one: sum(one.columns[RANKED_BY]))


def comparison(scores: Sequence[Scores]) -> str:
    """A table of the systems, and what sets each apart from the better single retriever.

    The difference is in nDCG@10; p is that of the paired randomisation test.
    """
    rival = better_single(scores)
    head = ("retriever", *rival.columns, f"against {rival.system}", "p")
    return table(head, (tuple(_row(one, rival)) for one in scores))


def _row(one: Scores, rival: Scores) -> Iterator[str]:
    yield one.system
    yield from (interval(measure) for measure in mean_measures(one.columns).values())
    if one is rival:
        yield from ("", "")
        return
    pairs = list(zip(one.columns[RANKED_BY], rival.columns[RANKED_BY], strict=True))
    difference = mean_measures({RANKED_BY: [ours - theirs for ours, theirs in pairs]})[RANKED_BY]
    yield interval(difference)
    p = paired_p_value(*zip(*pairs, strict=True))
    yield short(p) if p >= 0.001 else "< .001"
