"""The chat's server: its address, the folder it runs in, and its end."""

from __future__ import annotations

import errno
import os
import socket
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import chdir, contextmanager, suppress
from pathlib import Path

from index.errors import InputError
from ui.chat.conversation import Answering
from ui.chat.page import application, build
from ui.chat.picker import ModelChoices


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
