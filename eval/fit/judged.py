"""Questions with what was found for them and ranked, and whether that answers them: what the judge is fitted to.

A question comes with what the product finds, without the passages that hold its answer, over another subject's
articles, and over three articles with and without the answer; and some of them once more in other words.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from eval.fit.reader.rewording import Rewording
from eval.scores.answers import contains
from eval.sets.refusing import SHOWN, Search, only
from eval.types import Question
from index.language.types import Excerpt, Parser
from index.lexical.bm25 import Frequencies
from rag.evidence.evidence import Evidence, read_evidence
from rag.judge.features import Count
from rag.question import question as rag_question
from rag.question.reading import read_question
from rag.types import Query

_SMALL = 3
# So many of the questions are also put to another subject's articles, and to three.
_ELSEWHERE, _OF_THREE = 0.5, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A question on an article with its ranked evidence, and whether that holds an answer; `count` is its archive's."""

    question: Question
    read: rag_question.Question
    article: str
    evidence: Evidence
    answerable: bool
    count: Count

    @property
    def holds(self) -> NDArray[np.bool_]:
        """Which of the ranked sentences hold an answer."""
        texts = [one.sentence.text for one in self.evidence.ranked]
        return np.array([self.answerable and bool(contains(text, self.question.answers)) for text in texts], bool)


def cases_of(search: Search, article: str, draw: random.Random) -> Iterator[Case]:
    """Yield what was found for a question that was asked of an article, and parts of it.

    Only a question that is asked in its own words is also put to what is found without its answer.
    """
    answers, hits = search.question.answers, search.hits
    shown = hits[:SHOWN]
    held = search.question.answerable and any(contains(one.passage.text, answers) for one in shown)
    yield _case(search, article, answerable=held)
    gold = {one.article for one in search.question.evidence}
    titles = {hit.article.title for hit in hits if hit.article.id in gold}
    telling = gold | {hit.article.id for hit in hits if held and contains(hit.article.text, answers)}
    if held:
        left = tuple(one for one in shown if not contains(one.passage.text, answers))
        if left:
            yield _case(replace(search, hits=left), article, answerable=False)
    far = tuple(hit for hit in hits if hit.article.title not in titles and hit.article.id not in telling)
    if far and titles and draw.random() < _ELSEWHERE:
        yield _case(replace(search, hits=far), article, answerable=False)
    others = [*dict.fromkeys(hit.article.id for hit in hits if hit.article.id not in telling)]
    if len(others) > _SMALL and draw.random() < _OF_THREE:
        yield _case(only(search, draw.sample(others, _SMALL)), article, answerable=False)
        if held and gold & {hit.article.id for hit in hits}:
            yield _case(only(search, [*gold, *draw.sample(others, _SMALL - 1)]), article, answerable=True)


def _case(search: Search, article: str, *, answerable: bool) -> Case:
    read = read_question(Query(text=search.question.question))
    return Case(
        question=search.question,
        read=read,
        article=article,
        evidence=search.ranker.rank(read, read_evidence(search.hits[:SHOWN])),
        answerable=answerable,
        count=_counted(search.frequencies),
    )


def _counted(frequencies: Frequencies) -> Count:
    return lambda _words: frequencies


def reworded(
    questions: Sequence[Question], rewording: Rewording, parser: Parser, draw: random.Random
) -> Iterator[Question]:
    """Yield questions in other words, those that there are other words for."""
    parsed = parser.parse([Excerpt(one.question, 0, len(one.question)) for one in questions])
    for one, sentence in zip(questions, parsed, strict=True):
        for text in rewording(sentence, draw):
            yield replace(one, question=text.rstrip("."))
