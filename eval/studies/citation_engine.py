"""LlamaIndex's CitationQueryEngine over our passages, with a scripted model in the place of the language model.

Source: https://docs.llamaindex.ai/en/stable/examples/query_engine/citation_query_engine/
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from llama_index.core.llms import CompletionResponse, CompletionResponseGen, CustomLLM, LLMMetadata
from llama_index.core.query_engine import CitationQueryEngine
from pydantic import SkipValidation

from eval.studies.scripted import Model
from eval.studies.shown import Recorder, Sentence, Written
from index.types import ScoredPassage
from rag.cite.markers import marked_sentences
from rag.llama import DatelineRetriever
from rag.protocols import Retrieved
from rag.types import Query
from rag.write.prompt import Message

# As our own reader's.
_NUM_CTX, _NUM_PREDICT = 8192, 512
_MOST_MARKERS = 999


class ScriptedLLM(CustomLLM):
    """A scripted model as an LLM of LlamaIndex; it stops after 512 words."""

    script: SkipValidation[Model]

    @property
    def metadata(self) -> LLMMetadata:
        """The window."""
        return LLMMetadata(context_window=_NUM_CTX, num_output=_NUM_PREDICT, model_name="scripted")

    def complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponse:
        """Answer a prompt."""
        del formatted, kwargs
        words = self.script([Message(role="user", content=prompt)])
        return CompletionResponse(text="".join(islice(words, _NUM_PREDICT)))

    def stream_complete(self, prompt: str, formatted: bool = False, **kwargs: Any) -> CompletionResponseGen:
        """Answer a prompt in one piece."""
        yield self.complete(prompt, formatted=formatted, **kwargs)


class _Found:
    """A retriever that has found its passages already."""

    def __init__(self, passages: Sequence[ScoredPassage]) -> None:
        self._passages = tuple(passages)

    def search(self, query: Query, k: int) -> Retrieved:
        """Return them."""
        del query
        return Retrieved(passages=self._passages[:k])


def ask_citation_engine(model: Model, question: str, passages: Sequence[ScoredPassage]) -> Written:
    """Let the engine answer with a model; every marker that it shows counts, for it marks no doubt."""
    recorder = Recorder(model)
    engine = CitationQueryEngine.from_args(
        index=None,  # type: ignore[arg-type]  # It is asked for nothing but the retriever, which is given.
        retriever=DatelineRetriever(_Found(passages), k=len(passages)),
        llm=ScriptedLLM(script=recorder),
    )
    response = engine.query(question)
    return Written(sentences=tuple(_sentences(str(response), len(response.source_nodes))), prompt=recorder.prompt)


def _sentences(text: str, count: int) -> list[Sentence]:
    everywhere = marked_sentences(text, _MOST_MARKERS)
    return [
        Sentence(
            text=said,
            sources=tuple(marker for marker in markers if marker <= count),
            dangling=sum(marker > count for marker in markers),
        )
        for said, markers in everywhere
    ]
