"""The commands that take a question: `ask` and `search`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.options import (
    Articles,
    Asked,
    EventFrom,
    EventTo,
    From,
    Home,
    Json,
    K,
    Model,
    Question,
    Reader,
    SourceName,
    To,
    make_query,
    read_settings,
)
from ui.cli.output import json_text, print_output

if TYPE_CHECKING:
    from rag.settings import Settings
    from rag.types import Query


def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in quotes.", show_default=False)] = None,
    asked: Asked = None,
    since: From = None,
    until: To = None,
    event_from: EventFrom = None,
    event_to: EventTo = None,
    source: SourceName = None,
    articles: Articles = None,
    k: K = None,
    reader: Reader = None,
    model: Model = None,
    strict: Annotated[bool, typer.Option(help="Drop sentences that nothing supports.")] = False,
    batch: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.jsonl",
            help='Answer each line of FILE.jsonl, {"question": …}, if wanted with "asked", a day, and "turns", pairs of'
            " an earlier question and its answer, by one JSON object: an error where it cannot be answered.",
            show_default=False,
        ),
    ] = None,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Answer a question in the terminal, with citations."""
    _check_usage(question, batch, as_json=as_json)
    from rag.app import open_answerer
    from ui.cli.filtering import make_filters
    from ui.render.records import answer_record
    from ui.render.text import answer_text

    settings = read_settings(home=home, reader=reader, model=model, k=k).settings
    filters = make_filters(
        settings.home, published=(since, until), event=(event_from, event_to), source=source, articles=articles
    )
    query = make_query(question or "", settings, asked=asked, filters=filters, strict=strict)
    if batch is not None:
        _answer_file(batch, settings, query)
        return
    with open_answerer(settings) as answerer:
        answer = answerer.answer(query)
    print_output(answer_record(answer) if as_json else answer_text(answer, bold=sys.stdout.isatty()))


def _check_usage(question: str | None, batch: Path | None, *, as_json: bool) -> None:
    if batch is None and question is None:
        raise typer.BadParameter("Give a question, or a file of them with --batch.")
    if batch is not None and (question is not None or not as_json):
        raise typer.BadParameter("--batch has the questions in its file and prints JSON: give --json and no question.")


def _answer_file(path: Path, settings: Settings, template: Query) -> None:
    from rag.app import open_answerer
    from ui.cli.batch import answer_batch, read_batch

    lines = read_batch(path)
    with open_answerer(settings) as answerer:
        for record in answer_batch(lines, answerer, template):
            typer.echo(json_text(record))


def search(
    question: Question,
    asked: Asked = None,
    since: From = None,
    until: To = None,
    event_from: EventFrom = None,
    event_to: EventTo = None,
    source: SourceName = None,
    articles: Articles = None,
    k: Annotated[int, typer.Option("-k", "--k", min=1, help="Passages to show.")] = 10,
    as_json: Json = False,
    home: Home = None,
) -> None:
    """Show the passages that match best."""
    from rag.app import open_session
    from ui.cli.filtering import make_filters
    from ui.cli.progress import note
    from ui.render.records import search_record
    from ui.render.search_text import passages_text
    from ui.render.text import plain

    settings = read_settings(home=home).settings
    filters = make_filters(
        settings.home, published=(since, until), event=(event_from, event_to), source=source, articles=articles
    )
    query = make_query(question, settings, asked=asked, filters=filters)
    with open_session(settings) as session:
        found = session.searcher.search(query, k)
    passages = found.passages
    print_output(search_record(question, passages) if as_json else passages_text(passages))
    for line in found.notes:
        note(plain(line))
