"""A real Chromium in front of a real chat, whose answerer is the fake of `tests.fakes_chat`.

Whatever a page does wrong fails its test: an error, a console error, a dialog, a request to another host.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Dialog, Locator, Page, sync_playwright

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
SWITCHES = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A chat being served: its address, and where its answerer and its errors are logged."""

    address: str
    log: Path
    errors: Path

    def events(self) -> list[dict[str, object]]:
        """What the answerer was asked and what it closed, oldest first."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]

    def wait_for(self, event: str, question: str) -> None:
        """Return when the answerer has logged this, or fail after some seconds."""
        deadline = time.monotonic() + 60
        while not any(line["event"] == event and line["question"] == question for line in self.events()):
            assert time.monotonic() < deadline, f"{question!r} was never {event}: {self.events()}"
            time.sleep(0.05)


@dataclass  # Playwright keeps its own attributes on the object whose methods it is handed.
class Watch:
    """What went wrong on a page, and which hosts it called."""

    address: str
    faults: list[str] = field(default_factory=list)

    def attach(self, page: Page) -> None:
        """Listen to a page."""
        page.on("pageerror", lambda error: self.faults.append(f"page error: {error}"))
        page.on("console", lambda message: self._said(message.type, message.text))
        page.on("request", lambda request: self._called(request.url))
        page.on("dialog", self._asked)
        page.on("popup", lambda popup: self.faults.append(f"window: {popup.url}"))

    def _said(self, kind: str, text: str) -> None:
        if kind == "error":
            self.faults.append(f"console: {text}")

    def _asked(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _called(self, url: str) -> None:
        if not url.startswith(self.address) and urlsplit(url).scheme not in {"data", "blob", "about"}:
            self.faults.append(f"request: {url}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium with a fresh profile; without one these tests are skipped, but never in CI."""
    if not Path(CHROMIUM).exists():
        if os.environ.get("CI") == "true":
            pytest.fail("CI must have Chromium.")
        pytest.skip("There is no Chromium here.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
        yield chromium
        chromium.close()


@contextmanager
def serve(folder: Path, *options: str) -> Iterator[Chat]:
    """The chat, in a process of its own as a person would run it, ended as a person would end it."""
    log, errors = folder / "log.jsonl", folder / "errors.txt"
    log.touch()
    with errors.open("w", encoding="utf-8") as said:
        command = [sys.executable, "-m", "tests.fakes_chat", str(log), *options]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=said, text=True)
        assert process.stdout is not None
        with process.stdout as output:
            address = output.readline().strip()
            assert address, errors.read_text(encoding="utf-8")
            yield Chat(address=address, log=log, errors=errors)
            process.send_signal(signal.SIGINT)
            status = process.wait(15)
    assert status == 0


@contextmanager
def visit(browser: Browser, address: str, *, size: tuple[int, int] = (1280, 800)) -> Iterator[Page]:
    """A fresh page of a chat, watched."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    context.set_default_timeout(8000)
    watch = Watch(address)
    opened = context.new_page()
    watch.attach(opened)
    opened.goto(address)
    opened.wait_for_selector(".welcome")
    yield opened
    context.close()
    assert not watch.faults


def ask(page: Page, question: str) -> None:
    """Type a question and press Enter."""
    page.fill("#box textarea", question)
    page.press("#box textarea", "Enter")


def turn(page: Page, number: int, state: str = "complete") -> Locator:
    """The turn with this number, once it has come to this state; no other turn will do."""
    found = page.locator(f'.turn[data-turn="{number}"][data-state="{state}"]')
    found.wait_for()
    return found


@pytest.fixture(scope="module")
def chat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chat]:
    """A chat for a module's tests."""
    with serve(tmp_path_factory.mktemp("chat")) as served:
        yield served


@pytest.fixture
def size() -> tuple[int, int]:
    """The window's width and height; a test that wants others parametrizes `size`."""
    return 1280, 800


@pytest.fixture
def page(browser: Browser, chat: Chat, size: tuple[int, int]) -> Iterator[Page]:
    """A fresh page of the chat, watched."""
    with visit(browser, chat.address, size=size) as opened:
        yield opened
