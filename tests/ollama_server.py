"""A stand-in for Ollama: a real HTTP server that speaks its JSON, always as a stream, and answers by a script.

    with OllamaStandIn(lambda body: [Say("They left. [1]"), Done()]) as server:
        ...  # server.host is what OLLAMA_HOST would be

`python -m tests.ollama_server --port 11434` serves the default script, which quotes the passages it is given.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import re
import select
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

from rag.prompt import REFUSAL

MODEL = "gemma4:e4b"
DIGEST = "0123456789abcdef" * 4
SIZES = {"parameter_size": "8.0B", "quantization_level": "Q4_K_M"}
DETAILS = {"parent_model": "", "format": "gguf", "family": "gemma4", "families": ["gemma4"], **SIZES}


@dataclass(frozen=True, slots=True)
class Say:
    """A line with words, or thoughts, of the model."""

    text: str = ""
    thinking: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The last line; a script without it ends the stream without one."""

    reason: str = "stop"
    prompt_eval_count: int | None = 900


@dataclass(frozen=True, slots=True)
class Fail:
    """An HTTP error before the first line."""

    status: int
    message: str
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """A line as it stands, like an error object or no JSON at all."""

    line: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Silence for some seconds; for ever, that is until the client goes, without a number."""

    seconds: float = 3600.0


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of the connection in the middle of the stream."""


Action = Say | Done | Fail | Raw | Wait | Cut
Body = dict[str, Any]
Script = Callable[[Body], Iterable[Action]]


def error_line(message: str) -> Raw:
    """The line that Ollama sends when it fails after the first one."""
    return Raw(json.dumps({"error": message}))


def quoting(body: Body) -> Iterator[Action]:
    """Quote the first sentence of the first three numbered passages, each with its marker."""
    prompt = body["messages"][-1]["content"]
    passages = re.findall(r"^\[(\d+)\][^\n]*\n<<<\n(.*?)\n>>>$", prompt, re.MULTILINE | re.DOTALL)
    firsts = [(re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0], number) for number, text in passages[:3]]
    quotes = [f"{sentence} [{number}]" for sentence, number in firsts]
    for word in re.findall(r"\S+\s*", " ".join(quotes) or REFUSAL):
        yield Say(word)
    yield Done(prompt_eval_count=sum(len(message["content"]) for message in body["messages"]) // 4)


class OllamaStandIn(ThreadingHTTPServer):
    """Serves on a loopback port until the `with` block ends; `requests` holds the chats, `headers` what came with them.

    `client_gone` is set when a client closed its connection before its answer was finished.
    """

    daemon_threads = True

    def __init__(self, script: Script = quoting, *, models: tuple[str, ...] = (MODEL,), port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.script = script
        self.models = models
        self.requests: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.client_gone = threading.Event()
        self.closing = threading.Event()
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

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
        replies = {"/api/version": {"version": "0.33.0"}, "/api/tags": self._tags(), "/api/ps": self._ps()}
        if self.path in replies:
            self._json(200, replies[self.path])
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
            self._named(json.loads(raw), routes[self.path])

    def _named(self, body: Body, route: Callable[[Body], None]) -> None:
        """Go on with a request whose model is named and here."""
        name = body.get("model") or body.get("name")
        if not name:
            self._json(400, {"error": "model is required"})
        elif name not in self.server.models:
            self._json(404, {"error": f"model '{name}' not found"})
        else:
            route({**body, "model": name})

    def _tags(self) -> dict[str, object]:
        shared = {"modified_at": "2026-01-02T03:04:05.678901+01:00", "size": 5_000_000_000, "digest": DIGEST}
        rest = {**shared, "details": DETAILS, "capabilities": ["completion"]}
        return {"models": [{"name": name, "model": name, **rest} for name in self.server.models]}

    def _ps(self) -> dict[str, object]:
        used = self.server.requests[-1:]
        shared = {"size": 6_000_000_000, "digest": DIGEST, "details": DETAILS, "size_vram": 0, "expires_at": _now()}
        lengths = [(body["model"], body.get("options", {}).get("num_ctx", 4096)) for body in used]
        return {"models": [{"name": name, "model": name, **shared, "context_length": n} for name, n in lengths]}

    def _show(self, body: Body) -> None:
        info = {"general.architecture": "gemma4", "gemma4.context_length": 131_072, "gemma4.embedding_length": 2560}
        reply = {"modelfile": f"FROM {body['model']}", "details": DETAILS, "model_info": info}
        self._json(200, {**reply, "capabilities": ["completion"], "modified_at": "2026-01-02T03:04:05.678901+01:00"})

    def _chat(self, body: Body) -> None:
        self.server.requests.append(body)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        try:
            self._play(body, self.server.script(body) if body.get("messages") else [Done("load", None)])
        except ConnectionError:
            self.close_connection = True
            self.server.client_gone.set()

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
        text = action.line if isinstance(action, Raw) else json.dumps(_fields(body, action), ensure_ascii=False)
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


def _fields(body: Body, action: Say | Done) -> dict[str, object]:
    """A line of the stream; like Ollama, it leaves out fields that are empty."""
    message = {"role": "assistant", "content": ""}
    line: dict[str, object] = {"model": body["model"], "created_at": _now(), "message": message, "done": False}
    if isinstance(action, Say):
        message["content"] = action.text
        return {**line, "message": message | ({"thinking": action.thinking} if action.thinking else {})}
    durations = {"total_duration": 4_000_000_000, "load_duration": 50_000_000, "eval_duration": 2_000_000_000}
    counts = {"eval_count": 42, **durations}
    if action.prompt_eval_count:
        counts |= {"prompt_eval_count": action.prompt_eval_count, "prompt_eval_duration": 1_900_000_000}
    return {**line, "done": True, "done_reason": action.reason, **counts}


def _now() -> str:
    return datetime.now(UTC).isoformat().replace("+00:00", "Z")


def main() -> None:
    """Serve the default script until interrupted."""
    parser = argparse.ArgumentParser(description="A stand-in for Ollama that quotes the passages it is given.")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    with OllamaStandIn(port=parser.parse_args().port) as server, contextlib.suppress(KeyboardInterrupt):
        sys.stderr.write(f"OLLAMA_HOST={server.host}\n")
        server.closing.wait()


if __name__ == "__main__":
    main()
