"""What Ollama's server says of its models, and the lines of its streams, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from tests.ollama_script import AS_READ, CHARACTERS_PER_TOKEN, Body, Done, Say, tokens

DIGEST = "0123456789abcdef" * 4
MODIFIED = "2026-01-02T03:04:05.678901+01:00"

Overflow = Literal["drop", "halve", "refuse"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A model of the stand-in; `capabilities` None is a server too old to tell them."""

    name: str
    family: str = "gemma4"
    size: str = "8.0B"
    context_length: int | None = 131_072
    capabilities: tuple[str, ...] | None = ("completion",)
    remote_host: str | None = None

    @property
    def details(self) -> Body:
        sizes = {"parameter_size": self.size, "quantization_level": "Q4_K_M"}
        return {"parent_model": "", "format": "gguf", "family": self.family, "families": [self.family], **sizes}

    @property
    def optional(self) -> Body:
        """Fields that are left out where they are empty."""
        remote = {"remote_host": self.remote_host, "remote_model": self.name} if self.remote_host else {}
        return remote if self.capabilities is None else {**remote, "capabilities": list(self.capabilities)}


def listed(entry: Entry) -> Body:
    """A model in the answer of /api/tags."""
    names = {"name": entry.name, "model": entry.name}
    shared = {"modified_at": MODIFIED, "size": 5_000_000_000, "digest": DIGEST}
    return {**names, **shared, "details": entry.details, **entry.optional}


def running(entry: Entry, context_length: int) -> Body:
    """A model in the answer of /api/ps."""
    names = {"name": entry.name, "model": entry.name}
    shared = {"size": 6_000_000_000, "digest": DIGEST, "size_vram": 0, "expires_at": _now()}
    return {**names, **shared, "details": entry.details, "context_length": context_length}


def described(entry: Entry) -> Body:
    """The answer of /api/show."""
    info: Body = {"general.architecture": entry.family, f"{entry.family}.embedding_length": 2560}
    if entry.context_length:
        info[f"{entry.family}.context_length"] = entry.context_length
    shown = {"modelfile": f"FROM {entry.name}", "details": entry.details, "model_info": info}
    return {**shown, **entry.optional, "modified_at": MODIFIED}


def cut_to(window: int, body: Body, overflow: Overflow) -> Body:
    """The request as the model sees it: older messages dropped, and what is still too long halved."""
    messages: list[dict[str, Any]] = list(body["messages"])
    while overflow == "drop" and tokens({"messages": messages}) > window:
        oldest = next((one for one in messages[:-1] if one["role"] != "system"), None)
        if oldest is None:
            break
        messages.remove(oldest)
    if tokens({"messages": messages}) > window:
        kept, last = CHARACTERS_PER_TOKEN * window // 2, messages[-1]
        messages = [{**last, "content": last["content"][-kept:]}]
    return {**body, "messages": messages}


def stream_line(body: Body, action: Say | Done) -> Body:
    """A line of the stream; like Ollama, it leaves out fields that are empty."""
    message = {"role": "assistant", "content": ""}
    line: Body = {"model": body["model"], "created_at": _now(), "message": message, "done": False}
    if isinstance(action, Say):
        message["content"] = action.text
        return {**line, "message": message | ({"thinking": action.thinking} if action.thinking else {})}
    durations = {"total_duration": 4_000_000_000, "load_duration": 50_000_000, "eval_duration": 2_000_000_000}
    counts = {"eval_count": 42, **durations}
    read = tokens(body) if action.prompt_eval_count == AS_READ else action.prompt_eval_count
    if read:
        counts |= {"prompt_eval_count": read, "prompt_eval_duration": 1_900_000_000}
    return {**line, "done": True, "done_reason": action.reason, **counts}


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")
