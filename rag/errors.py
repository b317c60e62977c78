"""What can go wrong with the model server, cut by what the person at the keyboard can do.

ModelServerError (index.errors)
├── ServerUnreachable   start the server, or correct OLLAMA_HOST
├── ModelMissing        pull the model
├── ServerTimeout       wait longer, or take a smaller model
├── ServerRefused       the server answered with an error of its own
└── StreamBroken        the answer stopped half-way; ask again
"""

from __future__ import annotations

from index.errors import ModelServerError


class ServerUnreachable(ModelServerError):
    """No Ollama server answers at the configured address."""

    kind = "server_unreachable"


class ModelMissing(ModelServerError):
    """The server answers but does not have the model."""

    kind = "model_missing"


class ServerTimeout(ModelServerError):
    """The server took longer than the configured limit."""

    kind = "server_timeout"


class ServerRefused(ModelServerError):
    """The server answered with an error."""

    kind = "server_refused"


class StreamBroken(ModelServerError):
    """The stream ended before the answer was complete."""

    kind = "stream_broken"
