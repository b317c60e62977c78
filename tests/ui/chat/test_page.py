"""What the page does when something happens in it, and what importing it loads."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from tests.chat_tab import ScriptedAnswerer, run
from ui.chat.conversation import Conversation, Step
from ui.chat.page import Events
from ui.chat.picker import ModelChoices


def test_importing_the_chat_loads_no_gradio() -> None:
    code = (
        "import sys, ui.chat.server; sys.exit(bool({'gradio', 'fastapi', 'uvicorn', 'starlette'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class Told:
    """A request of a browser that tells a step."""

    def __init__(self, step: str) -> None:
        self.headers = {"x-dateline-step": step}


def events(answerer: ScriptedAnswerer) -> Any:
    return Events(answerer, "WELCOME", k=8, strict=False, choices=ModelChoices)


def test_a_new_chat_while_the_last_snapshot_is_handed_over_is_what_is_drawn_last() -> None:
    async def scene() -> None:
        answerer, conversation = ScriptedAnswerer(), Conversation()
        answerer.tell("one", "finish")
        page = events(answerer)
        asked = page.ask("one", conversation, None, Told("1 0 0"))
        drawn = [await anext(asked)]
        while 'data-state="complete"' not in drawn[-1][1]:
            drawn.append(await anext(asked))
        emptied = [update async for update in page.start_over(conversation, Told("3 2 2"))]
        assert emptied[0][1] == "WELCOME"
        late = [update async for update in asked]
        assert [update[1] for update in late[:-1]] == ["WELCOME"]
        assert "value" not in late[-1][1]  # What Gradio repeats when an event ends changes nothing.

    run(scene())


def test_a_question_that_begins_after_the_new_chat_draws_the_emptied_page() -> None:
    async def scene() -> None:
        answerer, conversation = ScriptedAnswerer(), Conversation()
        page = events(answerer)
        await anext(page.start_over(conversation, Told("3 2 2")))
        late = [update async for update in page.ask("one", conversation, None, Told("1 0 0"))]
        assert [update[1] for update in late[:-1]] == ["WELCOME"]
        assert answerer.asked == []

    run(scene())


def test_an_event_draws_again_what_another_has_changed_since() -> None:
    async def scene() -> None:
        answerer, conversation = ScriptedAnswerer(), Conversation()
        page = events(answerer)
        emptying = page.start_over(conversation, Told("2 1 1"))
        await anext(emptying)
        asked = page.ask("one", conversation, None, Told("3 1 1"))
        await anext(asked)
        assert 'data-state="writing"' in (await anext(emptying))[1]
        await asked.aclose()

    run(scene())


@pytest.mark.parametrize("header", ["", "1", "1 2", "1 2 3 4", "-1 0 0", "1 0 x", "\u0661 0 0", "1" * 30 + " 0 0"])
def test_a_step_that_is_no_step_is_the_latest(header: str) -> None:
    async def scene() -> None:
        answerer, conversation = ScriptedAnswerer(), Conversation()
        page = events(answerer)
        conversation.clear(Step(number=7))
        answerer.tell("one", "finish")
        drawn = [update async for update in page.ask("one", conversation, None, Told(header))]
        assert 'data-state="complete"' in drawn[-2][1]

    run(scene())
