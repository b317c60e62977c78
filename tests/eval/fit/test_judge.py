"""The fit of the judge: what tells answers apart gets weight, and lines are set by the news."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from eval.fit.judge import SAID_BY, fit_confidence, fit_weights, fitted, line_at, probabilities, silenced, sure_line
from eval.fit.judged import Case, cases_of, reworded
from eval.sets.refusing import Search
from eval.types import Evidence, Question
from index.language.parser import default_parser
from index.language.types import Sentence
from index.lexical.bm25 import Frequencies
from rag.judge import confidence, rank, short_answer
from rag.judge.rank import MEASURES
from tests.fakes import ranker, scored

QUESTION = "When did the troops leave Chernobyl?"
RAIN, LEFT = "It rained on the roof all day.", "The troops left Chernobyl on Thursday."
NOTHING_COUNTED = Frequencies(passages=0, holding={})


def search(*texts: str, number: int = 0, title: str | None = None) -> Search:
    gold = Question(
        id=f"q{number}",
        type="when",
        question=QUESTION,
        answers=("Thursday",),
        evidence=(Evidence(article="a0", quote=texts[0]),),
    )
    hits = tuple(scored(text, id=f"a{place}", title=None if place else title) for place, text in enumerate(texts))
    return Search(ranker=ranker(), source="x", question=gold, hits=hits, frequencies=NOTHING_COUNTED)


def cases(count: int = 8) -> list[Case]:
    draw = random.Random(1)
    return [
        case
        for number in range(count)
        for case in cases_of(search(f"{RAIN} {LEFT}", RAIN, number=number), f"article {number // 2}", draw)
    ]


def test_an_answerable_question_comes_a_second_time_without_what_answers_it() -> None:
    first, second = cases(1)[:2]
    assert (first.answerable, second.answerable) == (True, False)
    assert first.holds.tolist().count(True) == 1
    assert [one.passage.text for one in second.evidence.passages] == [RAIN]
    assert not second.holds.any()


def test_a_question_whose_answer_was_not_found_is_not_answered() -> None:
    first = next(cases_of(search(RAIN), "x", random.Random(1)))
    assert not first.answerable


def test_a_question_is_put_to_another_subject_s_articles_and_to_three_with_and_without_the_answer() -> None:
    texts = [f"The mayor of town {number} spoke." for number in range(5)]
    found = [
        case for seed in range(9) for case in cases_of(search(LEFT, *texts, title="Troops"), "x", random.Random(seed))
    ]
    sizes = {(len(case.evidence.passages), case.answerable) for case in found}
    assert sizes == {(6, True), (5, False), (3, False), (3, True)}


def test_a_question_is_reworded_where_there_are_other_words() -> None:
    def doubled(sentence: Sentence, draw: random.Random) -> Iterator[str]:
        del draw
        if "troops" in sentence.text:
            yield sentence.text.replace("troops", "soldiers")

    asked = [search(LEFT).question, replace(search(LEFT).question, question="Why?")]
    texts = [one.question for one in reworded(asked, doubled, default_parser(), random.Random(1))]
    assert texts == ["When did the soldiers leave Chernobyl?"]


def test_a_measure_that_tells_answers_apart_gets_weight_and_one_that_does_not_gets_none() -> None:
    def told(case: Case) -> Case:
        holds = case.holds
        changed = tuple(
            replace(one, measures=tuple(float(hit) if name == "words" else 1.0 for name in MEASURES))
            for one, hit in zip(case.evidence.ranked, holds, strict=True)
        )
        return replace(case, evidence=replace(case.evidence, ranked=changed))

    weights = fit_weights([told(one) for one in cases(4)])
    assert weights["words"] > 1
    assert all(weight == 0 for name, weight in weights.items() if name != "words")


def test_the_confidence_tells_apart_what_it_was_fitted_to() -> None:
    part = cases(4)
    found = probabilities(fit_confidence(part), part)
    assert min(chance for chance, one in zip(found, part, strict=True) if one.answerable) > max(
        chance for chance, one in zip(found, part, strict=True) if not one.answerable
    )


@pytest.mark.parametrize(("share", "line"), [(0.0, 0.1), (0.25, 0.2), (0.5, 0.3)])
def test_no_more_than_a_share_stays_below_the_line(share: float, line: float) -> None:
    assert line_at([0.4, 0.1, 0.2, 0.3], share) == line


@pytest.mark.parametrize(
    ("right", "near", "line"),
    [
        ([(0.9, True), (0.8, True), (0.7, False)], [], 0.71),
        ([(0.9, True), (0.5, True)], [0.6], 0.61),
        ([(0.9, False), (0.8, True)], [], 1.0),
        ([], [], 1.0),
    ],
)
def test_the_line_is_the_lowest_at_which_words_are_right_and_near_misses_have_none(
    right: Sequence[tuple[float, bool]], near: Sequence[float], line: float
) -> None:
    assert sure_line(right, near, 20) == line


def test_without_what_the_reader_says_its_measures_are_the_same_of_all() -> None:
    silent = silenced(cases(1)[0], SAID_BY["the reader"])
    for name, value in zip(MEASURES, silent.evidence.ranked[0].measures, strict=True):
        if name in SAID_BY["the reader"]:
            assert value == 0


def test_all_models_are_written_with_their_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (rank, confidence, short_answer):
        monkeypatch.setattr(module, "MODEL", tmp_path / f"{module.__name__}.json")
    part = cases(8)
    tables = "\n".join(fitted(part, part))
    assert "newsroom" in tables
    assert "the parser" in tables
    written = {path.name: json.loads(path.read_text()) for path in tmp_path.iterdir()}
    assert {*written["rag.judge.confidence.json"]["lines"]} == {"refuse_below", "caveat_below"}
    assert {*written["rag.judge.short_answer.json"]["lines"]} == {"sure"}
    assert {*written["rag.judge.rank.json"]} == {*MEASURES}
