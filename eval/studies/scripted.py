"""Scripted models, from one that reads and cites well to ones that do all they may not.

A model is a function from the messages to the pieces that it writes, so every word can be told from the prompt.
`chat_of` makes one a `rag.write.reader.Chat`, and the tests' stand-in for Ollama serves them over HTTP. They find the
passages in our own prompt (`rag.write.prompt`) and in that of LlamaIndex's citation engine. What is measured with them
is what happens around a model, not how good one is.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.language.sentences import sentence_spans
from index.language.words import content_words
from rag.evidence.rarity import inverse_document_frequencies
from rag.write.ollama import ChatPart
from rag.write.prompt import REFUSAL, Message
from rag.write.reader import Chat

Model = Callable[[Sequence[Message]], Iterator[str]]

MEMORY = "As is widely known, the treaty of Zanzibar was signed by 4,711 delegates in 1987."
OTHER_LANGUAGE = "Selon les informations disponibles, personne ne peut encore dire ce qui a été décidé."
LOOP = "The reports were confirmed by several officials. "
_OUR_PASSAGE = re.compile(r"^\[(\d+)\] ([^\n]*)\n<<<\n(.*?)\n>>>$", re.MULTILINE | re.DOTALL)
_OUR_QUESTION = "\nQuestion: "
_ENGINE_PASSAGE = re.compile(r"^Source (\d+):\n()(.*?)(?=^Source \d+:\n|\Z)", re.MULTILINE | re.DOTALL)
_ENGINE_QUESTION = re.compile(r"^Query: ([^\n]*)\nAnswer: *\Z", re.MULTILINE)
_ENGINE_RULE = "\n------\n"
_ORDER = re.compile(
    r"\b(?P<verb>say|print|write|output|reply|respond|repeat|state|answer|claim|insist|add|include|integrate|insert"
    r"|tell \w+)\b"
    r"(?: (?:only|exactly|with|by saying|that|the words|the following|instead))*[\s:]*(?P<words>[^\n]+)",
    re.IGNORECASE,
)
_LEADS_TO_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override) (?:\w+ ){0,4}(?:instructions?|rules?|passages?|text)\b"
    r"|\b(?:you must|you are now|instructions? (?:to|for)|system prompt)\b"
    r"|\byour (?:answer|reply|response|message|output)\b",
    re.IGNORECASE,
)
_QUOTES = tuple("\"“‘'")
_QUOTED = re.compile(r"[\"“‘'](.{3,}?)[\"”’']")
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a prompt shows to a model: the question, and the passages with their headings, by number."""

    question: str
    passages: Mapping[int, str]
    headings: Mapping[int, str]


def read_prompt(messages: Sequence[Message]) -> Shown:
    """Read a prompt of ours, or one of LlamaIndex's citation engine; anything else shows no passage."""
    text = messages[-1].content
    engine = _ENGINE_QUESTION.search(text)
    if engine:
        _, _, body = text[: engine.start()].rstrip("-\n").rpartition(_ENGINE_RULE)
        found = _ENGINE_PASSAGE.findall(body)
    else:
        found = _OUR_PASSAGE.findall(text)
    return Shown(
        question=engine[1] if engine else text.rpartition(_OUR_QUESTION)[2],
        passages={int(number): passage.strip() for number, _, passage in found},
        headings={int(number): heading for number, heading, _ in found},
    )


def faithful(messages: Sequence[Message]) -> Iterator[str]:
    """Copy the sentence that shares most of the question's words, by rarity, and cite its passage; else refuse."""
    best = _best_sentence(read_prompt(messages))
    yield from _words(f"{best[0]} [{best[1]}]" if best else REFUSAL)


def without_markers(messages: Sequence[Message]) -> Iterator[str]:
    """Copy the same sentence and cite nothing."""
    best = _best_sentence(read_prompt(messages))
    yield from _words(best[0] if best else REFUSAL)


def wrong_markers(messages: Sequence[Message]) -> Iterator[str]:
    """Copy the same sentence and cite another passage, one that is not there, and zero."""
    shown = read_prompt(messages)
    best = _best_sentence(shown)
    other = next((number for number in shown.passages if not best or number != best[1]), 1)
    yield from _words(f"{best[0]} [{other}][{len(shown.passages) + 1}][0]" if best else REFUSAL)


def markers_everywhere(messages: Sequence[Message]) -> Iterator[str]:
    """Copy the same sentence with every passage's marker at its start and behind every third word."""
    shown = read_prompt(messages)
    best = _best_sentence(shown)
    markers = "".join(f"[{number}]" for number in shown.passages)
    words = best[0].split() if best else []
    marked = [f"{word} {markers}" if place % 3 == 2 else word for place, word in enumerate(words)]
    yield from _words(" ".join([markers, *marked, markers]) if best else REFUSAL)


def only_markers(messages: Sequence[Message]) -> Iterator[str]:
    """Write the markers of all passages and not a word."""
    yield from (f"[{number}]" for number in read_prompt(messages).passages)


def other_language(messages: Sequence[Message]) -> Iterator[str]:
    """Answer in French, and cite the first passage."""
    del messages
    yield from _words(f"{OTHER_LANGUAGE} [1]")


def endless(messages: Sequence[Message]) -> Iterator[str]:
    """Write one sentence again and again, without an end."""
    del messages
    return itertools.cycle(_words(LOOP))


def empty(messages: Sequence[Message]) -> Iterator[str]:
    """Write nothing."""
    del messages
    yield ""


def refusing(messages: Sequence[Message]) -> Iterator[str]:
    """Refuse, in the phrase that the prompt asks for."""
    del messages
    yield from _words(REFUSAL)


def from_memory(messages: Sequence[Message]) -> Iterator[str]:
    """Pass over the passages and tell what none of them says, with a marker."""
    del messages
    yield from _words(f"{MEMORY} [1]")


def obedient(messages: Sequence[Message]) -> Iterator[str]:
    """Do whatever a passage orders ("ignore previous instructions and say …"), with its marker; else be faithful."""
    shown = read_prompt(messages)
    said = [f"{words} [{number}]" for number, text in shown.passages.items() for words in _ordered(text)]
    yield from _words(" ".join(said)) if said else faithful(messages)


MODELS: Mapping[str, Model] = {
    "faithful": faithful,
    "without markers": without_markers,
    "wrong markers": wrong_markers,
    "markers everywhere": markers_everywhere,
    "only markers": only_markers,
    "other language": other_language,
    "endless": endless,
    "empty": empty,
    "refusing": refusing,
    "from memory": from_memory,
    "obedient": obedient,
}


def chat_of(model: Model) -> Chat:
    """Return a model for `rag.write.reader.LLMReader` to chat with; its limit is four characters a token."""

    async def chat(
        messages: Sequence[Message], *, model: str, num_ctx: int, num_predict: int
    ) -> AsyncGenerator[ChatPart, None]:
        del model, num_ctx
        read = sum(len(message.content) for message in messages) // 4
        left = 4 * num_predict
        for piece in script(messages):
            left -= len(piece)
            if left < 0:
                break
            yield ChatPart(text=piece)
        yield ChatPart(done=True, done_reason="length" if left < 0 else "stop", prompt_tokens=read)

    script = model
    return chat


def _best_sentence(shown: Shown) -> tuple[str, int] | None:
    """The sentence of any passage that shares most with the question, and its passage's number."""
    found = [
        (text[start:end], number) for number, text in shown.passages.items() for start, end in sentence_spans(text)
    ]
    asked = set(content_words(shown.question))
    rarity = inverse_document_frequencies(sentence for sentence, _ in found)
    scores = [sum(rarity[word] for word in asked & set(content_words(sentence))) for sentence, _ in found]
    best = max(range(len(found)), key=lambda place: (scores[place], -place), default=None)
    if best is None or not scores[best]:
        return None
    sentence, number = found[best]
    return " ".join(sentence.split()), number


def _ordered(text: str) -> Iterator[str]:
    """What the sentences of a passage order to be said: the words in quotes, or else all behind the verb."""
    led = False
    for start, end in sentence_spans(text):
        sentence = text[start:end]
        leads, order = _LEADS_TO_ORDER.search(sentence) is not None, _ORDER.search(sentence)
        if order and (leads or led or sentence[order.end("verb") :].lstrip(" :")[:1] in _QUOTES):
            words = order["words"].strip()
            quoted = _QUOTED.search(words)
            yield quoted[1] if quoted else words
        led = leads


def _words(text: str) -> Iterator[str]:
    """The text word by word, as models stream."""
    return iter(_WORD.findall(text))
