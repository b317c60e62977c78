"""The terminal: one command for each thing a person does, thin over the packages that do it.

Imports of the packages stand inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.asking import ask, search
from ui.cli.options import Home, Json, K, Model, NoWait, Paths, Reader, read_settings
from ui.cli.output import print_output, report_error

if TYPE_CHECKING:
    from ui.cli.inspection import Inspection

app = typer.Typer(
    name="dateline",
    help="Answers questions over a news archive, every sentence cited to the sentence it rests on.",
    epilog="Settings: flags, then DATELINE_* variables, then dateline.toml; `dateline status` shows them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0 fine, 1 could not, 2 wrong usage.

    Errors are one sentence on standard error, or one JSON object on standard output with `--json`; `--debug`
    anywhere shows the traceback.
    """
    # What is not UTF-8 on the command line could be neither stored, nor searched for, nor printed.
    given = [
        argument.encode("utf-8", "replace").decode() for argument in (sys.argv[1:] if arguments is None else arguments)
    ]
    debug = "--debug" in given
    given = [argument for argument in given if argument != "--debug"] or ["--help"]
    try:
        # In this mode the code of `typer.Exit` is returned.
        code = typer.main.get_command(app).main(args=given, prog_name="dateline", standalone_mode=False)
        if code == 130:  # Typer's way of telling that the person at the keyboard interrupted.
            code = report_error(KeyboardInterrupt(), as_json="--json" in given, debug=debug)
    except (Exception, KeyboardInterrupt) as error:  # The one place where nothing may pass but a sentence.
        code = report_error(error, as_json="--json" in given, debug=debug)
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


@app.command(epilog="Examples: dateline index articles/ · dateline index --prune --watch articles/ news.jsonl")
def index(
    paths: Paths = None,
    samples: Annotated[bool, typer.Option("--samples", help="Index the sample articles that come along.")] = False,
    prune: Annotated[bool, typer.Option(help="Remove articles that came from PATHS and are gone.")] = False,
    follow: Annotated[bool, typer.Option("--watch", help="Go on and index what changes in PATHS, until ^C.")] = False,
    no_wait: NoWait = False,
    home: Home = None,
) -> None:
    """Add articles and update changed ones; safe to repeat and to interrupt."""
    from ui.cli.indexing import index_paths

    settings = read_settings(home=home).settings
    wanted = [*(paths or []), *([_samples()] if samples else [])]
    if not wanted:
        raise typer.BadParameter("give a PATH, or --samples.")
    left_out = index_paths(settings, wanted, prune=prune, wait=not no_wait, follow=follow)
    raise typer.Exit(1 if left_out else 0)


app.command(
    epilog='Examples: dateline ask "when did troops leave Chernobyl?" --asked 2022-04-08 --json'
    ' · dateline ask "what happened in Bucha, according to Reuters?" --from 2022-04-01'
)(ask)
app.command(
    epilog='Examples: dateline search "humanitarian corridor" -k 3'
    ' · dateline search "gas prices" --event-from 2022-03-01 --event-to 2022-03-31 --article report.txt'
)(search)


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
    from ui.chat.examples import example_questions
    from ui.chat.picker import model_choices
    from ui.chat.server import serve
    from ui.cli.progress import note
    from ui.render.status import archive_words

    settings = read_settings(home=home, reader=reader, model=model, k=k).settings
    with open_session(settings) as session:
        session.warm_up()
        serve(
            session.answerer,
            host=host,
            port=port,
            examples=example_questions(session.index),
            subtitle=archive_words(session.index.counts()),
            k=settings.k,
            choices=partial(model_choices, settings),
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
    from eval.report.results import check_gate, read_gate, tables, to_json
    from ui.cli.evaluate import make_writable, run_evaluation, write_results
    from ui.cli.progress import note

    # What would spoil the end of a long run is found before it begins.
    minima = read_gate(gate) if gate is not None else {}
    if out is not None:
        make_writable(out)
    loaded = read_settings(home=home, reader=reader, model=model, k=k)
    report = run_evaluation(loaded, gold, articles=articles, retrieval_only=retrieval_only)
    if out is not None:
        write_results(report, out)
    failures = check_gate(report, minima)
    print_output(to_json(report) if as_json else tables(report))
    for failure in failures:
        note(failure)
    raise typer.Exit(1 if failures else 0)


@app.command(epilog="Example: dateline status --json")
def status(as_json: Json = False, home: Home = None) -> None:
    """Show what is indexed and with what, what is reachable, and what is wrong."""
    from ui.cli.status import gather
    from ui.render.status import status_record, status_text

    state = gather(read_settings(home=home))
    print_output(status_record(state) if as_json else status_text(state))
    raise typer.Exit(1 if state.problems else 0)


@app.command(epilog="Examples: dateline inspect page.txt · dateline inspect pages.zip --member news/page.html")
def inspect(
    file: Annotated[Path, typer.Argument(help="An article file, or one of many articles.", show_default=False)],
    line: Annotated[int | None, typer.Option(min=1, help="Line of a .jsonl file, by default the first.")] = None,
    member: Annotated[str | None, typer.Option(help="File inside a .zip, by default the first.")] = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Show what the pipeline makes of a file, without storing it."""
    from ui.cli.inspection import inspect_file

    part = f"{member}, line {line}" if member and line else member or (str(line) if line else None)
    _show(inspect_file(file, part, read_settings(home=home).settings), as_json=as_json)


@app.command(epilog="Example: dateline show page.txt")
def show(
    article: Annotated[str, typer.Argument(help="An article's id, path or file name.", show_default=False)],
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Show an article as it is stored."""
    from ui.cli.inspection import inspect_stored

    _show(inspect_stored(article, read_settings(home=home).settings), as_json=as_json)


@app.command(epilog="Example: dateline remove page.txt")
def remove(
    articles: Annotated[list[str], typer.Argument(help="Ids, paths or file names.", show_default=False)],
    no_wait: NoWait = False,
    home: Home = None,
) -> None:
    """Take articles out of the archive."""
    from index.build.upkeep import remove_articles
    from ui.cli.progress import note, waiting_for
    from ui.render.text import plain

    settings = read_settings(home=home).settings
    removed = remove_articles(settings.home, articles, server=settings.chroma, wait=not no_wait, on_wait=waiting_for)
    for article in removed:
        note(f"Removed {plain(article.id)}: {plain(article.label)}")


def _show(inspection: Inspection, *, as_json: bool) -> None:
    from ui.cli.inspection import inspection_text
    from ui.render.records import inspection_record

    print_output(inspection_record(*inspection) if as_json else inspection_text(*inspection))


def _samples() -> Path:
    import seeds

    return Path(seeds.__file__).parent


if __name__ == "__main__":
    main()
