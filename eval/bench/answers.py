"""Answers beside the simplest alternatives, on the development sets: `make bench-answers`.

Each part is a module of its own, whose docstring says what it measures, and can be run alone. Archives are kept in the
cache. The sets lie in the folder that DATELINE_BENCH names.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from eval.archive import default_cache
from eval.report.machine import machine

PARTS: Mapping[str, tuple[str, str]] = {
    "answering": ("Answers, five sets", "eval.studies.answering"),
    "reading": ("The extractive reader", "eval.studies.reading"),
    "checking": ("Citations, with scripted models", "eval.studies.checking"),
    "support": ("Support", "eval.studies.support"),
    "refusing": ("Not knowing", "eval.studies.refusing"),
    "disagreement": ("Disagreement", "eval.studies.disagreement"),
    "hostile": ("Hostile text", "eval.studies.hostile"),
    "conversations": ("Follow-ups", "eval.studies.conversations"),
    "newsroom": ("The newsroom", "eval.studies.newsroom"),
}
_CACHELESS = frozenset(("support",))


def main(arguments: Sequence[str]) -> int:
    """Run the parts one after the other; returns the first exit code that is not 0."""
    options = _parse(arguments)
    bench = os.environ.get("DATELINE_BENCH")
    if not bench or not Path(bench).is_dir():
        print("Set DATELINE_BENCH to the folder of the development sets.", file=sys.stderr)  # noqa: T201  # a script
        return 1
    print(machine(), flush=True)  # noqa: T201  # It is what the script is for.
    for part in options.parts:
        title, module = PARTS[part]
        print(f"\n### {title}\n", flush=True)  # noqa: T201
        cache = () if part in _CACHELESS else ("--cache", str(options.cache))
        done = subprocess.run([sys.executable, "-m", module, *cache], check=False)  # noqa: S603  # our own modules
        if done.returncode:
            return done.returncode
    return 0


def _parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m eval.bench.answers", description=__doc__)
    parser.add_argument("--parts", type=lambda text: text.split(","), default=list(PARTS), help=f"of {','.join(PARTS)}")
    parser.add_argument("--cache", type=Path, default=default_cache() / "bench", help="folder for archives")
    options = parser.parse_args(arguments)
    if strangers := set(options.parts) - set(PARTS):
        parser.error(f"{', '.join(sorted(strangers))} is none of {', '.join(PARTS)}")
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
