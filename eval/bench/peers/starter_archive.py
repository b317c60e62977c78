"""The peer's indexes: built once, and kept in a cache, its embeddings by what was embedded."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from eval.archive import Source, throw_away
from eval.bench.peers import STARTER_LENGTH
from index.embed.model import BUNDLED, find_model
from index.settings import IndexSettings
from index.types import RawArticle


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
