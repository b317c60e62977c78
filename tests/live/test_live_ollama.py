"""The whole way through a real Ollama; `OLLAMA_HOST=127.0.0.1:11434 pytest -m live` runs it."""

from __future__ import annotations

import asyncio
import os
from contextlib import aclosing
from datetime import date

import pytest

from index.errors import DatelineError
from rag.chat import OllamaServer
from rag.types import Query, Reading
from rag.write import LLMReader
from tests.unit.test_prompt import scored

pytestmark = pytest.mark.live


@pytest.fixture
def server() -> OllamaServer:
    host = os.environ.get("OLLAMA_HOST")
    if not host:
        pytest.skip("OLLAMA_HOST is not set")
    return OllamaServer(host, connect_timeout=3, read_timeout=300)


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


def test_a_real_model_answers_with_a_cited_sentence(server: OllamaServer, model: str) -> None:
    text = "Russian troops began leaving the Chernobyl station on Thursday, 31 March, the operator said."
    query = Query(text="When did troops begin to leave Chernobyl?", asked=date(2022, 4, 8))

    async def final() -> Reading:
        async with aclosing(LLMReader(server.chat, model, 8192).read(query, [scored(text)])) as readings:
            return [reading async for reading in readings][-1]

    reading = asyncio.run(final())
    assert any(citation.supported for sentence in reading.sentences for citation in sentence.citations)
