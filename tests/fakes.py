"""Small, deterministic stand-ins whose results a reader can work out by eye."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np

from index.embed import ModelFiles, Vectors, find_model
from index.types import Article, Passage, Published, RawArticle, ScoredPassage
from rag.words import content_words

DIMENSION = 384


class WordEmbedder:
    """Counts content words into buckets: texts that share words are near, `batches` says how often it was asked."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        self.batches.append(len(texts))
        return self._encode(texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), DIMENSION), np.float32)
        for row, text in enumerate(texts):
            vectors[row, 0] = 0.01  # No text is a zero vector.
            for word in content_words(text):
                vectors[row, _bucket(word)] += 1.0
        norms: Vectors = np.linalg.norm(vectors, axis=1, keepdims=True).astype(np.float32)
        return vectors / np.maximum(norms, 1e-9)


def _bucket(word: str) -> int:
    return 1 + int.from_bytes(hashlib.sha256(word.encode()).digest()[:4], "big") % (DIMENSION - 1)


def model_files() -> ModelFiles:
    """The bundled model's files, whose tokenizer is real and fast to load."""
    return find_model("all-MiniLM-L6-v2")


def article(text: str, *, id: str = "a1", title: str | None = None, source: str | None = None) -> Article:  # noqa: A002
    """An article published on 31 March 2022."""
    day = date(2022, 3, 31)
    published = Published(earliest=day, latest=day, provenance="metadata", words="2022-03-31")
    return Article(
        id=id, title=title, source=source, url=None, published=published, path=f"/{id}.txt", text=text, raw_sha256=""
    )


def scored(text: str, *, id: str = "a1", score: float = 0.5) -> ScoredPassage:  # noqa: A002
    """An article that is one passage, found with a score."""
    whole = article(text, id=id)
    passage = Passage(
        id=f"{id}:0-{len(text)}", article_id=id, start=0, end=len(text), text=text, heading="", tokens=len(text.split())
    )
    return ScoredPassage(passage=passage, article=whole, score=score, dense=score)


def raw(text: str, *, id: str, path: str | None = None) -> RawArticle:  # noqa: A002
    """A raw article without metadata."""
    return RawArticle(id=id, path=path or f"/{id}.txt", text=text)


def write_articles(folder: Path, count: int, *, sentences: int = 12) -> list[Path]:
    """Write `count` articles, each about a number of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        lines = [f"Topic{number} was reported by witness{number}x{line} near town{line}." for line in range(sentences)]
        path = folder / f"article{number:03d}.txt"
        path.write_text("\n".join(lines), "utf-8")
        paths.append(path)
    return paths
