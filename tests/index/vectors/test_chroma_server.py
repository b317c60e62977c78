"""What becomes of a server's answers, and of its silence."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from index.errors import VectorServerError, VectorServerRefused
from index.vectors.chroma_server import ChromaServer

Ask = Callable[[ChromaServer], object]
ASK: dict[str, Ask] = {
    "check": ChromaServer.check,
    "create": lambda server: server.create("news", total=1, attempt=0),
    "find": lambda server: server.find("news"),
    "upsert": lambda server: server.upsert("id", ([1], np.ones((1, 3), np.float32))),
    "count": lambda server: server.count("id"),
    "query": lambda server: server.query("id", np.ones((1, 3), np.float32), 1),
    "delete": lambda server: server.delete("news"),
}


@contextmanager
def answering(status: int, body: str) -> Iterator[str]:
    """The address of a server that answers whatever it is asked with one page."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        do_GET = do_POST = do_DELETE = _answer  # The names that the base class looks for.

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # The base class names it.
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def failure(address: str, ask: Ask) -> VectorServerError:
    with closing(ChromaServer(address)) as server, pytest.raises(VectorServerError) as caught:
        ask(server)
    return caught.value


@pytest.mark.parametrize("ask", ASK.values(), ids=ASK)
def test_where_nothing_listens_the_error_names_the_address(ask: Ask) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    assert failure(address, ask).message.startswith(f"No Chroma server answers at {address}: ")


@pytest.mark.parametrize("ask", [ASK["check"], ASK["create"], ASK["find"], ASK["count"], ASK["query"]])
@pytest.mark.parametrize(
    ("status", "body"),
    [(200, "<html>Hello</html>"), (200, '"hello"'), (200, "[]"), (200, "{}"), (302, ""), (500, "<html>Oh</html>")],
)
def test_what_is_no_chroma_server_is_called_so(ask: Ask, status: int, body: str) -> None:
    with answering(status, body) as address:
        assert failure(address, ask).message == (
            f"What answers at {address} is not a Chroma server of version 1 or later."
        )


def test_a_server_that_is_too_old_is_told_by_its_version() -> None:
    with answering(200, '"0.6.3"') as address:
        assert failure(address, ASK["check"]).message == (
            f"The Chroma server at {address} has version 0.6.3, which is too old."
        )


def test_an_error_of_the_server_is_passed_on() -> None:
    body = json.dumps({"error": "InternalError", "message": "Error reading\nfrom disk."})
    with answering(500, body) as address:
        error = failure(address, ASK["query"])
    assert error.message == f"The Chroma server at {address} answers: Error reading from disk."
    assert isinstance(error, VectorServerRefused)


def test_what_is_not_there_is_not_found_and_need_not_be_deleted() -> None:
    body = json.dumps({"error": "NotFoundError", "message": "None such."})
    with answering(404, body) as address, closing(ChromaServer(address)) as server:
        server.delete("news")
        assert server.find("news") is None


def test_a_server_that_hangs_is_asked_once_and_again_after_a_while() -> None:
    time = 0.0
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        hanging.setblocking(False)
        address = f"http://127.0.0.1:{hanging.getsockname()[1]}"
        with closing(ChromaServer(address, read_timeout=0.05, clock=lambda: time)) as server:
            for _ in range(3):
                with pytest.raises(VectorServerError, match="does not answer in time"):
                    server.count("id")
            assert connections(hanging) == 1
            time = 31.0
            with pytest.raises(VectorServerError, match="does not answer in time"):
                server.count("id")
            assert connections(hanging) == 1


def connections(listening: socket.socket) -> int:
    """How many connections were made since the last count."""
    count = 0
    while True:
        try:
            listening.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1
