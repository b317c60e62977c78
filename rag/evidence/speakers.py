"""Who is reported to say what a sentence tells."""

from __future__ import annotations

from rag.evidence.events import clause_at
from rag.evidence.evidence import EvidenceSentence
from rag.evidence.phrases import named_by


def speaker_at(one: EvidenceSentence, offset: int) -> str | None:
    """Return who is reported to say what stands at an offset; None where the outlet itself does."""
    place = next((place for place, token in enumerate(one.sentence.tokens) if token.end > offset), None)
    clause = clause_at(one.sentence, place)
    if clause is None or clause.speaker is None:
        return None
    speaker = clause.speaker
    beside = (named.end for named in named_by(one.sentence, speaker) if named.first == speaker.last)
    end = next(beside, None)
    if end is not None:  # "the state company Energoatom"
        return one.article.text[speaker.start : end]
    return one.sentence.resolved(speaker).text
