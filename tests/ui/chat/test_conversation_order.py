"""Asking, stopping and starting over in every order, and at every moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from itertools import permutations

import pytest

from rag.types import Answer, Query
from tests.chat_tab import ScriptedAnswerer, Tab, run
from ui.chat.conversation import HEARTBEAT

Play = Callable[[Tab, ScriptedAnswerer], Coroutine[object, object, None]]


def play(work: Play) -> None:
    """Run a scene with one tab, and close it."""

    async def scene() -> None:
        answerer = ScriptedAnswerer()
        tab = Tab(answerer)
        await work(tab, answerer)
        await tab.close()
        assert answerer.open == []

    run(scene())


def test_a_question_is_owned_before_anything_is_awaited() -> None:
    async def scene(tab: Tab, answerer: ScriptedAnswerer) -> None:
        asked = tab.conversation.ask(answerer, Query(text="one"))
        with pytest.raises(StopIteration):  # Sending once runs it to its first yield; awaiting would come back here.
            asked.__anext__().send(None)
        assert tab.conversation.busy
        tab.conversation.clear()
        await asyncio.sleep(0)
        assert (tab.questions, answerer.asked) == ([], [])
        await asked.aclose()

    play(scene)


@pytest.mark.parametrize("cycles", range(8))
def test_a_new_chat_at_any_moment_after_ask_closes_the_question_which_never_shows_again(cycles: int) -> None:
    async def scene(tab: Tab, answerer: ScriptedAnswerer) -> None:
        tab.ask("one")()
        for _ in range(cycles):
            await asyncio.sleep(0)
        tab.start_over()()
        shown = len(tab.seen["one"])
        await tab.rest()
        assert (tab.questions, answerer.open, len(tab.seen["one"])) == ([], [], shown)
        answerer.tell("two", "finish")
        tab.ask("two")()
        await tab.rest()
        assert tab.seen["two"][-1].state == "complete"
        assert answerer.asked[-1].history == ()

    play(scene)


@pytest.mark.parametrize("cycles", range(8))
def test_a_stop_at_any_moment_after_ask_closes_the_question_and_keeps_its_turn(cycles: int) -> None:
    async def scene(tab: Tab, answerer: ScriptedAnswerer) -> None:
        tab.ask("one")()
        for _ in range(cycles):
            await asyncio.sleep(0)
        tab.stop()()
        await tab.rest()
        (turn,) = tab.conversation.exchanges
        assert (turn.state, answerer.open) == ("stopped", [])

    play(scene)


def test_a_question_that_arrives_after_the_new_chat_that_forgot_it_is_never_put() -> None:
    async def scene(tab: Tab, answerer: ScriptedAnswerer) -> None:
        ask, start_over = tab.ask("one"), tab.start_over()
        start_over()
        ask()
        await tab.rest()
        assert (tab.questions, answerer.asked) == ([], [])

    play(scene)


def test_a_question_that_arrives_after_its_stop_is_stopped_before_it_is_put() -> None:
    async def scene(tab: Tab, answerer: ScriptedAnswerer) -> None:
        ask, stop = tab.ask("one"), tab.stop()
        stop()
        ask()
        await tab.rest()
        assert ([turn.state for turn in tab.conversation.exchanges], answerer.asked) == (["stopped"], [])

    play(scene)


def test_a_question_that_overtakes_the_new_chat_before_it_brings_it_along() -> None:
    async def scene(tab: Tab, answerer: ScriptedAnswerer) -> None:
        tab.ask("one")()
        await tab.rest()
        start_over, ask = tab.start_over(), tab.ask("two")
        ask()
        await tab.rest()
        assert (tab.questions, answerer.open) == (["two"], ["two"])
        start_over()
        await tab.rest()
        assert (tab.questions, answerer.open) == (["two"], ["two"])

    play(scene)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_ask_new_chat_ask_leaves_the_second_question_in_whichever_order_they_arrive(order: tuple[int, ...]) -> None:
    async def scene(tab: Tab, answerer: ScriptedAnswerer) -> None:
        steps = [tab.ask("one"), tab.start_over(), tab.ask("two")]
        for at in order:
            steps[at]()
            await asyncio.sleep(0)
        await tab.rest()
        assert (tab.questions, answerer.open) == (["two"], ["two"])

    play(scene)


def test_what_is_asked_after_stop_is_answered_and_carries_what_was_stopped() -> None:
    async def scene(tab: Tab, answerer: ScriptedAnswerer) -> None:
        answerer.tell("one", "say")
        tab.ask("one")()
        await tab.rest()
        tab.stop()()
        tab.ask("two")()
        await tab.rest()
        assert ([turn.state for turn in tab.conversation.exchanges], answerer.open) == (["stopped", "writing"], ["two"])
        assert [turn.question for turn in answerer.asked[-1].history] == ["one"]

    play(scene)


def test_a_question_that_overtakes_the_stop_before_it_brings_it_along() -> None:
    async def scene(tab: Tab, answerer: ScriptedAnswerer) -> None:
        tab.ask("one")()
        await tab.rest()
        stop, ask = tab.stop(), tab.ask("two")
        ask()
        await tab.rest()
        assert ([turn.state for turn in tab.conversation.exchanges], answerer.open) == (["stopped", "writing"], ["two"])
        stop()
        await tab.rest()
        assert answerer.open == ["two"]

    play(scene)


def test_a_question_that_is_stopped_before_it_is_put_is_told_so_at_once() -> None:
    async def scene(tab: Tab, answerer: ScriptedAnswerer) -> None:
        asked = tab.conversation.ask(answerer, Query(text="one"))
        await anext(asked)
        tab.conversation.stop()
        before = asyncio.get_running_loop().time()
        assert [exchange.state async for exchange in asked] == ["stopped"]
        assert asyncio.get_running_loop().time() - before < HEARTBEAT / 2

    play(scene)


def test_of_two_questions_at_once_the_first_is_answered_and_the_second_not_put() -> None:
    async def scene(tab: Tab, answerer: ScriptedAnswerer) -> None:
        tab.ask("one")()
        tab.ask("two")()
        await tab.rest()
        assert (tab.questions, answerer.open, tab.seen["two"]) == (["one"], ["one"], [])

    play(scene)


def test_a_new_chat_while_the_last_snapshot_is_handed_over_ends_the_question_in_silence() -> None:
    async def scene(tab: Tab, answerer: ScriptedAnswerer) -> None:
        answerer.tell("one", "finish")
        asked = tab.conversation.ask(answerer, Query(text="one"))
        states = [await anext(asked)]
        while states[-1].state == "writing":
            states.append(await anext(asked))
        tab.start_over()()
        assert [exchange async for exchange in asked] == []
        assert tab.questions == []

    play(scene)


@pytest.mark.parametrize("cycles", range(8))
def test_a_closed_tab_closes_the_question_at_any_moment(cycles: int) -> None:
    async def scene(tab: Tab, answerer: ScriptedAnswerer) -> None:
        tab.ask("one")()
        for _ in range(cycles):
            await asyncio.sleep(0)
        await tab.close()
        assert answerer.open == []
        assert not tab.conversation.busy

    play(scene)


def test_stopping_twice_does_not_interrupt_the_closing_of_the_first() -> None:
    class Slow(ScriptedAnswerer):
        async def astream(self, query: Query) -> AsyncGenerator[Answer]:
            try:
                async with aclosing(super().astream(query)) as answers:
                    async for answer in answers:
                        yield answer
            finally:
                await asyncio.sleep(1)
                self.asked.clear()

    async def scene() -> None:
        answerer = Slow()
        tab = Tab(answerer)
        tab.ask("one")()
        await asyncio.sleep(0.5)
        tab.stop()()
        await asyncio.sleep(0.5)
        tab.start_over()()
        await tab.rest()
        assert (answerer.asked, answerer.open) == ([], [])

    run(scene())
