"""What the pipeline makes of one article: its text, what was dropped and why, its times and its passages."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from index.archive.database import exists
from index.archive.reader import ArchiveReader
from index.build.prepare import Prepared, prepare
from index.build.upkeep import find_article
from index.chunk import Chunker
from index.clean import Cleaned
from index.corpus import find_files, read_file
from index.day_words import published_words
from index.embed.model import find_model
from index.errors import ArchiveError, InputError
from index.types import Article, Passage, RawArticle, SkippedFile
from rag.settings import Settings
from rag.types import today
from ui.render.text import plain

Inspection = tuple[Article, Cleaned, Sequence[Passage]]


def inspect_file(path: Path, part: str | None, settings: Settings) -> Inspection:
    """Run one file, or one part of it (see `RawArticle.part`; the first by default), through the pipeline.

    What an archive knows of the article and its outlet counts as it would in an indexing run.

    Raises:
        InputError: it cannot be read, or has no such part.
        ArchiveError: there is an archive, and it cannot be read.
    """
    files = find_files([path])
    if files != [path.resolve()]:
        raise InputError(f"{path} is not a file.", mend="Name one article file.")
    for item in read_file(files[0]):
        if isinstance(item, SkippedFile):
            if _is_meant(item.part, part):
                raise InputError(f"{item.place} cannot be read: {item.reason}.", mend="Correct the file.")
        elif _is_meant(item.part, part):
            prepared = _prepared(item, settings)
            model = find_model(settings.embedder)
            passages = Chunker(model.tokenizer(), model.max_tokens).passages(prepared.article)
            return prepared.article, prepared.cleaned, passages
    where = f"line {part}" if part and part.isdecimal() else part
    raise InputError(
        f"{path} has no article in {where}." if where else f"{path} has no article in it.",
        mend="Name another with --line or --member.",
    )


def _is_meant(found: str | None, wanted: str | None) -> bool:
    """Whether a part of a file is the wanted one, or the first line of the wanted member."""
    return wanted is None or found is None or found == wanted or found.startswith(f"{wanted}, line ")


def _prepared(raw: RawArticle, settings: Settings) -> Prepared:
    if not exists(settings.home):
        return prepare(raw, first_seen=today())
    with closing(ArchiveReader(settings.home)) as archive:
        return prepare(raw, first_seen=archive.first_seen(raw.id) or today(), repeated=archive.repeated)


def inspect_stored(name: str, settings: Settings) -> Inspection:
    """Read one article as it is stored.

    Raises:
        ArchiveError: there is no archive, or the name means no article or several.
    """
    archive = ArchiveReader(settings.home)
    try:
        article = find_article(archive, name)
        raw, first_seen = archive.raw(article.id), archive.first_seen(article.id)
        if raw is None:
            raise ArchiveError(f"The raw text of {name!r} is missing.", mend="Index its file again.")
        prepared = prepare(raw, first_seen=first_seen or today(), repeated=archive.repeated)
        return article, prepared.cleaned, archive.article_passages(article.id)
    finally:
        archive.close()


def inspection_text(article: Article, cleaned: Cleaned, passages: Sequence[Passage]) -> str:
    """The same for a person."""
    head = [
        f"{plain(article.label)}",
        f"id {plain(article.id)} · source {plain(article.source or 'unknown')} · {published_words(article.published)}"
        f" · language {article.language}",
    ]
    dropped = [f"  line {line.line}, {line.reason}: {plain(line.text)}" for line in cleaned.dropped]
    times = [f"  {time.start}-{time.end}, {time.type} {time.value}: {plain(time.text)}" for time in article.times]
    cut = [f"  {p.start}-{p.end}, {p.tokens} tokens" for p in passages]
    text = ["", *map(plain, article.text.split("\n"))]
    lists = {f"Dropped: {len(dropped)} lines": dropped, f"Times: {len(times)}": times, f"Passages: {len(cut)}": cut}
    return "\n".join([*head, *text, *(line for title, lines in lists.items() for line in ("", title, *lines))])
