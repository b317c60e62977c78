"""The one home of OpenVINO: it takes over a torch module, and runs what came of it on this CPU."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from index.embed.batches import Batch
from index.embed.model import Vectors
from index.errors import ArchiveError

Precision = Literal["float32", "bfloat16"]

_HINTS: dict[Precision, str] = {"float32": "f32", "bfloat16": "bf16"}


def version() -> str | None:
    """OpenVINO's version, or None where it is not installed; nothing is imported."""
    try:
        return version_of("openvino")
    except PackageNotFoundError:
        return None


def precisions() -> tuple[Precision, ...]:
    """What this CPU computes in without emulation, the fastest first.

    Raises:
        ArchiveError: OpenVINO does not work on this machine.
    """
    try:
        capable = _openvino().Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES")
    except (ImportError, OSError, RuntimeError) as error:
        raise _failed("does not start", error) from error
    return ("bfloat16", "float32") if "BF16" in capable else ("float32",)


def convert(module: Any, example: Sequence[Any], names: Sequence[str]) -> Any:
    """Turn a torch module over (batch, length) integers into an OpenVINO model with inputs called `names`.

    Raises:
        ArchiveError: the converter does not know what the module does.
    """
    openvino = _openvino()
    try:
        model = openvino.convert_model(module, example_input=tuple(example))
        for port, name in zip(model.inputs, names, strict=True):
            port.set_names({name})
        model.reshape({name: [-1, -1] for name in names})
    except Exception as error:  # The converter runs the module and whatever that raises passes through it.
        raise _failed("cannot convert the model", error) from error
    return model


def save(model: Any, path: Path) -> None:
    """Write a model to `path` (.xml) with its weights, all of them in float32, beside it (.bin).

    Raises:
        ArchiveError: it cannot be written.
    """
    try:
        # Weights are halved by default, which would make the float32 runtime another model.
        _openvino().save_model(model, str(path), compress_to_fp16=False)
    except (OSError, RuntimeError) as error:
        raise _failed(f"cannot write {path}", error) from error


class Network:
    """A model on this CPU; safe to call from several threads, which take turns.

    `bulk` gives each core batches of its own, which suits many; otherwise all cores share the batch at hand.
    """

    def __init__(self, path: Path, *, precision: Precision, bulk: bool) -> None:
        """Load the model that `save` wrote.

        Raises:
            ArchiveError: it cannot be loaded.
        """
        hints = {
            "INFERENCE_PRECISION_HINT": _HINTS[precision],
            "PERFORMANCE_HINT": "THROUGHPUT" if bulk else "LATENCY",
        }
        try:
            openvino = _openvino()
            compiled = openvino.Core().compile_model(str(path), "CPU", hints)
            self._queue = openvino.AsyncInferQueue(compiled, compiled.get_property("OPTIMAL_NUMBER_OF_INFER_REQUESTS"))
        except (ImportError, OSError, RuntimeError) as error:
            raise _failed(f"cannot load {path}", error) from error
        self._names = [port.get_any_name() for port in compiled.inputs]
        self._turn = threading.Lock()

    def run(self, batches: Iterable[Batch], vectors: Vectors) -> None:
        """Write the vector of each text into its row of `vectors`, (n, d); what comes next is read meanwhile.

        Raises:
            ArchiveError: the model stops.
        """

        def keep(request: Any, rows: NDArray[np.intp]) -> None:
            vectors[rows] = request.get_output_tensor(0).data

        with self._turn:
            self._queue.set_callback(keep)
            try:
                for batch in batches:
                    self._queue.start_async(self._inputs(batch), batch.rows)
                self._queue.wait_all()
            except RuntimeError as error:
                raise _failed("stopped", error) from error
            finally:
                with suppress(RuntimeError):  # An interrupted run must not leave batches to the next one.
                    self._queue.wait_all()

    def _inputs(self, batch: Batch) -> dict[str, NDArray[np.int64]]:
        values = {"input_ids": batch.ids, "attention_mask": batch.mask, "token_type_ids": np.zeros_like(batch.ids)}
        return {name: values[name] for name in self._names}


class Compiled:
    """A model put together from OpenVINO's operations; safe to call from several threads, which take turns."""

    def __init__(self, build: Callable[[Any], tuple[list[Any], list[Any]]], *, precision: Precision) -> None:
        """Compile what `build` makes of the operations: the outputs, and the inputs that they are made of.

        Raises:
            ArchiveError: OpenVINO does not work on this machine.
        """
        hints = {"INFERENCE_PRECISION_HINT": _HINTS[precision], "PERFORMANCE_HINT": "LATENCY"}
        try:
            openvino = _openvino()
            model = openvino.Model(*build(openvino.opset13), "built")
            self._request = openvino.Core().compile_model(model, "CPU", hints).create_infer_request()
        except (ImportError, OSError, RuntimeError) as error:
            raise _failed("cannot run the model", error) from error
        self._turn = threading.Lock()

    def run(self, *values: NDArray[Any]) -> list[Vectors]:
        """Return the outputs for values of the inputs.

        Raises:
            ArchiveError: the model stops.
        """
        with self._turn:
            try:
                self._request.infer([*values])
            except RuntimeError as error:
                raise _failed("stopped", error) from error
            return [np.array(output.data, np.float32) for output in self._request.output_tensors]


def _openvino() -> Any:
    # OpenVINO tells Google Analytics of its every import, unless this package is missing: then its own stub steps in.
    sys.modules["openvino_telemetry"] = None  # type: ignore[assignment]  # Python's way of saying "cannot be imported"
    import openvino

    return openvino


def _failed(what: str, error: Exception) -> ArchiveError:
    reason = (str(error).strip() or type(error).__name__).splitlines()[-1]
    return ArchiveError(
        f"OpenVINO {what}: {reason.rstrip('.')}.",
        mend="Install openvino anew; `dateline index` mends an encoder.",
    )
