"""The compiled encoder as an embedder: nothing of torch is loaded."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.embed.batches import batches
from index.embed.model import Runtime, Vectors, sound
from index.embed.runtime import Network, Precision, precisions
from index.errors import ArchiveError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

NETWORK = "encoder.xml"
WEIGHTS = "encoder.bin"
TOKENIZER = "tokenizer.json"
RECORD = "encoder.json"
# The cosine to the reference below which another runtime would be another model.
FAITHFUL = 0.999


@dataclass(frozen=True, slots=True, kw_only=True)
class EncoderRecord:
    """How a compiled encoder is fed, and the lowest cosine to the reference by precision, measured when it was made.

    `problem` says why there is none.
    """

    dimension: int
    pad_id: int
    query_prompt: str
    passage_prompt: str
    cosine: Mapping[str, float]
    problem: str | None = None

    def faithful(self, precision: Precision) -> bool:
        """Whether the encoder may stand for the reference in a precision."""
        return self.cosine.get(precision, 0.0) >= FAITHFUL


class CompiledEmbedder:
    """A compiled encoder on the CPU; safe to call from several threads, which take turns.

    With `bulk` it is fast for many texts, without for one.
    """

    def __init__(self, folder: Path, record: EncoderRecord, *, precision: Precision, bulk: bool) -> None:
        """Load the encoder in `folder`.

        Raises:
            ArchiveError: it cannot be loaded.
        """
        self.runtime = Runtime(name="openvino", precision=precision)
        self._record = record
        self._tokenizer = _tokenizer(folder / TOKENIZER)
        self._network = Network(folder / NETWORK, precision=precision, bulk=bulk)

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """Embed passages with the model's prompt for documents, where it has one."""
        return self._vectors(self._record.passage_prompt, texts)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Embed questions with the model's prompt for queries, where it has one."""
        return self._vectors(self._record.query_prompt, texts)

    def _vectors(self, prompt: str, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self._record.dimension), np.float32)
        prompted = [prompt + sound(text) for text in texts]
        self._network.run(batches(prompted, self._tokenizer, pad_id=self._record.pad_id), vectors)
        # Here and not in the network, which may compute it in half precision.
        vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)
        return vectors


def best_precision(record: EncoderRecord) -> Precision | None:
    """The fastest precision of this CPU in which the encoder is faithful; None when there is none.

    Raises:
        ArchiveError: the runtime does not work on this machine.
    """
    return next((precision for precision in precisions() if record.faithful(precision)), None)


def write_record(folder: Path, record: EncoderRecord) -> None:
    """Write the record into the folder of its encoder."""
    (folder / RECORD).write_text(json.dumps(asdict(record), indent=2) + "\n", "utf-8")


def read_record(folder: Path) -> EncoderRecord:
    """Read the record of an encoder.

    Raises:
        ArchiveError: there is none.
    """
    try:
        return EncoderRecord(**json.loads((folder / RECORD).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ArchiveError(f"{folder} holds no encoder: {error}.", mend="Run `dateline index` again.") from error


def _tokenizer(path: Path) -> Tokenizer:
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(path))
    except Exception as error:  # It raises nothing narrower.
        raise ArchiveError(f"{path} cannot be read: {error}.", mend="Run `dateline index` again.") from error
