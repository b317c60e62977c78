"""Other counts of what was just counted: "Some 300 people came. The police spoke of 180" tells two."""

from __future__ import annotations

from collections.abc import Iterator

from index.language.types import Clause
from rag.evidence.amounts import amounts_in
from rag.evidence.evidence import EvidenceSentence
from rag.evidence.statements import Statement, phase_of


def other_counts(told: Statement, one: EvidenceSentence) -> Iterator[tuple[Statement, str]]:
    """Yield the bare numbers that a sentence gives for what was told in it or right before it, and who gives each."""
    amounts = [amount for amount in amounts_in(one.article, one.sentence) if not (amount.nouns or amount.unit)]
    for clause in one.sentence.clauses:
        if clause.passive or clause.negated or not clause.who:
            continue
        for phrase in clause.about:
            number = next((each for each in amounts if phrase.start <= each.start and each.end <= phrase.end), None)
            is_later = number is not None and number.start > told.value.start
            if number is not None and is_later and phrase.preposition == _before_number(clause):
                value = Statement(value=number, event=told.event, phase=phase_of(clause))
                yield value, one.sentence.resolved(clause.who[0]).text


def _before_number(clause: Clause) -> str:
    """The preposition before a number that somebody gives: "put the figure at 191", "spoke of 180"."""
    return "at" if clause.whom else "of"
