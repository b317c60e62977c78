"""What every `--json` prints, field for field as programs rely on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from index.archive.rows import published_to_record
from index.errors import DatelineError
from index.types import Article, Passage, ScoredPassage
from rag.types import Answer, AnswerSentence, Citation, Claim, Disagreement

if TYPE_CHECKING:
    from index.clean import Cleaned  # A question must not load the cleaner.

SCHEMA_VERSION = 1


def error_record(error: DatelineError) -> dict[str, Any]:
    """A failure."""
    return {"error": {"kind": error.kind, "message": error.message, "mend": error.mend}}


def article_record(article: Article) -> dict[str, Any]:
    """An article without its text."""
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "url": article.url,
        "published": published_to_record(article.published),
    }


def answer_record(answer: Answer) -> dict[str, Any]:
    """An answer, as `dateline ask` prints it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "question": answer.query.text,
        "completed_question": answer.completed_question,
        "asked": answer.query.asked.isoformat(),
        "answer": answer.text,
        "answers": answer.answers,
        "short_answer": answer.short_answer,
        "abstained": answer.abstained,
        "reason": answer.reason,
        "confidence": answer.confidence,
        "caveat": answer.caveat,
        "reader": {"kind": answer.reader.kind, "model": answer.reader.model},
        "sentences": [_sentence(sentence) for sentence in answer.sentences],
        "disagreements": [_disagreement(disagreement) for disagreement in answer.disagreements],
        "passages": passage_records(answer.passages),
        "warnings": list(answer.warnings),
        "timings": {
            "retrieve": answer.timings.retrieve,
            "first_token": answer.timings.first_token,
            "total": answer.timings.total,
        },
    }


def search_record(question: str, passages: Sequence[ScoredPassage]) -> dict[str, Any]:
    """Ranked passages, as `dateline search` prints them."""
    return {"schema_version": SCHEMA_VERSION, "question": question, "passages": passage_records(passages)}


def passage_records(passages: Sequence[ScoredPassage]) -> list[dict[str, Any]]:
    """Ranked passages, best first, ranks from 1."""
    return [
        {
            "rank": rank,
            "article": article_record(scored.article),
            "start": scored.passage.start,
            "end": scored.passage.end,
            "text": scored.passage.text,
            "score": scored.score,
            "scores": {"dense": scored.dense, "lexical": scored.lexical},
            "copies": [article_record(copy) for copy in scored.copies],
        }
        for rank, scored in enumerate(passages, start=1)
    ]


def inspection_record(article: Article, cleaned: Cleaned, passages: Sequence[Passage]) -> dict[str, Any]:
    """What the pipeline makes of an article, as `dateline inspect` and `dateline show` print it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "article": article_record(article),
        "text": article.text,
        "language": article.language,
        "dropped": [{"line": line.line, "text": line.text, "reason": line.reason} for line in cleaned.dropped],
        "times": [
            {"start": time.start, "end": time.end, "words": time.text, "type": time.type, "value": time.value}
            for time in article.times
        ],
        "passages": [{"start": p.start, "end": p.end, "tokens": p.tokens} for p in passages],
    }


def _sentence(sentence: AnswerSentence) -> dict[str, Any]:
    contradiction = sentence.contradiction
    told = (
        {}
        if contradiction is None
        else {"contradicted_by": _citation(contradiction.citation), "contradiction": contradiction.words}
    )
    return {
        "text": sentence.text,
        "support": sentence.support,
        "supported": sentence.supported,
        "check": sentence.check,
        "times": [{"words": time.words, "value": time.value} for time in sentence.times],
        "citations": [_citation(citation) for citation in sentence.citations],
        **told,
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "marker": citation.marker,
        "article": article_record(citation.article),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "support": citation.support,
    }


def _disagreement(disagreement: Disagreement) -> dict[str, Any]:
    claims = [_claim(claim) for claim in disagreement.claims]
    return {"about": disagreement.about, "relation": disagreement.relation, "claims": claims}


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "value": claim.value,
        "normalised": claim.normalised,
        "attributed_to": claim.attributed_to,
        "article": article_record(claim.article),
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
    }
