"""The reader that lets a language model write the answer, and cites it sentence by sentence."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from index.errors import ModelServerError
from index.language.types import Parser
from index.types import ScoredPassage
from rag.cite.citing import cite
from rag.cite.claims import Claims
from rag.evidence.evidence import Evidence
from rag.judge.claims import ClaimJudge
from rag.question.question import Question
from rag.types import Query, ReaderInfo, Reading
from rag.write.loops import loop_start
from rag.write.ollama import ChatPart
from rag.write.prompt import REFUSAL, Message, Prompt, messages, without_glosses

# Tokenizers differ, and the estimate is on the high side: a prompt read to its end counts for 0.6 of it or more
# (0.65 to 0.7 for news in English). A server that cuts keeps half of its window, so less than half of the prompt.
CUT_BELOW = 0.5
SECONDS_BETWEEN = 0.1


class Chat(Protocol):
    """Sends messages to a model and streams its answer; closing the stream stops the model."""

    def __call__(
        self, messages: Sequence[Message], *, model: str, num_ctx: int, num_predict: int
    ) -> AsyncGenerator[ChatPart, None]:
        """Return the stream; its last part is `done`.

        Raises:
            ModelServerError: the model server failed.
        """
        ...


class LLMReader:
    """Reads with the model that `chat` reaches; answers are at most `num_predict` tokens, and a quarter of the window.

    `parser` reads what it writes, `judge` weighs it, `clock` counts seconds.
    """

    def __init__(
        self,
        chat: Chat,
        model: str,
        num_ctx: int,
        num_predict: int = 512,
        *,
        parser: Parser | None = None,
        judge: ClaimJudge | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._chat = chat
        self._model = model
        self._num_ctx = num_ctx
        self._num_predict = min(num_predict, num_ctx // 4)
        self._parser = parser
        self._judge = judge
        self._clock = clock

    @property
    def info(self) -> ReaderInfo:
        """Which model writes."""
        return ReaderInfo(kind="ollama", model=self._model)

    async def read(self, question: Question, evidence: Evidence) -> AsyncGenerator[Reading, None]:
        """Yield the answer as it is written, at sentence ends or every tenth of a second; the last one is complete.

        A model that goes round in circles is stopped. Where the server fails behind the first words, these are the
        answer, with a warning.

        Raises:
            ModelServerError: the model server failed before the first word.
        """
        query, passages = question.query, evidence.passages
        prompt = messages(query, passages, num_ctx=self._num_ctx, num_predict=self._num_predict)
        warnings = self._left_out(prompt, passages)
        if not prompt.used:
            yield Reading(refusal="not_supported" if passages else "nothing_relevant", warnings=warnings)
            return
        work = _Work(
            prompt=prompt,
            query=query,
            evidence=evidence.first(prompt.used),
            claims=Claims(self._parser, self._judge),
            warnings=warnings,
        )
        draft, part, trouble = _Draft(self._clock), ChatPart(), list[str]()
        try:
            async with aclosing(self._ask(prompt)) as parts:
                async for part in parts:
                    draft.add(part.text)
                    if draft.cut_loop():
                        trouble.append(f"{self._model} began to repeat itself and was stopped.")
                        break
                    if not part.done and draft.due():
                        yield await self._reading(work, draft.take(), complete=False)
        except ModelServerError as error:
            if not visible(draft.text, complete=True):
                raise
            trouble.append(f"The answer is not complete. {error}")
        yield await self._complete(work, draft.text, (*trouble, *self._doubts(prompt, part)))

    def say(self, *messages: Message, num_predict: int) -> AsyncGenerator[ChatPart, None]:
        """Stream what the model says to other messages, in the window of its answers, for another would reload it.

        Raises:
            ModelServerError: the model server failed.
        """
        return self._chat(messages, model=self._model, num_ctx=self._num_ctx, num_predict=num_predict)

    def _ask(self, prompt: Prompt) -> AsyncGenerator[ChatPart, None]:
        return self._chat(prompt.messages, model=self._model, num_ctx=self._num_ctx, num_predict=self._num_predict)

    async def _reading(self, work: _Work, text: str, *, complete: bool = True) -> Reading:
        # In a thread: checking what supports a sentence takes time, and the event loop serves other readers meanwhile.
        sentences = await asyncio.to_thread(cite, text, work.evidence, complete=complete, claims=work.claims)
        if work.query.strict:
            sentences = tuple(sentence for sentence in sentences if sentence.supported)
        return Reading(sentences=sentences, warnings=work.warnings)

    async def _complete(self, work: _Work, text: str, doubts: tuple[str, ...]) -> Reading:
        warnings = (*work.warnings, *doubts)
        if declines(text):
            return Reading(refusal="not_supported", warnings=warnings)
        shown = visible(text, complete=True)
        if not any(map(str.isalpha, shown)):
            return Reading(refusal="not_supported", warnings=(*warnings, f"{self._model} returned an empty answer."))
        sentences = (await self._reading(work, shown)).sentences
        if not sentences:
            reason = f"The passages support no sentence of what {self._model} wrote."
            return Reading(refusal="not_supported", warnings=(*warnings, reason))
        return Reading(sentences=sentences, warnings=warnings)

    def _left_out(self, prompt: Prompt, passages: Sequence[ScoredPassage]) -> tuple[str, ...]:
        missing = len(passages) - prompt.used
        if not missing:
            return ()
        mend = "Raise DATELINE_NUM_CTX or ask for fewer passages."
        window = f"the model's window of {self._num_ctx} tokens"
        return (f"{missing} of {len(passages)} passages did not fit into {window} and were left out. {mend}",)

    def _doubts(self, prompt: Prompt, last: ChatPart) -> list[str]:
        """What the last part tells of an answer that is not to be trusted in full."""
        doubts = list[str]()
        if last.prompt_tokens and last.prompt_tokens < CUT_BELOW * prompt.estimated_tokens:
            read = f"only {last.prompt_tokens} of about {prompt.estimated_tokens} tokens"
            doubts.append(f"The server seems to have cut the passages: the model read {read} and may miss something.")
        if last.done_reason == "length":
            doubts.append(f"The answer reached its limit of {self._num_predict} tokens and was cut off.")
        return doubts


def visible(text: str, *, complete: bool) -> str:
    """The part of a model's words that a person may see: no thoughts, no refusal phrase, no half-written marker.

    Nor days in the prompt's own notation: interfaces show them in theirs.

    While the text is not `complete`, words that may yet become any of these are held back.
    """
    said = without_thoughts(text)
    if not complete and _may_decline(said):
        return ""
    said = re.sub(rf"[\"'“”*`]*{REFUSAL}[\"'“”*`]*\.?", "", said)
    if not complete:
        said = _without_beginnings(said, REFUSAL, "<think>", "</think>")
    return without_glosses(re.sub(r"\[[\d,\s]*$", "", said)).strip()


def declines(text: str) -> bool:
    """Whether a complete text says that the passages do not answer: by the phrase, or in words without a marker."""
    said = without_thoughts(text)
    if _letters(said).startswith(_letters(REFUSAL)):
        return True
    denial = r"[^.!?]*\b(?:passages?|(?:provided|given) \w+)\b[^.!?]{0,40}\b(?:do|does|did)(?: not|n['’]t)\b"
    return not re.search(r"\[\d+\]", said) and re.match(denial, said, re.IGNORECASE) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What one question's reading goes by."""

    prompt: Prompt
    query: Query
    evidence: Evidence
    claims: Claims
    warnings: tuple[str, ...]


class _Draft:
    """The model's words so far, and when to show them again."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.text = ""
        self._clock = clock
        self._shown = ""
        self._next = clock()

    def add(self, text: str) -> None:
        self.text += text

    def cut_loop(self) -> bool:
        """Whether the text ends in a loop, of which it then keeps the first round."""
        start = loop_start(self.text)
        if start is not None:
            self.text = self.text[:start].rstrip()
        return start is not None

    def changed(self) -> bool:
        return visible(self.text, complete=False) not in {"", self._shown}

    def due(self) -> bool:
        ended = re.search(r"[.!?][\"'”’)]*(?:\s*\[[\d, ]{1,12}\])?\s*$", self.text[-40:]) is not None
        return (ended or self._clock() >= self._next) and self.changed()

    def take(self) -> str:
        self._shown = visible(self.text, complete=False)
        self._next = self._clock() + SECONDS_BETWEEN
        return self._shown


def without_thoughts(text: str) -> str:
    """Return a text without `<think>…</think>`, which some templates send as text, and the open rest of one."""
    return re.sub(r"<think>.*?(?:</think>|\Z)", "", text, flags=re.DOTALL).rpartition("</think>")[2]


def _may_decline(text: str) -> bool:
    letters, phrase = _letters(text), _letters(REFUSAL)
    return letters.startswith(phrase) or phrase.startswith(letters)


def _without_beginnings(text: str, *phrases: str) -> str:
    """Cut the end of a text that is the beginning of a phrase."""
    for phrase in phrases:
        for length in range(len(phrase) - 1, 0, -1):
            if text.endswith(phrase[:length]):
                return text[:-length]
    return text


def _letters(text: str) -> str:
    """The words alone, so that quotation marks, asterisks and case do not hide the phrase."""
    return " ".join(re.findall(r"[a-z]+", text.casefold()))
