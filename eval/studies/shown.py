"""What an answer by a scripted model shows as sourced, and what the model saw."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field

from eval.studies.scripted import Model, Shown, chat_of, read_prompt
from index.types import ScoredPassage
from rag.evidence.evidence import Evidence, read_evidence
from rag.protocols import EvidenceReader, Reader
from rag.question.question import Question
from rag.question.reading import read_question
from rag.types import Query, Reading
from rag.write.prompt import Message, without_glosses
from rag.write.reader import LLMReader

_NUM_CTX = 8192
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of an answer, and the numbers of the passages that it is shown to rest on.

    `dangling` counts the markers that it shows and that no passage has.
    """

    text: str
    sources: tuple[int, ...] = ()
    dangling: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An answer as it is shown, and the prompt that the model answered."""

    sentences: tuple[Sentence, ...]
    prompt: Shown

    def holders(self, sentence: Sentence) -> set[int]:
        """The numbers of the passages that hold a sentence word for word."""
        words = _words(sentence.text)
        texts = {number: _words(without_glosses(text)) for number, text in self.prompt.passages.items()}
        return {number for number, text in texts.items() if words and words in text}


@dataclass(slots=True)
class Recorder:
    """A scripted model that keeps the last prompt it was given."""

    model: Model
    prompt: Shown = field(default_factory=lambda: Shown(question="", passages={}, headings={}))

    def __call__(self, messages: Sequence[Message]) -> Iterator[str]:
        """Write as the model does."""
        self.prompt = read_prompt(messages)
        return self.model(messages)


def ask_dateline(model: Model, question: str, passages: Sequence[ScoredPassage]) -> Written:
    """Let our reader answer with a model; a sentence that is marked as unsupported rests on nothing."""
    recorder = Recorder(model)
    reader = LLMReader(chat_of(recorder), "scripted", _NUM_CTX)
    reading = read_now(reader, question, passages)
    sentences = tuple(
        Sentence(
            text=sentence.text,
            sources=tuple(citation.marker for citation in sentence.citations) if sentence.supported else (),
        )
        for sentence in reading.sentences
    )
    return Written(sentences=sentences, prompt=recorder.prompt)


def read_now(
    reader: Reader, question: str, passages: Sequence[ScoredPassage], ranker: EvidenceReader | None = None
) -> Reading:
    """Return what a reader makes of passages in the end; of passages that a ranker reads, where there is one."""
    asked = read_question(Query(text=question, k=len(passages)))
    evidence = ranker.read(asked, passages) if ranker else read_evidence(passages)
    return asyncio.run(_last(reader, asked, evidence))


async def _last(reader: Reader, question: Question, evidence: Evidence) -> Reading:
    async with aclosing(reader.read(question, evidence)) as readings:
        return [reading async for reading in readings][-1]


def _words(text: str) -> str:
    return f" {' '.join(_WORD.findall(text.lower()))} "
