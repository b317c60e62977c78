"""The table over five sets, on two questions of the samples."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from eval.sets.newsroom import NEWSROOM, load_newsroom
from eval.sets.samples import SAMPLES
from eval.studies.answering import MEASURES, SETS, AskedSet, measured


@pytest.fixture
def samples(tmp_path: Path) -> AskedSet:
    found = SETS[SAMPLES](tmp_path)
    sides: Sequence[bool] = (True, False)
    some = [next(one for one in found.questions if one.question.answerable is side) for side in sides]
    return AskedSet(articles=found.articles, questions=tuple(some))


def test_each_measure_of_a_set_is_told_and_its_time(samples: AskedSet, tmp_path: Path) -> None:
    told = measured(SAMPLES, samples, tmp_path)
    assert told["answerable / others"] == "1/1"
    assert {measure.replace("_", " ") for measure in MEASURES} < told.keys()
    assert told["first sentence"] in {"0", "1"}
    assert float(told["seconds, median"]) > 0


def test_the_sets_are_those_of_the_bench(bench: Path) -> None:
    assert len(SETS[NEWSROOM](bench).questions) == len(load_newsroom(bench / NEWSROOM).questions)
    assert SETS["cases"](bench).articles
    sides = [one.question.answerable for one in SETS["squad2"](bench).questions]
    assert sides.count(True) == sides.count(False)
