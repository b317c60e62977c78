"""Whether a model fits an archive."""

from __future__ import annotations

from pathlib import Path

from index.embed.model import BUNDLED, ModelFiles
from index.errors import ArchiveError
from index.types import Manifest


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
