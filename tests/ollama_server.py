"""A stand-in for Ollama: a real HTTP server that speaks its protocol, always as a stream, and answers by a script.

    with OllamaStandIn(lambda body: [Say("They left. [1]"), Done()]) as server:
        ...  # server.host is what OLLAMA_HOST would be

`python -m tests.ollama_server --port 11434 --model gemma3:4b` serves the default script, which quotes the passages it
is given; `--act obedient` serves one of the models of `eval.studies.scripted`.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self

from eval.studies.scripted import MODELS
from tests.ollama_replies import Entry, Overflow, cut_to, described, listed, running, stream_line
from tests.ollama_script import Action, Body, Cut, Done, Fail, Raw, Say, Script, Wait, acting, quoting

MODEL = "gemma4:e4b"
BUSY = "server busy, please try again.  maximum pending requests exceeded"
TOO_LONG = "the input length exceeds the context length"


class OllamaStandIn(ThreadingHTTPServer):
    """Serves on a loopback port until the `with` block ends; `requests` holds the chats, `headers` what came with them.

    A prompt that is longer than the window asked for is cut as Ollama cuts it: its older messages go ("drop"), half
    a window of it stays ("halve"), or it is refused. The script gets what is left; `requests` holds what was sent.
    `shown` counts how often each model's /api/show was asked; `client_gone` is set when a client closed its connection
    before its answer was finished.
    """

    daemon_threads = True

    def __init__(
        self,
        script: Script = quoting,
        *,
        models: Sequence[str | Entry] = (MODEL,),
        port: int = 0,
        window: int | None = None,
        overflow: Overflow = "halve",
        most_pending: int = 512,
    ) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.script = script
        self.models = {entry.name: entry for entry in (Entry(name=m) if isinstance(m, str) else m for m in models)}
        self.window = window
        self.overflow = overflow
        self.free = threading.Semaphore(most_pending)
        self.requests: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.shown: list[str] = []
        self.client_gone = threading.Event()
        self.closing = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def length_for(self, body: Body) -> int:
        """The window that a chat gets: what it asks for, as far as the model and the machine allow."""
        limits = [self.models[body["model"]].context_length, self.window]
        asked: int = body.get("options", {}).get("num_ctx", 4096)
        return min([asked, *filter(None, limits)])

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self.shutdown()
        self._thread.join()
        self.server_close()

    def handle_error(self, request: object, client_address: object) -> None:
        """Let errors be seen, but for the end of a connection that had served its purpose."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: OllamaStandIn

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the method it replaces.
        """Keep the output of tests clean."""

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        if self.path == "/":
            self._send(200, b"Ollama is running", "text/plain; charset=utf-8")
            return
        replies = {"/api/version": lambda: {"version": "0.33.0"}, "/api/tags": self._tags, "/api/ps": self._ps}
        if self.path in replies:
            self._json(200, replies[self.path]())
        else:
            self._send(404, b"404 page not found", "text/plain")

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        routes = {"/api/chat": self._chat, "/api/show": self._show}
        if self.path not in routes:
            self._send(404, b"404 page not found", "text/plain")
        elif not raw:
            self._json(400, {"error": "missing request body"})
        else:
            try:
                body = json.loads(raw)
            except ValueError as error:
                self._json(400, {"error": str(error)})
            else:
                self._named(body, routes[self.path])

    def _named(self, body: Body, route: Callable[[Body], None]) -> None:
        """Go on with a request whose model is named and here."""
        name = body.get("model") or body.get("name")
        if not name:
            self._json(400, {"error": "model is required"})
        elif name not in self.server.models:
            self._json(404, {"error": f"model '{name}' not found"})
        else:
            route({**body, "model": name})

    def _tags(self) -> Body:
        return {"models": [listed(entry) for entry in self.server.models.values()]}

    def _ps(self) -> Body:
        loaded = {body["model"]: self.server.length_for(body) for body in self.server.requests}
        return {"models": [running(self.server.models[name], length) for name, length in loaded.items()]}

    def _show(self, body: Body) -> None:
        self.server.shown.append(body["model"])
        self._json(200, described(self.server.models[body["model"]]))

    def _chat(self, body: Body) -> None:
        self.server.requests.append(body)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        if not self.server.free.acquire(blocking=False):
            self._json(503, {"error": BUSY})
            return
        try:
            read = cut_to(self.server.length_for(body), body, self.server.overflow)
            self._play(read, self._actions(body, read))
        except ConnectionError:
            self.close_connection = True
            self.server.client_gone.set()
        finally:
            self.server.free.release()

    def _actions(self, body: Body, read: Body) -> Iterable[Action]:
        """What comes of a request, as much of which as the model gets to see is `read`."""
        capabilities = self.server.models[body["model"]].capabilities or ("completion",)
        if not body.get("messages"):
            return [Done("unload" if body.get("keep_alive") == 0 else "load", None)]
        if "completion" not in capabilities:
            return [Fail(400, f'"{body["model"]}" does not support chat')]
        if body.get("think") and "thinking" not in capabilities:
            return [Fail(400, f'"{body["model"]}" does not support thinking')]
        if read["messages"] != body["messages"] and self.server.overflow == "refuse":
            return [Fail(400, TOO_LONG)]
        return self.server.script(read)

    def _play(self, body: Body, actions: Iterable[Action]) -> None:
        started = False
        for action in actions:
            match action:
                case Wait(seconds):
                    self._wait(seconds)
                    continue
                case Fail():
                    self._fail(action)
                    return
                case Cut():
                    self._cut()
                    return
            if not started:
                self._start_stream()
                started = True
            self._line(body, action)
            if isinstance(action, Done):
                return
        if not started:
            self._start_stream()
        self.wfile.write(b"0\r\n\r\n")

    def _start_stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/x-ndjson")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()

    def _line(self, body: Body, action: Say | Done | Raw) -> None:
        text = action.line if isinstance(action, Raw) else json.dumps(stream_line(body, action), ensure_ascii=False)
        line = text.encode() + b"\n"
        # The last line and the end of the stream go out in one, or a client that stops at `done` would seem to have
        # gone early.
        end = b"0\r\n\r\n" if isinstance(action, Done) else b""
        self.wfile.write(b"%x\r\n%s\r\n%s" % (len(line), line, end))

    def _fail(self, action: Fail) -> None:
        if action.raw:
            self._send(action.status, action.message.encode(), "text/html")
        else:
            self._json(action.status, {"error": action.message})

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def _wait(self, seconds: float) -> None:
        """Wait, but notice when the client goes or the server closes."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self.server.closing.is_set():
            readable, _, _ = select.select([self.connection], [], [], min(seconds, 0.02))
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                raise ConnectionResetError

    def _json(self, status: int, value: object) -> None:
        self._send(status, json.dumps(value).encode(), "application/json; charset=utf-8")

    def _send(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description="A stand-in for Ollama.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--model", action="append", help="name of a model it has; may be repeated")
    parser.add_argument("--act", choices=MODELS, help="scripted model that answers; without one passages are quoted")
    options = parser.parse_args()
    script = acting(MODELS[options.act]) if options.act else quoting
    models = options.model or [MODEL]
    with OllamaStandIn(script, models=models, port=options.port) as server, contextlib.suppress(KeyboardInterrupt):
        sys.stderr.write(f"OLLAMA_HOST={server.host}\n")
        server.closing.wait()


if __name__ == "__main__":
    main()
