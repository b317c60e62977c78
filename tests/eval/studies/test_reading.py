from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from eval.sets.retrieved import Asked
from eval.studies.reading import (
    alone,
    by_bm25,
    by_bm25_and_meaning,
    reading_of,
    sentence_table,
    short_answer_table,
    told,
)
from eval.types import Question
from rag.judge import short_answer
from rag.judge.logistic import load_logistic
from tests.fakes import WordEmbedder, evidence, question, scored

QUESTION = "When did the troops leave Chernobyl?"
LEFT, RAIN = "The troops left Chernobyl on Thursday.", "It rained on the roof all day."
ASKED = Asked(
    question=Question(id="q", type="when", question=QUESTION, answers=("Thursday",)),
    read=question(QUESTION),
    evidence=evidence(scored(f"{RAIN} {LEFT}")),
)


def test_bm25_prefers_the_sentence_with_the_words_of_the_question() -> None:
    assert by_bm25(ASKED.read, ASKED.evidence) == [LEFT, RAIN]


def test_meaning_decides_where_the_words_do_not() -> None:
    choose = partial(by_bm25_and_meaning, WordEmbedder())
    assert choose(ASKED.read, ASKED.evidence)[0] == LEFT


def test_what_is_told_has_the_sentence_before_and_what_is_judged_alone_has_not() -> None:
    reading = reading_of(WordEmbedder(), ASKED.read, evidence(scored(f"{RAIN} They left Chernobyl with the troops.")))
    assert told(reading)[0] == f"They left Chernobyl with the troops. (Before it: {RAIN})"
    assert alone(reading)[0] == "They left Chernobyl with the troops."


def test_the_table_tells_of_every_way_how_often_the_first_sentence_answers() -> None:
    lines = sentence_table([ASKED], WordEmbedder()).splitlines()
    shares = {line.split(" | ")[0].strip("| "): line.split(" | ")[1] for line in lines[2:]}
    assert shares["top passage, from its beginning"] == "0 (0 to 0)"
    assert shares["**extractive reader**"] == "1 (1 to 1)"


def test_questions_without_a_short_answer_count_in_the_share_that_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(load_logistic(short_answer.MODEL).lines, "sure", 0.5)
    without = replace(ASKED, evidence=evidence(scored(RAIN)))
    assert "| all | 2 | 0.500 |" in short_answer_table([ASKED, without], WordEmbedder(), show=False)
