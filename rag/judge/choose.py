"""Which sentences answer a question: a linear score of seven measures.

The weights are those that `python -m eval.fit.reading` fits, rounded; eval/RESULTS.md has the study. They are logits:
a sentence that scores 1 higher is e times as likely to hold the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from index.embed.model import Embedder
from index.language.words import content_words
from rag.evidence.evidence import EvidenceSentence
from rag.evidence.rarity import inverse_document_frequencies
from rag.evidence.statements import statements_in
from rag.judge.answer_kind import gives_kind
from rag.question.question import Question

Measures = NDArray[np.float64]

WEIGHTS = {
    "meaning": 3.5,  # cosine to the question
    "words": 2.5,  # share of the question's content words, weighed by rarity
    "asking words": 2.5,  # the same for the part of the question that asks, behind what leads up to it
    "passage": 3.0,  # score of the passage, less that of the best one
    "opening": 0.6,  # 1 at the head of the article, half at `_HALF_WAY`
    "kind": 2.0,  # 1 where it gives what kind of thing is asked for
    "stated": 1.0,  # 1 where it states such a value of the very event or thing
}
"""The measures of `measured`, in its order, and what each counts."""

_HALF_WAY = 300
# Embedding is what takes time. With all sentences embedded, no choice on the development sets was another.
_EMBEDDED = 16


def ranked(
    embedder: Embedder, question: Question, found: Sequence[EvidenceSentence]
) -> list[tuple[EvidenceSentence, float]]:
    """Return the candidates that fit a question best, at most 16, with their scores, best first."""
    weights = np.array(list(WEIGHTS.values()))
    cheap = measured(question, found) @ weights[1:]
    order = np.argsort(-cheap, kind="stable")[:_EMBEDDED]
    nearest = [found[place] for place in order]
    scores = cheap[order] + weights[0] * meanings(embedder, question, nearest)
    best = np.argsort(-scores, kind="stable")
    return [(nearest[place], float(scores[place])) for place in best]


def meanings(embedder: Embedder, question: Question, found: Sequence[EvidenceSentence]) -> Measures:
    """Return the first measure of each candidate, (n,), in [-1, 1]."""
    asked = embedder.encode_queries([question.text])[0]
    vectors = embedder.encode_passages([candidate.text for candidate in found])
    return np.asarray(np.vecdot(vectors, asked), np.float64)


def measured(question: Question, found: Sequence[EvidenceSentence]) -> Measures:
    """Return the other measures of each candidate, (n, 6), each at most 1."""
    stems = [candidate.stems for candidate in found]
    rarity = inverse_document_frequencies(candidate.text for candidate in found)
    columns = (
        _shares(question.text, stems, rarity),
        _shares(question.asking.text, stems, rarity),
        _behind_the_best([candidate.passage.score for candidate in found]),
        [1 / (1 + candidate.start / _HALF_WAY) for candidate in found],
        *_values(question, found),
    )
    return np.array(columns, np.float64).T


def _shares(text: str, stems: Sequence[frozenset[str]], rarity: Mapping[str, float]) -> list[float]:
    wanted = frozenset(content_words(text))
    total = sum(rarity[word] for word in wanted) or 1.0
    return [sum(rarity[word] for word in wanted & words) / total for words in stems]


def _behind_the_best(scores: Sequence[float]) -> list[float]:
    best = max(scores, default=0.0)
    return [score - best for score in scores]


def _values(question: Question, found: Sequence[EvidenceSentence]) -> tuple[list[float], list[float]]:
    """Whether each gives the kind of thing asked for, and whether it states one of the event asked for."""
    gives = gives_kind(question)
    of_kind = [float(gives is not None and gives(one)) for one in found]
    return of_kind, [float(bool(statements_in(question, one))) for one in found]
