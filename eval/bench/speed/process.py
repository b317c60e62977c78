"""Measuring in a fresh process: its answer as JSON, its time and its memory."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_KIB_A_GIB = 1024 * 1024
_WHO = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Took:
    """Seconds from start to end of a process, and those of all processors together."""

    wall: float
    processor: float


def timed(command: Sequence[str]) -> Took:
    """Run a command to its end, its output unread.

    Raises:
        CalledProcessError: it fails.
    """
    before, started = processor_seconds(), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # Our own commands.
    return Took(wall=time.perf_counter() - started, processor=processor_seconds() - before)


def answer_of(module: str, *arguments: object) -> dict[str, Any]:
    """Run a module of ours in a fresh process, and read the JSON in the last line it prints.

    Raises:
        CalledProcessError: it fails.
    """
    command = [sys.executable, "-m", module, *map(str, arguments)]
    ran = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603  # As above.
    answer: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    return answer


def peak_gib() -> float:
    """The most memory that this process, or one that it started and waited for, ever held."""
    return max(resource.getrusage(who).ru_maxrss for who in _WHO) / _KIB_A_GIB


def processor_seconds() -> float:
    """What this process, and those that it started and waited for, took of all processors until now."""
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, _WHO))
