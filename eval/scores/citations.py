"""Whether the citations of an answer lead to the gold evidence."""

from __future__ import annotations

from eval.scores.evidence import articles_of, find_quote, is_called
from eval.types import Evidence, Question
from index.types import Article
from rag.types import Answer, Citation


def citation_scores(question: Question, answer: Answer | None) -> dict[str, float]:
    """`citation_precision` and `citation_recall` of a question, both 0 where it was not answered."""
    if answer is None or answer.abstained:
        return {"citation_precision": 0.0, "citation_recall": 0.0}
    return {
        "citation_precision": citation_precision(question, answer),
        "citation_recall": citation_recall(question, answer),
    }


def citation_precision(question: Question, answer: Answer) -> float:
    """Share of the answer's citations that overlap quoted evidence; 0 without citations."""
    citations = [citation for sentence in answer.sentences for citation in sentence.citations]
    right = [overlaps_evidence(citation, question, answer) for citation in citations]
    return sum(right) / len(right) if right else 0.0


def citation_recall(question: Question, answer: Answer) -> float:
    """Share of the answer's sentences with a citation that overlaps quoted evidence; 0 without sentences."""
    right = [
        any(overlaps_evidence(citation, question, answer) for citation in sentence.citations)
        for sentence in answer.sentences
    ]
    return sum(right) / len(right) if right else 0.0


def overlaps_evidence(citation: Citation, question: Question, answer: Answer) -> bool:
    """Whether the cited sentence and a gold quote share a character of the article."""
    articles = _same_story(citation.article, answer)
    return any(_overlaps(citation, evidence, articles) for evidence in question.quoted)


def _overlaps(citation: Citation, evidence: Evidence, articles: tuple[Article, ...]) -> bool:
    if evidence.quote is None or not any(is_called(article, evidence.article) for article in articles):
        return False
    spans = find_quote(evidence.quote, citation.article.text)
    return any(start < citation.end and citation.start < end for start, end in spans)


def _same_story(article: Article, answer: Answer) -> tuple[Article, ...]:
    """The article and its copies, so that citing a copy of the gold article is right too."""
    copies = (other for hit in answer.passages if hit.article.id == article.id for other in articles_of(hit))
    return (article, *copies)
