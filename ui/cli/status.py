"""What is indexed, with what, what is reachable, what is wrong and how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from importlib.metadata import version
from typing import Any

from index.archive.reader import Counts
from index.build.upkeep import repair
from index.embed.manifest import check_model
from index.embed.model import find_model
from index.errors import DatelineError, InputError, ModelServerError
from index.search import EXACT_UP_TO, PassageIndex
from index.settings import Loaded
from index.types import Manifest
from index.vectors.sealed import Sealed
from rag.app import model_server
from rag.settings import Settings
from rag.write.models import has_model, mend_for
from ui.render.records import SCHEMA_VERSION

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


def gather(loaded: Loaded[Settings]) -> Status:
    """Look at everything; a damaged vector index is rebuilt on the way where that is possible.

    Raises:
        ArchiveError: the archive cannot be read at all.
    """
    settings = loaded.settings
    reachable, models, server_problems = _server(settings)
    # A question to a small archive does not ask the server; who wants to know how things stand does.
    exact_up_to = 0 if settings.chroma else EXACT_UP_TO
    index = PassageIndex(settings.home, server=settings.chroma, exact_up_to=exact_up_to)
    try:
        index.generation()  # Finds out whether the vector index is damaged; it is looked at again after the repair.
        problems = [*_index_problems(index, settings), *server_problems, *_reader_problems(settings, reachable, models)]
        problems += [Problem(what=warning, mend="Correct the name or remove it.") for warning in loaded.warnings]
        generation, tail = index.generation()
        return Status(
            loaded=loaded,
            counts=index.counts(),
            manifest=index.manifest(),
            generation=generation,
            tail=tail,
            reachable=reachable,
            models=models,
            problems=tuple(problems),
        )
    finally:
        index.close()


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


def _server(settings: Settings) -> tuple[bool, tuple[str, ...], list[Problem]]:
    """Whether the model server answers, what it has, and what is wrong with its address."""
    try:
        return True, model_server(settings).models(), []
    except ModelServerError:
        return False, (), []
    except InputError as error:
        return False, (), [Problem(what=error.message, mend=error.mend)]


def _index_problems(index: PassageIndex, settings: Settings) -> Iterator[Problem]:
    if index.counts().articles == 0:
        yield Problem(what=f"Nothing is indexed in {settings.home}.", mend="Run `dateline index PATH`.")
    try:
        check_model(settings.home, index.manifest(), find_model(settings.embedder))
        if index.problem and not repair(settings.home, server=settings.chroma):
            yield Problem(what=index.problem, mend="Wait for the indexing run that is at work.")
    except DatelineError as error:
        yield Problem(what=error.message, mend=error.mend)


def _reader_problems(settings: Settings, reachable: bool, models: tuple[str, ...]) -> Iterator[Problem]:
    """A missing server is a problem only for who insists on it."""
    if settings.reader != "ollama":
        return
    if not reachable:
        yield Problem(what=f"No Ollama server answers at {settings.ollama_host}.", mend="Run `ollama serve`.")
    elif not has_model(settings.model, models):
        yield Problem(what=f"The Ollama server lacks {settings.model}.", mend=mend_for(settings.model, models))
