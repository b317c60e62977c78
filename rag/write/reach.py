"""Whether anything listens at an address, found out without loading a client."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit


def listens(address: str, *, timeout: float) -> bool:
    """Whether something takes connections at `address`, an http URL with its port, within `timeout` seconds."""
    parts = urlsplit(address)
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 0), timeout=timeout):
            return True
    except (OSError, UnicodeError):  # UnicodeError: a name that cannot stand in the DNS.
        return False
