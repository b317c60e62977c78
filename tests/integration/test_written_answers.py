"""Answers that scripted models write behind a server that speaks Ollama's protocol."""

from __future__ import annotations

import asyncio
import itertools
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import pytest

from eval.studies.scripted import LOOP, MODELS, faithful
from rag.errors import ServerRefused
from rag.types import Reading
from rag.write.models import ContextWindows
from rag.write.reader import LLMReader
from tests.fakes import evidence, question
from tests.integration.test_ollama import client, fetch
from tests.ollama_replies import Entry
from tests.ollama_script import Action, Cut, Raw, Say, Wait, acting, error_line
from tests.ollama_server import MODEL, OllamaStandIn
from tests.rag.write.test_prompt import scored


def read(server: OllamaStandIn, *, num_ctx: int = 8192, idle: float = 10, total: float = 20) -> Reading:
    """The answer that a reader makes of what the server's model writes over eight long passages."""
    passages = [scored(f"Report {n}. The troops left Chernobyl on Thursday. " + "Rain fell. " * 60) for n in range(8)]
    asked = question("When did the troops leave Chernobyl?")
    reader = LLMReader(client(server, idle=idle, total=total).chat, MODEL, num_ctx)

    async def final() -> Reading:
        async with aclosing(reader.read(asked, evidence(*passages))) as readings:
            return [reading async for reading in readings][-1]

    return asyncio.run(final())


def test_a_prompt_that_fits_the_window_is_read_whole_and_nothing_is_said() -> None:
    with OllamaStandIn(acting(faithful)) as server:
        assert read(server).warnings == ()


def test_a_prompt_that_the_server_halves_is_noticed_by_its_count() -> None:
    with OllamaStandIn(acting(faithful), window=1024) as server:
        assert "The server seems to have cut the passages" in read(server).warnings[0]


def test_a_prompt_that_the_server_refuses_for_its_length_is_an_error_in_its_words() -> None:
    server = OllamaStandIn(acting(faithful), window=1024, overflow="refuse")
    with server, pytest.raises(ServerRefused, match="exceeds the context length"):
        read(server)


def test_passages_are_left_out_for_a_model_with_a_small_window_and_the_rest_is_read_whole() -> None:
    with OllamaStandIn(acting(faithful), models=(Entry(name=MODEL, context_length=2048),)) as server:
        window = ContextWindows(8192).window(server.host, MODEL, client(server).context_length)
        reading = read(server, num_ctx=window)
        loaded = fetch(f"http://{server.host}/api/ps")["models"]
    assert [warning.split(".")[0][1:] for warning in reading.warnings] == [
        " of 8 passages did not fit into the model's window of 2048 tokens and were left out"
    ]
    assert reading.sentences[0].supported
    assert [entry["context_length"] for entry in loaded] == [2048]


@pytest.mark.parametrize("name", MODELS)
def test_whatever_a_model_writes_ends_in_checked_sentences_or_a_refusal(name: str) -> None:
    with OllamaStandIn(acting(MODELS[name])) as server:
        reading = read(server)
    assert bool(reading.refusal) == (not reading.sentences)
    supported = [sentence.text for sentence in reading.sentences if sentence.supported]
    honest = {"faithful", "without markers", "markers everywhere", "obedient", "wrong markers"}
    assert supported == (["The troops left Chernobyl on Thursday."] if name in honest else [])


def test_a_model_that_repeats_itself_is_hung_up_on() -> None:
    with OllamaStandIn(lambda _: [*[Say(LOOP)] * 10, Wait()]) as server:
        assert "began to repeat itself" in read(server).warnings[0]
        assert server.client_gone.wait(5)


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        ([Wait()], "fell silent for 0.2 seconds. Ask again, take a smaller model, or raise DATELINE_IDLE_TIMEOUT."),
        ([], "ended before it was complete. Ask again."),
        (
            [error_line("llama runner process has terminated")],
            "broke off with an error: llama runner process",
        ),
        ([Cut()], "broke off: "),
        ([Raw("<html>")], "is not Ollama's format: "),
    ],
    ids=["silence", "no last line", "error line", "cut socket", "no JSON"],
)
def test_what_was_written_before_a_failure_stays_with_a_warning(ending: list[Action], told: str) -> None:
    with OllamaStandIn(lambda _: [Say("The troops left Chernobyl on Thursday. [1] Then"), *ending]) as server:
        reading = read(server, idle=0.2)
    assert [sentence.supported for sentence in reading.sentences] == [True, False]
    assert reading.warnings[0].startswith("The answer is not complete. ")
    assert told in reading.warnings[0]


def test_a_model_that_does_not_come_to_an_end_is_told_with_the_limit_it_ran_into() -> None:
    words = (action for n in itertools.count() for action in (Say(f"Word {n} of it. "), Wait(0.02)))
    with OllamaStandIn(lambda _: words) as server:
        assert "DATELINE_TOTAL_TIMEOUT" in read(server, total=0.3).warnings[0]


# In a process of its own, as at a keyboard: who runs the tests may have told its children to ignore the signal.
INTERRUPTED = """
import os, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from rag.types import Query
from rag.write.reader import LLMReader
from tests.fakes import ListRetriever, answerer_of, scored
from tests.integration.test_ollama import client
from tests.ollama_script import Say, Wait
from tests.ollama_server import MODEL, OllamaStandIn

def script(_):
    yield Say("The troops left. [1] ")
    os.kill(os.getpid(), signal.SIGINT)
    yield Wait()

with OllamaStandIn(script) as server:
    reader = LLMReader(client(server).chat, MODEL, 8192)
    asked = answerer_of(reader, ListRetriever(scored("The troops left Chernobyl on Thursday.", score=0.9)))
    try:
        asked.answer(Query(text="When did the troops leave Chernobyl?"))
    except KeyboardInterrupt:
        print("interrupted")
    print("hung up" if server.client_gone.wait(5) else "still there")
"""


def test_an_interrupt_at_the_keyboard_hangs_up() -> None:
    command = [sys.executable, "-c", INTERRUPTED]
    finished = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False, timeout=120
    )
    assert (finished.stdout, finished.returncode) == ("interrupted\nhung up\n", 0), finished.stderr
