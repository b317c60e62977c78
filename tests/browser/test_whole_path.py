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


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an archive of the sample articles."""
    home = tmp_path_factory.mktemp("samples")
    subprocess.run([*DATELINE, "index", "--samples", "--home", str(home)], check=True, capture_output=True)
    return home


def test_the_chernobyl_question_is_answered_and_its_citation_opens(browser: Browser, samples: Path) -> None:
    with serve(samples) as address:
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


def test_a_follow_up_shows_how_it_was_read_and_a_new_topic_stands_alone(browser: Browser, samples: Path) -> None:
    with serve(samples) as address:
        page = browser.new_page()
        page.goto(address)
        turns = page.locator('.turn[data-state="complete"]')
        for number, question in enumerate(("when did troops leave Chernobyl?", "and who said so?", "who are you?")):
            page.fill("#box textarea", question)
            page.press("#box textarea", "Enter")
            turns.nth(number).wait_for(timeout=90_000)
            page.locator("#box").get_by_role("button", name="Ask").wait_for(timeout=90_000)
        expect(turns.nth(1).locator(".read-as")).to_have_text("Read as: When did troops leave Chernobyl? Who said so?")
        expect(turns.nth(2).locator(".read-as")).to_have_count(0)
        page.close()
