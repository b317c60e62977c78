from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from eval.fit.reading import Judged, by_article, fit, hits, judged, sets_table, train
from eval.sets.contested import passage_of
from eval.sets.retrieved import Asked
from eval.sets.samples import SAMPLES
from eval.types import Evidence, Question
from rag.judge.choose import MEASURES, Model
from tests.fakes import WordEmbedder, scored
from tests.fakes import evidence as evidence_of
from tests.fakes import question as asked_question

QUESTION = "When did the troops leave Chernobyl?"
LEFT, RAIN = "The troops left Chernobyl on Thursday.", "It rained on the roof all day."
ASKED = Asked(
    question=Question(id="q", type="when", question=QUESTION, answers=("Thursday",), evidence=(Evidence(article="a"),)),
    read=asked_question(QUESTION),
    evidence=evidence_of(scored(f"{RAIN} {LEFT}")),
)


def of(measure: int, *, number: int = 0, archive: str = "news") -> Judged:
    """Two sentences, the first of which holds the answer and has more of one measure."""
    rows = np.zeros((2, len(MEASURES)))
    rows[0, measure], rows[:, 1] = 1.0, 1.0
    question = Question(id=f"{number}", type="when", question=QUESTION, answers=("Thursday",))
    return Judged(
        question=question, read=ASKED.read, found=(), rows=rows, holds=np.array([True, False]), archive=archive
    )


def test_a_measure_that_tells_answers_apart_gets_weight_and_one_that_does_not_gets_none() -> None:
    weights = fit([of(3)])
    assert weights[3] > 1
    assert np.allclose(np.delete(weights, 3), 0)
    assert hits([of(3)], [weights]) == (1.0, 1.0)


def test_the_sentence_with_the_gold_answer_is_judged_to_hold_it() -> None:
    found = judged(ASKED, WordEmbedder(), archive="news")
    assert (found.rows.shape, found.holds.tolist(), found.article) == ((2, 7), [False, True], "a")


def test_the_samples_move_no_weight() -> None:
    assert train([of(3), of(4, archive=SAMPLES)]) == train([of(3)])


def test_a_question_is_judged_by_weights_that_know_none_on_its_article() -> None:
    questions = [of(3 if number else 4, number=number) for number in range(6)]
    held_out = by_article(questions)
    assert held_out[0][4] == pytest.approx(0, abs=1e-6)
    assert held_out[1][4] > 0


def test_without_a_right_short_answer_none_is_sure() -> None:
    assert train([of(3)]).sure == math.inf


def test_the_line_is_the_lowest_score_from_which_on_enough_short_answers_are_right() -> None:
    told = passage_of(f"{RAIN} The troops left Chernobyl on March 31, 2022.", id="a")
    asked = replace(ASKED, question=replace(ASKED.question, answers=("March 31, 2022",)), evidence=evidence_of(told))
    right = judged(asked, WordEmbedder(), archive="news")
    wrong = replace(right, question=replace(right.question, answers=("April 1",)), rows=right.rows / 2)
    model = train([right, wrong])
    best = max(right.rows @ np.array([model.weights[name] for name in MEASURES]))
    assert best <= model.sure <= best + 0.1


def test_the_table_has_every_set_and_says_which_was_not_fitted_to() -> None:
    model = Model(weights=dict.fromkeys(MEASURES, 1.0), sure=1.0, sure_of_names=1.0)
    sets = {"news day": [of(3)], "squad2": [of(3, number=1, archive="squad2")], SAMPLES: [of(3, archive=SAMPLES)]}
    lines = sets_table(sets, model, model).splitlines()[2:]
    assert [line.split(" | ")[0] for line in lines] == ["| news day", "| squad2", "| samples (not fitted to)"]
