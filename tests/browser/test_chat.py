"""What a person sees and does in the browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from tests.browser.conftest import ROOT, Chat, Watch, ask, turn
from tests.fakes_chat import EVIL, LEFT, SEIZED, WIRE

pytestmark = pytest.mark.browser

IN_VIEW = """element => {
  const box = element.getBoundingClientRect();
  const holder = element.closest(".text").getBoundingClientRect();
  return box.height > 0 && box.top >= Math.max(0, holder.top) && box.bottom <= Math.min(innerHeight, holder.bottom);
}"""


@contextmanager
def held(page: Page) -> Iterator[list[Route]]:
    """Hold back the next request to the chat, which stands in the list; those after it overtake it."""
    late: list[Route] = []

    def hold(route: Route) -> None:
        if late:
            route.continue_()
        else:
            late.append(route)

    page.route("**/queue/join*", hold)
    yield late
    page.unroute("**/queue/join*")


def open_source(page: Page, chip: Locator, quote: str) -> None:
    """Click a chip and see its sentence, marked and in view."""
    chip.click()
    mark = page.locator("#panel mark", has_text=quote)
    expect(mark).to_have_text(quote)
    page.wait_for_function(IN_VIEW, arg=mark.element_handle())


def test_an_answer_grows_while_it_is_written(page: Page) -> None:
    ask(page, "When did troops leave Chernobyl?")
    lengths = set()
    while not page.locator('#now .turn[data-state="complete"]').count():
        lengths.add(len(page.inner_text("#now")))
    assert len(lengths) > 3
    expect(turn(page, 1).locator(".chip")).to_have_count(4)


def test_a_finished_answer_names_its_reader_and_marks_what_is_not_supported(page: Page) -> None:
    ask(page, "When did troops leave Chernobyl?")
    expect(turn(page, 1).locator(".reader")).to_have_text("Answered by gemma4:e4b through Ollama in 3.2 s")
    expect(turn(page, 1).locator(".doubt")).to_have_text("not supported by its source")


def test_a_citation_opens_the_article_at_the_cited_sentence(page: Page) -> None:
    ask(page, "When did troops leave Chernobyl?")
    open_source(page, turn(page, 1).locator(".chip").nth(0), LEFT)
    open_source(page, page.locator(".chip").nth(1), SEIZED)
    expect(page.locator("#panel .headline")).to_have_text("Troops leave Chernobyl, company says")
    expect(page.locator("#panel .details")).to_have_text("Meridian Wire, 31 March 2022, 18:40")
    assert page.locator("#panel .text").evaluate("element => element.textContent") == WIRE.text


def test_a_citation_opens_while_the_answer_is_still_being_written(page: Page) -> None:
    ask(page, "Please hang after a sentence")
    open_source(page, turn(page, 1, "writing").locator(".chip"), LEFT)
    page.click("#box .stop-button")
    turn(page, 1, "stopped")


def test_citations_of_an_earlier_turn_still_open(page: Page) -> None:
    ask(page, "When did troops leave Chernobyl?")
    turn(page, 1)
    ask(page, "Do sources agree on the day?")
    expect(turn(page, 2).locator(".claim")).to_have_count(2)
    open_source(page, turn(page, 1).locator(".chip").nth(1), SEIZED)
    open_source(page, turn(page, 2).locator(".claim .opener").nth(0), LEFT)


def test_a_citation_opens_and_closes_by_keyboard_and_the_focus_comes_back(page: Page) -> None:
    ask(page, "When did troops leave Chernobyl?")
    chip = turn(page, 1).locator(".chip").nth(1)
    chip.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#panel .headline")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_be_hidden()
    expect(chip).to_be_focused()


def test_a_closed_article_opens_again(page: Page) -> None:
    ask(page, "When did troops leave Chernobyl?")
    chip = turn(page, 1).locator(".chip").first
    open_source(page, chip, LEFT)
    page.get_by_role("button", name="Close").click()
    expect(page.locator("#panel")).to_be_hidden()
    open_source(page, chip, LEFT)


def test_a_refusal_gives_its_reason_and_opens_the_nearest_passages(page: Page) -> None:
    ask(page, "What is the weather?")
    expect(turn(page, 1).locator(".refusal")).to_contain_text("do not answer this question")
    page.locator("#now .opener").first.click()
    expect(page.locator("#panel mark")).to_contain_text(LEFT)


def test_stop_stops_the_model_and_keeps_what_there_is(page: Page, chat: Chat) -> None:
    ask(page, "Please hang until stopped")
    turn(page, 1, "writing").locator(".chip").wait_for()
    page.click("#box .stop-button")
    expect(turn(page, 1, "stopped").locator(".note")).to_have_text("Stopped.")
    chat.wait_for("closed", "Please hang until stopped")
    expect(page.locator("#now .sentence")).to_have_count(1)
    ask(page, "When did troops leave Chernobyl?")
    turn(page, 2)


def test_what_is_typed_while_waiting_is_kept(page: Page) -> None:
    ask(page, "Please hang while I type")
    turn(page, 1, "writing").locator(".chip").wait_for()
    page.fill("#box textarea", "the next question")
    page.press("#box textarea", "Enter")
    page.wait_for_timeout(1500)
    expect(page.locator("#box textarea")).to_have_value("the next question")
    page.click("#box .stop-button")
    turn(page, 1, "stopped")
    expect(page.locator("#box textarea")).to_have_value("the next question")


def test_a_closed_tab_stops_the_model(browser: Browser, chat: Chat) -> None:
    page = browser.new_page()
    page.goto(chat.address)
    page.wait_for_selector(".welcome")
    ask(page, "Please hang and be left")
    turn(page, 1, "writing").locator(".chip").wait_for()
    page.close()
    chat.wait_for("closed", "Please hang and be left")


def test_new_chat_empties_the_page_and_stops_the_model(page: Page, chat: Chat) -> None:
    ask(page, "When did troops leave Chernobyl?")
    open_source(page, turn(page, 1).locator(".chip").first, LEFT)
    ask(page, "Please hang before a new chat")
    turn(page, 2, "writing").locator(".chip").wait_for()
    page.get_by_role("button", name="New chat").click()
    page.wait_for_selector(".welcome")
    chat.wait_for("closed", "Please hang before a new chat")
    expect(page.locator(".turn")).to_have_count(0)
    expect(page.locator("#panel")).to_be_hidden()
    expect(page.locator("#box .submit-button")).to_be_visible()


def test_a_question_that_arrives_after_the_new_chat_that_forgot_it_is_never_put(page: Page, chat: Chat) -> None:
    with held(page) as late:
        ask(page, "Please arrive late")
        page.get_by_role("button", name="New chat").click()
        ask(page, "What is asked next?")
        turn(page, 1)
        late[0].continue_()
        page.wait_for_timeout(1500)
    expect(page.locator(".turn .question")).to_have_text(["What is asked next?"])
    assert all(line["question"] != "Please arrive late" for line in chat.events())


def test_a_question_that_overtakes_the_new_chat_before_it_is_answered(page: Page, chat: Chat) -> None:
    ask(page, "Please hang till overtaken")
    turn(page, 1, "writing").locator(".chip").wait_for()
    with held(page) as late:
        page.get_by_role("button", name="New chat").click()
        ask(page, "What has overtaken it?")
        expect(turn(page, 1).locator(".question")).to_have_text("What has overtaken it?")
        chat.wait_for("closed", "Please hang till overtaken")
        late[0].continue_()
        page.wait_for_timeout(1500)
    expect(page.locator(".turn .question")).to_have_text(["What has overtaken it?"])


def test_what_is_typed_right_after_a_new_chat_is_kept(page: Page) -> None:
    ask(page, "Please hang before the next is typed")
    page.get_by_role("button", name="New chat").click()
    page.fill("#box textarea", "the next question")
    page.wait_for_timeout(1500)
    expect(page.locator("#box textarea")).to_have_value("the next question")
    expect(page.locator(".turn")).to_have_count(0)


def test_after_a_new_chat_the_first_citation_opens_again(page: Page) -> None:
    for _ in range(2):
        ask(page, "When did troops leave Chernobyl?")
        open_source(page, turn(page, 1).locator(".chip").first, LEFT)
        page.get_by_role("button", name="New chat").click()
        page.wait_for_selector(".welcome")


def test_an_example_asks_its_question(page: Page) -> None:
    page.get_by_role("button", name="Do sources agree on the day they left?").click()
    expect(turn(page, 1).locator(".question")).to_have_text("Do sources agree on the day they left?")


def reader_of(chat: Chat, question: str) -> object:
    return next(line["reader"] for line in chat.events() if line["question"] == question)


def test_a_tab_s_questions_go_to_the_model_that_is_chosen_in_it(page: Page, chat: Chat) -> None:
    picker = page.get_by_role("combobox", name="Model that answers")
    expect(picker).to_have_value("gemma4:e4b")
    for number, (label, reader) in enumerate(
        [
            ("qwen3:4b", ["ollama", "qwen3:4b"]),
            ("Quotations only (no model)", ["extractive", None]),
            ("gemma4:e4b", None),
        ],
        start=1,
    ):
        picker.click()
        page.get_by_role("option", name=label).click()
        ask(page, f"Who answers with {label}?")
        turn(page, number)
        assert reader_of(chat, f"Who answers with {label}?") == reader
    page.get_by_role("button", name="New chat").click()
    expect(picker).to_have_value("gemma4:e4b")


def test_the_next_question_carries_the_conversation(page: Page, chat: Chat) -> None:
    ask(page, "When did troops leave Chernobyl?")
    turn(page, 1)
    ask(page, "And where did they go?")
    turn(page, 2)
    history = next(line["history"] for line in chat.events() if line["question"] == "And where did they go?")
    assert isinstance(history, list)
    assert history[0][0] == "When did troops leave Chernobyl?"
    assert history[0][1].startswith("Russian soldiers began leaving")


def test_the_box_has_the_focus_at_the_start_and_after_an_answer(page: Page) -> None:
    expect(page.locator("#box textarea")).to_be_focused()
    page.get_by_role("button", name="What is the weather?").click()
    turn(page, 1)
    expect(page.locator("#box textarea")).to_be_focused()


def test_a_known_error_is_one_sentence_and_what_to_do(page: Page) -> None:
    ask(page, "Is it offline?")
    expect(turn(page, 1, "failed").locator(".note")).to_have_text(
        "No Ollama answers at 127.0.0.1:11434. Start it with `ollama serve`."
    )
    expect(page.locator("#box .submit-button")).to_be_visible()


def test_an_unknown_error_is_told_without_its_details_which_are_logged(page: Page, chat: Chat) -> None:
    ask(page, "Is there a bug?")
    note = turn(page, 1, "failed").locator(".note")
    expect(note).to_contain_text("Something went wrong inside Dateline")
    assert "secret" not in page.content()
    assert "a secret detail" in chat.errors.read_text(encoding="utf-8")


def test_a_question_that_is_too_long_is_one_sentence_and_stays_in_the_box(page: Page) -> None:
    ask(page, "x" * 2500)
    expect(page.locator("#notice .alert")).to_have_text(
        "This question has 2,500 characters; please shorten it to 2,000 or fewer."
    )
    expect(page.locator("#box textarea")).to_have_value("x" * 2500)
    ask(page, "When did troops leave Chernobyl?")
    turn(page, 1)
    expect(page.locator("#notice .alert")).to_have_count(0)


def test_hostile_text_does_nothing(page: Page) -> None:
    question = f"evil {EVIL.replace(chr(27), '')}"
    ask(page, question)
    hostile = turn(page, 1)
    expect(hostile.locator(".warning")).to_contain_text("<img src=x onerror")
    hostile.locator(".chip").click()
    expect(page.locator("#panel .text")).to_contain_text("A harmless line.")
    for scope in ("#now", "#panel"):
        assert page.locator(f"{scope} :is(img, script, iframe, code, strong:not(.found), em, a)").count() == 0
    expect(page.locator("#panel .original")).to_have_text("javascript:alert(5)")
    page.wait_for_timeout(300)


@pytest.mark.parametrize("address", ["9:c9", "<img src=x onerror=alert(1)>", "1:c0; drop", "../../etc/passwd"])
def test_an_address_that_no_chip_has_opens_nothing(page: Page, address: str) -> None:
    ask(page, "What is the weather?")
    turn(page, 1)
    page.locator("#address textarea").evaluate(
        "(field, text) => { field.value = text; field.dispatchEvent(new Event('input', { bubbles: true })); }", address
    )
    page.wait_for_timeout(500)
    assert page.locator("#panel .source").count() == 0


@pytest.mark.parametrize("size", [(400, 780)])
def test_in_a_narrow_window_the_article_stands_below_and_nothing_is_cut_off(page: Page) -> None:
    ask(page, "When did troops leave Chernobyl?")
    open_source(page, turn(page, 1).locator(".chip").first, LEFT)
    talk, panel = page.locator("#talk").bounding_box(), page.locator("#panel").bounding_box()
    assert talk is not None
    assert panel is not None
    assert panel["y"] >= talk["y"] + talk["height"] - 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 400


def test_in_a_wide_window_the_article_stands_beside_the_conversation(page: Page) -> None:
    ask(page, "When did troops leave Chernobyl?")
    open_source(page, turn(page, 1).locator(".chip").first, LEFT)
    talk, panel = page.locator("#talk").bounding_box(), page.locator("#panel").bounding_box()
    assert talk is not None
    assert panel is not None
    assert panel["x"] >= talk["x"] + talk["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_finished_answer_is_announced_once_to_screen_readers(page: Page) -> None:
    ask(page, "When did troops leave Chernobyl?")
    turn(page, 1)
    expect(page.locator(".for-screen-readers[role=status]")).to_contain_text("Russian soldiers began leaving")


def test_the_page_names_itself_and_its_archive(page: Page) -> None:
    expect(page).to_have_title(re.compile("^Dateline"))
    expect(page.locator("#title")).to_contain_text("2 articles, 31 March 2022 to 3 April 2022")


def test_the_page_offers_no_api_and_no_way_out(page: Page) -> None:
    assert page.locator("a[href]").count() == 0
    for path in ("/docs", "/openapi.json", "/gradio_api/runs", "/monitoring"):
        assert page.request.get(page.url.rstrip("/") + path).status >= 400, path


def test_no_file_of_this_machine_is_served(page: Page, chat: Chat) -> None:
    for path in (chat.log, ROOT / "pyproject.toml", Path("/etc/passwd"), Path("pyproject.toml")):
        assert page.request.get(f"{chat.address}/gradio_api/file={path}").status in {403, 404}, path


def test_a_name_that_is_made_to_point_here_is_refused(page: Page) -> None:
    assert page.request.get(page.url, headers={"Host": "attacker.invalid"}).status == 400


def test_a_script_that_got_into_the_page_would_not_run(browser: Browser, chat: Chat) -> None:
    watch = Watch(chat.address)
    page = browser.new_page()
    watch.attach(page)
    page.goto(chat.address)
    page.wait_for_selector(".welcome")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=\"http://attacker.invalid/x.png\">')")
    page.wait_for_timeout(500)
    assert page.title().startswith("Dateline")
    assert any("Content Security Policy" in fault for fault in watch.faults)
    page.close()
