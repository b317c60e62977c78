"""The chat in the browser: a streamed answer, and the article behind every citation beside it.

The one home of Gradio, which is imported only when a chat is built: that takes seconds.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import tempfile
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, chdir, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.errors import InputError
from rag.types import Query
from ui.chat.conversation import Answering, Conversation
from ui.chat.guard import Guard
from ui.chat.picker import AS_CONFIGURED, ModelChoices, chosen_reader
from ui.render.html import escape, exchange_html, panel_html

if TYPE_CHECKING:
    from fastapi import FastAPI
    from gradio import Blocks, Markdown

TITLE = "Dateline"
TAGLINE = "Answers from a news archive, cited sentence by sentence."
MAX_QUESTION = 2000
"""Characters a question may have."""

_STATIC = Path(__file__).with_name("static")
_HEAD = '<link rel="stylesheet" href="/dateline/chat.css"><script src="/dateline/chat.js" defer></script>'

Updates = tuple[Any, ...]
"""New values of earlier turns, this turn, notice and box, in that order."""


def serve(  # noqa: PLR0913 - each is an option of `dateline chat`, or what it asks the archive for.
    answerer: Answering,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    examples: Sequence[str] = (),
    subtitle: str = "",
    k: int = 8,
    strict: bool = False,
    choices: Callable[[], ModelChoices] = ModelChoices,
    announce: Callable[[str], object] | None = None,
) -> None:
    """Serve the chat until it is interrupted; `announce` gets its address once connections are accepted.

    `choices` is asked, in a thread, by each tab that opens.

    `port` 0 takes a free one. While it runs, the working folder is an empty private one, because Gradio publishes
    files from it: paths that the answerer opens later must be absolute.

    Raises:
        InputError: the address cannot be used.
    """
    with _listen(host, port) as listener, _private_folder():
        import uvicorn  # With Gradio it takes seconds; a taken port is told at once.

        chat = build(answerer, examples=examples, subtitle=subtitle, k=k, strict=strict, choices=choices)
        app = application(chat, host=host)
        server = uvicorn.Server(
            uvicorn.Config(app, log_level="critical", access_log=False, log_config=None, timeout_graceful_shutdown=1)
        )
        if announce:
            announce(_address(host, listener))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


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

    async def ask(question: str, conversation: Conversation, model: str | None) -> AsyncGenerator[Updates]:
        query = Query(text=question.strip(), k=k, strict=strict, reader=chosen_reader(model))
        async with aclosing(_ask(answerer, query, conversation)) as updates:
            async for update in updates:
                yield update

    async def offer_models() -> Any:
        options = (await asyncio.to_thread(choices)).options
        return gr.Dropdown(choices=options, value=AS_CONFIGURED if options else None, visible=bool(options))

    # Coroutines, because Gradio runs them on the event loop, and only there may a task be cancelled.
    async def stop(conversation: Conversation) -> None:
        conversation.stop()

    async def start_over(conversation: Conversation) -> Updates:
        conversation.clear()
        return "", welcome, "", gr.Textbox(value="", submit_btn="Ask", stop_btn=False), "", ""

    welcome = _welcome(examples)
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
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        box.submit(ask, [box, conversation, picker], shown, **quiet)
        page.load(offer_models, None, picker, queue=False, **quiet)
        box.stop(stop, conversation, queue=False, **quiet)
        new.click(start_over, conversation, [*shown, panel, address], queue=False, **quiet)
        address.change(_open, [address, conversation], panel, queue=False, trigger_mode="multiple", **quiet)
        page.queue(default_concurrency_limit=8, max_size=32, api_open=False)
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


async def _ask(answerer: Answering, query: Query, conversation: Conversation) -> AsyncGenerator[Updates]:
    gr = _gradio()
    keep = gr.skip()
    if not query.text or conversation.busy:
        yield keep, keep, keep, keep
        return
    if len(query.text) > MAX_QUESTION:
        length = f"This question has {len(query.text):,} characters; please shorten it to {MAX_QUESTION:,} or fewer."
        yield keep, keep, f'<p class="alert" role="alert">{escape(length)}</p>', keep
        return
    past = "".join(exchange_html(exchange) for exchange in conversation.exchanges)
    yield past, keep, "", gr.Textbox(value="", submit_btn=False, stop_btn="Stop")
    async with aclosing(conversation.ask(answerer, query)) as exchanges:
        async for exchange in exchanges:
            yield keep, exchange_html(exchange), keep, keep
    yield keep, keep, keep, gr.Textbox(submit_btn="Ask", stop_btn=False)


def _open(text: str, conversation: Conversation) -> Any:
    found = conversation.find(text)
    return panel_html(*found) if found else _gradio().skip()


@contextmanager
def _private_folder() -> Iterator[None]:
    """Work in an empty folder that only this user can read, and that Gradio keeps its own files in."""
    with tempfile.TemporaryDirectory(prefix="dateline-chat-") as folder:
        cache, work = Path(folder, "cache"), Path(folder, "work")
        cache.mkdir()
        work.mkdir()
        os.environ["GRADIO_TEMP_DIR"] = str(cache)
        with chdir(work):
            yield


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, OverflowError) as exc:
        if isinstance(exc, OSError) and exc.errno == errno.EADDRINUSE:
            raise InputError(
                f"Port {port} of {host} is taken by another program.", mend="Choose another one with --port N."
            ) from exc
        raise InputError(
            f"The chat cannot be served at port {port} of {host}: {exc}.",
            mend="Choose others with --host and --port N.",
        ) from exc


def _address(host: str, listener: socket.socket) -> str:
    name = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{name}:{listener.getsockname()[1]}"
