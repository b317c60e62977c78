"""What is asked for again and again while ways are compared, and worked out once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy as np

from eval.run import Answerer
from index.embed.model import Embedder, Vectors
from rag.types import Answer, Query


class OnceEmbedder:
    """An embedder that embeds each text once; the ways of answering ask for the same sentences."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._known: dict[str, Vectors] = {}
        self.runtime = embedder.runtime

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """As the embedder's."""
        new = list(dict.fromkeys(text for text in texts if text not in self._known))
        if new:
            self._known.update(zip(new, self._embedder.encode_passages(new), strict=True))
        return np.stack([self._known[text] for text in texts])

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """As the embedder's."""
        return self._embedder.encode_queries(texts)


class OnceAnswerer:
    """Answers each question once; the ways of putting it often agree."""

    def __init__(self, answerer: Answerer) -> None:
        self.answer: Callable[[Query], Answer] = lru_cache(maxsize=None)(answerer.answer)
