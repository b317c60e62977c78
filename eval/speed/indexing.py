"""Passages a second and peak memory of indexing, ours against LlamaIndex's starter, in alternating fresh processes.

`python -m eval.speed.indexing SYSTEM ENCODER ARTICLES COUNT` measures one run and prints it as JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.speed.process import answer_of, peak_gib
from eval.tables import table
from index.build import Indexer
from index.corpus import read_file
from index.embed import BUNDLED, find_model
from index.encoder.choice import open_embedder
from index.types import RawArticle

ARTICLES = 150
_ROUNDS = 3
_NAMES = {"dateline": "Dateline", "starter": "LlamaIndex starter, our length"}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexingRun:
    """One run, from the articles to an index that answers; models are loaded before the clock starts."""

    passages: int
    seconds: float
    runtime: str
    peak_gib: float

    @property
    def rate(self) -> float:
        """Passages a second."""
        return self.passages / self.seconds


def indexing(articles: Path, home: Path) -> str:
    """A section; `home` is an archive that holds a compiled encoder, as every archive does after its first run."""
    runs: dict[str, list[IndexingRun]] = {system: [] for system in _NAMES}
    for _ in range(_ROUNDS):
        for system, done in runs.items():
            done.append(IndexingRun(**answer_of("eval.speed.indexing", system, home / "encoder", articles, ARTICLES)))
    best = {system: max(done, key=lambda run: run.rate) for system, done in runs.items()}
    return indexing_table(best)


def indexing_table(best: Mapping[str, IndexingRun]) -> str:
    """The best run of each system, by its rate."""
    starter = best["starter"].rate
    rows = (
        (_NAMES[system], run.runtime, run.passages, run.rate, run.rate / starter, run.peak_gib)
        for system, run in best.items()
    )
    return f"### Indexing, {ARTICLES} articles of realtimeqa-2022, best of {_ROUNDS} alternating runs\n\n" + table(
        ("system", "encoder", "passages", "passages a second", "of the starter's", "peak memory, GiB"), rows
    )


def _ours(encoder: Path, articles: Sequence[RawArticle], home: Path) -> tuple[str, Callable[[], int]]:
    (home / "encoder").symlink_to(encoder.absolute())
    model = find_model(BUNDLED)
    embedder = open_embedder(model, home, for_indexing=True)
    embedder.encode_passages(["warm-up"])
    indexer = Indexer(home=home, model=model, embedder=embedder)
    runtime = f"{embedder.runtime.name} {embedder.runtime.precision}"
    return runtime, lambda: indexer.index_articles(articles).embedded


def _starter(articles: Sequence[RawArticle], folder: Path) -> tuple[str, Callable[[], int]]:
    from eval.peers import starter

    model = find_model(BUNDLED)
    embedding, splitter = starter.open_embedding(model), starter.splitter_of_our_length(model)
    embedding.get_text_embedding("warm-up")
    documents = starter.documents_of(articles, with_url=False)

    def index() -> int:
        nodes = splitter.get_nodes_from_documents(documents)
        starter.build(folder, nodes, embedding)
        return len(nodes)

    return "torch float32", index


def _main(system: str, encoder: str, articles_path: str, count: str) -> None:
    articles = [item for item in read_file(Path(articles_path)) if isinstance(item, RawArticle)][: int(count)]
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder)
        runtime, index = _ours(Path(encoder), articles, empty) if system == "dateline" else _starter(articles, empty)
        started = time.perf_counter()
        passages = index()
        seconds = time.perf_counter() - started
    run = IndexingRun(passages=passages, seconds=seconds, runtime=runtime, peak_gib=peak_gib())
    print(json.dumps(asdict(run)))  # noqa: T201  # Read by the process that started this one.


if __name__ == "__main__":
    _main(*sys.argv[1:])
