"""What holds for every run and every gold."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from eval.scores.answers import contains, exact_match, f1
from eval.scores.evidence import find_quote
from eval.scores.measures import ranking_scores
from eval.scores.statistics import auroc_measure, mean_measures, ratio_measure

DOCUMENTS = st.text("abcdé ", min_size=1, max_size=2)
RANKINGS = st.dictionaries(st.text("qr", max_size=3), st.lists(DOCUMENTS, unique=True, max_size=12), max_size=5)
QRELS = st.dictionaries(
    st.text("qr", max_size=3), st.dictionaries(DOCUMENTS, st.integers(1, 3), min_size=1, max_size=6), max_size=5
)
TEXTS = st.text("ab4. ,'’“-–the", max_size=20)
SCORES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


@given(RANKINGS, QRELS)
def test_ranking_scores_are_between_0_and_1(rankings: dict[str, list[str]], qrels: dict[str, dict[str, int]]) -> None:
    scored = ranking_scores(rankings, qrels)
    assert set(scored) == set(qrels)
    assert all(0 <= value <= 1 for scores in scored.values() for value in scores.values())


@given(RANKINGS, QRELS, st.randoms(use_true_random=False))
def test_permuting_the_questions_changes_no_score(
    rankings: dict[str, list[str]], qrels: dict[str, dict[str, int]], order: random.Random
) -> None:
    shuffled = dict(order.sample(list(qrels.items()), len(qrels)))
    assert ranking_scores(rankings, shuffled) == ranking_scores(rankings, qrels)


@given(RANKINGS, QRELS)
def test_a_run_that_lacks_a_question_equals_one_with_an_empty_ranking(
    rankings: dict[str, list[str]], qrels: dict[str, dict[str, int]]
) -> None:
    filled = {question_id: rankings.get(question_id, []) for question_id in qrels}
    assert ranking_scores(rankings, qrels) == ranking_scores(filled, qrels)


@given(RANKINGS, QRELS)
def test_scoring_leaves_its_arguments_alone(rankings: dict[str, list[str]], qrels: dict[str, dict[str, int]]) -> None:
    before = repr((rankings, qrels))
    ranking_scores(rankings, qrels)
    assert repr((rankings, qrels)) == before


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_answer_scores_are_between_0_and_1_and_equality_implies_the_rest(text: str, answers: Sequence[str]) -> None:
    exact, words = exact_match(text, answers), f1(text, answers)
    assert 0 <= exact <= words <= 1
    assert exact <= contains(text, answers) <= 1


@given(TEXTS, TEXTS, TEXTS)
def test_a_text_contains_each_of_its_parts(before: str, part: str, after: str) -> None:
    if any(letter.isalnum() for letter in part):
        assert contains(f"{before} {part} {after}", [part]) == 1
        assert find_quote(part, f"{before} {part} {after}")


@given(TEXTS, TEXTS)
def test_a_quote_is_found_inside_the_text(quote: str, text: str) -> None:
    spans = find_quote(quote, text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert list(spans) == sorted(spans)


@given(SCORES, st.randoms(use_true_random=False))
def test_permuting_the_questions_changes_no_interval(values: list[float], order: random.Random) -> None:
    shuffled = order.sample(values, len(values))
    assert mean_measures({"m": values}) == mean_measures({"m": shuffled})


@given(SCORES)
def test_a_mean_and_its_interval_are_between_0_and_1(values: list[float]) -> None:
    measure = mean_measures({"m": values})["m"]
    assert 0 <= measure.low <= measure.high <= 1 + 1e-12
    assert 0 <= measure.value <= 1


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.floats(0, 1)), min_size=1, max_size=30), st.randoms())
def test_refusal_measures_are_between_0_and_1_whatever_the_order(
    rows: list[tuple[bool, bool, float]], order: random.Random
) -> None:
    for made in (rows, order.sample(rows, len(rows))):
        right = [float(refused and positive) for refused, positive, _ in made]
        precision = ratio_measure(right, [float(refused) for refused, _, _ in made], empty=0.0)
        area = auroc_measure([score for _, _, score in made], [positive for _, positive, _ in made])
        assert precision is not None
        assert 0 <= precision.low <= precision.high <= 1
        assert area is None or 0 <= area.low <= area.high <= 1 + 1e-12
