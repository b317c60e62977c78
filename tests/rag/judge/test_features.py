from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from index.dates import resolve
from index.lexical.bm25 import Frequencies
from index.types import ScoredPassage
from rag.judge.confidence import uncounted
from rag.judge.features import Features, measure, rarity
from tests.fakes import evidence, ranked, scored
from tests.fakes import question as read

QUESTION = "When did the troops leave Chernobyl?"


def hit(text: str, *, dense: float = 0.5, id: str = "a1") -> ScoredPassage:  # noqa: A002  # the field's name
    """A passage of 31 March 2022 whose times are resolved."""
    found = scored(text, id=id)
    article = replace(found.article, times=tuple(resolve(text, date(2022, 3, 31))))
    return replace(found, article=article, dense=dense)


def features(question: str, *passages: ScoredPassage) -> Features:
    asked = read(question)
    return measure(asked, ranked(asked, *passages), uncounted)


def test_the_cosine_is_that_of_the_nearest_passage() -> None:
    assert features(QUESTION, hit("Gas.", dense=0.2), hit("Oil.", dense=0.6)).cosine == 0.6


@pytest.mark.parametrize("dense", [None, -0.4])
def test_no_passage_is_farther_than_not_near_at_all(dense: float | None) -> None:
    assert features(QUESTION, replace(hit("Gas."), dense=dense)).cosine == 0


def test_coverage_is_the_share_of_the_words_that_an_answer_is_found_by() -> None:
    assert features(QUESTION, hit("The troops leave Chernobyl.")).sentence_coverage == 1
    assert features(QUESTION, hit("The troops leave. Chernobyl stands.")).sentence_coverage == pytest.approx(2 / 3)


def test_the_words_of_a_heading_count_for_its_passage() -> None:
    found = hit("They went north.")
    titled = replace(found, passage=replace(found.passage, heading="Troops leave Chernobyl"))
    assert (features(QUESTION, titled).names_nowhere, features(QUESTION, found).names_nowhere) == (0, 1)
    assert features(QUESTION, titled).sentence_coverage == 0


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    def count(words: Sequence[str]) -> Frequencies:
        return Frequencies(passages=100, holding={word: 1 if word == "chernobyl" else 90 for word in words})

    rare = measure(read(QUESTION), evidence(hit("Chernobyl stands.")), count).sentence_coverage
    common = measure(read(QUESTION), evidence(hit("The troops leave.")), count).sentence_coverage
    assert rare > 0.7
    assert common < 0.3


@pytest.mark.parametrize("passages", [0, 1, 3, 11_130, 1_000_000])
def test_a_word_of_no_passage_is_as_rare_as_can_be_in_an_archive_of_any_size(passages: int) -> None:
    assert rarity(Frequencies(passages=passages, holding={"kabul": 0}), "kabul") == pytest.approx(1)


def test_a_word_of_every_passage_is_hardly_rare() -> None:
    assert rarity(Frequencies(passages=100, holding={"russia": 100}), "russia") < 0.01


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        (QUESTION, "The troops left Chernobyl on Thursday.", 1),
        (QUESTION, "The troops left Chernobyl.", 0),
        ("How many troops left Chernobyl?", "Some 300 troops left Chernobyl.", 1),
        ("How many troops left Chernobyl?", "The troops left Chernobyl.", 0),
        ("Who left Chernobyl?", "The troops of Sergei Shoigu left Chernobyl.", 1),
        ("Who left Chernobyl?", "The troops left Chernobyl.", 0),
        ("Why did the troops leave?", "The troops left.", 1),
    ],
)
def test_the_kind_of_answer_is_looked_for_among_the_sentences_that_hold_most(
    question: str, text: str, value: float
) -> None:
    assert features(question, hit(text)).typed == value


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Who won the election in 2019?", 1),
        ("Who won the election in 2022?", 0),
        ("Who won the election in 1986?", 0),
        ("Who won the election?", 0),
        ("Who won 12019 votes?", 0),
    ],
)
def test_a_year_that_no_passage_names_and_none_was_published_in_is_another(question: str, value: float) -> None:
    assert features(question, hit("The reactor exploded in 1986.")).other_year == value


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("When did troops leave Chernobyl?", 0),
        ("When did troops leave Kabul?", 1),
        ("when did troops leave kabul?", 1),
        ("When did Kyiv lose Chernobyl?", 0.5),
        ("Who won the World Cup?", 1),
        ("Kabul?", 1),
        ("is anyone at the plant without a permit?", 0),
        ("When did the usa leave Chernobyl?", 0.5),
    ],
)
def test_names_that_stand_nowhere_speak_against_an_answer(question: str, value: float) -> None:
    assert features(question, hit("The world saw troops leave Chernobyl.")).names_nowhere == value


def test_beyond_the_eighth_passage_no_word_counts() -> None:
    far = [hit("Gas may be cut off.", dense=0.1, id=f"a{place}") for place in range(8)]
    near = hit("The troops leave Chernobyl.", dense=0.9, id="a8")
    read_ = {"answerable": 0.0, "span": 0.0, "stated": 0.0}
    found = [replace(features(QUESTION, *passages), **read_) for passages in ((*far, near), far)]
    assert found[0] == found[1]


@pytest.mark.parametrize("question", ["What is it?", "…", "?"])
def test_a_question_without_a_word_to_look_for_is_covered_by_nothing(question: str) -> None:
    found = features(question, hit("It is a plant."))
    assert found.sentence_coverage == 0


def test_the_reader_says_how_likely_the_passages_answer() -> None:
    told, other = (
        features(QUESTION, hit("The troops left Chernobyl on Thursday.")),
        features(QUESTION, hit("It rained.")),
    )
    for name in ("answerable", "span", "stated"):
        assert getattr(told, name) > getattr(other, name)


def test_what_was_not_ranked_has_no_answer() -> None:
    asked = read(QUESTION)
    found = measure(asked, evidence(hit("The troops left Chernobyl on Thursday.")), uncounted)
    assert max(found.answerable, found.span) < -5


def test_passages_without_a_sentence_that_states_something_are_read_all_the_same() -> None:
    asked = read("When did the troops leave Chernobyl?")
    found = ranked(asked, hit("Did the troops leave Chernobyl?"))
    assert found.ranked == ()
    assert found.answerable is not None
    measured = measure(asked, found, uncounted)
    assert measured.answerable == measured.span == found.answerable
