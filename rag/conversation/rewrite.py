"""A follow-up completed by the model that writes the answers: one short call, whose result is checked."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from index.errors import ModelServerError
from index.language.words import content_words
from rag.conversation.followup import complete_by_rules
from rag.grammar.tokens import tokenize
from rag.grammar.verbs import lemma
from rag.judge.entailment.lexicon import NEGATORS
from rag.protocols import Readers
from rag.question.kind import kind_of
from rag.question.question import Question
from rag.types import Query
from rag.write.ollama import ChatPart
from rag.write.prompt import Message, inert, turn_lines
from rag.write.reader import LLMReader, without_thoughts

NUM_PREDICT = 96
"""Tokens of a completed question; a model that writes more does not complete."""
_LONGEST = 300
_SYSTEM = """\
You complete questions. The last question of a conversation leans on what was said before it. Rewrite it as one question
that can be understood without the conversation: put the names and things that it means in the place of words like
"he", "it", "they", "there" and "that". Use only words of the conversation. Do not answer it. Reply with the rewritten
question alone, on one line."""
_WRAPPING = re.compile(
    r"^(?:(?:rewritten|completed|standalone)?\s*question\s*:)?[\s\"'“”*`]+|[\s\"'“”*`]+$", re.IGNORECASE
)


class Asking(Protocol):
    """Sends messages to the model that reads the question; closing the stream stops it."""

    def __call__(self, *messages: Message, num_predict: int) -> AsyncGenerator[ChatPart, None]:
        """Return the stream of what it says.

        Raises:
            ModelServerError: the model server failed.
        """
        ...


class FollowUps:
    """Completes follow-ups: the model that reads the question itself, the rules where none does or it does not hold."""

    def __init__(self, readers: Readers) -> None:
        self._readers = readers

    async def complete(self, question: Question) -> str | None:
        """Return a question completed from its history; None for one that stands alone, which costs no call."""
        query = question.query
        by_rules = complete_by_rules(query)
        if by_rules is None:
            return None
        choice = await asyncio.to_thread(self._readers.choose, query.reader)
        if not isinstance(choice.reader, LLMReader):
            return by_rules
        return await rewritten(query, choice.reader.say) or by_rules


async def rewritten(query: Query, ask: Asking) -> str | None:
    """Return the question as a model completes it; None where it fails or says what the conversation does not."""
    said = ""
    try:
        async with aclosing(ask(*_messages(query), num_predict=NUM_PREDICT)) as parts:
            async for part in parts:
                said += part.text
                if len(said) > 4 * _LONGEST:
                    return None
    except ModelServerError:
        return None
    return checked(said, query)


def checked(said: str, query: Query) -> str | None:
    """Return a model's completion if it is one line, asks for the same, and brings in no word of its own; else None."""
    lines = [line for line in without_thoughts(said).splitlines() if line.strip()]
    if len(lines) != 1:
        return None
    question = _WRAPPING.sub("", lines[0].strip())
    asks_the_same = kind_of(question) == kind_of(query.text) or kind_of(query.text) == "other"
    if not question.endswith("?") or len(question) > _LONGEST or not asks_the_same or _brings_in_words(question, query):
        return None
    return None if _plain(question) == _plain(query.text) else question


def _brings_in_words(question: str, query: Query) -> bool:
    """Whether a question has content words that no form of stands in the conversation, or has none at all."""
    told = [query.text, *(text for turn in query.history for text in (turn.question, turn.answer))]
    known = {form for text in told for token in tokenize(text) for form in _forms(token.text)}
    own = [token.text for token in tokenize(question) if content_words(token.text)]
    negated = NEGATORS & _words(question) - _words(" ".join(told))
    return bool(negated) or not own or any(known.isdisjoint(_forms(word)) for word in own)


def _words(text: str) -> set[str]:
    return {token.lower for token in tokenize(text)}


def _forms(word: str) -> set[str]:
    """The stem of a word, and the infinitive where it can be a verb: "left" is "leave"."""
    return {*content_words(word), *filter(None, [lemma(word)])}


def _messages(query: Query) -> tuple[Message, Message]:
    asked = f"{turn_lines(query.history)}\nLast question: {inert(query.text).strip()}\nRewritten question:"
    return Message(role="system", content=_SYSTEM), Message(role="user", content=asked)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
