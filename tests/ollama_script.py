"""What the stand-in for Ollama does at each chat: a script from the request, as the model sees it, to actions."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from eval.studies.scripted import Model
from rag.write.prompt import REFUSAL, Message

AS_READ = -1
"""The prompt tokens that the stand-in counts itself."""
CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Say:
    """A line with words, or thoughts, of the model."""

    text: str = ""
    thinking: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The last line; a script without it ends the stream without one. No count is sent for None or 0."""

    reason: str = "stop"
    prompt_eval_count: int | None = AS_READ


@dataclass(frozen=True, slots=True)
class Fail:
    """An HTTP error before the first line."""

    status: int
    message: str
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """A line as it stands, like an error object or no JSON at all."""

    line: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Silence for some seconds; for ever, that is until the client goes, without a number."""

    seconds: float = 3600.0


@dataclass(frozen=True, slots=True)
class Cut:
    """The end of the connection in the middle of the stream."""


Action = Say | Done | Fail | Raw | Wait | Cut
Body = dict[str, Any]
Script = Callable[[Body], Iterable[Action]]


def error_line(message: str) -> Raw:
    """The line that Ollama sends when it fails after the first one."""
    return Raw(json.dumps({"error": message}))


def quoting(body: Body) -> Iterator[Action]:
    """Quote the first sentence of the first three numbered passages, each with its marker."""
    prompt = body["messages"][-1]["content"]
    passages = re.findall(r"^\[(\d+)\][^\n]*\n<<<\n(.*?)\n>>>$", prompt, re.MULTILINE | re.DOTALL)
    firsts = [(re.split(r"(?<=[.!?])\s", text, maxsplit=1)[0], number) for number, text in passages[:3]]
    quotes = [f"{sentence} [{number}]" for sentence, number in firsts]
    for word in re.findall(r"\S+\s*", " ".join(quotes) or REFUSAL):
        yield Say(word)
    yield Done()


def acting(model: Model) -> Script:
    """Serve a scripted model, which stops at the request's `num_predict`."""

    def script(body: Body) -> Iterator[Action]:
        asked = [Message(role=message["role"], content=message["content"]) for message in body["messages"]]
        left = CHARACTERS_PER_TOKEN * body.get("options", {}).get("num_predict", 10_000)
        for piece in model(asked):
            left -= len(piece)
            if left < 0:
                yield Done("length")
                return
            yield Say(piece)
        yield Done()

    return script


def tokens(body: Body) -> int:
    """How long the stand-in counts a prompt to be."""
    return sum(len(message["content"]) for message in body["messages"]) // CHARACTERS_PER_TOKEN
