"""A vector index in a folder against one on a Chroma server: `python -m eval.bench.speed.vector_stores`.

The server is the one that DATELINE_CHROMA names.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from eval.bench.speed.process import peak_gib
from eval.bench.speed.synthetic import DIMENSION, unit_vectors
from index.archive.articles import PreparedArticle
from index.archive.writer import Archive
from index.settings import IndexSettings
from index.stories.membership import sketch
from index.types import Article, Passage, Published, RawArticle
from index.vectors.generations import advance, store_of

_PASSAGES_AN_ARTICLE = 100
_QUERIES = 200
_NEAREST = 220


def measure(passages: int, server: str) -> dict[str, float]:
    """Seconds to build an index of random vectors and to open it, and milliseconds of a query for 220 of them."""
    draw = np.random.default_rng(7)
    with tempfile.TemporaryDirectory() as home, closing(Archive(Path(home), create=True)) as archive:
        archive.store(list(_articles(passages, draw)), now=datetime.now(UTC))
        started = time.perf_counter()
        sealed = advance(Path(home), archive, server=server)
        built = time.perf_counter()
        if sealed is None:
            raise ValueError("There are no passages.")
        with closing(store_of(Path(home), server).open(sealed, dimension=DIMENSION)) as generation:
            opened = time.perf_counter()
            took = []
            for vector in unit_vectors(_QUERIES, draw):
                asked = time.perf_counter()
                generation.search(vector, _NEAREST)
                took.append(1_000 * (time.perf_counter() - asked))
        archive.remove(list(archive.stored()))
        advance(Path(home), archive, server=server)  # Leaves nothing on the server.
    p50, p95 = np.percentile(took, [50, 95])
    return {"build_s": built - started, "open_s": opened - built, "p50_ms": float(p50), "p95_ms": float(p95)}


def _articles(passages: int, draw: np.random.Generator) -> Iterator[PreparedArticle]:
    for start in range(0, passages, _PASSAGES_AN_ARTICLE):
        name = f"a{start}"
        count = min(_PASSAGES_AN_ARTICLE, passages - start)
        texts = [f"Passage {start + number}." for number in range(count)]
        text = "\n".join(texts)
        article = Article(
            id=name, title=None, source=None, url=None, published=Published(), path=name, text=text, raw_sha256=""
        )
        yield PreparedArticle(
            raw=RawArticle(id=name, path=name, text=text),
            article=article,
            passages=tuple(
                Passage(id=f"{name}:{number}", article_id=name, start=0, end=1, text=part, heading="", tokens=3)
                for number, part in enumerate(texts)
            ),
            vectors=unit_vectors(count, draw),
            sketch=sketch(text, group=name),
            fingerprint=name,
        )


def main() -> None:
    """Measure both, and print a line for each."""
    passages = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    for place in ("", IndexSettings(chroma=os.environ["DATELINE_CHROMA"]).chroma):
        cost = measure(passages, place)
        words = ", ".join(f"{name} {value:.2f}" for name, value in cost.items())
        sys.stdout.write(f"{place or 'folder'}, {passages} vectors: {words}, peak {peak_gib():.2f} GiB\n")


if __name__ == "__main__":
    main()
