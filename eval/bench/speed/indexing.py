"""Passages a second and peak memory of indexing, ours against LlamaIndex's starter, in alternating fresh processes.

`python -m eval.bench.speed.indexing SYSTEM ENCODER ARTICLES COUNT` measures one run and prints it as JSON.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from eval.bench.peers import OUR_LENGTH
from eval.bench.speed.process import answer_of, peak_gib, processor_seconds
from eval.report.tables import table
from eval.sets.archives import articles_in
from index.build.indexing import Indexer
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, find_model
from index.types import RawArticle

ARTICLES = 150
_SET = "realtimeqa-2022"
_ROUNDS = 3
_NAMES = {"dateline": "Dateline", "starter": f"LlamaIndex starter, {OUR_LENGTH}"}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexingRun:
    """One run, from the articles to an index that answers; models are loaded before the clock starts."""

    passages: int
    seconds: float
    processor: float
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
            done.append(
                IndexingRun(**answer_of("eval.bench.speed.indexing", system, home / "encoder", articles, ARTICLES))
            )
    best = {system: max(done, key=lambda run: run.rate) for system, done in runs.items()}
    return indexing_table(best)


def indexing_table(best: Mapping[str, IndexingRun]) -> str:
    """The best run of each system, by its rate."""
    starter = best["starter"].rate
    rows = (
        (_NAMES[system], run.runtime, run.passages, f"{run.rate:.1f}", f"{run.rate / starter:.2f}",
         f"{run.processor / run.passages * 1000:.0f}", f"{run.peak_gib:.2f}")
        for system, run in best.items()
    )  # fmt: skip
    head = (
        *("system", "encoder", "passages", "passages a second", "of the starter's"),
        *("processor ms a passage", "peak memory, GiB"),
    )
    return f"### Indexing, the first {ARTICLES} articles of {_SET}, best of {_ROUNDS} alternating runs\n\n" + table(
        head, rows
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
    from eval.bench.peers import starter

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
    articles = articles_in(Path(articles_path))[: int(count)]
    with tempfile.TemporaryDirectory() as folder:
        empty = Path(folder)
        runtime, index = _ours(Path(encoder), articles, empty) if system == "dateline" else _starter(articles, empty)
        started, before = time.perf_counter(), processor_seconds()
        passages = index()
        seconds, processor = time.perf_counter() - started, processor_seconds() - before
    run = IndexingRun(passages=passages, seconds=seconds, processor=processor, runtime=runtime, peak_gib=peak_gib())
    print(json.dumps(asdict(run)))  # noqa: T201  # Read by the process that started this one.


if __name__ == "__main__":
    _main(*sys.argv[1:])
