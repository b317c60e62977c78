"""Whatever a person does in a tab, in whichever order it arrives, and however far the answers have come."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.chat_tab import ScriptedAnswerer, Tab, run

DEEDS = st.lists(st.sampled_from(["ask", "ask", "stop", "new"]), min_size=1, max_size=9)


def after_last(deeds: list[str], *ends: str) -> list[str]:
    """The questions that are asked after the last stop or new chat; a question is the place of its deed."""
    last = max((at for at, deed in enumerate(deeds) if deed in ends), default=-1)
    return [str(at) for at, deed in enumerate(deeds) if at > last and deed == "ask"]


async def some_time(random: Random, answerer: ScriptedAnswerer) -> None:
    """Let the answers come on a little, or much."""
    for question in answerer.open:
        answerer.tell(question, random.choice(["say", "say", "finish", "fail"]))
    for _ in range(random.choice([0, 1, 2, 5])):
        await asyncio.sleep(random.choice([0, 0, 0, 0.06]))


async def scene(deeds: list[str], random: Random) -> None:
    answerer = ScriptedAnswerer()
    tab = Tab(answerer)
    does: dict[str, Callable[[int], Callable[[], None]]] = {
        "ask": lambda at: tab.ask(str(at)),
        "stop": lambda _: tab.stop(),
        "new": lambda _: tab.start_over(),
    }
    deliveries = [does[deed](at) for at, deed in enumerate(deeds)]
    random.shuffle(deliveries)
    for deliver in deliveries:
        deliver()
        await some_time(random, answerer)
    await tab.rest()

    kept, allowed = after_last(deeds, "new"), after_last(deeds, "new", "stop")
    assert set(tab.questions) <= set(kept)
    assert set(answerer.open) <= set(allowed)
    assert len(answerer.open) <= 1
    if allowed:  # Of those that nothing has stopped, one at least was accepted.
        assert set(tab.questions) & set(allowed)

    tab.stop()()
    answerer.tell("next", "finish")
    tab.ask("next")()
    await tab.rest()
    assert tab.seen["next"][-1].state == "complete"
    assert {turn.question for turn in answerer.asked[-1].history} <= set(kept)
    await tab.close()
    assert answerer.open == []


@settings(max_examples=400)
@given(deeds=DEEDS, seed=st.integers(min_value=0))
def test_what_was_stopped_is_closed_what_was_forgotten_is_gone_and_the_next_question_is_answered(
    deeds: list[str], seed: int
) -> None:
    run(scene(deeds, Random(seed)))
