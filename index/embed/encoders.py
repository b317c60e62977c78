"""Where compiled encoders lie: beside the index, one folder for a model and a runtime, there only when it is whole."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from index.embed import model as embed
from index.embed import runtime
from index.embed.compiled import NETWORK, RECORD, TOKENIZER, WEIGHTS
from index.embed.model import BUNDLED, BUNDLED_SHA256, ModelFiles
from index.errors import ArchiveError
from index.settled import settle, unchanged

# Raise it when what an encoder's folder holds, or the sample it is measured on, changes.
_FORMAT = 1
_SEAL = "sealed.json"
_ASIDE = "making-"

Convert = Callable[[Path, Path], None]


def encoder_folder(files: ModelFiles, home: Path) -> Path | None:
    """The folder for a model's encoder in `home`, whether there is one or not; None without a runtime for it.

    Raises:
        ArchiveError: the model cannot be read.
    """
    version = runtime.version()
    if version is None:
        return None
    # The bundled weights are checked when an encoder is made of them; reading them for every question would be slow.
    weights = BUNDLED_SHA256 if files.name == BUNDLED else files.weights_sha256()
    digest = hashlib.sha256(json.dumps([weights, "openvino", version, _FORMAT]).encode())
    try:
        for path in _shaping_files(files.folder):
            content = path.read_bytes()
            digest.update(f"{path.relative_to(files.folder)}\0{len(content)}\0".encode() + content)
    except (OSError, ValueError) as error:
        raise ArchiveError(
            f"The model {files.folder} cannot be read: {error}.", mend="Check DATELINE_EMBEDDER."
        ) from error
    return home / "encoder" / digest.hexdigest()[:16]


def _shaping_files(folder: Path) -> Iterator[Path]:
    """What shapes a model's vectors besides its main weights: tokenizer, prompts, pooling, dense layers."""
    parts = {folder, *(folder / module["path"] for module in embed.modules(folder))}
    for part in sorted(parts):
        yield from sorted(path for path in part.glob("*.json") if path.is_file())
        if part != folder:
            yield from sorted(part.glob("*.safetensors"))


def intact(folder: Path, *, thorough: bool = False) -> bool:
    """Whether a folder holds an encoder as it was sealed; unless `thorough`, sizes and times speak for it."""
    try:
        sealed = json.loads((folder / _SEAL).read_text("utf-8"))
        states = sealed["files"].items()
        return sealed["key"] == folder.name and all(
            unchanged(folder / name, state, thorough=thorough) for name, state in states
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return False


def make(files: ModelFiles, folder: Path, *, convert: Convert | None = None) -> None:
    """Put a model's encoder into `folder`, in place of what may lie there; other encoders beside it are removed.

    Raises:
        ArchiveError: the weights are not what they should be, or the encoder cannot be made or written.
    """
    files.weights_sha256()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=_ASIDE, dir=folder.parent))
        try:
            (convert or _convert_apart)(files.folder, aside)
            _seal(aside, folder.name)
            _put_in_place(aside, folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise ArchiveError(
            f"The encoder {folder} cannot be written: {error.strerror or error}.",
            mend="Make room, or check the rights.",
        ) from error
    _sweep(folder)


def _convert_apart(model_folder: Path, aside: Path) -> None:
    """Convert in another process: torch is loaded there, and given back with all it took."""
    # -P: else Python would import what lies in the folder the command was called in.
    command = [sys.executable, "-P", "-m", "index.embed.convert", str(model_folder), str(aside)]
    finished = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # this very interpreter
    if finished.returncode != 0:
        lines = (finished.stdout or finished.stderr).strip().splitlines()
        reason = lines[-1] if lines else f"it ended with exit code {finished.returncode}"
        raise ArchiveError(f"The encoder could not be made: {reason.rstrip('.')}.", mend="Run `dateline index` again.")


def _seal(folder: Path, key: str) -> None:
    held = [name for name in (NETWORK, WEIGHTS, TOKENIZER, RECORD) if (folder / name).exists()]
    sealed = {"key": key, "files": {name: settle(folder / name) for name in held}}
    (folder / _SEAL).write_text(json.dumps(sealed, indent=2), "utf-8")
    settle(folder / _SEAL)


def _put_in_place(aside: Path, folder: Path) -> None:
    # An encoder that another run made meanwhile is as good as this one; a damaged one makes room.
    if not intact(folder, thorough=True):
        if folder.exists():
            folder.rename(aside.with_name(aside.name + "-damaged"))
        # mkdtemp lets nobody else in; the archive beside it may be shared.
        aside.chmod(0o777 & ~_umask())
        aside.rename(folder)


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _sweep(kept: Path) -> None:
    """Remove encoders of other models and versions, and what a killed run left."""
    for folder in kept.parent.iterdir():
        if folder != kept and folder.is_dir():
            shutil.rmtree(folder, ignore_errors=True)
