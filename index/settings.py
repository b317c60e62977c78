"""Settings of the archive, and how any settings are read: flags over environment over file over defaults."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar, get_args, get_origin, get_type_hints
from urllib.parse import urlsplit

import platformdirs

from index.errors import InputError, WrongFlag

Origin = Literal["flag", "environment", "file", "default"]
SETTINGS_FILE = "dateline.toml"


def setting(
    default: Any,
    description: str,
    *,
    variable: str | None = None,
    minimum: float | None = None,
    shown_default: str | None = None,
) -> Any:
    """A settings field with its help text; `variable` replaces the name `DATELINE_<FIELD>`."""
    told = {"help": description, "variable": variable, "minimum": minimum, "shown_default": shown_default}
    return field(default=default, metadata=told)


def default_home() -> Path:
    """The platform's folder for a user's data."""
    return platformdirs.user_data_path("dateline", appauthor=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSettings:
    """Where the archive is, and which model embeds it."""

    home: Path = field(
        default_factory=default_home,
        metadata={"help": "Folder that holds the archive.", "shown_default": "the platform's user data folder"},
    )
    embedder: str = setting(
        "all-MiniLM-L6-v2",
        "Embedding model: the one that is installed with Dateline, a folder, or a model fetched to this machine.",
    )

    chroma: str = setting(
        "",
        "Chroma server that holds the vectors, like http://127.0.0.1:8000; several archives may share it.",
        shown_default="none: they lie in the archive's folder",
    )

    def __post_init__(self) -> None:
        # The chat changes its working folder, so a relative path would come to mean another place.
        object.__setattr__(self, "home", Path(self.home).expanduser().absolute())
        object.__setattr__(self, "chroma", _server_address(self.chroma) if self.chroma else "")


def _server_address(text: str) -> str:
    """An address in the form in which two of the same server are equal."""
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError:  # A port that is no number, a bracket that does not close.
        parts, port = urlsplit(""), None
    # A password would be shown by `dateline status` and in messages.
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise InputError(
            f"The setting chroma is {text!r}, which is not the address of a server.",
            mend="Give DATELINE_CHROMA as http://host:port or https://host:port.",
        )
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{name}{f':{port}' if port else ''}{parts.path.rstrip('/')}"


# What a value of each type may be given as; text is what the environment gives.
_TAKEN: dict[Any, tuple[type, ...]] = {int: (int, str), float: (int, float, str), str: (str,), Path: (str, Path)}

S = TypeVar("S", bound=IndexSettings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded(Generic[S]):
    """Settings with the origin of each value and a warning for each name that means nothing."""

    settings: S
    origins: Mapping[str, Origin]
    warnings: tuple[str, ...] = ()


def variable_name(setting_field: Field[Any]) -> str:
    """The environment variable that sets a field."""
    return setting_field.metadata.get("variable") or f"DATELINE_{setting_field.name.upper()}"


def load_settings(
    kind: type[S],
    *,
    flags: Mapping[str, object] | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> Loaded[S]:
    """Read settings from flags (None means not given), the environment and `dateline.toml` in `folder`.

    An empty environment variable counts as not set.

    Raises:
        InputError: a value has the wrong type or is out of range, or the file is not TOML.
    """
    from_file = _read_file((folder or Path.cwd()) / SETTINGS_FILE)
    types = get_type_hints(kind)
    values: dict[str, Any] = {}
    origins: dict[str, Origin] = {}
    for entry in fields(kind):
        variable = variable_name(entry)
        candidates: list[tuple[Origin, str, object]] = [
            ("flag", f"--{entry.name.replace('_', '-')}", (flags or {}).get(entry.name)),
            ("environment", variable, (environment or {}).get(variable) or None),
            ("file", f"{entry.name} in {SETTINGS_FILE}", from_file.get(entry.name)),
        ]
        origins[entry.name] = "default"
        for origin, label, value in candidates:
            if value is not None:
                try:
                    values[entry.name] = _parse(value, types[entry.name], label, entry.metadata.get("minimum"))
                except InputError as error:
                    if origin == "flag":
                        raise WrongFlag(error.message, mend=error.mend) from error
                    raise
                origins[entry.name] = origin
                break
    return Loaded(settings=kind(**values), origins=origins, warnings=_unknown(kind, environment or {}, from_file))


def _read_file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path} cannot be read as TOML: {error}.", mend="Correct the file or move it away."
        ) from error


def _unknown(kind: type[S], environment: Mapping[str, str], from_file: Mapping[str, object]) -> tuple[str, ...]:
    names = {entry.name for entry in fields(kind)}
    # Read by the test suite and the benchmarks, not settings of the product.
    variables = {variable_name(entry) for entry in fields(kind)} | {"DATELINE_BENCH"}
    strangers = [name for name in environment if name.startswith("DATELINE_") and name not in variables]
    strangers += [f"{name} in {SETTINGS_FILE}" for name in from_file if name not in names]
    return tuple(f"{name} is not a setting and was ignored." for name in sorted(strangers))


def _parse(value: object, wanted: Any, label: str, minimum: float | None) -> object:
    """Turn a flag, a string from the environment or a TOML value into the field's type."""
    if get_origin(wanted) is Literal:
        choices = get_args(wanted)
        if value in choices:
            return value
        raise InputError(f"{label} is {value!r}, which is none of {', '.join(choices)}.", mend="Choose one of these.")
    try:
        if not isinstance(value, _TAKEN[wanted]) or isinstance(value, bool):
            raise TypeError
        parsed: Any = Path(str(value)).expanduser() if wanted is Path else wanted(value)
        if minimum is not None and not parsed >= minimum:  # Not a number is below every minimum.
            raise ValueError
    except (TypeError, ValueError, RuntimeError) as error:  # RuntimeError: the folder of an unknown user.
        kind = {int: "a whole number", float: "a number", Path: "a path"}.get(wanted, "text")
        bound = f" of at least {minimum:g}" if minimum is not None else ""
        raise InputError(f"{label} is {value!r}; it must be {kind}{bound}.", mend="Correct it.") from error
    return parsed
