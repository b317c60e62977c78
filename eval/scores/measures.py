"""Ranking measures, at the level of articles and of passages.

Computed by `ir_measures`. Every question of the qrels has a score: what a run lacks scores 0.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

import ir_measures
from ir_measures import Qrel, ScoredDoc

from eval.scores.evidence import articles_of, comes_from, find_quote, is_called, shows
from eval.types import Evidence, Question
from index.types import ScoredPassage

RANKING = ("nDCG@10", "R@1", "R@5", "R@10", "R@100", "RR@10", "Success@1", "Success@5")
PASSAGE_PREFIX = "passage:"
TOKEN_BUDGET = 500

Document = TypeVar("Document", bound=Hashable)


def ranking_scores(
    rankings: Mapping[str, Sequence[Document]], qrels: Mapping[str, Mapping[Document, int]], *, prefix: str = ""
) -> dict[str, dict[str, float]]:
    """Score each question of `qrels` by `RANKING`; a ranking holds documents, best first.

    Only the order counts, and of a repeated document the first place. A question that has no ranking, or
    nothing relevant, scores 0.

    Source: `ir_measures` (nDCG, R and Success by trec_eval with linear gains, RR by the MS MARCO script).
    """
    if not qrels:
        return {}
    # trec_eval sorts by score and breaks ties its own way, so it is handed plain numbers: the position for
    # the question, and a score that falls by one with each rank.
    judged, run = [], []
    for number, (question_id, relevant) in enumerate(qrels.items()):
        names: dict[Document, str] = {}
        for document, grade in relevant.items():
            judged.append(Qrel(str(number), names.setdefault(document, str(len(names))), grade))
        ranking = list(dict.fromkeys(rankings.get(question_id, ())))
        for rank, document in enumerate(ranking):
            name = names.setdefault(document, str(len(names)))
            run.append(ScoredDoc(str(number), name, float(len(ranking) - rank)))
    wanted = [ir_measures.parse_measure(name) for name in RANKING]
    ids = list(qrels)
    scores: dict[str, dict[str, float]] = {question_id: {} for question_id in ids}
    for metric in ir_measures.iter_calc(wanted, judged, run):
        scores[ids[int(metric.query_id)]][f"{prefix}{metric.measure}"] = float(metric.value)
    return {
        question_id: {prefix + name: found.get(prefix + name, 0.0) for name in RANKING}
        for question_id, found in scores.items()
    }


def article_ranking(hits: Sequence[ScoredPassage]) -> tuple[str, ...]:
    """The ids of the articles in the order of their best passages; a story's copies follow it."""
    return tuple(dict.fromkeys(article.id for hit in hits for article in articles_of(hit)))


def article_qrels(question: Question, hits: Sequence[ScoredPassage]) -> dict[Hashable, int]:
    """The articles of the evidence: by id where the ranking has them, by the name in the gold where not."""
    relevant: dict[Hashable, int] = {}
    for evidence in question.evidence:
        key = _found_article(evidence, hits)
        relevant[key] = max(evidence.relevance, relevant.get(key, 0))
    return relevant


def _found_article(evidence: Evidence, hits: Sequence[ScoredPassage]) -> Hashable:
    for hit in hits:
        for article in articles_of(hit):
            if is_called(article, evidence.article):
                return article.id
    return ("not found", evidence.article)


def passage_qrels(question: Question, hits: Sequence[ScoredPassage]) -> dict[Hashable, int]:
    """The relevant passages of a ranking: each shows a quote that none above it shows.

    A quote is credited once, so overlapping passages and copies earn nothing. A quote that no passage
    shows counts as one relevant passage that was not found.
    """
    relevant: dict[Hashable, int] = {}
    for evidence in dict.fromkeys(question.quoted):
        found = next((hit.passage.id for hit in hits if shows(hit, evidence)), None)
        relevant[found or ("not found", evidence)] = 1
    return relevant


def evidence_in_tokens(question: Question, hits: Sequence[ScoredPassage], *, budget: int = TOKEN_BUDGET) -> float:
    """Whether a quote stands whole in the first `budget` tokens of the ranking: 1 or 0.

    Tokens are the embedder's, headings included, as counted on each passage. The passage that crosses the
    budget is cut at the same share of its characters. Every quote must be there where the question needs
    all evidence.
    """
    found = [
        any(_quote_fits(evidence, hit, share) for hit, share in _within(hits, budget)) for evidence in question.quoted
    ]
    return float(bool(found) and (all(found) if question.all_evidence else any(found)))


def article_in_tokens(question: Question, hits: Sequence[ScoredPassage], *, budget: int = TOKEN_BUDGET) -> float:
    """Whether a passage of an article of the evidence begins in the first `budget` tokens of the ranking: 1 or 0."""
    shown = [hit for hit, _ in _within(hits, budget)]
    return float(any(comes_from(hit, evidence) for hit in shown for evidence in question.evidence))


def _within(hits: Sequence[ScoredPassage], budget: int) -> list[tuple[ScoredPassage, float]]:
    """The passages that begin inside the budget, and how much of each is inside it."""
    kept, left = [], budget
    for hit in hits:
        if left <= 0:
            break
        kept.append((hit, min(1.0, left / max(hit.passage.tokens, 1))))
        left -= hit.passage.tokens
    return kept


def _quote_fits(evidence: Evidence, hit: ScoredPassage, share: float) -> bool:
    if not shows(hit, evidence) or evidence.quote is None:
        return False
    heading, text = len(hit.passage.heading), hit.passage.text
    last = (heading + len(text)) * share - heading
    return any(end <= last for _, end in find_quote(evidence.quote, text))
