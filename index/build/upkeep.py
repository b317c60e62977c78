"""Taking articles out of an archive, and mending its indexes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from index.archive.database import exists
from index.archive.lock import indexing
from index.archive.reader import ArchiveReader
from index.archive.writer import Archive
from index.errors import ArchiveBusy, ArchiveError, VectorServerError
from index.types import Article
from index.vectors import generations


def remove_articles(
    home: Path,
    names: Sequence[str],
    *,
    server: str = "",
    wait: bool = True,
    on_wait: Callable[[str], None] = lambda _holder: None,
) -> list[Article]:
    """Take articles out by id, path or file name; returns them as they were.

    A Chroma `server` that does not answer learns of it at the next run: what the archive lacks is never found.

    Raises:
        ArchiveError: there is no archive, or a name means no article or more than one; nothing is removed then.
    """
    if not exists(home):
        raise ArchiveError(f"There is no archive in {home}.", mend="Check --home.")
    with indexing(home, wait=wait, on_wait=on_wait):
        archive = Archive(home)
        try:
            articles = [find_article(archive, name) for name in names]
            archive.remove(article.id for article in articles)
            with suppress(VectorServerError):
                generations.advance(home, archive, server=server)
        finally:
            archive.close()
    return articles


def find_article(archive: ArchiveReader, name: str) -> Article:
    """The one article that an id, a path or a file name means.

    Raises:
        ArchiveError: it means none, or several.
    """
    ids = archive.find(name)
    if len(ids) > 1:
        raise ArchiveError(f"{name!r} means {len(ids)} articles: {', '.join(ids[:5])}.", mend="Name one by its id.")
    article = archive.article(ids[0]) if ids else None
    if article is None:
        raise ArchiveError(f"There is no article {name!r} in the archive.", mend="`dateline search` shows ids.")
    return article


def repair(home: Path, *, server: str = "") -> bool:
    """Rebuild a missing or damaged vector or lexical index, unless an indexing run is at it; says whether all is sound.

    Raises:
        ArchiveError: it cannot be rebuilt.
    """
    with suppress(ArchiveBusy), indexing(home, wait=False):
        archive = Archive(home)
        try:
            archive.update_lexical()
            generations.advance(home, archive, server=server)
        finally:
            archive.close()
        return True
    return False
