"""The articles of the sets, and the archives that they are searched in.

Archives are built once by the product's own indexer and kept in a cache.
"""

from __future__ import annotations

from pathlib import Path

from index.build.indexing import Indexer
from index.corpus import read_files
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, find_model
from index.types import RawArticle


def articles_in(*files: Path) -> tuple[RawArticle, ...]:
    """The articles of files; what cannot be read is left out."""
    return tuple(item for item in read_files(files) if isinstance(item, RawArticle))


def our_archive(name: str, articles: tuple[RawArticle, ...], cache: Path) -> Path:
    """The home of an archive of a set's articles, brought up to date; a build that was killed goes on.

    Raises:
        ArchiveError: the cache cannot be written.
    """
    home, model = cache / "dateline" / name, find_model(BUNDLED)
    Indexer(home=home, model=model, embedder=open_embedder(model, home, for_indexing=True)).index_articles(articles)
    return home
