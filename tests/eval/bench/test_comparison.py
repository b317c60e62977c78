"""Retrievers side by side: what is counted, who is the one to beat, how the numbers are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from eval.bench.comparison import RANKED_BY, Scores, System, better_single, comparison, measure
from eval.bench.peers.found import PeerRetriever
from eval.report.tables import interval, short, table
from eval.sets.questions import QuestionSet
from eval.types import Evidence, Measure, Question
from rag.types import Query, today
from tests.fakes import ListRetriever, scored

FIRST = scored("Troops left Chernobyl.", id="first", score=0.9)
SECOND = scored("Gas prices rose.", id="second", score=0.4)
ASKED = date(2022, 4, 8)


def questions(*quotes: str | None) -> QuestionSet:
    """One question a quote; the evidence of each is the second article."""
    return QuestionSet(
        name="set",
        questions=tuple(
            Question(
                id=str(place),
                type="t",
                question="why?",
                asked=ASKED,
                evidence=(Evidence(article="second", quote=quote),),
            )
            for place, quote in enumerate(quotes)
        ),
    )


def scores(name: str, *values: float, single: bool = True) -> Scores:
    return Scores(system=name, single=single, columns={RANKED_BY: values})


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.8341, ".834"), (1.0, "1"), (0.0, "0"), (-0.0001, "0"), (-0.021, "-.021"), (0.9996, "1"), (10.25, "10.250")],
)
def test_a_share_is_written_without_its_nought(value: float, written: str) -> None:
    assert short(value) == written


def test_a_measure_is_written_with_its_interval() -> None:
    assert interval(Measure(value=0.834, low=0.79, high=1.0, n=9)) == ".834 (.790 to 1)"


def test_a_table_has_a_line_for_its_head_and_one_a_row() -> None:
    assert table(("a", "b"), [("x", 0.5), (None, 3)]) == "| a | b |\n| --- | --- |\n| x | 0.500 |\n|  | 3 |"


def test_a_system_is_scored_by_the_articles_of_its_ranking() -> None:
    found = measure(questions("prices rose"), System(name="ours", searcher=ListRetriever(FIRST, SECOND)))
    assert found.columns == {
        "nDCG@10": [pytest.approx(0.6309, abs=1e-4)],
        "R@5": [1.0],
        "evidence in 500 tokens": [1.0],
    }


def test_where_the_gold_quotes_nothing_the_article_counts() -> None:
    found = measure(questions(None), System(name="ours", searcher=ListRetriever(FIRST, SECOND)))
    assert found.columns["article in 500 tokens"] == [1.0]


def test_a_question_that_finds_nothing_stays_in_the_mean() -> None:
    found = measure(questions("prices rose", "gas"), System(name="ours", searcher=ListRetriever()))
    assert [list(column) for column in found.columns.values()] == [[0.0, 0.0]] * 3


@pytest.mark.parametrize("by_day", [True, False])
def test_only_a_system_by_day_is_told_when_a_question_was_put(by_day: bool) -> None:
    retriever = ListRetriever(FIRST)
    measure(questions("left"), System(name="ours", searcher=retriever, by_day=by_day))
    [(query, _)] = retriever.asked
    assert (query.asked == ASKED) is by_day
    assert by_day or (today() - query.asked).days <= 1


def test_the_better_single_retriever_is_the_one_to_beat() -> None:
    rivals = [scores("low", 0.1, 0.2), scores("high", 0.3, 0.1), scores("whole", 0.9, 0.9, single=False)]
    assert better_single(rivals).system == "high"


def test_each_row_says_how_far_it_is_from_the_better_single_retriever() -> None:
    head, _, rival, whole = comparison([scores("alone", 0.5, 0.5), scores("whole", 0.75, 0.75, single=False)]).split(
        "\n"
    )
    assert head == "| retriever | nDCG@10 | against alone | p |"
    assert rival == "| alone | .500 (.500 to .500) |  |  |"
    assert whole.startswith("| whole | .750 (.750 to .750) | .250 (.250 to .250) | .")


def test_a_peer_keeps_its_order_and_k_reaches_it() -> None:
    def find(question: str, k: int) -> Sequence[tuple[str, str]]:
        return [("b", f"{question} {k}"), ("a", "Gas prices rose.")]

    found = PeerRetriever(find).search(Query(text="why?"), 7).passages
    assert [(hit.article.id, hit.passage.text) for hit in found] == [("b", "why? 7"), ("a", "Gas prices rose.")]
    assert found[0].score > found[1].score


def test_the_tokens_of_a_peers_passage_are_the_embedders() -> None:
    (found,) = PeerRetriever(lambda _question, _k: [("a", "Troops left.")]).search(Query(text="why?"), 1).passages
    assert found.passage.tokens == 3


def test_a_set_is_quoted_or_dated_when_every_question_is() -> None:
    mixed = questions("left", None)
    assert not mixed.quoted
    assert mixed.dated
    assert not replace(mixed, questions=(replace(mixed.questions[0], asked=None),)).dated
