"""The chat's address."""

from __future__ import annotations

import socket

import pytest

from index.errors import InputError
from tests.fakes_chat import FakeAnswerer
from ui.chat.server import serve


def test_a_taken_port_is_told_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=rf"Port {port} of 127.0.0.1 is taken .* --port N"):
            serve(FakeAnswerer(), port=port)


def test_an_address_that_is_not_ours_is_told_with_what_to_do() -> None:
    with pytest.raises(InputError, match=r"cannot be served at port 7860 of 203\.0\.113\.1: .* --host"):
        serve(FakeAnswerer(), host="203.0.113.1")
