from __future__ import annotations

import socket

import pytest

from rag.write.reach import listens


def test_a_port_that_somebody_listens_at_is_found() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert listens(f"http://127.0.0.1:{server.getsockname()[1]}/prefix", timeout=5)


def test_a_port_that_nobody_listens_at_is_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert not listens(f"http://127.0.0.1:{port}", timeout=5)


@pytest.mark.parametrize("address", ["http://:11434", "http://[::1]:9", f"http://{'a' * 70}.localhost:9"])
def test_an_address_that_leads_nowhere_is_no_error(address: str) -> None:
    assert not listens(address, timeout=1)
