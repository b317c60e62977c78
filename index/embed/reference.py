"""The reference embedder: the one home of sentence-transformers, transformers and torch."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embed.model import ModelFiles, Runtime, Vectors, sound
from index.errors import InputError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Small batches are faster on a CPU: less padding, and the working set stays in the cache.
_CPU_BATCH = 8
_GPU_BATCH = 256


class SentenceTransformerEmbedder:
    """A sentence-transformers model in float32, on the GPU that torch finds or else the CPU, loaded at the first use.

    Safe to call from several threads.
    """

    def __init__(self, files: ModelFiles) -> None:
        self._files = files
        self._loaded: SentenceTransformer | None = None
        self._loading = threading.Lock()

    @property
    def runtime(self) -> Runtime:
        """What embeds; loads the model."""
        device = self._model().device.type
        return Runtime(name="torch" if device == "cpu" else f"torch-{device}", precision="float32")

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages with the model's prompt for documents, where it has one."""
        if not texts:
            return np.zeros((0, self._files.dimension), np.float32)
        return self._vectors(self._model().encode_document, texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions with the model's prompt for queries, where it has one."""
        if not texts:
            return np.zeros((0, self._files.dimension), np.float32)
        return self._vectors(self._model().encode_query, texts)

    def _vectors(self, encode: Callable[..., object], texts: Sequence[str]) -> Vectors:
        size = _CPU_BATCH if self._model().device.type == "cpu" else _GPU_BATCH
        encoded = encode([*map(sound, texts)], batch_size=size, show_progress_bar=False, normalize_embeddings=True)
        return np.asarray(encoded, dtype=np.float32)

    def _model(self) -> SentenceTransformer:
        with self._loading:
            if self._loaded is None:
                self._loaded = _matching(load(self._files.folder), self._files)
            return self._loaded


def load(folder: Path, *, device: str | None = None) -> SentenceTransformer:
    """Load a model without asking any hub; without `device` on the GPU that torch finds, or else the CPU."""
    # A name looked up at the hub without a network retries for more than a minute; a folder needs no hub.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    return SentenceTransformer(str(folder), device=device, local_files_only=True)


def has_gpu() -> bool:
    """Whether torch finds a GPU; a torch that was built for CPUs is not even imported."""
    try:
        if version("torch").endswith("+cpu"):
            return False
    except PackageNotFoundError:
        return False
    import torch

    return torch.cuda.is_available() or torch.backends.mps.is_available()


def _matching(model: SentenceTransformer, files: ModelFiles) -> SentenceTransformer:
    width = model.get_embedding_dimension()
    if width == files.dimension:
        return model
    raise InputError(
        f"{files.name} gives vectors of {width} numbers, and its files speak of {files.dimension}.",
        mend="Use another embedding model.",
    )
