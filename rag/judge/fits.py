"""How well the words and the meaning of sentences fit a question."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from index.embed.model import Embedder, Vectors
from index.language.words import content_words
from rag.evidence.rarity import inverse_document_frequencies

# How much the meaning counts beside the words, which catch names and numbers that an embedding blurs.
_MEANING = 0.5


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
