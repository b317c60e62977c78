"""From a query to its passages, for whoever wants no answer: the terminal's search, LlamaIndex, the evaluation."""

from __future__ import annotations

from rag.protocols import Questions, Retrieved, Retriever
from rag.types import Query


class QuestionSearch:
    """Reads a question and retrieves for it."""

    def __init__(self, questions: Questions, retriever: Retriever) -> None:
        self._questions = questions
        self._retriever = retriever

    def search(self, query: Query, k: int) -> Retrieved:
        """Return at most `k` passages, best first."""
        return self._retriever.retrieve(self._questions.read(query), k)
