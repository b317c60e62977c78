"""Who is reported to say what a sentence tells."""

from __future__ import annotations

from index.language.types import Clause, Sentence
from rag.evidence.evidence import EvidenceSentence
from rag.evidence.roles import named_by


def clause_at(sentence: Sentence, offset: int) -> Clause | None:
    """Return the clause that the word at an offset of the text belongs to."""
    by_place = {clause.predicate: clause for clause in sentence.clauses}
    place = next((place for place, token in enumerate(sentence.tokens) if token.end > offset), None)
    while place is not None and place not in by_place:
        head = sentence.tokens[place].head
        place = None if head == place else head
    return None if place is None else by_place[place]


def speaker_at(one: EvidenceSentence, offset: int) -> str | None:
    """Return who is reported to say what stands at an offset; None where the outlet itself does."""
    clause = clause_at(one.sentence, offset)
    if clause is None or clause.speaker is None:
        return None
    speaker = clause.speaker
    beside = (named.end for named in named_by(one.sentence, speaker) if named.first == speaker.last)
    end = next(beside, None)
    if end is not None:  # "the state company Energoatom"
        return one.article.text[speaker.start : end]
    return one.sentence.resolved(speaker).text
