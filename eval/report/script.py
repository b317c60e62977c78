"""What every script over the development sets does: read arguments, find the sets, print tables as they are made."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from eval.archive import default_cache


def add_cache(parser: argparse.ArgumentParser) -> None:
    """Let the folder be named in which archives are kept."""
    parser.add_argument("--cache", type=Path, default=default_cache() / "bench", help="folder for archives")


def print_sections(
    parser: argparse.ArgumentParser, sections: Callable[[argparse.Namespace, Path], Iterable[str]]
) -> int:
    """Print each section as soon as it is measured, from the arguments and the folder of the sets.

    Returns the exit code: 2 where DATELINE_BENCH does not name that folder.
    """
    arguments = parser.parse_args()
    bench = os.environ.get("DATELINE_BENCH")
    if not bench:
        print("Set DATELINE_BENCH to the folder of the development sets.", file=sys.stderr)  # noqa: T201  # a script
        return 2
    for section in sections(arguments, Path(bench)):
        print(section + "\n", flush=True)  # noqa: T201  # It is what a script is for.
    return 0
