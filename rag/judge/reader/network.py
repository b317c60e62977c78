"""The reader's network on this CPU: in OpenVINO, put together from its weights without torch, or else in numpy.

Source: Devlin et al. 2019, BERT, https://arxiv.org/abs/1810.04805.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.embed.model import Runtime, Vectors
from index.embed.runtime import Compiled, Precision
from rag.judge.reader.pairs import Batch
from rag.judge.reader.weights import ATTENTION_HEADS, Weights

_EPSILON = 1e-12
_HIDDEN_FROM_SIGHT = 1e4


class Network(Protocol):
    """Reads batches of pairs."""

    @property
    def runtime(self) -> Runtime:
        """What computes it."""
        ...

    def run(self, batch: Batch) -> tuple[Vectors, Vectors]:
        """Return the logits of the head `tokens` for each token, (n, length, a), and of `whole`, (n, b); blocks."""
        ...


class PlainNetwork:
    """The network in numpy and float32: slower, and what the other is measured against."""

    runtime = Runtime(name="numpy", precision="float32")

    def __init__(self, weights: Weights) -> None:
        self._weights = weights

    def run(self, batch: Batch) -> tuple[Vectors, Vectors]:
        """As `Network.run`."""
        hidden = embedded(self._weights, batch)
        unseen = (batch.mask[:, None, None, :].astype(np.float32) - 1) * _HIDDEN_FROM_SIGHT
        for layer in range(self._weights.layers):
            hidden = self._layer(f"encoder.layer.{layer}", hidden, unseen)
        return self._linear("tokens", hidden), self._linear("whole", hidden[:, 0])

    def _layer(self, name: str, hidden: Vectors, unseen: Vectors) -> Vectors:
        query, key, value = (
            self._by_head(self._linear(f"{name}.attention.self.{part}", hidden)) for part in ("query", "key", "value")
        )
        scores = query @ key.swapaxes(2, 3) / np.sqrt(np.float32(query.shape[-1])) + unseen
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        seen = (scores / scores.sum(-1, keepdims=True)) @ value
        joined = seen.swapaxes(1, 2).reshape(hidden.shape)
        attended = self._linear(f"{name}.attention.output.dense", joined) + hidden
        middle = _normed(self._weights, f"{name}.attention.output.LayerNorm", attended)
        wide = _gelu(self._linear(f"{name}.intermediate.dense", middle))
        narrow = self._linear(f"{name}.output.dense", wide) + middle
        return _normed(self._weights, f"{name}.output.LayerNorm", narrow)

    def _by_head(self, values: Vectors) -> Vectors:
        return values.reshape(*values.shape[:2], ATTENTION_HEADS, -1).swapaxes(1, 2)

    def _linear(self, name: str, values: Vectors) -> Vectors:
        arrays = self._weights.arrays
        return values @ arrays[f"{name}.weight"].T + arrays[f"{name}.bias"]


class OpenVinoNetwork:
    """The network in OpenVINO; safe to call from several threads, which take turns."""

    def __init__(self, weights: Weights, *, precision: Precision) -> None:
        """Build and compile it.

        Raises:
            ArchiveError: OpenVINO does not work on this machine.
        """
        self.runtime = Runtime(name="openvino", precision=precision)
        self._weights = weights
        self._compiled = Compiled(lambda ops: _Graph(ops, weights).outputs_and_inputs(), precision=precision)

    def run(self, batch: Batch) -> tuple[Vectors, Vectors]:
        """As `Network.run`."""
        unseen = (batch.mask[:, None, None, :].astype(np.float32) - 1) * _HIDDEN_FROM_SIGHT
        tokens, whole = self._compiled.run(embedded(self._weights, batch), unseen)
        return tokens, whole


class _Graph:
    """The layers behind the embedding as OpenVINO's operations."""

    def __init__(self, operations: Any, weights: Weights) -> None:
        self._ops = operations
        self._weights = weights

    def outputs_and_inputs(self) -> tuple[list[Any], list[Any]]:
        """Return both heads, and the inputs: embedded tokens and what is added to the scores of hidden ones."""
        ops, width = self._ops, len(self._weights.arrays["tokens.weight"][0])
        inputs = [ops.parameter([-1, -1, width], np.float32), ops.parameter([-1, 1, 1, -1], np.float32)]
        hidden, unseen = inputs
        for layer in range(self._weights.layers):
            hidden = self._layer(f"encoder.layer.{layer}", hidden, unseen)
        first = ops.gather(hidden, np.int64(0), np.int64(1))
        return [self._linear("tokens", hidden), self._linear("whole", first)], inputs

    def _layer(self, name: str, hidden: Any, unseen: Any) -> Any:
        ops = self._ops
        query, key, value = (
            self._by_head(self._linear(f"{name}.attention.self.{part}", hidden)) for part in ("query", "key", "value")
        )
        seen = ops.scaled_dot_product_attention(query, key, value, unseen)
        joined = ops.reshape(ops.transpose(seen, _constant([0, 2, 1, 3])), _constant([0, 0, -1]), special_zero=True)
        attended = ops.add(self._linear(f"{name}.attention.output.dense", joined), hidden)
        middle = self._normed(f"{name}.attention.output.LayerNorm", attended)
        wide = ops.gelu(self._linear(f"{name}.intermediate.dense", middle), "erf")
        narrow = ops.add(self._linear(f"{name}.output.dense", wide), middle)
        return self._normed(f"{name}.output.LayerNorm", narrow)

    def _by_head(self, values: Any) -> Any:
        shape = _constant([0, 0, ATTENTION_HEADS, -1])
        return self._ops.transpose(self._ops.reshape(values, shape, special_zero=True), _constant([0, 2, 1, 3]))

    def _linear(self, name: str, values: Any) -> Any:
        arrays, ops = self._weights.arrays, self._ops
        return ops.add(ops.matmul(values, arrays[f"{name}.weight"], False, True), arrays[f"{name}.bias"])

    def _normed(self, name: str, values: Any) -> Any:
        arrays, ops = self._weights.arrays, self._ops
        even = ops.mvn(values, _constant([-1]), True, _EPSILON, "INSIDE_SQRT")
        return ops.add(ops.multiply(even, arrays[f"{name}.weight"]), arrays[f"{name}.bias"])


def _constant(values: Sequence[int]) -> NDArray[np.int64]:
    return np.array(values, np.int64)


def embedded(weights: Weights, batch: Batch) -> Vectors:
    """Return the vectors of a batch's tokens at their places, (n, length, d)."""
    word, position, segment = (
        weights.arrays[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
    )
    return _normed(
        weights, "embeddings.LayerNorm", word[batch.ids] + segment[batch.types] + position[: batch.ids.shape[1]]
    )


def _normed(weights: Weights, name: str, values: Vectors) -> Vectors:
    centred = values - values.mean(-1, keepdims=True)
    even = centred / np.sqrt((centred * centred).mean(-1, keepdims=True) + np.float32(_EPSILON))
    normed: Vectors = even * weights.arrays[f"{name}.weight"] + weights.arrays[f"{name}.bias"]
    return normed


def _gelu(values: Vectors) -> Vectors:
    return values * np.float32(0.5) * (1 + _erf(values * np.float32(np.sqrt(0.5))))


def _erf(values: NDArray[np.float32]) -> Vectors:
    """The error function to 1.5e-7. Source: Abramowitz and Stegun 1964, 7.1.26."""
    sizes = np.abs(values)
    step = 1 / (1 + np.float32(0.3275911) * sizes)
    series = step * (
        0.254829592 + step * (-0.284496736 + step * (1.421413741 + step * (-1.453152027 + step * 1.061405429)))
    )
    erf: Vectors = np.sign(values) * (1 - series * np.exp(-sizes * sizes)).astype(np.float32)
    return erf
