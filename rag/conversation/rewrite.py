"""A follow-up completed by the model that writes the answers: one short call, whose result is checked."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from index.errors import ModelServerError
from index.language.parser import default_parser
from index.language.questions import Asking
from index.language.sentences import sentence_spans
from index.language.types import Excerpt, Parser
from index.language.words import content_words
from rag.conversation.followup import complete
from rag.protocols import Readers
from rag.question.question import Question
from rag.question.reading import read_question
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


class Asks(Protocol):
    """Sends messages to the model that reads the question; closing the stream stops it."""

    def __call__(self, *messages: Message, num_predict: int) -> AsyncGenerator[ChatPart, None]:
        """Return the stream of what it says.

        Raises:
            ModelServerError: the model server failed.
        """
        ...


class FollowUps:
    """Completes follow-ups: the model that reads the question itself, the rules where none does or it does not hold."""

    def __init__(self, readers: Readers, parser: Parser | None = None) -> None:
        self._readers = readers
        self._parser = parser or default_parser()

    async def complete(self, question: Question) -> str | None:
        """Return a question completed from its history; None for one that stands alone, which costs no call."""
        by_rules = await asyncio.to_thread(complete, question.query, _asking(question), self._parser)
        if by_rules is None:
            return None
        choice = await asyncio.to_thread(self._readers.choose, question.query.reader)
        if not isinstance(choice.reader, LLMReader):
            return by_rules
        return await rewritten(question, choice.reader.say, self._parser) or by_rules


def _asking(question: Question) -> Asking:
    return Asking(
        sentence=question.asking,
        word=question.word,
        gap=question.gap,
        clause=question.clause,
        auxiliary=question.auxiliary,
    )


async def rewritten(question: Question, ask: Asks, parser: Parser) -> str | None:
    """Return the question as a model completes it; None where it fails or says what the conversation does not."""
    said = ""
    try:
        async with aclosing(ask(*_messages(question.query), num_predict=NUM_PREDICT)) as parts:
            async for part in parts:
                said += part.text
                if len(said) > 4 * _LONGEST:
                    return None
    except ModelServerError:
        return None
    return await asyncio.to_thread(checked, said, question, parser)


def checked(said: str, question: Question, parser: Parser) -> str | None:
    """Return a model's completion if it is one line, asks for the same, and brings in no word of its own; else None."""
    lines = [line for line in without_thoughts(said).splitlines() if line.strip()]
    completed = _WRAPPING.sub("", lines[0].strip()) if len(lines) == 1 else ""
    if not completed.endswith("?") or len(completed) > _LONGEST or _plain(completed) == _plain(question.text):
        return None
    told = read_question(Query(text=completed, asked=question.query.asked), parser=parser)
    asks_the_same = question.kind in {told.kind, "other"}
    return completed if asks_the_same and not _brings_in_words(told, question, parser) else None


def _brings_in_words(told: Question, question: Question, parser: Parser) -> bool:
    """Whether a question has content words that no form of stands in the conversation, or denies, or says nothing."""
    turns = question.query.history
    texts = [question.text, *(text for turn in turns for text in (turn.question, turn.answer))]
    words = {word for text in texts for word in re.findall(r"\w+", text.casefold())}
    denies = any(token.dep == "neg" and token.text.casefold() not in words for token in told.asking.tokens)
    new = set(content_words(told.text)) - {stem for text in texts for stem in content_words(text)}
    if denies or not content_words(told.text) or not new:
        return denies or not content_words(told.text)
    excerpts = [Excerpt(text, *span) for text in texts for span in sentence_spans(text)]
    lemmas = {token.lemma.casefold() for sentence in parser.parse(excerpts) for token in sentence.tokens}
    unknown = [token for token in told.asking.tokens if new & set(content_words(token.text))]
    spelled = {stem for token in unknown for stem in content_words(token.text)}
    return not new <= spelled or any(token.lemma.casefold() not in lemmas for token in unknown)


def _messages(query: Query) -> tuple[Message, Message]:
    asked = f"{turn_lines(query.history)}\nLast question: {inert(query.text).strip()}\nRewritten question:"
    return Message(role="system", content=_SYSTEM), Message(role="user", content=asked)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
