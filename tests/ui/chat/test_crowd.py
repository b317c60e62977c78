"""Many questions at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine

import pytest

from rag.types import Query
from tests.chat_tab import ScriptedAnswerer, run
from ui.chat.crowd import Crowded, Limited

Scene = Callable[[Limited, ScriptedAnswerer], Coroutine[object, object, None]]


def play(scene: Scene, *, at_once: int = 1, waiting: int = 2) -> None:
    """Run a scene with an answerer that is limited."""

    async def whole() -> None:
        answerer = ScriptedAnswerer()
        await scene(Limited(answerer, at_once=at_once, waiting=waiting), answerer)

    run(whole())


def ask(limited: Limited, question: str) -> asyncio.Task[int]:
    """Put a question, and count the snapshots of its answer."""

    async def read() -> int:
        return len([answer async for answer in limited.astream(Query(text=question))])

    return asyncio.create_task(read())


def test_questions_wait_for_a_place_and_come_in_their_order() -> None:
    async def scene(limited: Limited, answerer: ScriptedAnswerer) -> None:
        asked = [ask(limited, name) for name in ("one", "two", "three")]
        for name in ("one", "two", "three"):
            await asyncio.sleep(1)
            assert answerer.open == [name]
            answerer.tell(name, "finish")
        assert await asyncio.gather(*asked) == [2, 2, 2]

    play(scene)


def test_a_question_that_waits_can_be_stopped_and_is_then_never_put() -> None:
    async def scene(limited: Limited, answerer: ScriptedAnswerer) -> None:
        asked = [ask(limited, name) for name in ("one", "two", "three")]
        await asyncio.sleep(1)
        asked[1].cancel()
        answerer.tell("one", "finish")
        await asyncio.sleep(1)
        assert [query.text for query in answerer.asked] == ["one", "three"]
        asked[2].cancel()
        await asyncio.gather(*asked, return_exceptions=True)

    play(scene)


def test_one_question_too_many_is_told_so_until_there_is_room() -> None:
    async def scene(limited: Limited, answerer: ScriptedAnswerer) -> None:
        asked = [ask(limited, name) for name in ("one", "two", "three")]
        await asyncio.sleep(1)
        with pytest.raises(Crowded, match="Ask again in a minute"):
            await ask(limited, "four")
        asked[2].cancel()
        await asyncio.sleep(1)
        again = ask(limited, "five")
        for name in ("one", "two", "five"):
            answerer.tell(name, "finish")
        await asyncio.gather(*asked, return_exceptions=True)
        assert await again == 2

    play(scene)
