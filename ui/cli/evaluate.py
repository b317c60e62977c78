"""An evaluation as the terminal runs it: the archive, the run, and the files it leaves."""

from __future__ import annotations

import json
import subprocess
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from eval.archive import Source, throw_away
from eval.gold.dataset import load
from eval.report.results import to_json, write_predictions, write_run
from eval.run import evaluate
from eval.types import Dataset, EvalReport, Setup
from index.build.indexing import Indexer
from index.build.prepare import VERSIONS
from index.embed.choice import open_embedder
from index.embed.model import find_model
from index.errors import ArchiveError, InputError
from index.settings import Loaded
from rag.app import Session, open_session
from rag.settings import Settings
from ui.cli.progress import compiling, counting_progress, indexing_progress, note, report_lines
from ui.render.status import setting_records


def run_evaluation(loaded: Loaded[Settings], gold: Path, *, articles: Path | None, retrieval_only: bool) -> EvalReport:
    """Score the retriever, and unless told otherwise the answers.

    The archive is a throw-away one of `articles` or of the data set's own articles; without either, the user's.

    Raises:
        InputError: the gold or the articles cannot be read.
        ArchiveError: the archive cannot be used.
    """
    dataset = load(gold)
    settings = _with_archive(loaded.settings, dataset, articles)
    with open_session(settings) as session, counting_progress("questions") as bar:
        if session.index.counts().passages == 0:
            raise ArchiveError(
                f"Nothing is indexed in {settings.home}.", mend="Index the articles, or name them with --articles."
            )
        return evaluate(
            dataset,
            None if retrieval_only else session.answerer,
            searcher=session.searcher,
            k=settings.k,
            setup=_setup(loaded, session),
            progress=lambda done, total: bar.update(bar.task_ids[0], completed=done, total=total),
        )


def make_writable(path: Path) -> None:
    """Make sure that results can be written to a file.

    Raises:
        InputError: they cannot.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("a").close()
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.", mend="Name another file.") from error


def write_results(report: EvalReport, path: Path) -> None:
    """Write the report as JSON, and beside it the TREC run and the predictions.

    Raises:
        InputError: a file cannot be written.
    """
    try:
        path.write_text(json.dumps(to_json(report), ensure_ascii=False, indent=2) + "\n", "utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}.", mend="Name another file.") from error
    write_run(report, path.with_suffix(".run"))
    write_predictions(report, path.with_suffix(".predictions.jsonl"))


def _with_archive(settings: Settings, dataset: Dataset, articles: Path | None) -> Settings:
    source: Source | None = articles.resolve() if articles is not None else dataset.articles
    if source is None:
        return settings
    if articles is not None and not articles.exists():
        raise InputError(f"{articles} does not exist.", mend="Name the folder that holds the articles.")

    def build(home: Path, source: Source) -> None:
        model = find_model(settings.embedder)
        with indexing_progress() as on_progress:
            indexer = Indexer(
                home=home,
                model=model,
                embedder=open_embedder(model, home, for_indexing=True, on_compile=compiling),
                on_progress=on_progress,
            )
            report = indexer.index([source]) if isinstance(source, Path) else indexer.index_articles(source)
        for line in report_lines(report):
            note(line)

    versions = json.dumps(VERSIONS, sort_keys=True)
    # What is thrown away needs no place on a server.
    return replace(settings, home=throw_away(source, settings, build=build, versions=versions), chroma="")


def _setup(loaded: Loaded[Settings], session: Session) -> Setup:
    return Setup(
        manifest=session.index.manifest(),
        settings={entry["name"]: entry["value"] for entry in setting_records(loaded)},
        commit=_commit(),
    )


def _commit() -> str | None:
    """The commit of the checkout this runs from, where it runs from one."""
    with suppress(OSError, subprocess.CalledProcessError):
        checkout = Path(__file__).parent
        command = ["git", "-C", str(checkout), "rev-parse", "--short", "HEAD"]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603
    return None
