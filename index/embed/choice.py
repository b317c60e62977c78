"""Which embedder a model gets on this machine: the fastest that is faithful to the reference."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from index.embed import encoders
from index.embed.compiled import CompiledEmbedder, best_precision, read_record
from index.embed.model import Embedder, ModelFiles, Runtime, Vectors
from index.embed.reference import SentenceTransformerEmbedder, has_gpu
from index.errors import ArchiveError

_log = logging.getLogger(__name__)


def open_embedder(
    files: ModelFiles, home: Path, *, for_indexing: bool, on_compile: Callable[[], None] = lambda: None
) -> Embedder:
    """The fastest faithful embedder of a model, chosen and loaded at its first use.

    Questions take the encoder that lies compiled in `home`, without torch; indexing compiles it where there is none,
    after telling `on_compile`, and takes it too unless torch finds a GPU. Whenever that cannot be had, the reference
    stands in.
    """
    if for_indexing:
        return _Deferred(lambda: _for_indexing(files, home, on_compile), files.dimension)
    return _Deferred(lambda: _compiled(files, home, bulk=False) or SentenceTransformerEmbedder(files), files.dimension)


class _Deferred:
    """An embedder that is chosen at the first use; safe to call from several threads."""

    def __init__(self, choose: Callable[[], Embedder], dimension: int) -> None:
        self._choose = choose
        self._dimension = dimension
        self._chosen: Embedder | None = None
        self._choosing = threading.Lock()

    @property
    def runtime(self) -> Runtime:
        return self._embedder().runtime

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        return self._embedder().encode_passages(texts) if texts else np.zeros((0, self._dimension), np.float32)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return self._embedder().encode_queries(texts) if texts else np.zeros((0, self._dimension), np.float32)

    def _embedder(self) -> Embedder:
        with self._choosing:
            if self._chosen is None:
                self._chosen = self._choose()
            return self._chosen


def _for_indexing(files: ModelFiles, home: Path, on_compile: Callable[[], None]) -> Embedder:
    try:
        _ensure_compiled(files, home, on_compile)
    except ArchiveError as error:
        # Nothing is lost but speed; the model's own faults are told by whoever reads its weights.
        _log.warning("%s The reference embeds instead, which is slower.", error.message)
    if has_gpu():
        return SentenceTransformerEmbedder(files)
    return _compiled(files, home, bulk=True) or SentenceTransformerEmbedder(files)


def _ensure_compiled(files: ModelFiles, home: Path, on_compile: Callable[[], None]) -> None:
    folder = encoders.encoder_folder(files, home)
    if folder is not None and not encoders.intact(folder, thorough=True):
        on_compile()
        encoders.make(files, folder)


def _compiled(files: ModelFiles, home: Path, *, bulk: bool) -> Embedder | None:
    """The encoder that lies in `home`; None when there is none, or none that works and is faithful on this machine."""
    try:
        folder = encoders.encoder_folder(files, home)
        if folder is None or not encoders.intact(folder):
            return None
        record = read_record(folder)
        precision = best_precision(record) if record.cosine else None
        return CompiledEmbedder(folder, record, precision=precision, bulk=bulk) if precision else None
    except ArchiveError as error:
        _log.warning("%s The reference embeds instead, which is slower.", error.message)
        return None
