"""Asking, stopping and starting over, without a browser."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Coroutine
from contextlib import aclosing
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from rag.types import Query
from tests.fakes_chat import LEFT, FakeAnswerer
from ui.chat.conversation import HEARTBEAT, Conversation
from ui.render.html import Exchange


def query(text: str) -> Query:
    return Query(text=text, asked=date(2022, 4, 8))


async def put(conversation: Conversation, text: str, answerer: FakeAnswerer | None = None) -> list[Exchange]:
    fake = answerer or FakeAnswerer(step=0)
    return [exchange async for exchange in conversation.ask(fake, query(text))]


def run(work: Coroutine[object, object, list[Exchange]]) -> list[Exchange]:
    return asyncio.run(work)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log.jsonl"


def events(log: Path) -> list[str]:
    return [json.loads(line)["event"] for line in log.read_text(encoding="utf-8").splitlines()]


def test_a_question_is_shown_before_anything_is_known() -> None:
    first = run(put(Conversation(), "When?"))[0]
    assert (first.turn, first.question, first.answer, first.state) == (1, "When?", None, "writing")


def test_the_last_state_is_the_complete_answer() -> None:
    last = run(put(Conversation(), "When?"))[-1]
    assert last.state == "complete"
    assert last.answer is not None
    assert last.answer.complete


def test_an_answer_grows() -> None:
    exchanges = run(put(Conversation(), "When?", FakeAnswerer(step=0.15)))
    counts = [len(exchange.answer.sentences) for exchange in exchanges if exchange.answer]
    assert counts == sorted(counts)
    assert len(set(counts)) > 3


def test_the_next_question_carries_the_earlier_turns_without_markers(log: Path) -> None:
    conversation = Conversation()

    async def both() -> list[Exchange]:
        await put(conversation, "What is the weather?")
        await put(conversation, "When?")
        return await put(conversation, "And then?", FakeAnswerer(log, step=0))

    run(both())
    history = json.loads(log.read_text(encoding="utf-8").splitlines()[0])["history"]
    assert [question for question, _ in history] == ["What is the weather?", "When?"]
    assert history[0][1] == ""
    assert "[" not in history[1][1]


def test_a_known_error_is_told_with_what_to_do() -> None:
    last = run(put(Conversation(), "Is it offline?"))[-1]
    assert last.state == "failed"
    assert last.note == "No Ollama answers at 127.0.0.1:11434. Start it with `ollama serve`."


def test_what_came_before_an_error_stays() -> None:
    last = run(put(Conversation(), "Is it offline?"))[-1]
    assert last.answer is not None
    assert len(last.answer.sentences) == 1


def test_an_unknown_error_is_logged_and_its_details_are_kept_from_the_page(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        last = run(put(Conversation(), "Is there a bug?"))[-1]
    assert last.note is not None
    assert "secret" not in last.note
    assert "a secret detail" in caplog.text


def test_stopping_closes_the_answerer_and_keeps_what_there_is(log: Path) -> None:
    async def stopped() -> list[Exchange]:
        conversation, seen = Conversation(), []
        async for exchange in conversation.ask(FakeAnswerer(log, step=0), query("hang")):
            seen.append(exchange)
            if exchange.answer and exchange.answer.sentences:
                conversation.stop()
        return seen

    last = run(stopped())[-1]
    assert (last.state, last.note) == ("stopped", "Stopped.")
    assert events(log) == ["asked", "closed"]


def test_leaving_the_iteration_closes_the_answerer(log: Path) -> None:
    async def left() -> list[Exchange]:
        async with aclosing(Conversation().ask(FakeAnswerer(log, step=0), query("hang"))) as exchanges:
            async for exchange in exchanges:
                if exchange.answer:
                    break
        assert events(log) == ["asked", "closed"]
        return []

    run(left())


def test_starting_over_forgets_the_turns_and_ends_the_running_one_in_silence(log: Path) -> None:
    conversation = Conversation()

    async def cleared() -> list[Exchange]:
        seen = []
        async for exchange in conversation.ask(FakeAnswerer(log, step=0), query("hang")):
            seen.append(exchange)
            if exchange.answer:
                conversation.clear()
        return seen

    assert run(cleared())[-1].state == "writing"
    assert events(log) == ["asked", "closed"]
    assert conversation.exchanges == ()
    assert not conversation.busy


def test_without_news_the_last_state_is_given_again_so_that_a_closed_tab_is_noticed() -> None:
    async def beats() -> list[Exchange]:
        conversation, seen = Conversation(), []
        async for exchange in conversation.ask(FakeAnswerer(step=0), query("hang")):
            seen.append(exchange)
            if exchange.waited > 2 * HEARTBEAT:
                conversation.stop()
        return seen

    waits = [exchange.waited for exchange in run(beats())]
    assert max(later - earlier for earlier, later in pairwise(waits)) < 1.5 * HEARTBEAT


def test_a_chip_is_found_in_its_own_turn() -> None:
    conversation = Conversation()
    run(put(conversation, "When?"))
    found = conversation.find("1:c0")
    assert found is not None
    assert found[0].article.text[found[0].start : found[0].end] == LEFT


@pytest.mark.parametrize("address", ["1:c99", "2:c0", "0:c0", "", "1:d0", "<b>"])
def test_a_chip_that_does_not_exist_is_not_found(address: str) -> None:
    conversation = Conversation()
    run(put(conversation, "When?"))
    assert conversation.find(address) is None
