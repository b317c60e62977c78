from __future__ import annotations

from collections.abc import Callable

import pytest

from index.errors import InputError, ModelServerError
from rag.errors import ModelMissing, ServerRefused, ServerTimeout, ServerUnreachable
from rag.write.models import (
    ContextWindows,
    InstalledModel,
    has_model,
    mend_for,
    nearest,
    read_context_length,
    read_models,
    writers,
)

HOST = "http://127.0.0.1:11434"


@pytest.mark.parametrize(
    ("names", "near"),
    [
        (("gemma3:12b", "gemma3:4b", "qwen3:4b"), "gemma3:4b"),
        (("llama3.2:1b", "qwen3:4b"), "qwen3:4b"),
        (("gemma3:1b", "qwen3:4b"), "gemma3:1b"),
        (("qwen3:8b", "hf.co/unsloth/gemma-3-4b-it-GGUF:Q4_K_M"), "hf.co/unsloth/gemma-3-4b-it-GGUF:Q4_K_M"),
        (("gemma2:27b", "gemma4:26b"), "gemma4:26b"),
        (("mistral",), "mistral"),
        ((), None),
    ],
)
def test_the_nearest_model_is_of_the_family_then_of_the_size_then_alike_in_letters(
    names: tuple[str, ...], near: str | None
) -> None:
    assert nearest("gemma4:e4b", names) == near


def test_what_helps_names_the_nearest_model_and_the_missing_one() -> None:
    assert mend_for("gemma4:e4b", ("gemma3:4b",)) == (
        "The nearest it has is gemma3:4b: use it with --model gemma3:4b, or run `ollama pull gemma4:e4b`."
    )
    assert mend_for("gemma4:e4b", ()) == "Run `ollama pull gemma4:e4b`."


def test_a_name_without_a_tag_means_the_latest() -> None:
    assert has_model("mistral", ("mistral:latest",))
    assert not has_model("mistral", ("mistral:7b",))


def test_models_that_only_embed_or_run_elsewhere_are_no_writers() -> None:
    installed = read_models(
        {
            "models": [
                {"model": "qwen3:4b", "name": "qwen3:4b", "capabilities": ["completion", "thinking"]},
                {"model": "embeddinggemma", "capabilities": ["embedding"]},
                {"model": "big", "capabilities": ["completion"], "remote_host": "https://ollama.com:443"},
                {"name": "old-server:1b", "details": {"family": "llama"}},
                {"name": "nomic-embed-text:latest", "details": {"family": "nomic-bert"}},
            ]
        }
    )
    assert writers(installed) == ("old-server:1b", "qwen3:4b")
    assert InstalledModel(name="big", remote=True) in installed


def test_a_server_without_models_has_none() -> None:
    assert read_models({"models": None}) == ()


@pytest.mark.parametrize(
    ("shown", "length"),
    [
        ({"model_info": {"general.architecture": "gemma3", "gemma3.context_length": 2048}}, 2048),
        ({"model_info": {"general.architecture": "gemma3"}}, None),
        ({"model_info": {"general.architecture": "gemma3", "gemma3.context_length": "long"}}, None),
        ({"model_info": None}, None),
        ({}, None),
    ],
)
def test_the_window_a_model_was_made_for_stands_under_its_architecture(
    shown: dict[str, object], length: int | None
) -> None:
    assert read_context_length(shown) == length


def limited(length: int) -> Callable[[str], int | None]:
    return lambda _model: length


def failing(error: Exception) -> Callable[[str], int | None]:
    def context_length(_model: str) -> int | None:
        raise error

    return context_length


@pytest.mark.parametrize(("limit", "window"), [(2048, 2048), (131_072, 8192), (None, 8192)])
def test_the_window_is_the_setting_or_the_model_s_own_limit(limit: int | None, window: int) -> None:
    assert ContextWindows(8192).window(HOST, "m", lambda _: limit) == window


def test_the_window_of_a_model_is_asked_once_and_never_changes() -> None:
    windows = ContextWindows(8192)
    assert [windows.window(HOST, "m", limited(n)) for n in (2048, 4096)] == [2048, 2048]


def test_each_model_and_server_has_a_window_of_its_own() -> None:
    windows = ContextWindows(8192)
    found = [windows.window(*place, limited(n)) for n, place in enumerate([(HOST, "a"), (HOST, "b"), ("x", "a")], 1)]
    assert found == [1, 2, 3]


@pytest.mark.parametrize("error", [ServerRefused("500", mend=""), ServerTimeout("slow", mend="")])
def test_a_window_that_is_not_told_is_the_setting_from_then_on(error: ModelServerError) -> None:
    windows = ContextWindows(8192)
    assert windows.window(HOST, "m", failing(error)) == 8192
    assert windows.window(HOST, "m", lambda _: 2048) == 8192


@pytest.mark.parametrize("error", [ServerUnreachable("down", mend=""), ModelMissing("gone", mend="")])
def test_a_model_that_cannot_have_been_loaded_is_asked_about_again(error: ModelServerError) -> None:
    windows = ContextWindows(8192)
    assert windows.window(HOST, "m", failing(error)) == 8192
    assert windows.window(HOST, "m", lambda _: 2048) == 2048


def test_a_model_that_may_not_be_used_has_no_window() -> None:
    with pytest.raises(InputError):
        ContextWindows(8192).window(HOST, "m", failing(InputError("remote", mend="")))
