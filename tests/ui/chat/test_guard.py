"""The headers around the chat's page."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING, Any

from ui.chat.guard import Guard

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

PAGE = b"<html><script>one</script><script src=x></script></html>"


async def _page(scope: Scope, receive: Receive, send: Send) -> None:
    del receive
    encoded = any(name == b"accept-encoding" for name, _ in scope["headers"])
    length = (b"content-length", str(len(PAGE)).encode())
    await send({"type": "http.response.start", "status": 200, "headers": [(b"encoded", str(encoded).encode()), length]})
    await send({"type": "http.response.body", "body": PAGE[:20], "more_body": True})
    await send({"type": "http.response.body", "body": PAGE[20:]})


def fetch(path: str) -> tuple[dict[str, str], list[bytes]]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        raise AssertionError

    scope = {"type": "http", "path": path, "headers": [(b"accept-encoding", b"br")]}
    asyncio.run(Guard(_page)(scope, receive, send))
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return headers, [message["body"] for message in sent[1:]]


def test_every_script_of_the_front_page_carries_the_nonce_of_its_policy() -> None:
    headers, bodies = fetch("/")
    nonce = re.search(r"script-src 'self' 'nonce-([\w-]+)'", headers["content-security-policy"])
    assert nonce is not None
    assert bodies[0].decode().count(f'<script nonce="{nonce[1]}"') == 2
    assert headers["content-length"] == str(len(bodies[0]))


def test_the_nonce_is_new_for_every_page() -> None:
    assert fetch("/")[0]["content-security-policy"] != fetch("/")[0]["content-security-policy"]


def test_the_front_page_is_fetched_uncompressed() -> None:
    assert fetch("/")[0]["encoded"] == "False"


def test_other_responses_stream_through_untouched_but_for_their_headers() -> None:
    headers, bodies = fetch("/gradio_api/queue/data")
    assert bodies == [PAGE[:20], PAGE[20:]]
    assert headers["encoded"] == "True"
    assert headers["x-content-type-options"] == "nosniff"


def test_no_policy_allows_another_host_or_scripts_from_strings() -> None:
    policy = fetch("/")[0]["content-security-policy"]
    assert "http" not in policy
    assert "unsafe-eval" not in policy
    assert "script-src 'self' 'unsafe-inline'" not in policy
