from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import pytest

from index.errors import InputError
from index.settings import Loaded, load_settings, variable_name
from rag.settings import Settings


def load(
    folder: Path,
    *,
    file: str | None = None,
    environment: Mapping[str, str] | None = None,
    flags: Mapping[str, object] | None = None,
) -> Loaded[Settings]:
    if file is not None:
        (folder / "dateline.toml").write_text(file, "utf-8")
    return load_settings(Settings, flags=flags, environment=environment, folder=folder)


FLAG = {"model": "of-the-flag"}
ENVIRONMENT = {"DATELINE_MODEL": "of-the-environment"}
FILE = 'model = "of-the-file"'


@pytest.mark.parametrize(
    ("flags", "environment", "file", "value", "origin"),
    [
        (FLAG, ENVIRONMENT, FILE, "of-the-flag", "flag"),
        (FLAG, {}, None, "of-the-flag", "flag"),
        ({"model": None}, ENVIRONMENT, FILE, "of-the-environment", "environment"),
        ({}, {"DATELINE_MODEL": ""}, FILE, "of-the-file", "file"),
        ({}, {}, FILE, "of-the-file", "file"),
        ({}, {"DATELINE_MODEL": ""}, None, "gemma4:e4b", "default"),
        ({}, {}, None, "gemma4:e4b", "default"),
    ],
)
def test_a_flag_beats_the_environment_that_beats_the_file_that_beats_the_default(
    tmp_path: Path, flags: dict[str, object], environment: dict[str, str], file: str | None, value: str, origin: str
) -> None:
    loaded = load(tmp_path, file=file, environment=environment, flags=flags)
    assert (loaded.settings.model, loaded.origins["model"]) == (value, origin)


def test_every_setting_has_an_origin(tmp_path: Path) -> None:
    assert set(load(tmp_path).origins) == {entry.name for entry in fields(Settings)}


def test_every_setting_says_what_it_is_for() -> None:
    assert all(entry.metadata["help"].endswith(".") for entry in fields(Settings))


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("DATELINE_K", "3", "k", 3),
        ("DATELINE_NUM_CTX", "4096", "num_ctx", 4096),
        ("DATELINE_CONNECT_TIMEOUT", "0.5", "connect_timeout", 0.5),
        ("DATELINE_IDLE_TIMEOUT", "10", "idle_timeout", 10.0),
        ("DATELINE_HOME", "/archive", "home", Path("/archive")),
        ("DATELINE_READER", "extractive", "reader", "extractive"),
        ("DATELINE_EMBEDDER", "org/model", "embedder", "org/model"),
        ("OLLAMA_HOST", "box:1", "ollama_host", "box:1"),
    ],
)
def test_a_variable_is_read_in_the_type_of_its_setting(
    tmp_path: Path, variable: str, text: str, name: str, value: object
) -> None:
    found = getattr(load(tmp_path, environment={variable: text}).settings, name)
    assert (found, type(found)) == (value, type(value) if not isinstance(value, Path) else type(Path()))


def test_a_tilde_is_the_folder_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert load(tmp_path, environment={"DATELINE_HOME": "~/news"}).settings.home == tmp_path / "news"


@pytest.mark.parametrize(
    ("variable", "text", "wanted"),
    [
        ("DATELINE_K", "many", "a whole number of at least 1"),
        ("DATELINE_K", "8.5", "a whole number of at least 1"),
        ("DATELINE_K", "0", "a whole number of at least 1"),
        ("DATELINE_NUM_CTX", "512", "a whole number of at least 1024"),
        ("DATELINE_IDLE_TIMEOUT", "soon", "a number of at least 0.1"),
        ("DATELINE_IDLE_TIMEOUT", "-1", "a number of at least 0.1"),
        ("DATELINE_IDLE_TIMEOUT", "nan", "a number of at least 0.1"),
        ("DATELINE_READER", "openai", "none of auto, ollama, extractive"),
        ("DATELINE_HOME", "~no-such-user-here/news", "a path"),
    ],
)
def test_a_value_that_cannot_be_used_is_an_error_that_names_its_variable(
    tmp_path: Path, variable: str, text: str, wanted: str
) -> None:
    with pytest.raises(InputError) as caught:
        load(tmp_path, environment={variable: text})
    assert caught.value.message.startswith(f"{variable} is {text!r}")
    assert wanted in caught.value.message


@pytest.mark.parametrize(
    "line",
    [
        'k = "many"',
        "k = true",
        "k = 8.5",
        "k = inf",
        "k = 2022-03-31",
        "k = 10:00:00",
        "k = [8]",
        "reader = 'openai'",
        "reader = ['auto']",
        "model = ['gemma']",
        "home = ['/news']",
        "home = { path = '/news' }",
        "connect_timeout = 0",
        "idle_timeout = nan",
    ],
)
def test_a_wrong_value_in_the_file_is_an_error_that_names_the_setting_and_the_file(tmp_path: Path, line: str) -> None:
    name = line.split(maxsplit=1)[0]
    with pytest.raises(InputError, match=rf"^{name} in dateline\.toml is "):
        load(tmp_path, file=line)


def test_a_wrong_flag_is_named_as_it_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^--num-ctx is 5;"):
        load(tmp_path, flags={"num_ctx": 5})


def test_a_wrong_value_that_a_better_origin_overrides_is_not_looked_at(tmp_path: Path) -> None:
    assert load(tmp_path, environment={"DATELINE_K": "many"}, flags={"k": 3}).settings.k == 3


def test_names_that_are_no_settings_are_ignored_with_a_warning_each(tmp_path: Path) -> None:
    loaded = load(tmp_path, file="colour = 1\nk = 3", environment={"DATELINE_MODLE": "x", "DATELINE_K": "4"})
    assert loaded.warnings == (
        "DATELINE_MODLE is not a setting and was ignored.",
        "colour in dateline.toml is not a setting and was ignored.",
    )


def test_the_variables_of_other_programs_are_no_business_of_ours(tmp_path: Path) -> None:
    assert load(tmp_path, environment={"PATH": "/bin", "OLLAMA_MODELS": "/models"}).warnings == ()


@pytest.mark.parametrize("content", ["k = ", "= 3", "\x00", "k = 1\nk = 2"])
def test_a_file_that_is_no_toml_is_named(tmp_path: Path, content: str) -> None:
    with pytest.raises(InputError, match=r"dateline\.toml cannot be read as TOML"):
        load(tmp_path, file=content)


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    (tmp_path / "dateline.toml").write_bytes(b'model = "\xff"')
    with pytest.raises(InputError, match=r"dateline\.toml cannot be read as TOML"):
        load(tmp_path)


def test_a_folder_of_that_name_is_no_settings_file(tmp_path: Path) -> None:
    (tmp_path / "dateline.toml").mkdir()
    with pytest.raises(InputError, match=r"dateline\.toml cannot be read"):
        load(tmp_path)


def test_the_file_is_looked_for_in_the_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "dateline.toml").write_text("k = 3", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_settings(Settings).settings.k == 3


def test_the_server_goes_by_the_variable_of_ollama_and_all_else_by_ours() -> None:
    variables = {entry.name: variable_name(entry) for entry in fields(Settings)}
    assert variables.pop("ollama_host") == "OLLAMA_HOST"
    assert variables == {name: f"DATELINE_{name.upper()}" for name in variables}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        (" HTTP://Vectors.Example.ORG:8000/ ", "http://vectors.example.org:8000"),
        ("https://example.org/chroma/", "https://example.org/chroma"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_the_address_of_a_vector_server_is_brought_into_one_form(tmp_path: Path, text: str, address: str) -> None:
    assert load(tmp_path, environment={"DATELINE_CHROMA": text}).settings.chroma == address


@pytest.mark.parametrize(
    "text",
    [
        "127.0.0.1:8000",
        "ftp://example.org",
        "http://",
        "http://host:port",
        "http://host:99999",
        "http://[::1",
        "http://user:secret@host",
        "http://host/?tenant=one",
    ],
)
def test_what_is_no_address_of_a_vector_server_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="is not the address of a server"):
        load(tmp_path, environment={"DATELINE_CHROMA": text})
