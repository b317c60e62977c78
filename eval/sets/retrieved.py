"""Questions with the passages that the product retrieves for them: what readers are fitted to and measured on."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from eval.sets.archives import our_archive
from eval.sets.questions import QuestionSet, load_set
from eval.sets.samples import SAMPLES, sample_articles, sample_questions
from eval.types import Question
from index.embed.model import Embedder
from index.search import PassageIndex
from index.types import ScoredPassage
from rag.evidence.evidence import Evidence, read_evidence
from rag.find.retrieve import HybridRetriever
from rag.question import question as rag_question
from rag.question.reading import QuestionReader
from rag.types import Query, today

PASSAGES = 8
SETS = (SAMPLES, "realtimeqa-2022", "squad2")
UNDATED = ", day not given"
_SQUAD_SAMPLE = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A gold question, the question as it was read, and what was retrieved for it."""

    question: Question
    read: rag_question.Question
    evidence: Evidence

    @property
    def passages(self) -> tuple[ScoredPassage, ...]:
        """The passages that were retrieved, best first."""
        return self.evidence.passages


def question_sets(name: str, bench: Path, cache: Path, *, queries: int | None) -> tuple[list[QuestionSet], Path]:
    """The question sets over an archive, and its home; dated ones a second time, as if they were asked today."""
    if name == SAMPLES:
        answerable = tuple(one for one in sample_questions() if one.answerable)
        sets = [QuestionSet(name=SAMPLES, questions=answerable[:queries])]
        return sets, our_archive(SAMPLES, sample_articles(), cache)
    loaded = load_set(bench, name, queries=queries or (_SQUAD_SAMPLE if name == "squad2" else None))
    sets = list(loaded.question_sets)
    sets += [_undated(one) for one in sets if one.dated]
    return sets, our_archive(name, loaded.articles, cache)


def _undated(dated: QuestionSet) -> QuestionSet:
    questions = tuple(replace(one, asked=None) for one in dated.questions)
    return QuestionSet(name=dated.name + UNDATED, questions=questions)


def retrieved(questions: Sequence[Question], home: Path, embedder: Embedder) -> list[Asked]:
    """The questions with the passages that the product retrieves for them."""
    with closing(PassageIndex(home)) as index:
        reader, retriever = QuestionReader(index.outlets), HybridRetriever(index, embedder)
        asked = [(one, reader.read(Query(text=one.question, asked=one.asked or today()))) for one in questions]
        return [
            Asked(question=one, read=read, evidence=read_evidence(retriever.retrieve(read, PASSAGES).passages))
            for one, read in asked
        ]
