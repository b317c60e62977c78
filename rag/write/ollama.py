"""The Ollama server: which models it has, what they can, and one streamed chat at a time.

The home of the `ollama` library, which is loaded on first use; what its exceptions become is in `rag.write.calls`.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from index.errors import InputError, ModelServerError
from rag.errors import ModelMissing, ServerTimeout, ServerUnreachable, StreamBroken
from rag.write.address import normalise_host
from rag.write.calls import START, Call, Limit, Timeouts, map_errors, out_of_time
from rag.write.models import InstalledModel, mend_for, read_context_length, read_models, writers
from rag.write.prompt import Message

if TYPE_CHECKING:
    import httpx
    import ollama

SEED = 7


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

    Proxies of the environment are passed by, no key is sent, no redirect is followed.

    Raises:
        InputError: `host` is not an address.
    """

    def __init__(self, host: str, timeouts: Timeouts | None = None) -> None:
        self.address = normalise_host(host)
        self._timeouts = timeouts or Timeouts()

    def installed(self) -> tuple[InstalledModel, ...]:
        """The models it has; waits no longer than the connect timeout for each step.

        Raises:
            ServerUnreachable: nothing answers there in time, or what answers is not Ollama.
            ServerRefused: it answers with an error.
        """
        call = Call(address=self.address, timeouts=self._timeouts)
        try:
            with map_errors(call):
                return read_models(self._ask(call, "GET", "/api/tags"))
        except (ServerTimeout, StreamBroken) as error:
            raise ServerUnreachable(error.message, mend=START) from error

    def models(self) -> tuple[str, ...]:
        """Names of those that can write an answer on the server itself, sorted; raises as `installed`."""
        return writers(self.installed())

    def context_length(self, model: str) -> int | None:
        """The longest window that a model was made for, in tokens; None where the server does not say.

        Raises:
            InputError: the model runs on a remote service.
            ModelServerError: a branch of it, by what went wrong.
        """
        call = Call(address=self.address, model=model, timeouts=self._timeouts)
        with map_errors(call):
            shown = self._ask(call, "POST", "/api/show", {"model": model})
            _refuse_remote(model, shown)
            return read_context_length(shown)

    async def chat(
        self, messages: Sequence[Message], *, model: str, num_ctx: int, num_predict: int
    ) -> AsyncGenerator[ChatPart, None]:
        """Stream the model's answer, its thoughts left out; closing the generator or cancelling stops the server.

        Raises:
            InputError: the model runs on a remote service.
            ModelServerError: a branch of it, by what went wrong.
        """
        _refuse_remote(model, {})
        call = Call(address=self.address, model=model, timeouts=self._timeouts)
        request = {
            "model": model,
            "messages": [{"role": message.role, "content": message.content} for message in messages],
            "options": {"temperature": 0, "seed": SEED, "num_ctx": num_ctx, "num_predict": num_predict},
        }
        try:
            with map_errors(call):
                async with aclosing(self._thoughtless(call, request)) as parts:
                    async for part in parts:
                        yield part
        except ModelMissing as error:
            raise ModelMissing(error.message, mend=await asyncio.to_thread(self._mend_missing, model)) from error

    async def _thoughtless(self, call: Call, request: Mapping[str, Any]) -> AsyncGenerator[ChatPart, None]:
        """The answer of a model that is told not to think, or, where it refuses to be told so, was not."""
        import ollama

        # A model that can think does so unless told not to; one that cannot may refuse to be told.
        attempts: list[Mapping[str, Any]] = [{**request, "think": False}, request]
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

        async with ollama.AsyncClient(host=self.address, **self._options(read=None)) as client:
            stream = cast("AsyncGenerator[ollama.ChatResponse, None]", await client.chat(**request, stream=True))
            # A generator that is merely dropped would end whenever it is collected.
            async with aclosing(stream), aclosing(_in_time(stream, call)) as replies:
                async for reply in replies:
                    text, tokens = reply.message.content or "", reply.prompt_eval_count
                    yield ChatPart(
                        text=text, done=bool(reply.done), done_reason=reply.done_reason, prompt_tokens=tokens
                    )
                    if reply.done:
                        return
        raise StreamBroken(f"The answer of {call.name} ended before it was complete.", mend="Ask again.")

    def _ask(self, call: Call, method: str, path: str, body: object = None) -> Any:
        """The JSON of one short request; the library would leave out what a model can and where it runs."""
        import httpx
        import ollama

        with httpx.Client(**self._options(read=call.timeouts.connect)) as client:
            reply = client.request(method, self.address + path, json=body)
        if reply.is_error:
            raise ollama.ResponseError(reply.text, reply.status_code)
        return reply.json()

    def _mend_missing(self, model: str) -> str:
        try:
            return mend_for(model, self.models())
        except ModelServerError:
            return mend_for(model, ())

    def _options(self, *, read: float | None) -> dict[str, Any]:
        import httpx

        return {
            "timeout": httpx.Timeout(read, connect=self._timeouts.connect),
            "trust_env": False,
            "auth": _without_key,
            "follow_redirects": False,
            "verify": _certificates(self.address),
        }


async def _in_time(
    stream: AsyncGenerator[ollama.ChatResponse, None], call: Call
) -> AsyncGenerator[ollama.ChatResponse, None]:
    """What a stream brings, as long as it keeps within the limits of its call."""
    end = time.monotonic() + call.timeouts.total
    limit: Limit = "first_token"
    while True:
        seconds: float = getattr(call.timeouts, limit)
        left = end - time.monotonic()
        try:
            async with asyncio.timeout(min(seconds, left)):
                reply = await anext(stream, None)
        except TimeoutError as error:
            raise out_of_time(call, limit if seconds < left else "total") from error
        if reply is None:
            return
        yield reply
        limit = "idle"


def _cannot_think(error: ollama.ResponseError) -> bool:
    return error.status_code == 400 and "does not support thinking" in str(error)


def _refuse_remote(model: str, shown: Mapping[str, Any]) -> None:
    if shown.get("remote_host") or model.strip().lower().endswith((":cloud", "-cloud")):
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
