"""The state of an archive and of what it needs, for a person and for programs."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from typing import Any

from index.archive.reader import Counts
from index.day_words import day_words
from index.settings import Loaded
from index.types import Manifest
from index.vectors.sealed import Sealed
from rag.settings import Settings
from rag.write.models import has_model
from ui.render.records import SCHEMA_VERSION
from ui.render.text import plain

_PACKAGES = (
    "dateline",
    "chromadb",
    "gradio",
    "llama-index-core",
    "ollama",
    "openvino",
    "sentence-transformers",
    "torch",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, and how to mend it."""

    what: str
    mend: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The state of an archive and of what it needs; `tail` counts passages newer than the vector generation."""

    loaded: Loaded[Settings]
    counts: Counts
    manifest: Manifest | None
    generation: Sealed | None
    tail: int
    reachable: bool
    models: tuple[str, ...]
    problems: tuple[Problem, ...]


def status_text(status: Status) -> str:
    """Lines that say what is indexed, who answers, every setting with its origin, and what is wrong."""
    settings, manifest, sealed = status.loaded.settings, status.manifest, status.generation
    lines = [f"Archive   {plain(str(settings.home))}", f"          {archive_words(status.counts)}"]
    if sealed:
        place = f" on {plain(sealed.server)}" if sealed.server else ""
        newer = f"{status.tail} passages newer than it"
        lines.append(f"Vectors   generation {sealed.number} of {sealed.built}{place}, {newer}")
    if manifest:
        how = f"indexed with {manifest.runtime}, {manifest.precision}; reads {manifest.max_tokens} tokens"
        lines.append(f"Embedder  {manifest.embedder} ({how})")
    lines += [f"Reader    {_reader(status)}", "", "Settings"]
    entries = setting_records(status.loaded)
    lines += [f"  {entry['name']} = {plain(str(entry['value']))} ({entry['origin']})" for entry in entries]
    lines += ["", "Problems" if status.problems else "No problems."]
    return "\n".join(lines + [f"  {plain(problem.what)} {problem.mend}" for problem in status.problems])


def _reader(status: Status) -> str:
    settings = status.loaded.settings
    if reader_kind(status) == "ollama":
        return f"{settings.model} through Ollama at {settings.ollama_host}"
    if not status.reachable:
        return f"extractive (no Ollama answers at {settings.ollama_host})"
    return f"extractive (Ollama at {settings.ollama_host} has: {plain(', '.join(status.models)) or 'no models'})"


def archive_words(counts: Counts) -> str:
    """How much an archive holds, in a sentence."""
    if counts.articles == 0:
        return "Nothing is indexed yet; run `dateline index PATH`."
    articles = "1 article" if counts.articles == 1 else f"{counts.articles:,} articles"
    if counts.oldest is None or counts.newest is None:
        return f"{articles}, {counts.passages:,} passages."
    days = " to ".join(dict.fromkeys(map(day_words, (counts.oldest, counts.newest))))
    return f"{articles}, {counts.passages:,} passages, {days}."


def status_record(status: Status) -> dict[str, Any]:
    """The state, as `dateline status --json` prints it."""
    counts, settings, sealed = status.counts, status.loaded.settings, status.generation
    return {
        "schema_version": SCHEMA_VERSION,
        "home": str(settings.home),
        "articles": counts.articles,
        "passages": counts.passages,
        "oldest": counts.oldest.isoformat() if counts.oldest else None,
        "newest": counts.newest.isoformat() if counts.newest else None,
        "generation": sealed.number if sealed else 0,
        "tail": status.tail,
        "built": sealed.built if sealed else None,
        "embedder": embedder_record(status),
        "reader": {
            "kind": reader_kind(status),
            "model": settings.model if reader_kind(status) == "ollama" else None,
            "reachable": status.reachable,
            "models": list(status.models),
        },
        "settings": setting_records(status.loaded),
        "versions": {package: version(package) for package in _PACKAGES},
        "problems": [asdict(problem) for problem in status.problems],
    }


def embedder_record(status: Status) -> dict[str, Any]:
    """The embedder of the archive, or of the next one while nothing is indexed."""
    manifest = status.manifest
    if manifest is None:
        name = status.loaded.settings.embedder
        return dict.fromkeys(("name", "sha256", "runtime", "precision", "dimension", "max_tokens")) | {"name": name}
    return {
        "name": manifest.embedder,
        "sha256": manifest.weights_sha256,
        "runtime": manifest.runtime,
        "precision": manifest.precision,
        "dimension": manifest.dimension,
        "max_tokens": manifest.max_tokens,
    }


def setting_records(loaded: Loaded[Settings]) -> list[dict[str, Any]]:
    """Each setting with its value and where that came from."""
    return [
        {
            "name": entry.name,
            "value": _plain(getattr(loaded.settings, entry.name)),
            "origin": loaded.origins[entry.name],
        }
        for entry in fields(loaded.settings)
    ]


def reader_kind(status: Status) -> str:
    """Which reader a question would get now."""
    settings = status.loaded.settings
    if settings.reader != "auto":
        return settings.reader
    return "ollama" if status.reachable and has_model(settings.model, status.models) else "extractive"


def _plain(value: object) -> str | int | float:
    return value if isinstance(value, (int, float)) else str(value)
