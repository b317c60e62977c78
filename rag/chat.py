"""The Ollama server: which models it has, and one streamed chat at a time.

The one home of the `ollama` library, which is loaded on first use. Its exceptions, and those of the httpx beneath
it, become `rag.errors` here and nowhere else.
"""

from __future__ import annotations

import ipaddress
import re
import ssl
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import SplitResult, urlsplit

from index.errors import InputError, ModelServerError
from rag.errors import ModelMissing, ServerRefused, ServerTimeout, ServerUnreachable, StreamBroken
from rag.prompt import Message

if TYPE_CHECKING:
    import httpx
    import ollama

DEFAULT_PORT = {"http": 11434, "https": 443}
LOOPBACK = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - what is listened on is rewritten, not bound.
SEED = 7
START = "Start Ollama (`ollama serve`) or correct OLLAMA_HOST."


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatPart:
    """A piece of the model's answer; the last one is `done` and says why it stopped.

    `prompt_tokens` is how much of the prompt the server read, where it says so.
    """

    text: str = ""
    done: bool = False
    done_reason: str | None = None
    prompt_tokens: int | None = None


class OllamaServer:
    """An Ollama server at `host`, spelled as in OLLAMA_HOST.

    Timeouts are in seconds; `read_timeout` bounds each silence, loading the model included. Proxies of the
    environment are passed by, no key is sent, no redirect is followed.

    Raises:
        InputError: `host` is not an address.
    """

    def __init__(self, host: str, *, connect_timeout: float, read_timeout: float) -> None:
        self.address = normalise_host(host)
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout

    def models(self) -> tuple[str, ...]:
        """Names of the models it has; waits no longer than the connect timeout for each step.

        Raises:
            ServerUnreachable: nothing answers there in time, or what answers is not Ollama.
            ServerRefused: it answers with an error.
        """
        import ollama

        call = Call(address=self.address, connect=self._connect_timeout, read=self._connect_timeout)
        try:
            with map_errors(call), ollama.Client(**self._options(call)) as client:
                return tuple(entry.model for entry in client.list().models if entry.model)
        except (ServerTimeout, StreamBroken) as error:
            raise ServerUnreachable(error.message, mend=START) from error

    async def chat(
        self, messages: Sequence[Message], *, model: str, num_ctx: int, num_predict: int
    ) -> AsyncGenerator[ChatPart, None]:
        """Stream the model's answer, its thoughts left out; closing the generator or cancelling stops the server.

        Raises:
            InputError: the model runs on a remote service.
            ModelServerError: a branch of it, by what went wrong.
        """
        import ollama

        _refuse_remote(model)
        call = Call(address=self.address, model=model, connect=self._connect_timeout, read=self._read_timeout)
        request = {
            "model": model,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "options": {"temperature": 0, "seed": SEED, "num_ctx": num_ctx, "num_predict": num_predict},
        }
        # A model that can think does so unless told not to; one that cannot may refuse to be told.
        attempts: list[dict[str, Any]] = [{**request, "think": False}, request]
        with map_errors(call):
            for attempt in attempts:
                try:
                    async with aclosing(self._parts(call, attempt)) as parts:
                        async for part in parts:
                            yield part
                except ollama.ResponseError as error:
                    if attempt is request or not _cannot_think(error):
                        raise
                else:
                    return

    async def _parts(self, call: Call, request: Mapping[str, Any]) -> AsyncGenerator[ChatPart, None]:
        import ollama

        async with ollama.AsyncClient(**self._options(call)) as client:
            stream = cast("AsyncGenerator[ollama.ChatResponse, None]", await client.chat(**request, stream=True))
            # A generator that is merely dropped would end whenever it is collected.
            async with aclosing(stream):
                async for reply in stream:
                    text, tokens = reply.message.content or "", reply.prompt_eval_count
                    yield ChatPart(
                        text=text, done=bool(reply.done), done_reason=reply.done_reason, prompt_tokens=tokens
                    )
                    if reply.done:
                        return
        raise StreamBroken(f"The answer of {call.name} ended before it was complete.", mend="Ask again.")

    def _options(self, call: Call) -> dict[str, Any]:
        import httpx

        return {
            "host": self.address,
            "timeout": httpx.Timeout(call.read, connect=call.connect),
            "trust_env": False,
            "auth": _without_key,
            "follow_redirects": False,
            "verify": _certificates(self.address),
        }


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


@contextmanager
def map_errors(call: Call) -> Iterator[None]:
    """Turn the exceptions of ollama and httpx into `rag.errors`."""
    table = error_table()
    try:
        yield
    except tuple(table) as error:
        closest = next(kind for kind in type(error).__mro__ if kind in table)
        raise table[closest](call, error) from error


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
    garbled = (ValueError, TypeError, AttributeError, httpx.DecodingError, httpx.CookieConflict)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What was asked of which server, and how long it may take: enough to word an error."""

    address: str
    model: str | None = None
    connect: float
    read: float

    @property
    def name(self) -> str:
        """Who was called, in a sentence."""
        return f"{self.model} at {self.address}" if self.model else f"the server at {self.address}"


def _unreachable(call: Call, _: BaseException) -> ModelServerError:
    return ServerUnreachable(f"No Ollama server answers at {call.address}.", mend=START)


def _not_accepted(call: Call, _: BaseException) -> ModelServerError:
    message = f"{call.address} accepted no connection within {call.connect:g} seconds."
    return ServerTimeout(message, mend="Correct OLLAMA_HOST, or raise DATELINE_CONNECT_TIMEOUT.")


def _silent(call: Call, _: BaseException) -> ModelServerError:
    mend = "Ask again, take a smaller model, or raise DATELINE_READ_TIMEOUT."
    return ServerTimeout(f"Nothing came from {call.name} for {call.read:g} seconds.", mend=mend)


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


def _cannot_think(error: ollama.ResponseError) -> bool:
    return error.status_code == 400 and "does not support thinking" in str(error)


def _refuse_remote(model: str) -> None:
    if model.strip().lower().endswith((":cloud", "-cloud")):
        raise InputError(
            f"The model {model} runs on a remote service, and Dateline calls none.",
            mend="Set DATELINE_MODEL to a model that runs on the server itself.",
        )


def _without_key(request: httpx.Request) -> httpx.Request:
    """Take off the key that the library reads from OLLAMA_API_KEY."""
    request.headers.pop("authorization", None)
    return request


@cache
def _certificates(address: str) -> ssl.SSLContext:
    # Reading the system's certificates takes longer than a whole request to a local server, which needs none.
    return ssl.create_default_context() if address.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


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
