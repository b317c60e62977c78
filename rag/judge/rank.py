"""Which sentences answer a question: a linear score of what the trained reader, the embedder and the words say.

`python -m eval.fit.judge` fits the weights in rank.json. Weights are logits: a sentence that scores 1 higher is e times
as likely to hold the answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from index.embed.model import Embedder
from index.language.sentences import Span
from index.language.types import Parser
from index.language.words import content_words
from index.types import ScoredPassage
from rag.evidence.evidence import Candidate, Evidence, EvidenceSentence, read_evidence
from rag.evidence.rarity import inverse_document_frequencies
from rag.evidence.statements import statements_in
from rag.judge.answer_kind import gives_kind
from rag.judge.reader.reader import PairReader, PassageReading
from rag.question.question import Question

Measures = NDArray[np.float64]

MODEL = Path(__file__).with_suffix(".json")


class SentenceMeasures(NamedTuple):
    """What is measured of a sentence.

    Attributes:
        meaning: cosine to the question.
        span: the reader: the best words in it answer, as log-odds against none in its passage.
        sentence: the reader: it is the sentence that answers, as a logit.
        answerable: the reader: its passage answers, less the best passage's.
        words: share of the question's content words, weighed by rarity.
        asking_words: the same for the part of the question that asks, behind what leads up to it.
        passage: score of the passage, less that of the best one.
        kind: 1 where it gives what kind of thing is asked for.
        stated: 1 where it states such a value of the very event or thing.
    """

    meaning: float
    span: float
    sentence: float
    answerable: float
    words: float
    asking_words: float
    passage: float
    kind: float
    stated: float


MEASURES = SentenceMeasures._fields
"""Their names: the cosine, and the columns of `measured`."""

# Embedding takes time: so many are embedded, the best by all other measures.
_EMBEDDED = 16
_UNREAD = -10.0


@cache
def load_weights() -> Mapping[str, float]:
    """The weights in the package, by measure."""
    return dict(json.loads(MODEL.read_text(encoding="utf-8")))


class SentenceRanker:
    """Reads passages, and ranks their sentences by how well they answer a question."""

    def __init__(self, embedder: Embedder, reader: PairReader, parser: Parser | None = None) -> None:
        self._embedder = embedder
        self._reader = reader
        self._parser = parser

    def read(self, question: Question, passages: Sequence[ScoredPassage]) -> Evidence:
        """Return passages with their sentences, ranked; blocks."""
        return self.rank(question, read_evidence(passages, self._parser))

    def rank(self, question: Question, evidence: Evidence) -> Evidence:
        """Return evidence with the candidates that answer best, at most 16, best first; blocks."""
        if not evidence.passages:
            return evidence
        readings, found = self._read(question, evidence), evidence.candidates
        evidence = replace(evidence, answerable=max(one.answerable for one in readings))
        if not found:
            return evidence
        weights = np.array([load_weights()[name] for name in MEASURES])
        answers = [answer_in(readings[one.marker - 1], one) for one in found]
        cheap = measured(question, found, readings, [score for _, score in answers])
        order = np.argsort(-(cheap @ weights[1:]), kind="stable")[:_EMBEDDED]
        meaning = self._meanings(question, [found[place] for place in order])
        rows = np.column_stack([meaning, cheap[order]])
        scores = rows @ weights
        ranked = tuple(
            Candidate(
                sentence=found[order[at]],
                score=float(scores[at]),
                measures=SentenceMeasures(*map(float, rows[at])),
                answer=answers[order[at]][0],
            )
            for at in np.argsort(-scores, kind="stable")
        )
        return replace(evidence, ranked=ranked)

    def _read(self, question: Question, evidence: Evidence) -> list[PassageReading]:
        passages = evidence.passages
        texts = [one.article.text[one.passage.start : one.passage.end] for one in passages]
        return self._reader.read(question.text, texts, [one.article.title or "" for one in passages])

    def _meanings(self, question: Question, found: Sequence[EvidenceSentence]) -> Measures:
        asked = self._embedder.encode_queries([question.text])[0]
        vectors = self._embedder.encode_passages([candidate.text for candidate in found])
        return np.asarray(np.vecdot(vectors, asked), np.float64)


def answer_in(reading: PassageReading, one: EvidenceSentence) -> tuple[Span | None, float]:
    """The words of a sentence that answer best, as offsets of its article, and their score."""
    start = one.passage.passage.start
    found = reading.best_span(one.start - start, one.end - start)
    return (None, _UNREAD) if found is None else ((found.start + start, found.end + start), found.score)


def measured(
    question: Question,
    found: Sequence[EvidenceSentence],
    readings: Sequence[PassageReading],
    answers: Sequence[float],
) -> Measures:
    """Return all measures of each candidate but the first, (n, 8); `answers` are the scores of their best words."""
    stems = [candidate.stems for candidate in found]
    rarity = inverse_document_frequencies(candidate.text for candidate in found)
    gives = gives_kind(question)
    columns = (
        answers,
        [_sentence_score(readings[one.marker - 1], one) for one in found],
        _behind_the_best([readings[one.marker - 1].answerable for one in found]),
        _shares(question.text, stems, rarity),
        _shares(question.asking.text, stems, rarity),
        _behind_the_best([candidate.passage.score for candidate in found]),
        [float(gives is not None and gives(one)) for one in found],
        [float(bool(statements_in(question, one))) for one in found],
    )
    return np.array(columns, np.float64).T


def _sentence_score(reading: PassageReading, one: EvidenceSentence) -> float:
    start = one.passage.passage.start
    return reading.sentence_score(one.start - start, one.end - start)


def _shares(text: str, stems: Sequence[frozenset[str]], rarity: Mapping[str, float]) -> list[float]:
    wanted = frozenset(content_words(text))
    total = sum(rarity[word] for word in wanted) or 1.0
    return [sum(rarity[word] for word in wanted & words) / total for words in stems]


def _behind_the_best(scores: Sequence[float]) -> list[float]:
    best = max(scores, default=0.0)
    return [score - best for score in scores]
