from __future__ import annotations

import pytest

from eval.scores.answers import answer_scores, contains, exact_match, f1, normalise, sides_named
from eval.types import Question
from index.types import Article, Published
from rag.types import Answer, AnswerSentence, Claim, Disagreement, Query, ReaderInfo

ARTICLE = Article(id="a", title=None, source=None, url=None, published=Published(), path="", text="", raw_sha256="")


def answer(*sentences: str, short: str | None = None, refused: bool = False, claims: tuple[str, ...] = ()) -> Answer:
    made = tuple(
        Claim(value=value, normalised="", attributed_to=None, article=ARTICLE, start=0, end=0, quote="")
        for value in claims
    )
    return Answer(
        query=Query(text="?"),
        reader=ReaderInfo(kind="extractive"),
        sentences=tuple(AnswerSentence(text=text) for text in sentences),
        short_answer=short,
        reason="not_supported" if refused else None,
        disagreements=(Disagreement(about="?", relation="conflict", claims=made),) if claims else (),
    )


def question(*answers: str, sides: tuple[tuple[str, ...], ...] = ()) -> Question:
    return Question(id="q", type="when", question="?", answers=answers, sides=sides)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("The  Cat's\tHat!", "cats hat"),
        ("an apple a day", "apple day"),
        ("5,000 U.S. troops", "5000 us troops"),
        ("theatre", "theatre"),
        ("“So”", "“so”"),
    ],
)
def test_normalising_is_that_of_squad(text: str, normal: str) -> None:
    assert normalise(text) == normal


@pytest.mark.parametrize(
    ("prediction", "answers", "value"),
    [
        ("the Eiffel Tower.", ("Eiffel tower",), 1),
        ("Tower", ("Eiffel Tower",), 0),
        ("31 March", ("March 31", "31 March"), 1),
        ("", ("Monday",), 0),
        ("the", ("a",), 0),
        ("anything", (), 0),
    ],
)
def test_exact_match_is_equality_after_normalising(prediction: str, answers: tuple[str, ...], value: float) -> None:
    assert exact_match(prediction, answers) == value


@pytest.mark.parametrize(
    ("prediction", "answers", "value"),
    [
        ("the Eiffel Tower in Paris", ("Eiffel Tower",), 2 * 0.5 * 1 / 1.5),
        ("new new york", ("New York",), 2 * (2 / 3) * 1 / (2 / 3 + 1)),
        ("new york", ("New New York",), 2 * 1 * (2 / 3) / (1 + 2 / 3)),
        ("Paris", ("London", "in Paris"), 2 * 1 * 0.5 / 1.5),
        ("Paris", ("London",), 0),
        ("", ("London",), 0),
        ("Paris", (), 0),
    ],
)
def test_f1_counts_words_as_often_as_they_stand(prediction: str, answers: tuple[str, ...], value: float) -> None:
    assert f1(prediction, answers) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("They left on March 31, 2022.", "March 31"),
        ("In Russia's view", "Russia"),
        ("In Russia’s view", "Russia"),
        ("the U.S. army", "US"),
        ("a two-year low", "two"),
        ("about 5,000 people", "5000"),
        ("it cost $5.", "$5"),
        ("Luhansk, and Donetsk", "Luhansk and Donetsk"),
        ("near the river", "a river"),
        ("“combat potential”", '"combat potential"'),
        ("from 10:00 am", "10:00 am"),
        ("They got an A.", "A"),
    ],
)
def test_an_answer_is_contained_word_for_word(text: str, wanted: str) -> None:
    assert contains(text, (wanted,)) == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("54 people", "4"),
        ("4.5 percent", "4"),
        ("25,000 people", "5,000"),
        ("5,000km", "5"),
        ("nothing", "no"),
        ("March the 3rd, 31 people", "March 31"),
        ("anything", "%"),
        ("", "Monday"),
    ],
)
def test_a_part_of_a_word_or_number_is_no_answer(text: str, wanted: str) -> None:
    assert contains(text, (wanted,)) == 0


def test_any_of_the_gold_answers_will_do() -> None:
    assert contains("on Thursday", ("March 31", "Thursday")) == 1


def test_the_first_sentence_is_looked_at_alone() -> None:
    scores = answer_scores(question("Monday"), answer("They left.", "It was Monday."))
    assert (scores["first_sentence_contains"], scores["three_sentences_contain"]) == (0, 1)


def test_the_fourth_sentence_is_in_the_answer_but_not_in_the_first_three() -> None:
    scores = answer_scores(question("Monday"), answer("One.", "Two.", "Three.", "Monday."))
    assert (scores["three_sentences_contain"], scores["contains"]) == (0, 1)


def test_exact_match_and_f1_read_the_short_answer() -> None:
    scores = answer_scores(question("Monday"), answer("They left on Monday.", short="Monday"))
    assert (scores["exact_match"], scores["f1"]) == (1, 1)


def test_without_a_short_answer_they_read_the_sentences() -> None:
    scores = answer_scores(question("Monday"), answer("They left on Monday."))
    assert scores["exact_match"] == 0
    assert scores["f1"] == pytest.approx(0.4)


@pytest.mark.parametrize("nothing", [None, answer(refused=True), answer(short="Monday", refused=True), answer()])
def test_a_question_that_was_not_answered_scores_0(nothing: Answer | None) -> None:
    scores = answer_scores(question("Monday", sides=(("Monday",),)), nothing)
    assert set(scores.values()) == {0}
    assert len(scores) == 6


def test_gold_without_answers_has_no_answer_measures() -> None:
    assert answer_scores(question(), answer("They left.")) == {}


def test_only_a_disagreement_has_sides() -> None:
    assert "sides_named" not in answer_scores(question("Monday"), answer("Monday."))


def test_an_answer_must_name_one_wording_of_each_side() -> None:
    sides = (("Thursday", "March 31"), ("Tuesday", "March 29"))
    assert sides_named(answer("One says March 31.", "Another says Tuesday."), sides) == 1
    assert sides_named(answer("One says March 31, that is Thursday."), sides) == 0


def test_a_claim_laid_side_by_side_names_its_side() -> None:
    assert sides_named(answer("On Thursday.", claims=("Tuesday",)), (("Thursday",), ("Tuesday",))) == 1
