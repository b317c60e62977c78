"""LlamaIndex as its own starter has it: the default splitter, HuggingFaceEmbedding, Chroma; and its query fusion.

Source: https://docs.llamaindex.ai/en/stable/getting_started/starter_example_local/ and its page on ChromaVectorStore.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import chromadb
import numpy as np
from chromadb.api.client import Client
from llama_index.core import Document, SimpleDirectoryReader, StorageContext, VectorStoreIndex
from llama_index.core.base.base_retriever import BaseRetriever
from llama_index.core.llms import MockLLM
from llama_index.core.node_parser import SentenceSplitter
from llama_index.core.retrievers import QueryFusionRetriever
from llama_index.core.retrievers.fusion_retriever import FUSION_MODES
from llama_index.core.schema import BaseNode, MetadataMode, QueryBundle
from llama_index.embeddings.huggingface import HuggingFaceEmbedding
from llama_index.retrievers.bm25 import BM25Retriever
from llama_index.vector_stores.chroma import ChromaVectorStore

from eval.bench.peers import OUR_LENGTH, STARTER_LENGTH
from eval.bench.peers.found import Find
from index.embed.model import ModelFiles
from index.types import RawArticle

_COLLECTION = "quickstart"
_KEPT_TOGETHER = 256


def open_embedding(model: ModelFiles) -> Any:
    """LlamaIndex's embedding over the weights that our archives are embedded with."""
    return HuggingFaceEmbedding(model_name=str(model.folder))


def default_splitter(_model: ModelFiles) -> SentenceSplitter:
    """1,024 tokens with 200 of overlap, of which MiniLM reads the first 256 word pieces."""
    return SentenceSplitter()


def splitter_of_our_length(model: ModelFiles) -> SentenceSplitter:
    """As many of the embedder's own tokens as our passages have, metadata included and without overlap."""
    tokenizer = model.tokenizer()

    def tokens(text: str) -> list[int]:
        return list(tokenizer.encode(text, add_special_tokens=False).ids)

    return SentenceSplitter(chunk_size=model.max_tokens, chunk_overlap=0, tokenizer=tokens)


SPLITTERS: dict[str, Callable[[ModelFiles], SentenceSplitter]] = {
    STARTER_LENGTH: default_splitter,
    OUR_LENGTH: splitter_of_our_length,
}


def read_texts(folder: Path) -> list[Document]:
    """The text files of a folder, as its reader takes them."""
    return list(SimpleDirectoryReader(str(folder), required_exts=[".txt"]).load_data())


def documents_of(articles: Sequence[RawArticle], *, with_url: bool) -> list[Document]:
    """The articles with the metadata they came with; `with_url` puts the address among what is embedded."""
    hidden = [] if with_url else ["url"]
    return [
        Document(
            doc_id=article.id,
            text=article.text,
            metadata=_metadata(article),
            excluded_embed_metadata_keys=hidden,
            excluded_llm_metadata_keys=hidden,
        )
        for article in articles
    ]


def _metadata(article: RawArticle) -> dict[str, str]:
    given = {
        "title": article.title, "source": article.source, "url": article.url, "published": article.published
    }  # fmt: skip
    return {name: value for name, value in given.items() if value}


def embed(nodes: Sequence[BaseNode], embedding: Any, *, kept: Path) -> None:
    """Give nodes their embeddings; each batch is kept under the hash of its texts, so that a killed run goes on."""
    kept.mkdir(parents=True, exist_ok=True)
    for start in range(0, len(nodes), _KEPT_TOGETHER):
        batch = nodes[start : start + _KEPT_TOGETHER]
        texts = [node.get_content(MetadataMode.EMBED) for node in batch]
        file = kept / f"{hashlib.sha256(json.dumps(texts).encode()).hexdigest()[:16]}.npy"
        if not file.exists():
            aside = file.with_suffix(".new.npy")
            np.save(aside, np.array(embedding.get_text_embedding_batch(texts)))
            aside.rename(file)
        for node, vector in zip(batch, np.load(file), strict=True):
            node.embedding = vector.tolist()


def build(folder: Path, nodes: Sequence[BaseNode], embedding: Any) -> None:
    """Store nodes in a new Chroma folder; those without an embedding get it here."""
    with closing(_open(folder)) as client:
        store = ChromaVectorStore(chroma_collection=client.get_or_create_collection(_COLLECTION))
        context = StorageContext.from_defaults(vector_store=store)
        VectorStoreIndex(list(nodes), storage_context=context, embed_model=embedding)


def _open(folder: Path) -> Client:
    return cast("Client", chromadb.PersistentClient(str(folder)))


class Starter:
    """An index that `build` made, open for questions."""

    def __init__(self, folder: Path, embedding: Any) -> None:
        self._client = _open(folder)
        self._store = ChromaVectorStore(chroma_collection=self._client.get_collection(_COLLECTION))
        self._index = VectorStoreIndex.from_vector_store(self._store, embed_model=embedding)

    def close(self) -> None:
        """Close the folder."""
        self._client.close()

    def nodes(self) -> list[BaseNode]:
        """Everything that is stored."""
        return list(self._store.get_nodes(None))

    def retriever(self, k: int) -> BaseRetriever:
        """Its own retriever."""
        return self._index.as_retriever(similarity_top_k=k)

    def fusion(self, k: int) -> BaseRetriever:
        """Its retriever and its BM25, fused by reciprocal ranks; the question is not rewritten."""
        lexical = BM25Retriever.from_defaults(nodes=self.nodes(), similarity_top_k=k)
        return QueryFusionRetriever(
            [self.retriever(k), lexical],
            llm=MockLLM(),
            mode=FUSION_MODES.RECIPROCAL_RANK,
            similarity_top_k=k,
            num_queries=1,
            use_async=False,
        )


def finder(make: Callable[[int], BaseRetriever], embedded: Callable[[str], list[float]]) -> Find:
    """A LlamaIndex retriever as a peer, handed each question's embedding; the reader gets nodes without metadata."""
    made: dict[int, BaseRetriever] = {}

    def find(question: str, k: int) -> list[tuple[str, str]]:
        if k not in made:
            made[k] = make(k)
        bundle = QueryBundle(question, embedding=embedded(question))
        return [(found.node.ref_doc_id or "", found.text) for found in made[k].retrieve(bundle)]

    return find
