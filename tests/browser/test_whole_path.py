"""The whole path a person takes: the real articles of the project, the real model, the real chat."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Watch
from tests.screenshot import DATELINE, serve

pytestmark = pytest.mark.browser

WITHOUT_GLOSSES = """turn => {
  const copy = turn.cloneNode(true);
  copy.querySelectorAll(".gloss").forEach(gloss => gloss.remove());
  return copy.textContent;
}"""


def test_the_chernobyl_question_is_answered_and_its_citation_opens(browser: Browser, tmp_path: Path) -> None:
    subprocess.run([*DATELINE, "index", "--samples", "--home", str(tmp_path)], check=True, capture_output=True)
    with serve(tmp_path) as address:
        page = browser.new_page()
        watch = Watch(address)
        watch.attach(page)
        page.goto(address)
        page.fill("#box textarea", "when did troops leave Chernobyl?")
        page.press("#box textarea", "Enter")
        turn = page.locator('.turn[data-state="complete"]')
        turn.wait_for(timeout=90_000)
        expect(turn).to_contain_text("Thursday (31 March 2022)")
        turn.locator(".chip").first.click()
        quote = page.locator("#panel mark")
        quote.wait_for()
        assert quote.inner_text() in turn.evaluate(WITHOUT_GLOSSES)
        page.close()
    assert not watch.faults
