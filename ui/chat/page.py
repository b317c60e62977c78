"""The chat in the browser: a streamed answer, and the article behind every citation beside it.

The one home of Gradio, which is imported only when a chat is built: that takes seconds.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rag.types import Query
from ui.chat.conversation import Answering, Conversation, Step
from ui.chat.crowd import Limited
from ui.chat.guard import Guard
from ui.chat.picker import AS_CONFIGURED, ModelChoices, chosen_reader
from ui.render.html import Exchange, escape, exchange_html, panel_html

if TYPE_CHECKING:
    from fastapi import FastAPI
    from gradio import Blocks, Markdown, Request

TITLE = "Dateline"
TAGLINE = "Answers from a news archive, cited sentence by sentence."
MAX_QUESTION = 2000
"""Characters a question may have."""

_EVENTS = 256
"""Events at once: more than there are questions at work and waiting, so that no stop ever waits for one of them."""
_STEP = re.compile(r"(\d{1,9}) (\d{1,9}) (\d{1,9})", re.ASCII)
_STATIC = Path(__file__).with_name("static")
_HEAD = '<link rel="stylesheet" href="/dateline/chat.css"><script src="/dateline/chat.js" defer></script>'

Updates = tuple[Any, ...]
"""New values of earlier turns, this turn, notice and box, in that order."""


def build(
    answerer: Answering,
    *,
    examples: Sequence[str] = (),
    subtitle: str = "",
    k: int = 8,
    strict: bool = False,
    choices: Callable[[], ModelChoices] = ModelChoices,
) -> Blocks:
    """Return the page: the conversation, the box to ask in, and the panel with the article behind a citation."""
    gr = _gradio()
    welcome = _welcome(examples)
    events = Events(answerer, welcome, k=k, strict=strict, choices=choices)
    page: Blocks
    with gr.Blocks(title=TITLE, analytics_enabled=False, fill_width=True) as page:
        conversation = gr.State(Conversation())
        with gr.Row(elem_id="masthead"):
            _html(f"<h1>{TITLE}</h1><p>{escape(TAGLINE)}</p><p>{escape(subtitle)}</p>", "title")
            picker = _picker()
            new = gr.Button("New chat", elem_id="new", size="sm", scale=0, min_width=100)
        with gr.Row(elem_id="desk"):
            with gr.Column(elem_id="talk"):
                shown = [_html("", "past"), _html(welcome, "now"), _html("", "notice"), _box()]
            with gr.Column(elem_id="side"):
                panel = _html("", "panel")
        address = gr.Textbox(visible="hidden", elem_id="address", label="Citation to open")
        box = shown[-1]
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "trigger_mode": "multiple"}
        page.load(events.offer_models, None, picker, queue=False, **quiet)
        box.stop(events.stop, conversation, queue=False, **quiet)
        address.change(_open, [address, conversation], panel, queue=False, **quiet)
        # What goes through the queue is drawn in the order in which the server sent it. Nothing waits there: questions
        # wait in `Limited`, as turns that can be seen and stopped.
        quiet["concurrency_limit"] = None
        box.submit(events.ask, [box, conversation, picker], shown, **quiet)
        new.click(events.start_over, conversation, [*shown, panel, address], **quiet)
        page.max_threads = _EVENTS
        page.queue(max_size=_EVENTS, api_open=False)
    return page


def application(chat: Blocks, *, host: str = "127.0.0.1") -> FastAPI:
    """Return the web application around a chat: closed to other sites, and to everything the page does not need."""
    from fastapi import FastAPI  # See `serve`.
    from starlette.middleware.cors import CORSMiddleware
    from starlette.middleware.trustedhost import TrustedHostMiddleware
    from starlette.staticfiles import StaticFiles

    closed: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
    app = FastAPI(**closed)
    app.add_middleware(CORSMiddleware)  # Allows no one; without it Gradio allows everyone where the host is a name.
    if host in {"127.0.0.1", "localhost"}:
        # A site whose name is made to point here would otherwise count as this one.
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"], www_redirect=False)
    app.add_middleware(Guard)
    app.mount("/dateline", StaticFiles(directory=_STATIC))
    _gradio().mount_gradio_app(
        app,
        chat,
        path="/",
        app_kwargs=closed,
        footer_links=[],
        run_history=False,
        show_error=False,
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        favicon_path=str(_STATIC / "icon.svg"),
        theme=_theme(),
        head=_HEAD,  # Gradio rewrites the selectors of styles that it is handed itself.
    )
    return app


def _gradio() -> Any:
    """Import Gradio with its telemetry, version check and other reasons to call home switched off."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ.pop("GRADIO_VIBE_MODE", None)
    import gradio  # See the module's docstring.

    return gradio


def _theme() -> Any:
    gr = _gradio()
    # Regular and bold are the weights of which Gradio carries the Latin letters.
    sans = (gr.themes.LocalFont("IBM Plex Sans", weights=(400, 700)), "system-ui", "sans-serif")
    theme = gr.themes.Base(primary_hue="teal", neutral_hue="stone", font=sans, font_mono=("ui-monospace", "monospace"))
    return theme.set(body_background_fill="#faf9f6", body_background_fill_dark="#171614")


def _html(value: str, name: str) -> Markdown:
    """A place for HTML that `ui.render.html` made; `gr.HTML` would need a page that may evaluate strings as code."""
    markdown: Markdown = _gradio().Markdown(value, elem_id=name, sanitize_html=False, latex_delimiters=[])
    return markdown


def _box() -> Any:
    return _gradio().Textbox(
        elem_id="box",
        label="Your question",
        placeholder="Ask about the archive",
        lines=1,
        max_lines=6,
        autofocus=True,
        submit_btn="Ask",
    )


def _picker() -> Any:
    """The models to choose from, which are asked for when the page has come; hidden while there are none."""
    return _gradio().Dropdown(
        [],
        elem_id="model",
        label="Model that answers",
        show_label=False,
        container=False,
        filterable=False,
        visible=False,
        scale=0,
        min_width=160,
    )


def _welcome(examples: Sequence[str]) -> str:
    buttons = "".join(f'<button type="button" class="example" data-ask="">{escape(text)}</button>' for text in examples)
    hint = "<p>Try one of these, or ask your own question.</p>" if examples else ""
    return f'<section class="welcome"><h2>What do you want to know?</h2>{hint}{buttons}</section>'


class Events:
    """What the page does when something happens in it.

    Coroutines, because Gradio runs them on the event loop, and only there may a task be cancelled.
    """

    def __init__(
        self, answerer: Answering, welcome: str, *, k: int, strict: bool, choices: Callable[[], ModelChoices]
    ) -> None:
        self._answerer = Limited(answerer)
        self._welcome = welcome
        self._query = partial(Query, k=k, strict=strict)
        self._choices = choices
        for handler in (Events.ask, Events.stop, Events.start_over):
            handler.__annotations__["request"] = _gradio().Request  # By which Gradio knows what to hand over.

    async def ask(
        self, question: str, conversation: Conversation, model: str | None, request: Request
    ) -> AsyncGenerator[Updates]:
        """Answer a question; one that is not accepted changes nothing."""
        view = _View(conversation, self._welcome)
        query = self._query(text=question.strip(), reader=chosen_reader(model))
        if len(query.text) > MAX_QUESTION:
            yield view.draw(notice=_too_long(query.text))
        elif query.text:
            async with aclosing(conversation.ask(self._answerer, query, _step(request))) as states:
                async for _ in states:
                    yield view.draw()
            for update in view.settle():
                yield update
        # Gradio repeats the last update when an event ends, and by then it may be out of date.
        yield (_gradio().skip(),) * 4

    async def stop(self, conversation: Conversation, request: Request) -> None:
        """Stop the answer that is being written."""
        conversation.stop(_step(request))

    async def start_over(self, conversation: Conversation, request: Request) -> AsyncGenerator[Updates]:
        """Empty the page, and stop what was asked in it."""
        conversation.clear(_step(request))
        for update in _View(conversation, self._welcome).settle():
            yield *update, "", ""
        yield (_gradio().skip(),) * 6  # As in `ask`.

    async def offer_models(self) -> Any:
        """Show the models there are to choose from."""
        options = (await asyncio.to_thread(self._choices)).options
        value = AS_CONFIGURED if options else None
        return _gradio().Dropdown(choices=options, value=value, visible=bool(options))


class _View:
    """What the page shows of a conversation; earlier turns are drawn again only where they have changed."""

    def __init__(self, conversation: Conversation, welcome: str) -> None:
        self._conversation = conversation
        self._welcome = welcome
        self._past: tuple[Exchange, ...] | None = None

    def draw(self, notice: str = "") -> Updates:
        """The conversation as it is now, whoever has changed it."""
        gr = _gradio()
        *past, now = self._conversation.exchanges or (None,)
        unchanged = self._past == tuple(past)
        self._past = tuple(past)
        earlier = gr.skip() if unchanged else "".join(map(exchange_html, past))
        writing = now is not None and now.state == "writing"
        box = gr.Textbox(submit_btn=False if writing else "Ask", stop_btn="Stop" if writing else False)
        return earlier, exchange_html(now) if now else self._welcome, notice, box

    def settle(self) -> Iterator[Updates]:
        """Draw the conversation until it is as it was when it was last drawn.

        Another event may change and draw it between the drawing here and the sending; whoever sends last is right.
        """
        drawn = None
        while drawn != self._conversation.exchanges:
            drawn = self._conversation.exchanges
            yield self.draw()


def _too_long(text: str) -> str:
    length = f"This question has {len(text):,} characters; please shorten it to {MAX_QUESTION:,} or fewer."
    return f'<p class="alert" role="alert">{escape(length)}</p>'


def _step(request: Request) -> Step | None:
    """What `chat.js` tells with every request; nothing from who asks without a browser."""
    found = _STEP.fullmatch(request.headers.get("x-dateline-step", ""))
    return Step(number=int(found[1]), stopped=int(found[2]), cleared=int(found[3])) if found else None


def _open(text: str, conversation: Conversation) -> Any:
    found = conversation.find(text)
    return panel_html(*found) if found else _gradio().skip()
