"""Where the time of indexing goes, and how much memory many articles take."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.bench.speed.process import peak_gib
from eval.bench.speed.synthetic import unit_vectors
from index.build.indexing import Indexer
from index.embed.model import Embedder, ModelFiles, Runtime, Vectors, find_model
from index.embed.reference import SentenceTransformerEmbedder
from index.types import RawArticle


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexingCost:
    """Seconds of each step, and the passages that were embedded; `peak_gib` is the most that one process ever held."""

    articles: int
    passages: int
    seconds: Mapping[str, float]
    peak_gib: float


def measure_steps(articles: Sequence[RawArticle], embedder_name: str) -> IndexingCost:
    """Index articles with the real embedder, in a folder of their own."""
    model = find_model(embedder_name)
    return _measure(articles, model, SentenceTransformerEmbedder(model))


def measure_memory(articles: Sequence[RawArticle], count: int, embedder_name: str) -> IndexingCost:
    """Index `count` articles that share no story, made of the sentences of `articles`, with random vectors."""
    return _measure(_mixed(articles, count), find_model(embedder_name), _RandomEmbedder())


class _RandomEmbedder:
    """Unit vectors at the cost of no model: what is measured is everything else."""

    runtime = Runtime(name="random", precision="fp32")

    def __init__(self) -> None:
        self._random = np.random.default_rng(7)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """One row a text."""
        return unit_vectors(len(texts), self._random)

    encode_queries = encode_passages


def _measure(articles: Iterable[RawArticle], model: ModelFiles, embedder: Embedder) -> IndexingCost:
    with tempfile.TemporaryDirectory() as folder:
        report = Indexer(home=Path(folder), model=model, embedder=embedder).index_articles(articles)
    return IndexingCost(articles=report.added, passages=report.embedded, seconds=report.seconds, peak_gib=peak_gib())


def _mixed(articles: Sequence[RawArticle], count: int) -> Iterator[RawArticle]:
    """Articles of the usual length, from lines that are drawn at random."""
    draw = random.Random(7)  # noqa: S311  # Nothing secret is drawn.
    lines = sorted({line for article in articles for line in article.text.split("\n") if len(line) > 80})
    for number in range(count):
        text = "\n".join(draw.sample(lines, 8))
        yield RawArticle(id=f"{number:016x}", path=f"/{number}.txt", text=f"{text}\nFile number {number}.")
