"""The reader's weights: those of the bundled embedder's body with what the reader has learned added to them.

`python -m eval.fit.reader.train` learns it; CARD.md says from what, under which licence, and how well it does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.embed.model import BUNDLED, find_model
from index.errors import ArchiveError

ADAPTER = Path(__file__).with_name("adapter.safetensors")
ADAPTER_SHA256 = "60d12cda9377d6d82def56509c91216b92b78b7116840ccc05f53cb14f7091d1"
ATTENTION_HEADS = 12
_BODY = "body."
_MEND = "Reinstall Dateline."

Arrays = Mapping[str, NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Weights:
    """A BERT's weights, named as transformers names them, and those of the heads `tokens` and `whole`."""

    arrays: Arrays

    @property
    def layers(self) -> int:
        """How many layers the body has."""
        return 1 + max(int(name.split(".")[2]) for name in self.arrays if name.startswith("encoder.layer."))


def load_weights(adapter: Path = ADAPTER, sha256: str | None = ADAPTER_SHA256) -> Weights:
    """Return the body with the adapter merged into it; `sha256` None: whatever the adapter holds.

    Raises:
        ArchiveError: the adapter or the body is missing, damaged or another one.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load, load_file

    files = find_model(BUNDLED)
    files.weights_sha256()
    try:
        content = adapter.read_bytes()
        if sha256 is not None and hashlib.sha256(content).hexdigest() != sha256:
            raise ArchiveError(f"The reader's weights {adapter} are not those of this version.", mend=_MEND)
        learned = load(content)
        return Weights(_merged(load_file(files.folder / "model.safetensors"), learned))
    except (OSError, SafetensorError, KeyError, ValueError) as error:
        raise ArchiveError(f"The reader's weights {adapter} cannot be read: {error}.", mend=_MEND) from error


def _merged(body: Arrays, learned: Mapping[str, NDArray[np.float16]]) -> Arrays:
    """The weights of each adapted layer with the product of its two narrow matrices added.

    Source: Hu et al. 2021, LoRA, https://arxiv.org/abs/2106.09685.
    """
    merged = {name: array for name, array in body.items() if array.dtype == np.float32}
    for name, up in learned.items():
        layer, _, part = name.removeprefix(_BODY).rpartition(".")
        if part == "up":
            down = learned[f"{name.removesuffix('up')}down"]
            merged[f"{layer}.weight"] = merged[f"{layer}.weight"] + up.astype(np.float32) @ down.astype(np.float32)
        elif part != "down":
            merged[name] = up.astype(np.float32)
    return merged
