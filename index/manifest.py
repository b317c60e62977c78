"""What an archive is built with, and whether a model fits it."""

from __future__ import annotations

from pathlib import Path

from index import chunk, clean
from index.embed import BUNDLED, ModelFiles, Runtime
from index.errors import ArchiveError
from index.types import Manifest


def manifest_of(model: ModelFiles, runtime: Runtime) -> Manifest:
    """What an archive would be built with now.

    Raises:
        ArchiveError: the model's weights cannot be read or are not what they should be.
    """
    return Manifest(
        embedder=model.name,
        weights_sha256=model.weights_sha256(),
        dimension=model.dimension,
        max_tokens=model.max_tokens,
        runtime=runtime.name,
        precision=runtime.precision,
        chunker=chunk.VERSION,
        cleaner=clean.VERSION,
    )


def check_model(home: Path, held: Manifest | None, model: ModelFiles) -> None:
    """Make sure that a model has the weights which the archive in `home` was embedded with, whatever it is called.

    Raises:
        ArchiveError: it has others.
    """
    if held is None or held.embedder == model.name == BUNDLED:  # The bundled weights were checked when it was built.
        return
    weights = model.weights_sha256()
    if weights == held.weights_sha256:
        return
    if held.embedder == model.name:
        what = f"The weights of {model.name} have changed since the archive {home} was embedded with them."
        mend = "Bring them back, or index the articles into another folder with --home."
    else:
        what = f"The archive {home} was embedded with {held.embedder}, not with {model.name}."
        mend = f"Set DATELINE_EMBEDDER={held.embedder}, or index the articles into another folder with --home."
    raise ArchiveError(what, mend=mend)
