"""What a person is told while a command works, on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from index.types import IndexReport
from ui.render.text import plain

if TYPE_CHECKING:
    from index.build.run import OnProgress, Stage  # It brings all that indexing imports.


def note(line: str) -> None:
    """Print a line on standard error."""
    Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(line)


def waiting_for(holder: str) -> None:
    """Say for whom a run waits."""
    note(f"Waiting: {holder} is indexing.")


def compiling() -> None:
    """Say why the first run takes its time."""
    note("Compiling the encoder for this machine, once.")


@contextmanager
def indexing_progress() -> Iterator[OnProgress]:
    """A bar for each stage of an indexing run; nothing but the summary where standard error is no terminal."""
    with _bars() as bars:
        tasks: dict[Stage, TaskID] = {}

        def on_progress(stage: Stage, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield on_progress


@contextmanager
def counting_progress(label: str) -> Iterator[Progress]:
    """A single bar for work that is counted."""
    with _bars() as bars:
        bars.add_task(label, total=None)
        yield bars


def report_lines(report: IndexReport) -> list[str]:
    """The summary of an indexing run, where its time went, and a line for each file that was skipped or is odd."""
    counts = [f"{getattr(report, name)} {name}" for name in ("added", "changed", "unchanged", "removed")]
    skipped = [f"Skipped {plain(item.place)}: {plain(item.reason)}." for item in report.skipped]
    notices = [f"Note on {plain(item.place)}: {plain(item.message)}." for item in report.notices]
    vectors = [f"The vector index was not written. {plain(report.vector_problem)}"] if report.vector_problem else []
    steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in report.seconds.items())
    time = [f"Time: {steps}."] if report.embedded else []
    return [*skipped, *notices, *vectors, *time, f"Articles: {', '.join(counts)}, {len(report.skipped)} skipped."]


def _bars() -> Progress:
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=console,
        disable=not console.is_terminal,
    )
