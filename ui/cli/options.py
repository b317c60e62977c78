"""Options that several commands share, and what is made of them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from index.settings import Loaded
    from index.types import Filters
    from rag.settings import Settings
    from rag.types import Query

_DAY = ["%Y-%m-%d"]

Home = Annotated[Path | None, typer.Option(help="Folder that holds the archive.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object for programs.")]
Question = Annotated[str, typer.Argument(help="The question, in quotes.", show_default=False)]
Asked = Annotated[
    datetime | None, typer.Option(formats=_DAY, metavar="YYYY-MM-DD", help="Day the question is put, instead of today.")
]
From = Annotated[
    datetime | None, typer.Option("--from", formats=_DAY, metavar="YYYY-MM-DD", help="Only articles published since.")
]
To = Annotated[
    datetime | None, typer.Option("--to", formats=_DAY, metavar="YYYY-MM-DD", help="Only articles published until.")
]
EventFrom = Annotated[
    datetime | None,
    typer.Option("--event-from", formats=_DAY, metavar="YYYY-MM-DD", help="Only what speaks of a time since this day."),
]
EventTo = Annotated[
    datetime | None,
    typer.Option("--event-to", formats=_DAY, metavar="YYYY-MM-DD", help="Only what speaks of a time until this day."),
]
Articles = Annotated[
    list[str] | None,
    typer.Option("--article", metavar="ID|FILE", help="Only this article; may be repeated.", show_default=False),
]
SourceName = Annotated[str | None, typer.Option("--source", help="Only articles of this outlet.", show_default=False)]
Reader = Annotated[str | None, typer.Option(help="auto, ollama or extractive.", show_default=False)]
Model = Annotated[str | None, typer.Option(help="Model that Ollama serves.", show_default=False)]
Paths = Annotated[
    list[Path] | None, typer.Argument(help="Files and folders (.txt .md .html .htm .pdf .docx .jsonl .zip).")
]
NoWait = Annotated[bool, typer.Option("--no-wait", help="Fail if another run is indexing.")]
K = Annotated[int | None, typer.Option("-k", "--k", help="Passages handed to the reader.", show_default=False)]


def read_settings(**flags: object) -> Loaded[Settings]:
    """Read every setting; flags that were not given are None. Names that mean nothing are told on standard error."""
    import os

    from index.settings import load_settings
    from rag.settings import Settings
    from ui.cli.progress import note

    loaded = load_settings(Settings, flags=flags, environment=os.environ)
    for warning in loaded.warnings:
        note(warning)
    return loaded


def make_query(
    question: str, settings: Settings, *, filters: Filters, asked: datetime | None = None, strict: bool = False
) -> Query:
    """Make the question that the options describe; it is put today unless they say otherwise."""
    from rag.types import Query, today

    return Query(text=question, asked=asked.date() if asked else today(), filters=filters, k=settings.k, strict=strict)
