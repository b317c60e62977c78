"""What the pipeline makes of one article: its text, what was dropped and why, and its passages."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from index.archive import Archive
from index.build import find_article
from index.chunk import Chunker
from index.clean import Cleaned, clean_lines
from index.corpus import find_files, read_file
from index.embed import find_model
from index.errors import InputError
from index.prepare import prepare
from index.published import published_words
from index.types import Article, Passage, SkippedFile
from rag.settings import Settings
from ui.text import plain

Inspection = tuple[Article, Cleaned, Sequence[Passage]]


def inspect_file(path: Path, line: int, settings: Settings) -> Inspection:
    """Run one file through the pipeline without storing it.

    Raises:
        InputError: it cannot be read, or has no such line.
    """
    files = find_files([path])
    if files != [path.resolve()]:
        raise InputError(f"{path} is not a file.", mend="Name one article file.")
    for item in read_file(files[0]):
        if isinstance(item, SkippedFile):
            if item.line in (None, line):
                raise InputError(f"{item.place} cannot be read: {item.reason}.", mend="Correct the file.")
        elif item.part in (None, str(line)):
            article, cleaned = prepare(item)
            model = find_model(settings.embedder)
            return article, cleaned, Chunker(model.tokenizer(), model.max_tokens).passages(article)
    raise InputError(f"{path} has no article in line {line}.", mend="Name another with --line.")


def inspect_stored(name: str, settings: Settings) -> Inspection:
    """Read one article as it is stored.

    Raises:
        ArchiveError: there is no archive, or the name means no article or several.
    """
    archive = Archive(settings.home)
    try:
        article = find_article(archive, name)
        raw = archive.raw(article.id)
        return article, clean_lines(raw.text if raw else ""), archive.article_passages(article.id)
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
    cut = [f"  {p.start}-{p.end}, {p.tokens} tokens" for p in passages]
    text = ["", *map(plain, article.text.split("\n")), ""]
    return "\n".join([*head, *text, f"Dropped: {len(dropped)} lines", *dropped, "", f"Passages: {len(cut)}", *cut])
