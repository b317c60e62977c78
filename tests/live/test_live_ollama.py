"""The checks of the stand-in on a real Ollama; `OLLAMA_HOST=127.0.0.1:11434 pytest -m live` runs them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from contextlib import aclosing
from datetime import date

import httpx
import pytest

from index.errors import DatelineError
from index.types import ScoredPassage
from rag.errors import ModelMissing
from rag.evidence.evidence import read_evidence
from rag.question.reading import read_question
from rag.types import Query, Reading
from rag.write.calls import Timeouts
from rag.write.models import ContextWindows
from rag.write.ollama import OllamaServer
from rag.write.prompt import messages
from rag.write.reader import LLMReader
from tests.rag.write.test_prompt import scored

pytestmark = pytest.mark.live

LEFT = scored("Russian troops began leaving the Chernobyl station on Thursday, 31 March, the operator said.")
PRICES = scored("Bread prices rose by a tenth in the spring, the statistics office said.")
WINDOW = 4096


@pytest.fixture
def server() -> OllamaServer:
    host = os.environ.get("OLLAMA_HOST")
    if not host:
        pytest.skip("OLLAMA_HOST is not set")
    return OllamaServer(host, Timeouts(connect=3))


@pytest.fixture
def model(server: OllamaServer) -> str:
    """The model of DATELINE_MODEL, or the first that the server has."""
    try:
        names = server.models()
    except DatelineError as error:
        pytest.skip(f"no Ollama answers: {error}")
    wanted = os.environ.get("DATELINE_MODEL")
    if not names or (wanted and wanted not in names):
        pytest.skip(f"the server has {names or 'no model'}, wanted is {wanted or 'any'}")
    return wanted or names[0]


def read(server: OllamaServer, model: str, question: str, passages: Sequence[ScoredPassage]) -> Reading:
    asked = read_question(Query(text=question, asked=date(2022, 4, 8)))

    async def final() -> Reading:
        async with aclosing(LLMReader(server.chat, model, WINDOW).read(asked, read_evidence(passages))) as readings:
            return [reading async for reading in readings][-1]

    return asyncio.run(final())


def test_a_real_model_answers_with_a_cited_sentence(server: OllamaServer, model: str) -> None:
    reading = read(server, model, "When did troops begin to leave Chernobyl?", [PRICES, LEFT])
    supported = [citation for sentence in reading.sentences for citation in sentence.citations if citation.supported]
    assert {citation.marker for citation in supported} == {2}


def test_a_real_model_does_not_answer_from_memory(server: OllamaServer, model: str) -> None:
    reading = read(server, model, "What is the capital of France?", [LEFT, PRICES])
    assert reading.refusal or not any(sentence.supported for sentence in reading.sentences)


def test_a_real_model_shows_no_thoughts_and_gives_the_same_answer_again(server: OllamaServer, model: str) -> None:
    first, second = (read(server, model, "What rose in the spring?", [LEFT, PRICES]) for _ in range(2))
    assert first.sentences == second.sentences
    assert not any("<think>" in sentence.text for sentence in first.sentences)


def test_a_whole_prompt_is_read(server: OllamaServer, model: str) -> None:
    passages = [scored(f"Report {n}. " + LEFT.passage.text * 4) for n in range(12)]
    assert not any("cut" in warning for warning in read(server, model, "When did troops leave?", passages).warnings)


def test_the_model_is_loaded_with_the_window_that_was_asked_for(server: OllamaServer, model: str) -> None:
    window = ContextWindows(WINDOW).window(server.address, model, server.context_length)
    read(server, model, "When did troops leave?", [LEFT])
    loaded = httpx.get(f"{server.address}/api/ps", trust_env=False, timeout=3).json()["models"]
    assert [entry["context_length"] for entry in loaded if entry["model"] == model] == [window]


def test_a_stopped_answer_frees_the_model(server: OllamaServer, model: str) -> None:
    query = Query(text="Tell everything about the troops in many words.")
    asked = messages(query, [LEFT], num_ctx=WINDOW, num_predict=1000).messages

    async def stop_early() -> None:
        parts = server.chat(asked, model=model, num_ctx=WINDOW, num_predict=1000)
        await anext(parts)
        await parts.aclose()

    asyncio.run(stop_early())
    patient = OllamaServer(server.address, Timeouts(first_token=60))  # Not while a thousand words are being written.
    assert read(patient, model, "What rose in the spring?", [PRICES]).sentences


def test_a_model_that_is_not_there_is_offered_as_the_nearest_one(server: OllamaServer, model: str) -> None:
    async def ask() -> None:
        asked = messages(Query(text="When?"), [LEFT], num_ctx=WINDOW, num_predict=16).messages
        async for _ in server.chat(asked, model=f"{model}-missing", num_ctx=WINDOW, num_predict=16):
            pass

    with pytest.raises(ModelMissing, match="The nearest it has is"):
        asyncio.run(ask())
