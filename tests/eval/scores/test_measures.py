from __future__ import annotations

from math import log2

import pytest

from eval.scores.evidence import enough_shown, find_quote, is_called
from eval.scores.measures import (
    RANKING,
    article_in_tokens,
    article_qrels,
    article_ranking,
    evidence_in_tokens,
    passage_qrels,
    ranking_scores,
)
from eval.types import Evidence, Question
from index.types import Article, Passage, Published, ScoredPassage


def article(name: str, *, path: str = "") -> Article:
    return Article(id=name, title=None, source=None, url=None, published=Published(), path=path, text="", raw_sha256="")


def hit(
    name: str, text: str = "", *, start: int = 0, tokens: int = 100, copies: tuple[Article, ...] = ()
) -> ScoredPassage:
    passage = Passage(
        id=f"{name}:{start}",
        article_id=name,
        start=start,
        end=start + len(text),
        text=text,
        heading="",
        tokens=tokens,
    )
    return ScoredPassage(passage=passage, article=article(name, path=f"/news/{name}.txt"), score=0.5, copies=copies)


def question(*evidence: tuple[str, str | None], needs_all: bool = False) -> Question:
    items = tuple(Evidence(article=name, quote=quote) for name, quote in evidence)
    return Question(id="q", type="when", question="?", evidence=items, all_evidence=needs_all)


def score(ranking: list[str], **relevant: int) -> dict[str, float]:
    return ranking_scores({"q": ranking}, {"q": relevant})["q"]


def test_the_only_relevant_document_first_scores_1_everywhere() -> None:
    assert score(["a", "b"], a=1) == dict.fromkeys(RANKING, 1.0)


def test_ndcg_discounts_by_the_logarithm_of_the_rank() -> None:
    assert score(["x", "a", "y", "b"], a=1, b=1)["nDCG@10"] == pytest.approx(
        (1 / log2(3) + 1 / log2(5)) / (1 / log2(2) + 1 / log2(3))
    )


def test_ndcg_gains_are_the_grades() -> None:
    assert score(["b", "a"], a=2, b=1)["nDCG@10"] == pytest.approx((1 + 2 / log2(3)) / (2 + 1 / log2(3)))


def test_ndcg_stops_at_ten() -> None:
    assert score([*"0123456789", "a"], a=1)["nDCG@10"] == 0


def test_recall_is_the_share_of_the_relevant_documents() -> None:
    scores = score(["a", "x", "b", "y", "z", "c"], a=1, b=1, c=1, d=1)
    assert [scores[name] for name in ("R@1", "R@5", "R@10", "R@100")] == [0.25, 0.5, 0.75, 0.75]


def test_reciprocal_rank_is_of_the_first_relevant_document() -> None:
    assert score(["x", "y", "a", "b"], a=1, b=1)["RR@10"] == pytest.approx(1 / 3)


def test_reciprocal_rank_is_0_below_ten() -> None:
    assert score([*"0123456789", "a"], a=1)["RR@10"] == 0


def test_success_needs_one_relevant_document() -> None:
    scores = score(["x", "y", "a"], a=1, b=1)
    assert (scores["Success@1"], scores["Success@5"]) == (0, 1)


def test_a_question_the_run_lacks_scores_0() -> None:
    assert ranking_scores({}, {"q": {"a": 1}}) == {"q": dict.fromkeys(RANKING, 0.0)}


def test_a_question_without_a_relevant_document_scores_0() -> None:
    assert ranking_scores({"q": ["a"]}, {"q": {}, "r": {"a": 1}})["q"] == dict.fromkeys(RANKING, 0.0)


def test_a_question_without_gold_is_not_scored() -> None:
    assert ranking_scores({"q": ["a"]}, {}) == {}


def test_of_a_repeated_document_the_first_place_counts() -> None:
    assert score(["a", "x", "a"], a=1) == score(["a", "x"], a=1)


def test_the_order_stands_even_where_the_scores_of_a_long_ranking_would_tie() -> None:
    ranking = [f"d{number}" for number in range(3000)]
    assert ranking_scores({"q": ranking}, {"q": {"d99": 1}})["q"]["R@100"] == 1
    assert ranking_scores({"q": ranking}, {"q": {"d100": 1}})["q"]["R@100"] == 0


def test_ids_may_hold_anything() -> None:
    assert ranking_scores({"q 1\u2028é": ["a b\tc"]}, {"q 1\u2028é": {"a b\tc": 1}})["q 1\u2028é"]["R@1"] == 1


def test_the_prefix_stands_before_every_name() -> None:
    assert set(ranking_scores({}, {"q": {"a": 1}}, prefix="passage:")["q"]) == {f"passage:{name}" for name in RANKING}


def test_an_article_ranks_by_its_best_passage() -> None:
    assert article_ranking([hit("b"), hit("a"), hit("b", start=9)]) == ("b", "a")


def test_copies_rank_behind_their_story() -> None:
    assert article_ranking([hit("b", copies=(article("c"),)), hit("a")]) == ("b", "c", "a")


def test_gold_finds_an_article_by_id_file_name_or_stem() -> None:
    found = article("0a1b", path="/news/wire.txt")
    assert [is_called(found, name) for name in ("0a1b", "wire.txt", "wire", "/news/wire.txt", "wir")] == [
        True,
        True,
        True,
        False,
        False,
    ]


def test_the_name_of_a_jsonl_file_is_the_name_of_no_article() -> None:
    assert not is_called(article("0a1b", path="/news/all.jsonl"), "all.jsonl")


def test_gold_that_was_not_found_still_counts_as_relevant() -> None:
    qrels = article_qrels(question(("a.txt", None), ("z.txt", None)), [hit("a")])
    assert ranking_scores({"q": ["a"]}, {"q": qrels})["q"]["R@10"] == 0.5


def test_two_quotes_of_one_article_are_one_relevant_article() -> None:
    assert article_qrels(question(("a.txt", "x"), ("a.txt", "y")), [hit("a")]) == {"a": 1}


def test_a_copy_of_the_gold_article_is_relevant() -> None:
    assert article_qrels(question(("c", None)), [hit("b", copies=(article("c"),))]) == {"c": 1}


def test_a_passage_is_relevant_when_it_holds_the_quote() -> None:
    hits = [hit("a", "Rain fell."), hit("a", "They left on Monday.", start=11)]
    assert passage_qrels(question(("a", "left on Monday")), hits) == {"a:11": 1}


def test_the_same_words_in_another_article_are_not_the_evidence() -> None:
    assert "b:0" not in passage_qrels(question(("a", "on Monday")), [hit("b", "They left on Monday.")])


def test_overlapping_passages_earn_their_evidence_once() -> None:
    hits = [hit("a", "They left on Monday."), hit("a", "left on Monday. Rain fell.", start=5)]
    assert passage_qrels(question(("a", "on Monday")), hits) == {"a:0": 1}


def test_one_passage_with_two_quotes_is_all_there_is_to_find() -> None:
    qrels = passage_qrels(question(("a", "on Monday"), ("a", "left")), [hit("a", "They left on Monday.")])
    assert qrels == {"a:0": 1}


def test_a_quote_that_no_passage_shows_is_one_relevant_passage_not_found() -> None:
    qrels = passage_qrels(question(("a", "on Monday"), ("a", "in tanks")), [hit("a", "They left on Monday.")])
    assert ranking_scores({"q": ["a:0"]}, {"q": qrels})["q"]["R@1"] == 0.5


def test_evidence_without_a_quote_has_no_passage() -> None:
    assert passage_qrels(question(("a", None), ("a", "left")), [hit("a", "They left.")]) == {"a:0": 1}


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("left  the\nplant", "They left the plant."),
        ('a "small number"', "a “small number” were"),
        ("Britain's chief", "Britain’s chief"),
        ("the plant – which", "the plant—which"),
        ("dream. The Commission", "dream.” The Commission"),
        ("well... no", "well… no"),
        ("café", "a café"),
        ("Russia", "Russia's view"),
        ("“So”", "So it is"),
    ],
)
def test_white_space_quotes_and_dashes_match_loosely(quote: str, text: str) -> None:
    ((start, end),) = find_quote(quote, text)
    assert text[start:end].strip("“”")[:2] == quote.strip("“”")[:2]


@pytest.mark.parametrize(
    ("quote", "text"),
    [("4", "54 and 4th"), ("no", "nothing"), ("Left", "left"), ("a b", "ab"), ("…", "x … y"), ("a.c", "abc")],
)
def test_words_must_agree(quote: str, text: str) -> None:
    assert find_quote(quote, text) == ()


def test_every_place_of_a_quote_is_found_with_its_offsets() -> None:
    assert find_quote("left", "left, and left") == ((0, 4), (10, 14))


def test_one_piece_of_evidence_is_enough() -> None:
    assert enough_shown(question(("a", "left"), ("a", "tanks")), [hit("a", "They left.")])


def test_all_evidence_is_needed_where_the_gold_says_so() -> None:
    needs_both = question(("a", "left"), ("a", "tanks"), needs_all=True)
    assert not enough_shown(needs_both, [hit("a", "They left.")])
    assert enough_shown(needs_both, [hit("a", "They left."), hit("a", "In tanks.", start=11)])


def test_evidence_inside_the_first_500_tokens_counts() -> None:
    hits = [hit("b", tokens=400), hit("a", "They left.", tokens=100)]
    assert evidence_in_tokens(question(("a", "They left")), hits) == 1


def test_evidence_behind_the_first_500_tokens_does_not_count() -> None:
    hits = [hit("b", tokens=500), hit("a", "They left.", tokens=100)]
    assert evidence_in_tokens(question(("a", "They left")), hits) == 0


def test_the_passage_that_crosses_the_budget_is_cut_in_proportion() -> None:
    hits = [hit("b", tokens=450), hit("a", "They left. Rain fell.", tokens=100)]
    assert evidence_in_tokens(question(("a", "They left")), hits) == 1
    assert evidence_in_tokens(question(("a", "Rain fell")), hits) == 0


def test_all_quotes_must_fit_where_all_are_needed() -> None:
    both = question(("a", "left"), ("b", "tanks"), needs_all=True)
    assert evidence_in_tokens(both, [hit("a", "They left."), hit("b", "In tanks.")]) == 1
    assert evidence_in_tokens(both, [hit("a", "They left.", tokens=500), hit("b", "In tanks.")]) == 0


@pytest.mark.parametrize(("ahead", "counts"), [(0, 1), (499, 1), (500, 0)])
def test_an_article_counts_when_a_passage_of_it_begins_in_the_first_500_tokens(ahead: int, counts: int) -> None:
    hits = [hit("b", tokens=ahead), hit("a", tokens=900)]
    assert article_in_tokens(question(("a", None)), hits) == counts
