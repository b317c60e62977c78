"""Who reads a question, by the settings, the question itself, and what the Ollama server has."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace

import pytest

from index.errors import InputError
from rag.app import ReaderChooser, reachable_models
from rag.protocols import ReaderChoice
from rag.settings import Settings
from rag.types import ReaderInfo
from tests.fakes import evidence, question, scored
from tests.ollama_replies import Entry
from tests.ollama_server import OllamaStandIn
from ui.chat.picker import AS_CONFIGURED, NO_MODEL, QUOTATIONS, chosen_reader, model_choices

EXTRACTIVE = ReaderInfo(kind="extractive")
SMALL = Entry(name="small:1b", context_length=2048)
EMBEDDING = Entry(name="embeddinggemma:300m", capabilities=("embedding",))
REMOTE = Entry(name="gemma4:31b", remote_host="https://ollama.com:443")


def writing(model: str) -> ReaderInfo:
    return ReaderInfo(kind="ollama", model=model)


@pytest.fixture
def server() -> Iterator[OllamaStandIn]:
    with OllamaStandIn(models=("gemma3:4b", "qwen3:4b", SMALL, EMBEDDING, REMOTE)) as standin:
        yield standin


@pytest.fixture
def settings(server: OllamaStandIn) -> Settings:
    return Settings(ollama_host=server.host, model="qwen3:4b")


def choose(settings: Settings, wanted: ReaderInfo | None = None) -> ReaderChoice:
    return ReaderChooser(settings).choose(wanted)


def test_a_server_that_has_the_model_writes_and_quotations_stand_by(settings: Settings) -> None:
    choice = choose(settings)
    assert (choice.reader.info, choice.note) == (writing("qwen3:4b"), None)
    assert choice.fallback is not None


def test_a_missing_model_is_quoted_for_and_the_nearest_one_is_offered_not_used(settings: Settings) -> None:
    choice = choose(replace(settings, model="gemma4:e4b"))
    assert choice.reader.info == EXTRACTIVE
    assert choice.note is not None
    assert choice.note.endswith(
        "does not have gemma4:e4b. The nearest it has is gemma3:4b: use it with --model gemma3:4b,"
        " or run `ollama pull gemma4:e4b`."
    )


def test_a_model_that_runs_elsewhere_is_never_asked(server: OllamaStandIn, settings: Settings) -> None:
    assert choose(replace(settings, model=REMOTE.name)).reader.info == EXTRACTIVE
    with pytest.raises(InputError, match="remote service"):
        choose(replace(settings, model=REMOTE.name, reader="ollama"))
    assert server.requests == []


def test_a_question_may_name_its_model(settings: Settings) -> None:
    assert choose(settings, writing("gemma3:4b")).reader.info == writing("gemma3:4b")
    assert choose(replace(settings, reader="extractive"), writing("gemma3:4b")).reader.info == writing("gemma3:4b")


def test_a_question_may_ask_for_quotations(settings: Settings) -> None:
    choice = choose(settings, EXTRACTIVE)
    assert (choice.reader.info, choice.note) == (EXTRACTIVE, None)


def test_a_model_keeps_its_window_from_question_to_question(server: OllamaStandIn, settings: Settings) -> None:
    chooser = ReaderChooser(settings)

    async def ask(wanted: ReaderInfo | None) -> None:
        reader = chooser.choose(wanted).reader
        asked = question("When did they leave?")
        async with aclosing(reader.read(asked, evidence(scored("They left on Thursday.")))) as read:
            async for _ in read:
                pass

    for wanted in (None, writing("small:1b"), None, writing("small:1b")):
        asyncio.run(ask(wanted))
    assert [body["options"]["num_ctx"] for body in server.requests] == [8192, 2048, 8192, 2048]
    assert server.shown == ["qwen3:4b", "small:1b"]


def test_only_models_that_can_write_here_are_offered(settings: Settings) -> None:
    assert reachable_models(settings) == ("gemma3:4b", "qwen3:4b", "small:1b")


@pytest.mark.parametrize("host", ["127.0.0.1:9", "no address"])
def test_without_a_server_there_is_nothing_to_choose(host: str) -> None:
    assert model_choices(Settings(ollama_host=host)).options == []


def test_the_configured_model_is_chosen_at_first(settings: Settings) -> None:
    assert model_choices(settings).options == [
        ("gemma3:4b", "gemma3:4b"),
        ("qwen3:4b", AS_CONFIGURED),
        ("small:1b", "small:1b"),
        (QUOTATIONS, NO_MODEL),
    ]


@pytest.mark.parametrize("change", [{"reader": "extractive"}, {"model": "gemma4:e4b"}])
def test_quotations_are_chosen_at_first_where_no_model_would_write(settings: Settings, change: dict[str, str]) -> None:
    options = model_choices(replace(settings, **change)).options  # type: ignore[arg-type]  # Names of settings.
    assert [value for _, value in options] == ["gemma3:4b", "qwen3:4b", "small:1b", AS_CONFIGURED]
    assert options[-1][0] == QUOTATIONS


def test_a_choice_stands_for_a_reader() -> None:
    chosen = [chosen_reader(value) for value in (None, AS_CONFIGURED, NO_MODEL, "qwen3:4b")]
    assert chosen == [None, None, EXTRACTIVE, writing("qwen3:4b")]
