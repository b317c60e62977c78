"""Indexing for a person: a bar while it works, a summary at the end, and again at each change when following."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from index.build.indexing import Indexer
from index.build.watch import follow as follow_paths
from index.embed.choice import open_embedder
from index.embed.model import find_model
from index.types import IndexReport
from rag.settings import Settings
from ui.cli.progress import compiling, indexing_progress, note, report_lines, waiting_for


def index_paths(settings: Settings, paths: Sequence[Path], *, prune: bool, wait: bool, follow: bool) -> bool:
    """Bring the archive in step with files and folders; returns whether anything had to be left out."""
    model = find_model(settings.embedder)
    indexer = Indexer(
        home=settings.home,
        model=model,
        embedder=open_embedder(model, settings.home, for_indexing=True, on_compile=compiling),
        server=settings.chroma,
        wait=wait,
        on_wait=waiting_for,
    )
    report = _follow(indexer, paths, prune=prune) if follow else _index(indexer, paths, prune=prune)
    return bool(report.skipped or report.vector_problem)


def _index(indexer: Indexer, paths: Sequence[Path], *, prune: bool) -> IndexReport:
    with indexing_progress() as on_progress:
        report = replace(indexer, on_progress=on_progress).index(paths, prune=prune)
    _tell(report)
    return report


def _follow(indexer: Indexer, paths: Sequence[Path], *, prune: bool) -> IndexReport:
    """Index, and go on until an interrupt; returns the first report."""
    reports: list[IndexReport] = []
    with ExitStack() as bars:
        on_progress = bars.enter_context(indexing_progress())

        def tell(report: IndexReport) -> None:
            bars.close()  # Later runs are short.
            _tell(report)
            if not reports:
                reports.append(report)
                note("Following; ^C ends it.")

        try:
            follow_paths(replace(indexer, on_progress=on_progress), paths, prune=prune, on_report=tell)
        except KeyboardInterrupt:
            if not reports:
                raise
            note("Stopped following; everything reported above is in the archive.")
    return reports[0]


def _tell(report: IndexReport) -> None:
    for line in report_lines(report):
        note(line)
