"""What the numbers were measured on and with."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_FLAGS = ("avx2", "avx512f", "avx512_bf16", "avx512_vnni", "amx_bf16")
_PACKAGES = (
    *("chromadb", "openvino", "torch", "sentence-transformers", "llama-index-core", "llama-index-vector-stores-chroma"),
    *("llama-index-embeddings-huggingface", "llama-index-retrievers-bm25", "bm25s"),
)


def machine() -> str:
    """One paragraph: the processor with the flags that matter to an encoder, cores, memory, day, versions."""
    model, flags = _processor()
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {found}" for name in _PACKAGES if (found := _version(name)))
    return (
        f"{datetime.now(UTC).date()}: {os.cpu_count()} cores of {model}"
        f" ({', '.join(flag for flag in _FLAGS if flag in flags) or 'no AVX2'}), {gib:.0f} GiB,"
        f" Python {platform.python_version()}, {versions}."
    )


def _processor() -> tuple[str, frozenset[str]]:
    """Its name and its flags, as far as Linux tells them."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine(), frozenset()
    told = dict(line.split(":", 1) for line in reversed(lines) if ":" in line)
    known = {key.strip(): value.strip() for key, value in told.items()}
    return known.get("model name", platform.machine()), frozenset(known.get("flags", "").split())


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
