"""The models of an Ollama server: which can write answers, which is nearest to one it lacks, and their windows."""

from __future__ import annotations

import difflib
import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.errors import ModelServerError
from rag.errors import ModelMissing, ServerUnreachable

# Families that only embed, for servers too old to say what a model can.
_EMBEDDING_FAMILY = re.compile(r"bert", re.IGNORECASE)
_SIZE = re.compile(r"(?<![\d.])(\d+(?:\.\d+)?)([bm])(?![a-z])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledModel:
    """A model of a server; `writes` tells it from those that only embed, `remote` from those that run there."""

    name: str
    writes: bool = True
    remote: bool = False


def read_models(reply: Mapping[str, Any]) -> tuple[InstalledModel, ...]:
    """Read what /api/tags answers.

    Raises:
        KeyError, TypeError, AttributeError: it is not what Ollama would answer.
    """
    return tuple(
        InstalledModel(
            name=_name(entry),
            writes=_writes(entry),
            remote=bool(entry.get("remote_host") or entry.get("remote_model")),
        )
        for entry in reply["models"] or ()
    )


def read_context_length(shown: Mapping[str, Any]) -> int | None:
    """Read the window that a model was made for from what /api/show answers; None where it does not stand there."""
    info = shown.get("model_info") or {}
    length = info.get(f"{info.get('general.architecture')}.context_length")
    return length if isinstance(length, int) and length > 0 else None


def writers(installed: Sequence[InstalledModel]) -> tuple[str, ...]:
    """Names of the models that can write an answer on the server itself, sorted."""
    return tuple(sorted(model.name for model in installed if model.writes and not model.remote))


def has_model(model: str, names: Sequence[str]) -> bool:
    """Whether a server's list of models holds one; a name without a tag means its `latest`."""
    return model in names or f"{model}:latest" in names


def nearest(model: str, names: Sequence[str]) -> str | None:
    """The name most like that of a model: of its family, then of its size, then by letters; None among none."""

    def likeness(name: str) -> tuple[bool, bool, float]:
        ratio = difflib.SequenceMatcher(None, model, name).ratio()
        return _family(model) == _family(name), _size(model) == _size(name), ratio

    return max(names, key=likeness, default=None)


def mend_for(model: str, names: Sequence[str]) -> str:
    """What to do about a model that a server lacks, which has those of these names."""
    near = nearest(model, names)
    if near is None:
        return f"Run `ollama pull {model}`."
    return f"The nearest it has is {near}: use it with --model {near}, or run `ollama pull {model}`."


class ContextWindows:
    """The window asked of each model: `most` tokens or its own limit; one for a session, for a change reloads it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: dict[tuple[str, str], int] = {}
        self._lock = threading.Lock()

    def window(self, address: str, model: str, context_length: Callable[[str], int | None]) -> int:
        """The window of a model at an address; `context_length` tells its limit, and is asked once.

        Raises:
            InputError: `context_length` refuses the model.
        """
        known = self._known.get((address, model))
        if known is None:
            try:
                known = min(self._most, context_length(model) or self._most)
            except (ServerUnreachable, ModelMissing):
                return self._most  # Nothing will be loaded, so it may be asked again.
            except ModelServerError:
                known = self._most
        with self._lock:  # Not while a server is asked: it may be slow. The first answer counts.
            return self._known.setdefault((address, model), known)


def _name(entry: Mapping[str, Any]) -> str:
    name = entry.get("model") or entry["name"]
    if not isinstance(name, str):
        raise TypeError(name)
    return name


def _writes(entry: Mapping[str, Any]) -> bool:
    capabilities = entry.get("capabilities")
    if capabilities:
        return "completion" in capabilities
    family = (entry.get("details") or {}).get("family") or ""
    return not _EMBEDDING_FAMILY.search(family)


def _family(model: str) -> str:
    """The letters a name begins with: "gemma" of "gemma4:e4b" and of "hf.co/unsloth/gemma-3-4b-it-GGUF:Q4_K_M"."""
    found = re.match(r"[a-z]+", model.rpartition("/")[2].lower())
    return found[0] if found else ""


def _size(model: str) -> str:
    """The number of parameters that a name tells: "4b" of "gemma4:e4b"; empty where it tells none."""
    found = _SIZE.search(model.rpartition("/")[2])
    return found[0].lower() if found else ""
