from __future__ import annotations

from dataclasses import replace

from eval.fit.confidence import HEDGED_AT_MOST, REFUSED_AT_MOST, by_article, sets_table, train
from eval.sets.refusing import NEWS, SQUAD, Case
from eval.sets.samples import SAMPLES
from eval.types import Evidence, Question
from rag.judge.features import NAMES, Features

SETS = (NEWS, SQUAD)


def case(*, answerable: bool, cosine: float = 0.5, set_: str = NEWS, number: int = 0) -> Case:
    return Case(
        set=set_,
        sources=frozenset({set_}),
        question=Question(id=f"{number:03d}", type="gold_url" if answerable else "absent", question="When?"),
        answerable=answerable,
        features=replace(Features(**dict.fromkeys(NAMES, 0.0)), cosine=cosine),
        baselines={"cosine": cosine, "BM25": 0.0, "cosine and words": cosine},
    )


def told_apart(count: int = 40) -> list[Case]:
    """Cases of all sets in which the cosine tells nearly all."""
    return [
        case(answerable=side, cosine=(0.5 if side else 0.1) + number % 10 / 20, set_=name, number=number)
        for name in SETS
        for side in (True, False)
        for number in range(count)
    ]


def test_the_lines_keep_what_they_promise_for_every_set() -> None:
    cases = told_apart()
    model = train(cases)
    for name in SETS:
        scores = [model.probability(one.features) for one in cases if one.set == name and one.answerable]
        assert sum(score < model.refuse_below for score in scores) <= REFUSED_AT_MOST * len(scores)
        assert sum(score < model.caveat_below for score in scores) <= HEDGED_AT_MOST * len(scores)


def test_training_finds_what_tells_the_questions_apart_and_nothing_in_the_rest() -> None:
    coefficients = train(told_apart()).coefficients
    assert coefficients["cosine"] > 1
    assert {coefficients[name] for name in NAMES if name != "cosine"} == {0}


def test_what_has_to_do_with_the_samples_moves_neither_a_weight_nor_a_line() -> None:
    strange = [
        replace(one, set=SAMPLES, sources=frozenset({SAMPLES}), answerable=not one.answerable) for one in told_apart()
    ]
    crossed = [replace(one, set=f"{SAMPLES}, asked {NEWS}", sources=frozenset({SAMPLES, NEWS})) for one in strange]
    assert train([*told_apart(), *strange, *crossed]) == train(told_apart())


def test_a_case_is_judged_by_a_model_that_knows_no_question_on_its_article() -> None:
    cases = [
        replace(one, question=replace(one.question, evidence=(Evidence(article=f"{number % 5}"),)))
        for number, one in enumerate(told_apart())
    ]
    turned = [
        replace(one, answerable=not one.answerable) if number % 5 == 0 else one for number, one in enumerate(cases)
    ]
    assert by_article(cases)[0] == by_article(turned)[0]
    assert by_article(cases)[1] != by_article(turned)[1]


def test_the_table_says_which_archive_was_not_fitted_to() -> None:
    cases = [*told_apart(), *(replace(one, set=SAMPLES, sources=frozenset({SAMPLES})) for one in told_apart(3))]
    lines = sets_table(cases, train(cases)).splitlines()[2:]
    assert [line.split(" | ")[0] for line in lines] == [f"| {NEWS}", f"| {SQUAD}", f"| {SAMPLES} (not fitted to)"]
