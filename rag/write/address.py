"""What a value of OLLAMA_HOST means to a client."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

from index.errors import InputError

DEFAULT_PORT = {"http": 11434, "https": 443}
LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what is listened on is rewritten, not bound.


def normalise_host(host: str) -> str:
    """The address that a value of OLLAMA_HOST means to a client, as scheme://host:port and a path if it has one.

    What a server listens on (0.0.0.0, [::]) becomes the loopback address; without a port it is 11434, or 443 for https.

    Raises:
        InputError: it is not an address, or its scheme is neither http nor https.
    """
    text = host.strip().strip("\"'").strip()
    scheme, mark, rest = text.partition("://")
    scheme, rest = (scheme.lower(), rest) if mark else ("http", text)
    if _is_ipv6(rest):
        rest = f"[{rest}]"
    try:
        split = urlsplit(f"{scheme}://{rest}")
        name, port = _name_and_port(split, DEFAULT_PORT[scheme])
    except (KeyError, ValueError) as error:
        raise InputError(
            f"OLLAMA_HOST is {host!r}, which is not an address.", mend="Give it as host:port, like 127.0.0.1:11434."
        ) from error
    return f"{scheme}://{name}:{port}{split.path.rstrip('/')}"


def _is_ipv6(text: str) -> bool:
    try:
        return ipaddress.ip_address(text).version == 6
    except ValueError:
        return False


def _name_and_port(split: SplitResult, default: int) -> tuple[str, int]:
    """Raise ValueError for a name or port that cannot be one."""
    name, port = split.hostname or "127.0.0.1", split.port
    name = LOOPBACK.get(name, name)
    name.encode("idna")  # Raises a ValueError for an empty or overlong label.
    if port == 0 or re.search(r"[\s\"'\\]", name) or split.query or split.fragment:
        raise ValueError(split.netloc)
    return f"[{name}]" if ":" in name else name, port or default
