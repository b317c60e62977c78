"""The sentences of passages that may answer a question, and how well their words and meaning fit it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from index.embed.model import Embedder, Vectors
from index.language.words import content_words
from index.types import ScoredPassage
from rag.evidence.orders import statement_spans
from rag.evidence.rarity import inverse_document_frequencies
from rag.types import AnswerSentence

# How much the meaning counts beside the words, which catch names and numbers that an embedding blurs.
_MEANING = 0.5
# A line that does not end like a sentence is a heading, a caption or a remain of the page.
_SENTENCE_END = tuple(".!?…\"”'’)")
_MIN_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A sentence that may answer: its text, the passage (from 1) and the place in the article it comes from."""

    marker: int
    passage: ScoredPassage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.passage.article.text[self.start : self.end]

    @property
    def quoted(self) -> AnswerSentence:
        """The sentence as a sentence of an answer."""
        return AnswerSentence.quoting(self.marker, self.passage.article, self.start, self.end)


def fits(embedder: Embedder, question: str, texts: Sequence[str]) -> Vectors:
    """Fit of each sentence to the question: cosine and share of the question's words, weighed by rarity."""
    asked = embedder.encode_queries([question])[0]
    meaning = np.vecdot(embedder.encode_passages(texts), asked)
    wanted = set(content_words(question))
    rarity = inverse_document_frequencies(texts)
    total = sum(rarity[word] for word in wanted) or 1.0
    words = [sum(rarity[word] for word in wanted & set(content_words(text))) / total for text in texts]
    scores: Vectors = _MEANING * meaning + (1 - _MEANING) * np.asarray(words, np.float32)
    return scores


def candidates(passages: Sequence[ScoredPassage]) -> list[Candidate]:
    """Every sentence of the passages that is long enough to answer, each wording once; lines only where none is."""
    seen: set[str] = set()
    found = []
    for marker, passage in enumerate(passages, start=1):
        text = passage.article.text
        for start, end in statement_spans(text, passage.passage.start, passage.passage.end):
            sentence = text[start:end]
            if sentence not in seen and len(sentence.split()) >= _MIN_WORDS:
                seen.add(sentence)
                found.append(Candidate(marker=marker, passage=passage, start=start, end=end))
    return [candidate for candidate in found if candidate.text.endswith(_SENTENCE_END)] or found
