"""From a question to its passages: how long, how much room, how soon after opening, by the size of the archive.

`python -m eval.bench.speed.latency SYSTEM FOLDER ENCODER QUESTIONS` measures one archive in a process of its own and
prints JSON. `ENCODER` is the home whose compiled encoder embeds the questions, which a synthetic archive lacks.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from eval.bench.speed.process import answer_of, peak_gib
from eval.gold.dataset import load
from eval.report.tables import table
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, find_model
from index.search import PassageIndex
from rag.find.retrieve import HybridRetriever
from rag.find.search import QuestionSearch
from rag.question.reading import QuestionReader, read_question
from rag.types import Query

_K = 8
_WARM_UP = 20
_MEASURED = 200

Ask = Callable[[str], object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """What one archive costs: seconds of each question, by the clock and of all processors, bytes on disk."""

    passages: int
    first: float
    seconds: tuple[float, ...]
    processor: tuple[float, ...]
    bytes: int
    peak_gib: float


def measure_latency(system: str, folder: Path, *, encoder: Path, questions: Path) -> Latency:
    """Measure an archive in a fresh process.

    Raises:
        CalledProcessError: it fails there.
    """
    answer = answer_of("eval.bench.speed.latency", system, folder, encoder, questions)
    return Latency(**answer | {name: tuple(answer[name]) for name in ("seconds", "processor")})


def latency_table(rows: Sequence[tuple[str, Latency]]) -> str:
    """One row an archive; times in milliseconds."""
    head = (
        *("archive", "passages", "p50, ms", "p95, ms", "p50 of processor time, ms", "open and first question, ms"),
        *("kB a passage", "peak memory, GiB"),
    )
    return table(head, (_row(name, one) for name, one in rows))


def _row(name: str, one: Latency) -> tuple[str, ...]:
    p50, p95 = np.percentile(one.seconds, (50, 95)) * 1000
    processor = np.median(one.processor) * 1000
    times = (f"{p50:.1f}", f"{p95:.1f}", f"{processor:.1f}", f"{one.first * 1000:.0f}")
    return (name, f"{one.passages:,}", *times, f"{one.bytes / one.passages / 1000:.2f}", f"{one.peak_gib:.2f}")


def _ours(folder: Path, encoder: Path, opened: ExitStack) -> tuple[Callable[[], Ask], Callable[[], int]]:
    embedder = open_embedder(find_model(BUNDLED), encoder, for_indexing=False)
    embedder.encode_queries(["warm-up"])
    read_question(Query(text="Why?"))
    held: list[PassageIndex] = []

    def open_index() -> Ask:
        held.append(opened.enter_context(closing(PassageIndex(folder))))
        searcher = QuestionSearch(QuestionReader(held[-1].outlets), HybridRetriever(held[-1], embedder))
        return lambda question: searcher.search(Query(text=question), _K)

    return open_index, lambda: held[-1].counts().passages


def _starter(folder: Path, opened: ExitStack) -> tuple[Callable[[], Ask], Callable[[], int]]:
    from eval.bench.peers import starter

    embedding = starter.open_embedding(find_model(BUNDLED))
    embedding.get_query_embedding("warm-up")
    held: list[starter.Starter] = []

    def open_index() -> Ask:
        held.append(opened.enter_context(closing(starter.Starter(folder, embedding))))
        return held[-1].retriever(_K).retrieve

    return open_index, lambda: len(held[-1].nodes())


def _main(system: str, folder: str, encoder: str, questions: str) -> None:
    asked = [one.question for one in load(Path(questions)).questions][: _WARM_UP + _MEASURED]
    with ExitStack() as opened:
        place = Path(folder)
        open_index, count = _ours(place, Path(encoder), opened) if system == "dateline" else _starter(place, opened)
        started = time.perf_counter()
        ask = open_index()
        ask(asked[0])
        first = time.perf_counter() - started
        seconds, processor = zip(*[_timed(ask, question) for question in asked][_WARM_UP:], strict=True)
        latency = Latency(
            passages=count(), first=first, seconds=seconds, processor=processor, bytes=_room(place), peak_gib=peak_gib()
        )
    print(json.dumps(asdict(latency)))  # noqa: T201  # Read by the process that started this one.


def _timed(ask: Ask, question: str) -> tuple[float, float]:
    """Seconds by the clock, and those of all processors, which other work on the machine changes less."""
    started, used = time.perf_counter(), time.process_time()
    ask(question)
    return time.perf_counter() - started, time.process_time() - used


def _room(folder: Path) -> int:
    """Bytes of the articles, the vectors and the lexical index; the model that lies beside them is not counted."""
    files = (path for path in folder.rglob("*") if path.is_file() and "encoder" not in path.relative_to(folder).parts)
    return sum(path.stat().st_size for path in files)


if __name__ == "__main__":
    _main(*sys.argv[1:])
