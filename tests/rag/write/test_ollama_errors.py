from __future__ import annotations

import inspect
import json
import subprocess
import sys

import httpx
import ollama
import pytest

from index.errors import DatelineError, InputError
from rag.errors import ModelMissing, ServerRefused, ServerTimeout, ServerUnreachable, StreamBroken
from rag.write.address import normalise_host
from rag.write.calls import Call, Timeouts, error_table, map_errors
from rag.write.ollama import OllamaServer

CALL = Call(address="http://127.0.0.1:11434", model="gemma4:e4b", timeouts=Timeouts())


def exceptions_of(module: object) -> set[type[BaseException]]:
    return {member for _, member in inspect.getmembers(module, inspect.isclass) if issubclass(member, BaseException)}


def mapped(error: BaseException) -> DatelineError:
    with pytest.raises(DatelineError) as caught, map_errors(CALL):
        raise error
    return caught.value


def reply(words: str, status: int) -> ollama.ResponseError:
    return ollama.ResponseError(json.dumps({"error": words}), status)


@pytest.mark.parametrize("module", [httpx, ollama], ids=["httpx", "ollama"])
def test_every_exception_of_the_libraries_is_mapped_by_name(module: object) -> None:
    assert exceptions_of(module) - set(error_table()) == set()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (ConnectionError("refused"), ServerUnreachable),
        (ConnectionRefusedError("refused"), ServerUnreachable),
        (httpx.ConnectError("no route"), ServerUnreachable),
        (httpx.ConnectTimeout("slow"), ServerTimeout),
        (httpx.ReadTimeout("slow"), ServerTimeout),
        (httpx.RemoteProtocolError("cut"), StreamBroken),
        (httpx.ReadError("cut"), StreamBroken),
        (json.JSONDecodeError("no JSON", "<html>", 0), StreamBroken),
        (AttributeError("'list' object has no attribute 'get'"), StreamBroken),
        (httpx.TooManyRedirects("round and round"), ServerRefused),
        (reply("model 'gemma4:e4b' not found", 404), ModelMissing),
        (reply('model "gemma4:e4b" not found, try pulling it first', 404), ModelMissing),
        (ollama.ResponseError("404 page not found", 404), ServerRefused),
        (reply("invalid option", 400), ServerRefused),
        (reply("server busy, please try again.  maximum pending requests exceeded", 503), ServerRefused),
        (reply("llama runner process has terminated", -1), StreamBroken),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else repr(value)[:60],
)
def test_an_exception_becomes_what_the_person_can_act_on(error: BaseException, kind: type[DatelineError]) -> None:
    assert type(mapped(error)) is kind


def test_the_cause_of_an_error_is_kept() -> None:
    cause = httpx.ReadTimeout("slow")
    assert mapped(cause).__cause__ is cause


def test_an_unreachable_server_is_named_by_its_address() -> None:
    error = mapped(httpx.ConnectError("refused"))
    assert CALL.address in error.message
    assert "OLLAMA_HOST" in error.mend


def test_a_missing_model_is_mended_by_pulling_it() -> None:
    assert "`ollama pull gemma4:e4b`" in mapped(reply("model 'gemma4:e4b' not found", 404)).mend


def test_the_server_s_own_words_are_passed_on() -> None:
    assert "maximum pending requests" in mapped(reply("maximum pending requests exceeded", 503)).message


def test_a_whole_page_of_a_proxy_is_cut_to_its_beginning() -> None:
    message = mapped(ollama.ResponseError("<html>\n" + "x" * 5000, 502)).message
    assert "502" in message
    assert len(message) < 500


def test_errors_of_our_own_pass_unchanged() -> None:
    error = InputError("Not this.", mend="That.")
    assert mapped(error) is error


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("", "http://127.0.0.1:11434"),
        ("h", "http://h:11434"),
        ("h:8080", "http://h:8080"),
        (":8080", "http://127.0.0.1:8080"),
        ("http://h", "http://h:11434"),
        ("HTTP://H", "http://h:11434"),
        ("https://h", "https://h:443"),
        ("http://h:80/ollama/", "http://h:80/ollama"),
        ("0.0.0.0", "http://127.0.0.1:11434"),  # noqa: S104 - nothing is bound.
        ("http://0.0.0.0:8080", "http://127.0.0.1:8080"),
        ("::", "http://[::1]:11434"),
        ("[::]:8080", "http://[::1]:8080"),
        ("::1", "http://[::1]:11434"),
        (' "127.0.0.1:11434" ', "http://127.0.0.1:11434"),
        ("'h'", "http://h:11434"),
        ("user:secret@h", "http://h:11434"),
    ],
)
def test_a_host_is_read_as_people_write_it(host: str, address: str) -> None:
    assert normalise_host(host) == address


@pytest.mark.parametrize("host", ["h:99999", "h:port", "h:0", "ftp://h", "a b", "a..b", "http://[::1", "h?x=1"])
def test_a_host_that_is_no_address_is_refused(host: str) -> None:
    with pytest.raises(InputError, match="OLLAMA_HOST"):
        OllamaServer(host)


def test_importing_the_module_loads_neither_library() -> None:
    code = "import sys, rag.write.ollama; sys.exit('ollama' in sys.modules or 'httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
