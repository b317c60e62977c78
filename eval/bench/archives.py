"""The archives and peers' indexes that the benchmarks search: built once, and kept in a cache.

A build that was killed goes on where it stopped: our indexer commits in batches, and the peer's embeddings are kept by
what was embedded.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from eval.archive import Source, throw_away
from eval.bench.peers import STARTER_LENGTH
from index.build.indexing import Indexer
from index.embed.choice import open_embedder
from index.embed.model import BUNDLED, find_model
from index.settings import IndexSettings
from index.types import RawArticle


def our_archive(name: str, articles: tuple[RawArticle, ...], cache: Path) -> Path:
    """The home of an archive of the articles of a set, brought up to date by the product's own indexer.

    Raises:
        ArchiveError: the cache cannot be written.
    """
    home, model = cache / "dateline" / name, find_model(BUNDLED)
    Indexer(home=home, model=model, embedder=open_embedder(model, home, for_indexing=True)).index_articles(articles)
    return home


def starter_index(articles: tuple[RawArticle, ...], cache: Path, *, splitter: str) -> Path:
    """LlamaIndex's starter over these articles, cut by one of `starter.SPLITTERS`; raises as `throw_away`."""
    from eval.bench.peers import starter

    def build(folder: Path, _source: Source) -> None:
        model = find_model(BUNDLED)
        # An address takes as many tokens as a sentence: where passages are of our length, it is not embedded.
        documents = starter.documents_of(articles, with_url=splitter == STARTER_LENGTH)
        nodes = starter.SPLITTERS[splitter](model).get_nodes_from_documents(documents)
        embedding = starter.open_embedding(model)
        starter.embed(nodes, embedding, kept=cache / "starter-embeddings")
        starter.build(folder, nodes, embedding)

    versions = f"starter, {splitter}, llama-index-core {version('llama-index-core')}, chromadb {version('chromadb')}"
    return throw_away(articles, IndexSettings(embedder=BUNDLED), build=build, versions=versions, cache=cache)
