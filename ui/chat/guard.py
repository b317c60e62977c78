"""A second wall around the page: the browser is told to load and to call nothing but this server."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'nonce-{nonce}'",
        "style-src 'self' 'unsafe-inline'",  # Gradio sets styles from scripts and on elements.
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "base-uri 'self'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-dns-prefetch-control", b"off"),  # A link to an article's original is not looked up before it is followed.
    (b"cross-origin-opener-policy", b"same-origin"),
)


class Guard:
    """Puts security headers on every response, and the policy's nonce on the scripts of the front page.

    Articles and answers never stand in the front page, they come over the event stream; so every script in it is ours.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        response = _Response(send, front_page=scope["path"] == "/")
        if response.front_page:
            headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, response.send)


class _Response:
    def __init__(self, send: Send, *, front_page: bool) -> None:
        self.front_page = front_page
        self._send = send
        self._nonce = secrets.token_urlsafe(16).encode()
        self._start: Message = {}
        self._body = b""

    async def send(self, message: Message) -> None:
        """Pass a message on; the front page is held back until it is whole."""
        if message["type"] == "http.response.start":
            policy = _POLICY.encode().replace(b"{nonce}", self._nonce)
            added = (*_HEADERS, (b"content-security-policy", policy))
            self._start = message = {**message, "headers": [*message["headers"], *added]}
        if not self.front_page:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._send_page()

    async def _send_page(self) -> None:
        body = self._body.replace(b"<script", b'<script nonce="' + self._nonce + b'"')
        headers = [header for header in self._start["headers"] if header[0] != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        await self._send({**self._start, "headers": [*headers, length]})
        await self._send({"type": "http.response.body", "body": body})
