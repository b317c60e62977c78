"""Which reader this machine gets: the one in the package in its fastest faithful runtime, or the operator's own."""

from __future__ import annotations

import logging
from functools import cache
from pathlib import Path

from index.embed.model import BUNDLED, find_model
from index.embed.runtime import Precision, precisions
from index.errors import ArchiveError
from rag.judge.reader.network import Network, OpenVinoNetwork, PlainNetwork
from rag.judge.reader.own import open_own_reader
from rag.judge.reader.pairs import Pairing
from rag.judge.reader.reader import DeferredReader, PairReader, TrainedReader
from rag.judge.reader.weights import ADAPTER, ADAPTER_SHA256, load_weights

_log = logging.getLogger(__name__)


def open_reader(folder: str = "") -> PairReader:
    """The reader in the package, or in its place the operator's model in a folder; loaded at its first use.

    Raises:
        InputError: the folder holds no model that can read.
    """
    base = default_reader()
    return open_own_reader(Path(folder).expanduser(), base) if folder else base


@cache
def default_reader() -> PairReader:
    """The reader in the package, loaded at its first use and once a process.

    Claims are weighed in single precision, for half precision moves a probability by a hundredth; questions are not.
    """
    return DeferredReader(lambda: _packaged(_fastest()), lambda: _packaged("float32"))


@cache
def _packaged(precision: Precision) -> TrainedReader:
    return trained_reader(ADAPTER, ADAPTER_SHA256, precision)


def _fastest() -> Precision:
    try:
        return precisions()[0]
    except ArchiveError:
        return "float32"  # As it is computed without OpenVINO.


def trained_reader(adapter: Path, sha256: str | None, precision: Precision) -> TrainedReader:
    """Load an adapter over the bundled body; `sha256` None: whatever it holds.

    Raises:
        ArchiveError: it is missing or damaged.
    """
    weights = load_weights(adapter, sha256)
    try:
        network: Network = OpenVinoNetwork(weights, precision=precision)
    except ArchiveError as error:
        _log.warning("%s The reader runs without it, which is slower.", error.message)
        network = PlainNetwork(weights)
    return TrainedReader(network, Pairing(find_model(BUNDLED).tokenizer()))
