"""A hundred tries to start over or to stop at random moments: a question that runs, and one that waits for a place."""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Chat, ask, serve, turn, visit

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(900)]

TRIES = 10
NEW, STOP = "#new", "#box .stop-button"

# Asks, and presses a button some milliseconds after Ask or, where there is none yet, after it has come.
PRESS = """([question, button, wait]) => new Promise((pressed) => {
  const box = document.querySelector("#box textarea");
  box.value = question;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  const press = () => pressed(document.querySelector(button)?.click());
  const look = () => document.querySelector(button) ? setTimeout(press, wait) : setTimeout(look, 2);
  setTimeout(() => (document.querySelector("#box .submit-button").click(), look()), 50);
})"""
# Keeps what has stood in the page, one after the other.
WATCH = """() => {
  window.seen = [];
  new MutationObserver(() => {
    const shown = document.querySelector("#now :is(.question, .welcome h2)")?.textContent;
    if (shown && window.seen.at(-1) !== shown) window.seen.push(shown);
  }).observe(document.body, { childList: true, subtree: true });
}"""


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    """A chat that works on one question at once."""
    with serve(tmp_path_factory.mktemp("narrow"), "--at-once", "1") as served:
        yield served


def some_moment(random: Random) -> int:
    """Milliseconds: mostly so few that the server hardly knows of the question, at most until its answer has ended."""
    return random.choice([0, random.randrange(10), random.randrange(100), random.randrange(1500)])


def interrupt(page: Page, random: Random, question: str, button: str) -> None:
    """Ask, and press the button at some moment; sometimes see that the page then stays as it is."""
    page.evaluate(PRESS, [question, button, some_moment(random)])
    if random.random() < 0.3:
        page.wait_for_timeout(1300)  # Longer than a heartbeat.
        expect(page.locator(".turn")).to_have_count(1 if button == STOP else 0)
        expect(page.locator('.turn[data-state="writing"]')).to_have_count(0)


def is_answered(page: Page, question: str, *, number: int) -> None:
    """The question is the turn with this number, and complete."""
    asked = page.locator(f'.turn[data-turn="{number}"][data-state="complete"] .question')
    expect(asked).to_have_text(question, timeout=20_000)


def is_closed(chat: Chat, question: str) -> None:
    """Return when the answerer is done with the question, or fail after some seconds."""
    deadline = time.monotonic() + 10
    while True:
        events = [line["event"] for line in chat.events() if line["question"] == question]
        if events.count("asked") == events.count("closed"):
            return
        assert time.monotonic() < deadline, f"{question!r} is still open."
        time.sleep(0.02)


def never_came_back(page: Page, question: str) -> None:
    """The question was drawn once at most, and is gone."""
    seen = page.evaluate("window.seen")
    assert seen.count(question) <= 1, seen
    assert question not in page.inner_text("#talk")


def start_over(page: Page) -> None:
    """Empty the page between two tries."""
    page.get_by_role("button", name="New chat").click()
    page.wait_for_selector(".welcome")


@pytest.mark.parametrize("seed", range(5))
def test_a_question_that_runs_is_closed_and_the_next_is_answered(browser: Browser, chat: Chat, seed: int) -> None:
    random = Random(seed)
    with visit(browser, chat.address) as page:
        page.evaluate(WATCH)
        for number in range(TRIES):
            button = random.choice([NEW, NEW, NEW, STOP])
            # One that ends by itself might have ended before Stop.
            old = f"{'Hang' if button == STOP else random.choice(['Hang', 'Speak'])} in {seed}.{number}".lower()
            interrupt(page, random, old, button)
            ask(page, f"Next of {seed}.{number}")
            is_answered(page, f"Next of {seed}.{number}", number=2 if button == STOP else 1)
            is_closed(chat, old)
            if button == NEW:
                never_came_back(page, old)
            start_over(page)


@pytest.mark.parametrize("seed", range(5))
def test_a_question_that_waits_is_never_put_and_the_next_is_answered(browser: Browser, narrow: Chat, seed: int) -> None:
    random = Random(seed)
    with visit(browser, narrow.address) as page, visit(browser, narrow.address) as other:
        page.evaluate(WATCH)
        for number in range(TRIES):
            holder, old, following = (f"{what} in {seed}.{number}" for what in ("Please hang", "Old", "Next"))
            ask(other, holder)
            narrow.wait_for("asked", holder)
            button = random.choice([NEW, NEW, NEW, STOP])
            interrupt(page, random, old, button)
            ask(page, following)
            other.wait_for_timeout(random.randrange(300))
            other.locator(STOP).click()
            is_answered(page, following, number=2 if button == STOP else 1)
            assert [line for line in narrow.events() if line["question"] == old] == []
            if button == NEW:
                never_came_back(page, old)
            start_over(page)
            turn(other, number + 1, "stopped")
