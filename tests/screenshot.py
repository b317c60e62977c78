"""Takes the README's picture: `python -m tests.screenshot .github/chat.png` asks the samples in the real browser."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import CHROMIUM, SWITCHES

DATELINE = (sys.executable, "-m", "ui.cli.main")


@contextmanager
def serve(home: Path, *options: str) -> Iterator[str]:
    """The chat over an archive, as a person starts and ends it; gives its address."""
    command = [*DATELINE, "chat", "--port", "0", "--home", str(home), *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as chat:
        assert chat.stderr is not None
        address = next(word for line in chat.stderr for word in line.split() if word.startswith("http://"))
        try:
            yield address
        finally:
            chat.terminate()


def main(target: str) -> None:
    """Index the samples, ask, open a citation, and write the picture."""
    with tempfile.TemporaryDirectory() as home:
        subprocess.run([*DATELINE, "index", "--samples", "--home", home], check=True)
        with serve(Path(home), "--reader", "extractive") as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(SWITCHES))
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(address)
            page.fill("#box textarea", "When did troops leave Chernobyl?")
            page.press("#box textarea", "Enter")
            page.locator(".turn .chip").nth(1).click(timeout=60_000)
            page.locator("#panel mark").wait_for()
            page.wait_for_timeout(1_000)
            page.screenshot(path=target)
            browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
