"""A call to the model server: how long each part of it may take, and what its failures become.

The exceptions of ollama, and of the httpx beneath it, turn into `rag.errors` here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, cast

from index.errors import ModelServerError
from rag.errors import ModelMissing, ServerRefused, ServerTimeout, ServerUnreachable, StreamBroken

if TYPE_CHECKING:
    import ollama

START = "Start Ollama (`ollama serve`) or correct OLLAMA_HOST."


Limit = Literal["first_token", "idle", "total"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds that a call may take: to be accepted, to its first word, between two words, and in all.

    Loading the model and reading the prompt count as waiting for the first word.
    """

    connect: float = 3.0
    first_token: float = 300.0
    idle: float = 60.0
    total: float = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What was asked of which server, and how long it may take: enough to word an error."""

    address: str
    model: str | None = None
    timeouts: Timeouts

    @property
    def name(self) -> str:
        """Who was called, in a sentence."""
        return f"{self.model} at {self.address}" if self.model else f"the server at {self.address}"


@contextmanager
def map_errors(call: Call) -> Iterator[None]:
    """Turn the exceptions of ollama and httpx into `rag.errors`."""
    table = error_table()
    try:
        yield
    except tuple(table) as error:
        closest = next(kind for kind in type(error).__mro__ if kind in table)
        raise table[closest](call, error) from error


def out_of_time(call: Call, limit: Limit) -> ServerTimeout:
    """The error for a stream that ran into one of its limits."""
    seconds: float = getattr(call.timeouts, limit)
    message = {
        "first_token": f"Nothing came from {call.name} for {seconds:g} seconds.",
        "idle": f"{call.name} fell silent for {seconds:g} seconds.",
        "total": f"{call.name} was still writing after {seconds:g} seconds.",
    }[limit]
    mend = f"Ask again, take a smaller model, or raise DATELINE_{limit.upper()}_TIMEOUT."
    return ServerTimeout(message, mend=mend)


@cache
def error_table() -> Mapping[type[BaseException], Callable[[Call, BaseException], ModelServerError]]:
    """What becomes of each foreign exception."""
    import httpx
    import ollama

    unreachable = (ConnectionError, httpx.ConnectError, httpx.ProxyError, httpx.UnsupportedProtocol, httpx.InvalidURL)
    silent = (httpx.ReadTimeout, httpx.WriteTimeout, httpx.TimeoutException)
    network = (httpx.ReadError, httpx.WriteError, httpx.CloseError, httpx.NetworkError)
    protocol = (httpx.RemoteProtocolError, httpx.LocalProtocolError, httpx.ProtocolError)
    stream = (httpx.StreamConsumed, httpx.StreamClosed, httpx.ResponseNotRead, httpx.RequestNotRead, httpx.StreamError)
    roots = (httpx.TransportError, httpx.RequestError, httpx.HTTPError)
    # The library trusts each line to be an object of the right form and stumbles over any other.
    garbled = (ValueError, TypeError, AttributeError, KeyError, httpx.DecodingError, httpx.CookieConflict)
    refused = (httpx.HTTPStatusError, httpx.TooManyRedirects, ollama.RequestError)
    return {
        **dict.fromkeys(unreachable, _unreachable),
        **dict.fromkeys((httpx.ConnectTimeout, httpx.PoolTimeout), _not_accepted),
        **dict.fromkeys(silent, _silent),
        **dict.fromkeys((*network, *protocol, *stream, *roots), _cut),
        **dict.fromkeys(garbled, _garbled),
        **dict.fromkeys(refused, _refused),
        ollama.ResponseError: _reply,
    }


def _unreachable(call: Call, _: BaseException) -> ModelServerError:
    return ServerUnreachable(f"No Ollama server answers at {call.address}.", mend=START)


def _not_accepted(call: Call, _: BaseException) -> ModelServerError:
    message = f"{call.address} accepted no connection within {call.timeouts.connect:g} seconds."
    return ServerTimeout(message, mend="Correct OLLAMA_HOST, or raise DATELINE_CONNECT_TIMEOUT.")


def _silent(call: Call, _: BaseException) -> ModelServerError:
    message = f"Nothing came from {call.name} for {call.timeouts.connect:g} seconds."
    return ServerTimeout(message, mend="Ask again, or raise DATELINE_CONNECT_TIMEOUT.")


def _cut(call: Call, error: BaseException) -> ModelServerError:
    return StreamBroken(f"The connection to {call.name} broke off: {_words(error)}.", mend="Ask again.")


def _garbled(call: Call, error: BaseException) -> ModelServerError:
    message = f"What came from {call.name} is not Ollama's format: {_words(error)}."
    return StreamBroken(message, mend="Ask again; if it stays so, correct OLLAMA_HOST.")


def _refused(call: Call, error: BaseException) -> ModelServerError:
    return ServerRefused(f"An error came from {call.name}: {_words(error)}.", mend="See the log of the server.")


def _reply(call: Call, error: BaseException) -> ModelServerError:
    """Sort the server's own errors; the library gives -1 as the status of one in mid-stream."""
    reply = cast("ollama.ResponseError", error)
    words = _words(reply.error)
    if reply.status_code == -1:
        return StreamBroken(f"The answer of {call.name} broke off with an error: {words}.", mend="Ask again.")
    if reply.status_code == 404 and not call.model:
        return ServerUnreachable(f"What answers at {call.address} is not Ollama: {words}.", mend=START)
    if reply.status_code == 404 and "model" in words.lower():
        message = f"The Ollama server at {call.address} does not have the model {call.model}."
        return ModelMissing(message, mend=f"Run `ollama pull {call.model}`.")
    mend = "Wait a moment and ask again." if reply.status_code in {429, 503} else "See the log of the server."
    return ServerRefused(f"Status {reply.status_code} came from {call.name}: {words}.", mend=mend)


def _words(error: object) -> str:
    """The gist of an error on one line: a proxy may send a whole page."""
    text = " ".join(str(error).split()).rstrip(".") or (type(error).__name__ if error else "it gave no reason")
    return text if len(text) <= 300 else f"{text[:300]}…"
