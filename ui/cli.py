"""The terminal: one command for each thing a person does, thin over the packages that do it.

Imports of the packages stand inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from index.settings import Loaded
    from index.types import Filters
    from rag.settings import Settings
    from rag.types import Query

app = typer.Typer(
    name="dateline",
    help="Answers questions over a news archive, every sentence cited to the sentence it rests on.",
    epilog="Settings: flags, then DATELINE_* variables, then dateline.toml; `dateline status` shows them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

_DAY = ["%Y-%m-%d"]

Home = Annotated[Path | None, typer.Option(help="Folder that holds the archive.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object for programs.")]
Question = Annotated[str, typer.Argument(help="The question, in quotes.", show_default=False)]
Asked = Annotated[datetime | None, typer.Option(formats=_DAY, help="Day the question is put, instead of today.")]
From = Annotated[datetime | None, typer.Option("--from", formats=_DAY, help="Only articles published since.")]
To = Annotated[datetime | None, typer.Option("--to", formats=_DAY, help="Only articles published until.")]
SourceName = Annotated[str | None, typer.Option("--source", help="Only articles of this outlet.", show_default=False)]
Reader = Annotated[str | None, typer.Option(help="auto, ollama or extractive.", show_default=False)]
Model = Annotated[str | None, typer.Option(help="Model that Ollama serves.", show_default=False)]
K = Annotated[int | None, typer.Option("-k", "--k", help="Passages handed to the reader.", show_default=False)]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 fine, 1 could not, 2 wrong usage.

    Errors are one sentence on standard error, or one JSON object on standard output with `--json`; `--debug`
    anywhere shows the traceback.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    debug = "--debug" in given
    given = [argument for argument in given if argument != "--debug"] or ["--help"]
    try:
        # In this mode the code of `typer.Exit` is returned.
        code = typer.main.get_command(app).main(args=given, prog_name="dateline", standalone_mode=False)
        if code == 130:  # Typer's way of telling that the person at the keyboard interrupted.
            code = _report(KeyboardInterrupt(), as_json="--json" in given, debug=debug)
    except (Exception, KeyboardInterrupt) as error:  # The one place where nothing may pass but a sentence.
        code = _report(error, as_json="--json" in given, debug=debug)
    sys.exit(code if isinstance(code, int) else 0)


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version as version_of

        typer.echo(f"dateline {version_of('dateline')}")
        raise typer.Exit


@app.callback(epilog="Every command has examples in its own --help. --debug shows tracebacks.")
def _options(
    version: Annotated[  # its callback has answered before
        bool, typer.Option("--version", help="Print the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    pass


@app.command(epilog="Examples: dateline index articles/ · dateline index --prune articles/ news.jsonl")
def index(
    paths: Annotated[list[Path] | None, typer.Argument(help="Files and folders (.txt .md .jsonl).")] = None,
    samples: Annotated[bool, typer.Option("--samples", help="Index the sample articles that come along.")] = False,
    prune: Annotated[bool, typer.Option(help="Remove articles that came from PATHS and are gone.")] = False,
    no_wait: Annotated[bool, typer.Option("--no-wait", help="Fail if another run is indexing.")] = False,
    home: Home = None,
) -> None:
    """Add articles and update changed ones; safe to repeat and to interrupt."""
    from index.build import Indexer
    from index.embed import SentenceTransformerEmbedder, find_model
    from ui.progress import indexing_progress, note, report_lines

    settings = _settings(home=home).settings
    wanted = [*(paths or []), *([_samples()] if samples else [])]
    if not wanted:
        raise typer.BadParameter("give a PATH, or --samples.")
    model = find_model(settings.embedder)
    with indexing_progress() as on_progress:
        indexer = Indexer(
            home=settings.home,
            model=model,
            embedder=SentenceTransformerEmbedder(model),
            on_progress=on_progress,
            wait=not no_wait,
            on_wait=lambda holder: note(f"Waiting: {holder} is indexing."),
        )
        report = indexer.index(wanted, prune=prune)
    for line in report_lines(report):
        note(line)
    raise typer.Exit(1 if report.skipped else 0)


@app.command(epilog='Example: dateline ask "when did troops leave Chernobyl?" --asked 2022-04-08 --json')
def ask(
    question: Question,
    asked: Asked = None,
    since: From = None,
    until: To = None,
    source: SourceName = None,
    k: K = None,
    reader: Reader = None,
    model: Model = None,
    strict: Annotated[bool, typer.Option(help="Drop sentences that nothing supports.")] = False,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Answer a question in the terminal, with citations."""
    from rag.app import open_answerer
    from ui.records import answer_record
    from ui.text import answer_text

    settings = _settings(home=home, reader=reader, model=model, k=k).settings
    query = _query(question, settings, asked=asked, filters=_filters(since, until, source), strict=strict)
    with open_answerer(settings) as answerer:
        answer = answerer.answer(query)
    _print(answer_record(answer) if as_json else answer_text(answer))


@app.command(epilog='Example: dateline search "humanitarian corridor" -k 3')
def search(
    question: Question,
    since: From = None,
    until: To = None,
    source: SourceName = None,
    k: Annotated[int, typer.Option("-k", "--k", min=1, help="Passages to show.")] = 10,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Show the passages that match best."""
    from rag.app import open_session
    from ui.records import search_record
    from ui.search_text import passages_text

    settings = _settings(home=home).settings
    query = _query(question, settings, filters=_filters(since, until, source))
    with open_session(settings) as session:
        passages = session.retriever.retrieve(query, k)
    _print(search_record(question, passages) if as_json else passages_text(passages))


@app.command(epilog="Example: dateline chat --port 8000")
def chat(
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at; 0 takes a free one.")] = 7860,
    reader: Reader = None,
    model: Model = None,
    k: K = None,
    home: Home = None,
) -> None:
    """Serve the chat for the browser."""
    from rag.app import open_session
    from ui.chat import serve
    from ui.examples import example_questions
    from ui.progress import note
    from ui.status_text import archive_words

    settings = _settings(home=home, reader=reader, model=model, k=k).settings
    with open_session(settings) as session:
        session.warm_up()
        serve(
            session.answerer,
            host=host,
            port=port,
            examples=example_questions(session.index),
            subtitle=archive_words(session.index.counts()),
            k=settings.k,
            announce=lambda address: note(f"Dateline answers at {address} (stop it with ^C)."),
        )


@app.command(name="eval", epilog="Example: dateline eval seeds/gold.jsonl --articles seeds --out results.json")
def evaluate(
    gold: Annotated[Path, typer.Argument(help="Gold .jsonl, a BEIR folder, or SQuAD .json.", show_default=False)],
    articles: Annotated[Path | None, typer.Option(help="Index PATH in a throw-away archive.")] = None,
    retrieval_only: Annotated[bool, typer.Option("--retrieval-only", help="Score the ranking, ask no reader.")] = False,
    k: K = None,
    reader: Reader = None,
    model: Model = None,
    out: Annotated[Path | None, typer.Option(help="Write JSON here, run and predictions beside it.")] = None,
    gate: Annotated[Path | None, typer.Option(help="JSON of minimum values; below one is exit code 1.")] = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Score the retriever and the answers against gold questions."""
    from ui.evaluate import run_evaluation, write_results

    loaded = _settings(home=home, reader=reader, model=model, k=k)
    report = run_evaluation(loaded, gold, articles=articles, retrieval_only=retrieval_only)
    if out is not None:
        write_results(report, out)
    from eval.report import check_gate, tables, to_json

    failures = check_gate(report, gate) if gate is not None else ()
    _print(to_json(report) if as_json else tables(report))
    from ui.progress import note

    for failure in failures:
        note(failure)
    raise typer.Exit(1 if failures else 0)


@app.command(epilog="Example: dateline status --json")
def status(as_json: Json = False, home: Home = None) -> None:
    """Show what is indexed and with what, what is reachable, and what is wrong."""
    from ui.status import gather, status_record
    from ui.status_text import status_text

    state = gather(_settings(home=home))
    _print(status_record(state) if as_json else status_text(state))
    raise typer.Exit(1 if state.problems else 0)


@app.command(epilog="Example: dateline inspect page.txt")
def inspect(
    file: Annotated[Path, typer.Argument(help="An article file; a .jsonl with --line.", show_default=False)],
    line: Annotated[int, typer.Option(min=1, help="Line of a .jsonl file.")] = 1,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Show what the pipeline makes of a file, without storing it."""
    from ui.inspection import inspect_file

    _show(inspect_file(file, line, _settings(home=home).settings), as_json=as_json)


@app.command(epilog="Example: dateline show page.txt")
def show(
    article: Annotated[str, typer.Argument(help="An article's id, path or file name.", show_default=False)],
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Show an article as it is stored."""
    from ui.inspection import inspect_stored

    _show(inspect_stored(article, _settings(home=home).settings), as_json=as_json)


@app.command(epilog="Example: dateline remove page.txt")
def remove(
    articles: Annotated[list[str], typer.Argument(help="Ids, paths or file names.", show_default=False)],
    home: Home = None,
) -> None:
    """Take articles out of the archive."""
    from index.build import remove_articles
    from ui.progress import note
    from ui.text import plain

    for article in remove_articles(_settings(home=home).settings.home, articles):
        note(f"Removed {article.id}: {plain(article.label)}")


def _settings(**flags: object) -> Loaded[Settings]:
    import os

    from index.settings import load_settings
    from rag.settings import Settings
    from ui.progress import note

    loaded = load_settings(Settings, flags=flags, environment=os.environ)
    for warning in loaded.warnings:
        note(warning)
    return loaded


def _query(
    question: str, settings: Settings, *, filters: Filters, asked: datetime | None = None, strict: bool = False
) -> Query:
    from rag.types import Query, today

    return Query(text=question, asked=asked.date() if asked else today(), filters=filters, k=settings.k, strict=strict)


def _filters(since: datetime | None, until: datetime | None, source: str | None) -> Filters:
    from index.types import Filters

    return Filters(
        published_from=since.date() if since else None, published_to=until.date() if until else None, source=source
    )


def _show(inspection: Any, *, as_json: bool) -> None:
    from ui.inspection import inspection_text
    from ui.records import inspection_record

    article, cleaned, passages = inspection
    _print(inspection_record(article, cleaned, passages) if as_json else inspection_text(article, cleaned, passages))


def _samples() -> Path:
    import seeds

    return Path(seeds.__file__).parent


def _print(output: Any) -> None:
    """Print an object as JSON, lines as they are, and tables through rich."""
    if isinstance(output, dict):
        import json

        typer.echo(json.dumps(output, ensure_ascii=False, indent=2))
    elif isinstance(output, str):
        typer.echo(output)
    else:
        from rich.console import Console

        Console().print(output)


def _report(error: BaseException, *, as_json: bool, debug: bool) -> int:
    """Tell a person or a program what went wrong; returns the exit code."""
    if debug:
        traceback.print_exception(error)
    from index.errors import WrongFlag

    known = _known(error)
    if as_json:
        from ui.records import error_record

        _print(error_record(known))
    else:
        typer.echo(f"dateline: {known}", err=True)
    return 2 if isinstance(known, WrongFlag) else getattr(error, "exit_code", 1)


def _known(error: BaseException) -> Any:
    """The error as one of ours, with a sentence that says what to do."""
    from index.errors import DatelineError, InputError

    if isinstance(error, DatelineError):
        return error
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return DatelineError("Interrupted.", mend="What was stored is kept; run the command again to go on.")
    if isinstance(error, typer.TyperException):
        words = error.format_message() if hasattr(error, "format_message") else str(error)
        return InputError(words.rstrip(".") + ".", mend="See `dateline --help`.")
    name = type(error).__name__
    return DatelineError(f"Something unforeseen went wrong: {name}: {error}.", mend="Run it again with --debug.")


if __name__ == "__main__":
    main()
