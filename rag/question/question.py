"""A question as one object: read once at the door, and handed on instead of its text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from index.language.types import Clause, Phrase, Sentence
from rag.question.scope import Scope
from rag.types import Query

AnswerKind = Literal["when", "how many", "who", "where", "why", "how", "which", "yes or no", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that stands alone, and what it asks for.

    Attributes:
        query: as it was put, but for what was completed.
        asking: the sentence that asks, an inverted one as the statement it is of; what leads up to it stands before it.
        word: the place of the word that asks, like "which"; None where none does.
        auxiliary: the place of the auxiliary before its subject; None where the words are not inverted.
        kind: what kind of answer is asked for.
        clause: what is asked about; None where the sentence has no predicate.
        gap: the words that stand for the answer, like "which town", and in an order like "name the towns" its object;
            None where the truth of it is asked.
        events: the lemmas of the verb asked about, and of what it stands under.
        subject: the stems of the other content words.
        noun: the stems of the noun that names what is asked for ("soldiers", "population", "director").
        names: the stems of the names in it.
        units: those that a measure must have (see `rag.evidence.values.Amount`); empty where things are counted.
        passive: whether it asks to whom something was done.
        scope: where and when it asks to look.
    """

    query: Query
    asking: Sentence
    word: int | None
    auxiliary: int | None
    kind: AnswerKind
    clause: Clause | None
    gap: Phrase | None
    events: frozenset[str]
    subject: frozenset[str]
    noun: frozenset[str]
    names: frozenset[str]
    units: frozenset[str]
    passive: bool
    scope: Scope

    @property
    def text(self) -> str:
        """The words of the question."""
        return self.query.text
