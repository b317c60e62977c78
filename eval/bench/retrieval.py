"""Retrieval against its peers, on the development sets: `python -m eval.bench.retrieval`, or `make bench`.

Prints Markdown as it is measured. Archives and peers' indexes are kept in the cache, so a run that was killed goes on
with the index it was building. The sets lie in the folder that DATELINE_BENCH names.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import seeds
from eval.archive import default_cache
from eval.bench.peers import OUR_LENGTH
from eval.bench.peers.starter_archive import starter_index
from eval.bench.quality import quality
from eval.bench.speed.cold import cold_start
from eval.bench.speed.indexing import indexing
from eval.bench.speed.latency import latency_table, measure_latency
from eval.bench.speed.synthetic import grow, material_of
from eval.report.machine import machine
from eval.sets.archives import our_archive
from eval.sets.questions import SETS, load_set

NEWS = "realtimeqa-2022"
PARTS = ("quality", "indexing", "latency", "cold")


def main(arguments: Sequence[str]) -> int:
    """Measure what was asked for; returns the exit code."""
    options = _parse(arguments)
    bench = os.environ.get("DATELINE_BENCH")
    if not bench or not Path(bench).is_dir():
        print("Set DATELINE_BENCH to the folder of the development sets.", file=sys.stderr)  # noqa: T201  # a script
        return 1
    for section in _sections(Path(bench), options):
        print(section, end="\n\n", flush=True)  # noqa: T201  # It is what the script is for.
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.retrieval", description=__doc__)
    parser.add_argument("--parts", type=_some_of(PARTS), default=PARTS, help=f"of {','.join(PARTS)}")
    parser.add_argument("--sets", type=_some_of(tuple(SETS)), default=tuple(SETS), help=f"of {','.join(SETS)}")
    parser.add_argument("--queries", type=int, help="draw so many questions of each set")
    parser.add_argument(
        "--no-starter",
        dest="with_starter",
        action="store_false",
        help="leave out LlamaIndex, whose embedding takes longest",
    )
    parser.add_argument("--cache", type=Path, default=default_cache() / "bench", help="folder for archives and indexes")
    parser.add_argument(
        "--passages", type=int, default=100_000, help="of the synthetic archive that is asked beside the real one"
    )
    return parser.parse_args(arguments)


def _some_of(names: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    def parse(text: str) -> tuple[str, ...]:
        chosen = tuple(text.split(","))
        if strangers := set(chosen) - set(names):
            raise argparse.ArgumentTypeError(f"{', '.join(sorted(strangers))} is none of {', '.join(names)}")
        return chosen

    return parse


def _sections(bench: Path, options: argparse.Namespace) -> Iterator[str]:
    yield machine()
    if "quality" in options.parts:
        yield "### Quality"
        for name in options.sets:
            bench_set = load_set(bench, name, queries=options.queries)
            yield from quality(bench_set, options.cache, with_starter=options.with_starter)
    if "indexing" in options.parts:
        yield indexing(bench / NEWS / "articles.jsonl", _news(bench, options.cache))
    if "latency" in options.parts:
        yield f"### From a question to its passages\n\n{_latency(bench, options)}"
    if "cold" in options.parts:
        yield cold_start(Path(seeds.__file__).parent)


def _latency(bench: Path, options: argparse.Namespace) -> str:
    real, large = _news(bench, options.cache), options.cache / "synthetic" / str(options.passages)
    grow(large, options.passages, material_of(real))
    archives = [("Dateline", "dateline", real), ("Dateline", "dateline", large)]
    if options.with_starter:
        folder = starter_index(load_set(bench, NEWS).articles, options.cache, splitter=OUR_LENGTH)
        archives.append((f"LlamaIndex starter, {OUR_LENGTH}", "starter", folder))
    gold = bench / NEWS / "gold.jsonl"
    measured = [
        (name, measure_latency(system, folder, encoder=real, questions=gold)) for name, system, folder in archives
    ]
    return latency_table(measured)


def _news(bench: Path, cache: Path) -> Path:
    return our_archive(NEWS, load_set(bench, NEWS).articles, cache)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
