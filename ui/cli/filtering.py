"""What may be searched, as the flags of `ask` and `search` say."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeAlias

import typer

from index.archive.database import exists
from index.archive.outlet_names import named_outlet, nearest_outlets
from index.archive.reader import ArchiveReader
from index.errors import WrongFlag
from index.types import Filters
from ui.cli.progress import note
from ui.render.text import plain

# So many outlets are named where none is near; more would not be read.
_MOST_NAMED = 5

Span: TypeAlias = "tuple[datetime | None, datetime | None]"
"""The values of two flags, from and to."""


def make_filters(
    home: Path, *, published: Span, event: Span, source: str | None, articles: Sequence[str] | None
) -> Filters:
    """Make the filters for the archive in `home`, which while it is empty is not asked whether it has what they name.

    `articles` are ids, paths or file names.

    Raises:
        typer.BadParameter: no day passes them.
        WrongFlag: the archive has no such article.
        ArchiveError: it cannot be read.
    """
    published_from, published_to = _days(published, "--from", "--to")
    event_from, event_to = _days(event, "--event-from", "--event-to")
    filters = Filters(
        published_from=published_from,
        published_to=published_to,
        event_from=event_from,
        event_to=event_to,
        source=source or None,
        articles=frozenset(articles) if articles else None,
    )
    if not (source or articles) or not exists(home):
        return filters
    with closing(ArchiveReader(home)) as archive:
        if archive.counts().articles == 0:
            return filters
        return replace(filters, source=_source(archive, source), articles=_articles(archive, articles))


def _days(span: Span, first_flag: str, last_flag: str) -> tuple[date | None, date | None]:
    first, last = span
    if first and last and first > last:
        raise typer.BadParameter(f"{first_flag} {first:%Y-%m-%d} is after {last_flag} {last:%Y-%m-%d}.")
    return first and first.date(), last and last.date()


def _source(archive: ArchiveReader, source: str | None) -> str | None:
    """The outlet as the archive spells it; of one that it does not have nothing will be found, which is told."""
    if not source:
        return None
    outlets = archive.outlets()
    named = named_outlet(source, outlets)
    if named is None:
        note(f"No article in the archive is from {plain(source)!r}. {plain(_outlets_instead(source, outlets))}")
    return named or source


def _outlets_instead(source: str, outlets: Sequence[str]) -> str:
    if near := nearest_outlets(source, outlets):
        return f"Did you mean {' or '.join(near)}?"
    if not outlets:
        return "None of them names its outlet."
    more = ", …" if len(outlets) > _MOST_NAMED else ""
    return f"It has articles from {', '.join(outlets[:_MOST_NAMED])}{more}."


def _articles(archive: ArchiveReader, names: Sequence[str] | None) -> frozenset[str] | None:
    """Ids of all articles that the names mean: a file may hold many."""
    if not names:
        return None
    found = {name: archive.find(name) for name in names}
    missing = next((name for name, ids in found.items() if not ids), None)
    if missing is not None:
        raise WrongFlag(f"There is no article {missing!r} in the archive.", mend="`dateline search` shows ids.")
    return frozenset(article_id for ids in found.values() for article_id in ids)
