"""The client over a real socket, against a stand-in that speaks Ollama's protocol."""

from __future__ import annotations

import asyncio
import itertools
import json
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import aclosing, closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from index.errors import DatelineError, InputError
from rag.errors import ModelMissing, ServerRefused, ServerTimeout, ServerUnreachable, StreamBroken
from rag.types import Query
from rag.write.calls import Timeouts
from rag.write.ollama import ChatPart, OllamaServer
from rag.write.prompt import Message, messages
from tests.ollama_replies import Entry
from tests.ollama_script import Action, Body, Cut, Done, Fail, Raw, Say, Script, Wait, error_line
from tests.ollama_server import BUSY, MODEL, OllamaStandIn
from tests.rag.write.test_prompt import scored

QUESTION = (Message(role="user", content="When?"),)
Serve = Callable[..., OllamaStandIn]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a stand-in with the actions of each answer, or a script."""
    started: list[OllamaStandIn] = []

    def start(*actions: Action, script: Script | None = None) -> OllamaStandIn:
        server = OllamaStandIn(script or (lambda _: actions))
        started.append(server.__enter__())
        return server

    yield start
    for server in started:
        server.__exit__()


def client(server: OllamaStandIn, *, first_token: float = 10, idle: float = 10, total: float = 20) -> OllamaServer:
    return OllamaServer(server.host, Timeouts(connect=2, first_token=first_token, idle=idle, total=total))


def at(host: str, *, connect: float = 2) -> OllamaServer:
    return OllamaServer(host, Timeouts(connect=connect))


def chat(ollama: OllamaServer, asked: Sequence[Message] = QUESTION, *, model: str = MODEL) -> list[ChatPart]:
    """The parts of one answer."""

    async def collect() -> list[ChatPart]:
        async with aclosing(ollama.chat(asked, model=model, num_ctx=8192, num_predict=512)) as parts:
            return [part async for part in parts]

    return asyncio.run(collect())


def failure(ollama: OllamaServer, *, model: str = MODEL) -> tuple[str, DatelineError]:
    """The text that came before the error, and the error."""
    text: list[str] = []

    async def collect() -> None:
        async with aclosing(ollama.chat(QUESTION, model=model, num_ctx=8192, num_predict=512)) as parts:
            async for part in parts:
                text.append(part.text)

    with pytest.raises(DatelineError) as caught:
        asyncio.run(collect())
    return "".join(text), caught.value


def test_an_answer_comes_in_the_parts_that_the_server_sends(serve: Serve) -> None:
    parts = chat(client(serve(Say("They "), Say("left."), Done(prompt_eval_count=77))))
    assert [part.text for part in parts] == ["They ", "left.", ""]
    assert parts[-1] == ChatPart(text="", done=True, done_reason="stop", prompt_tokens=77)


def test_a_part_arrives_before_the_next_one_is_written(serve: Serve) -> None:
    async def first(ollama: OllamaServer) -> str:
        async with aclosing(ollama.chat(QUESTION, model=MODEL, num_ctx=8192, num_predict=512)) as parts:
            return (await anext(parts)).text

    assert asyncio.run(first(client(serve(Say("They"), Wait(), Done())))) == "They"


def test_an_answer_cut_at_its_limit_says_so(serve: Serve) -> None:
    assert chat(client(serve(Say("They"), Done("length"))))[-1].done_reason == "length"


def test_the_window_the_limit_and_a_fixed_seed_are_sent_with_every_chat(serve: Serve) -> None:
    server = serve(Done())
    chat(client(server))
    chat(client(server))
    first, second = (request["options"] for request in server.requests)
    assert first == second
    assert (first["num_ctx"], first["num_predict"], first["temperature"]) == (8192, 512, 0)
    assert isinstance(first["seed"], int)


def test_the_names_of_the_models_are_told() -> None:
    with OllamaStandIn(models=("a:1b", "b:2b")) as server:
        assert client(server).models() == ("a:1b", "b:2b")


def test_models_that_cannot_write_here_are_not_told_of() -> None:
    embedding = Entry(name="embeddinggemma", capabilities=("embedding",))
    remote = Entry(name="big", remote_host="https://ollama.com:443")
    with OllamaStandIn(models=("z:1b", embedding, remote, Entry(name="a:1b", capabilities=None))) as server:
        assert client(server).models() == ("a:1b", "z:1b")


def test_a_model_that_runs_elsewhere_is_refused_by_what_the_server_tells_of_it() -> None:
    remote = Entry(name="big", remote_host="https://ollama.com:443")
    with OllamaStandIn(models=(remote,)) as server, pytest.raises(InputError, match="remote service"):
        client(server).context_length("big")


def test_the_window_a_model_was_made_for_is_told() -> None:
    with OllamaStandIn(
        models=(Entry(name="small", context_length=2048), Entry(name="mute", context_length=None))
    ) as server:
        assert (client(server).context_length("small"), client(server).context_length("mute")) == (2048, None)


def test_a_server_that_is_not_there_has_no_models() -> None:
    with pytest.raises(ServerUnreachable, match=r"127\.0\.0\.1:1\b"):
        at("127.0.0.1:1").models()


def test_a_server_that_is_not_there_does_not_chat() -> None:
    _, error = failure(at("127.0.0.1:1"))
    assert type(error) is ServerUnreachable
    assert "127.0.0.1:1" in error.message


def test_a_name_that_does_not_resolve_is_a_server_that_is_not_there() -> None:
    with pytest.raises(ServerUnreachable):
        at("no-such-host.invalid").models()


class Page(BaseHTTPRequestHandler):
    """Answers every question for a path below /web with a web page, and any other with 404."""

    def do_GET(self) -> None:
        self.send_response(200 if self.path.startswith("/web/") else 404)
        self.end_headers()
        self.wfile.write(b"<html>Welcome</html>")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the method it replaces.
        """Keep the output of tests clean."""


@pytest.fixture
def web() -> Iterator[str]:
    """The address of a server that is no Ollama."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("path", ["/web", "/nothing"])
def test_a_web_server_is_no_ollama_server(web: str, path: str) -> None:
    with pytest.raises(ServerUnreachable, match="Ollama"):
        at(web + path).models()


@pytest.fixture
def deaf() -> Iterator[str]:
    """An address whose queue of connections is full, so that a further one is neither accepted nor refused."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(address)
        yield f"127.0.0.1:{address[1]}"
        for one in waiting:
            one.close()


def test_a_server_that_accepts_no_connection_is_given_up(deaf: str) -> None:
    _, error = failure(at(deaf, connect=0.2))
    assert type(error) is ServerTimeout
    assert "accepted no connection within 0.2 seconds" in error.message


def test_a_server_that_accepts_no_connection_has_no_models(deaf: str) -> None:
    with pytest.raises(ServerUnreachable):
        at(deaf, connect=0.2).models()


def test_a_server_that_never_begins_is_given_up(serve: Serve) -> None:
    text, error = failure(client(serve(Wait()), first_token=0.2))
    assert (text, type(error)) == ("", ServerTimeout)
    assert "0.2 seconds" in error.message
    assert "DATELINE_FIRST_TOKEN_TIMEOUT" in error.mend


def test_a_server_that_falls_silent_is_given_up(serve: Serve) -> None:
    text, error = failure(client(serve(Say("They"), Wait()), idle=0.2))
    assert (text, type(error)) == ("They", ServerTimeout)
    assert "DATELINE_IDLE_TIMEOUT" in error.mend


def test_a_server_that_writes_for_too_long_is_given_up(serve: Serve) -> None:
    server = serve(script=lambda _: itertools.cycle([Say("word "), Wait(0.02)]))
    text, error = failure(client(server, total=0.2))
    assert (text[:5], type(error)) == ("word ", ServerTimeout)
    assert "DATELINE_TOTAL_TIMEOUT" in error.mend
    assert server.client_gone.wait(5)


def test_waiting_for_the_first_word_is_not_counted_as_silence(serve: Serve) -> None:
    server = serve(Wait(0.5), Say("They left."), Done())
    assert chat(client(server, first_token=10, idle=0.2))[0].text == "They left."


def test_thoughts_count_as_signs_of_life(serve: Serve) -> None:
    server = serve(*[Wait(0.2), Say(thinking="Hmm.")] * 3, Say("They left."), Done())
    assert "".join(part.text for part in chat(client(server, first_token=0.5, idle=0.5))) == "They left."


def test_a_model_that_is_not_there_is_to_be_pulled(serve: Serve) -> None:
    _, error = failure(client(serve(Done())), model="llama9:8b")
    assert type(error) is ModelMissing
    assert "`ollama pull llama9:8b`" in error.mend
    assert f"The nearest it has is {MODEL}: use it with --model {MODEL}" in error.mend


def test_an_error_before_the_first_word_is_told_in_the_server_s_words(serve: Serve) -> None:
    _, error = failure(client(serve(Fail(503, BUSY))))
    assert type(error) is ServerRefused
    assert "maximum pending requests exceeded" in error.message


def test_a_page_of_a_proxy_is_a_refusal(serve: Serve) -> None:
    _, error = failure(client(serve(Fail(502, "<html><h1>Bad Gateway</h1></html>", raw=True))))
    assert type(error) is ServerRefused
    assert "Bad Gateway" in error.message


@pytest.mark.parametrize(
    "ending",
    [
        [error_line("llama runner process has terminated")],
        [Cut()],
        [],
        [Raw("<html>no JSON</html>")],
        [Raw("[]")],
        [Raw('{"message": 5, "done": false}')],
        [Raw('{"error": {"code": 500}}')],
    ],
    ids=["error line", "cut socket", "no last line", "no JSON", "no object", "wrong types", "error object"],
)
def test_an_answer_that_breaks_off_keeps_what_came_before(serve: Serve, ending: Iterable[Action]) -> None:
    text, error = failure(client(serve(Say("They left."), *ending)))
    assert (text, type(error)) == ("They left.", StreamBroken)


def test_an_error_line_is_told_in_the_server_s_words(serve: Serve) -> None:
    _, error = failure(client(serve(Say("They"), error_line("llama runner process has terminated"))))
    assert "llama runner process has terminated" in error.message


def test_a_connection_cut_before_the_first_word_is_a_broken_answer(serve: Serve) -> None:
    assert type(failure(client(serve(Cut())))[1]) is StreamBroken


def test_thoughts_are_not_part_of_the_answer(serve: Serve) -> None:
    parts = chat(client(serve(Say(thinking="Hmm."), Say("They left."), Done())))
    assert "".join(part.text for part in parts) == "They left."


def test_thinking_is_turned_off(serve: Serve) -> None:
    server = serve(Done())
    chat(client(server))
    assert server.requests[0]["think"] is False


def test_a_model_that_cannot_think_is_asked_again_without_a_word_about_thinking(serve: Serve) -> None:
    def script(body: Body) -> list[Action]:
        return [Fail(400, f'"{MODEL}" does not support thinking')] if "think" in body else [Say("They left."), Done()]

    assert chat(client(serve(script=script)))[0].text == "They left."


def test_another_bad_request_is_not_repeated(serve: Serve) -> None:
    server = serve(Fail(400, "invalid option"))
    assert type(failure(client(server))[1]) is ServerRefused
    assert len(server.requests) == 1


def test_closing_the_answer_closes_the_request_within_a_second(serve: Serve) -> None:
    server = serve(Say("They"), Wait())

    async def close_early() -> None:
        parts = client(server).chat(QUESTION, model=MODEL, num_ctx=8192, num_predict=512)
        await anext(parts)
        await parts.aclose()
        assert await asyncio.to_thread(server.client_gone.wait, 1.0)

    asyncio.run(close_early())


@pytest.mark.parametrize("said", [[], [Say("They")]], ids=["before the first word", "in mid-stream"])
def test_cancelling_the_task_closes_the_request_within_a_second(serve: Serve, said: list[Action]) -> None:
    silent = threading.Event()

    def script(_: Body) -> Iterator[Action]:
        yield from said
        silent.set()
        yield Wait()

    async def drain(ollama: OllamaServer) -> None:
        async for _ in ollama.chat(QUESTION, model=MODEL, num_ctx=8192, num_predict=512):
            pass

    async def cancel(server: OllamaStandIn) -> None:
        reading = asyncio.create_task(drain(client(server)))
        assert await asyncio.to_thread(silent.wait, 5)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert await asyncio.to_thread(server.client_gone.wait, 1.0)

    asyncio.run(cancel(serve(script=script)))


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "http_proxy", "ALL_PROXY"])
def test_proxies_of_the_environment_are_passed_by(serve: Serve, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    monkeypatch.setenv(variable, "http://127.0.0.1:1")
    server = serve(Say("They left."), Done())
    assert client(server).models() == (MODEL,)
    assert chat(client(server))[0].text == "They left."


def test_no_key_is_sent(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OLLAMA_API_KEY", "secret")
    server = serve(Done())
    chat(client(server))
    assert "authorization" not in server.headers[0]


@pytest.mark.parametrize("model", ["gpt-oss:cloud", "gpt-oss:120b-cloud", "GPT-OSS:120B-Cloud "])
def test_a_model_of_a_remote_service_is_refused_before_anything_is_sent(serve: Serve, model: str) -> None:
    server = serve(Done())
    assert type(failure(client(server), model=model)[1]) is InputError
    assert server.requests == []


def test_two_chats_at_once_get_their_own_answers(serve: Serve) -> None:
    server = serve(script=lambda body: [Wait(0.05), Say(body["messages"][0]["content"]), Done()])

    async def ask(text: str) -> str:
        asked = [Message(role="user", content=text)]
        parts = client(server).chat(asked, model=MODEL, num_ctx=8192, num_predict=512)
        return "".join([part.text async for part in parts])

    async def both() -> list[str]:
        return list(await asyncio.gather(ask("one"), ask("two")))

    assert asyncio.run(both()) == ["one", "two"]


def test_the_default_script_quotes_the_passages_of_our_prompt() -> None:
    passages = [scored("They left on Thursday. More words."), scored("Nobody stayed. More words.")]
    prompt = messages(Query(text="When?"), passages, num_ctx=8192, num_predict=512)
    with OllamaStandIn() as server:
        parts = chat(client(server), prompt.messages)
    assert "".join(part.text for part in parts) == "They left on Thursday. [1] Nobody stayed. [2]"


def test_older_messages_are_dropped_where_the_server_drops_them() -> None:
    old, new = Message(role="user", content="old " * 2000), Message(role="user", content="new")
    with OllamaStandIn(lambda body: [Say(str(len(body["messages"]))), Done()], window=1024, overflow="drop") as server:
        assert chat(client(server), [old, new])[0].text == "1"


def test_a_server_that_is_busy_says_so() -> None:
    with OllamaStandIn(most_pending=0) as server:
        assert BUSY.split("  ")[1] in failure(client(server))[1].message


def test_a_model_that_only_embeds_does_not_chat() -> None:
    with OllamaStandIn(models=(Entry(name=MODEL, capabilities=("embedding",)),)) as server:
        assert "does not support chat" in failure(client(server))[1].message


@pytest.mark.parametrize(("path", "key"), [("/api/version", "version"), ("/api/tags", "models"), ("/api/ps", "models")])
def test_the_stand_in_answers_ollama_s_other_questions(path: str, key: str) -> None:
    with OllamaStandIn() as server:
        assert key in fetch(f"http://{server.host}{path}")


def test_the_stand_in_tells_the_window_of_a_model() -> None:
    with OllamaStandIn() as server:
        shown = fetch(f"http://{server.host}/api/show", {"model": MODEL})
    architecture = shown["model_info"]["general.architecture"]
    assert shown["model_info"][f"{architecture}.context_length"] > 0


def fetch(url: str, body: object = None) -> dict[str, Any]:
    data = json.dumps(body).encode() if body else None
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with closing(opener.open(urllib.request.Request(url, data=data), timeout=5)) as reply:  # noqa: S310 - loopback.
        value: dict[str, Any] = json.load(reply)
        return value
