from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from index.candidates import Candidates, joined, no_candidates
from rag.find.fuse import LEXICAL_WEIGHT, RECENCY_DAYS, RECENCY_WEIGHT, fused_scores, order, recency

ASKED = date(2022, 4, 8)
LONG_AGO = date(2018, 1, 1)


def candidates(*parts: tuple[str, float, float], published: date | None = None, passages: int = 99) -> Candidates:
    ids, dense, lexical = zip(*parts, strict=True)
    return Candidates(
        numbers=tuple(range(len(ids))),
        ids=ids,
        dense=np.array(dense),
        lexical=np.array(lexical),
        published=(published,) * len(ids),
        passages=passages,
    )


def test_the_score_is_the_cosine_and_a_share_of_bm25() -> None:
    scores = fused_scores(candidates(("a", 0.5, 8.0)), asked=ASKED)
    assert scores.tolist() == [pytest.approx(0.5 + LEXICAL_WEIGHT * 8 / math.log(100), abs=1e-6)]


def test_a_passage_without_a_word_of_the_question_scores_its_cosine() -> None:
    assert fused_scores(candidates(("a", 0.5, 0.0)), asked=ASKED).tolist() == [0.5]


def test_bm25_counts_less_in_a_larger_archive_for_there_it_is_larger() -> None:
    small, large = (fused_scores(candidates(("a", 0.0, 8.0), passages=n), asked=ASKED)[0] for n in (99, 9_999))
    assert small == pytest.approx(2 * large, abs=1e-6)


def test_what_else_was_found_does_not_change_a_score() -> None:
    alone = fused_scores(candidates(("a", 0.5, 3.0)), asked=ASKED)
    among = fused_scores(candidates(("a", 0.5, 3.0), ("b", 0.9, 30.0)), asked=ASKED)
    assert alone[0] == among[0]


def test_news_of_the_day_gets_most_and_older_news_less_and_less() -> None:
    days = [ASKED - timedelta(days=age) for age in (0, 7, 14)]
    assert recency(days, (ASKED, ASKED)).tolist() == pytest.approx(
        [RECENCY_WEIGHT * math.exp(-age / RECENCY_DAYS) for age in (0, 7, 14)]
    )


def test_a_passage_without_a_known_day_gets_nothing_for_it() -> None:
    assert recency([None], (ASKED, ASKED)).tolist() == [0]


def test_all_days_of_the_time_that_a_question_is_about_are_as_near_and_the_days_around_it_less_and_less() -> None:
    span = (LONG_AGO, LONG_AGO + timedelta(days=30))
    days = [LONG_AGO, LONG_AGO + timedelta(days=30), LONG_AGO - timedelta(days=7), LONG_AGO + timedelta(days=44)]
    assert recency(days, span).tolist() == pytest.approx([RECENCY_WEIGHT * math.exp(-weeks) for weeks in (0, 0, 1, 2)])


def test_the_time_that_a_question_is_about_counts_instead_of_the_day_it_is_put() -> None:
    found = candidates(("a", 0.5, 0.0), published=ASKED)
    assert fused_scores(found, asked=ASKED, about=(LONG_AGO, LONG_AGO)).tolist() == [0.5]
    assert fused_scores(found, asked=LONG_AGO, about=(ASKED, ASKED)).tolist() == [0.5 + RECENCY_WEIGHT]


def test_what_several_searches_found_scores_as_what_each_found_alone() -> None:
    parts = [candidates(("a", 0.5, 3.0), published=ASKED), candidates(("b", 0.4, 9.0), ("c", 0.1, 0.0))]
    alone = [score for part in parts for score in fused_scores(part, asked=ASKED).tolist()]
    assert fused_scores(joined(parts), asked=ASKED).tolist() == alone
    assert joined(parts).ids == ("a", "b", "c")


def test_no_search_at_all_finds_nothing() -> None:
    assert joined([]).ids == ()


def test_a_question_put_years_later_is_scored_as_if_there_were_no_days() -> None:
    undated = candidates(("a", 0.5, 3.0), ("b", 0.4, 9.0))
    dated = replace(undated, published=(date(2022, 4, 8), date(2022, 12, 30)))
    asked = date(2026, 11, 22)
    assert fused_scores(dated, asked=asked).tolist() == fused_scores(undated, asked=asked).tolist()


def test_a_question_put_years_before_is_scored_as_if_there_were_no_days() -> None:
    undated = candidates(("a", 0.5, 3.0))
    dated = replace(undated, published=(ASKED,))
    assert fused_scores(dated, asked=LONG_AGO).tolist() == fused_scores(undated, asked=LONG_AGO).tolist()


def test_the_best_comes_first_and_ties_go_by_passage_id() -> None:
    found = candidates(("b", 0.5, 0.0), ("a", 0.5, 0.0), ("c", 0.9, 0.0))
    assert order(found, fused_scores(found, asked=ASKED)) == [2, 1, 0]


def test_nothing_found_is_nothing_scored() -> None:
    assert fused_scores(no_candidates(), asked=ASKED).tolist() == []
