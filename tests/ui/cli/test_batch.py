from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import cast

import pytest

from index.errors import InputError
from rag.answerer import Answerer
from rag.types import Query
from tests.fakes import FakeReader, ListRetriever, answerer_of, scored
from tests.shapes import ASK, ERROR, differences
from ui.cli.batch import answer_batch, read_batch

TEMPLATE = Query(text="", asked=date(2022, 4, 8), k=3)
LEFT = scored("The troops left Chernobyl on Thursday.", score=0.9)


def answered(*lines: object) -> list[dict[str, object]]:
    asked = answerer_of(FakeReader(), ListRetriever(LEFT))
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return list(answer_batch(enumerate(texts, 1), asked, TEMPLATE))


def test_each_line_is_answered_in_order() -> None:
    found = answered({"question": "When did the troops leave?"}, {"question": "Who left Chernobyl?", "asked": None})
    assert [one["question"] for one in found] == ["When did the troops leave?", "Who left Chernobyl?"]
    assert [difference for one in found for difference in differences(one, ASK)] == []


def test_a_line_may_name_its_day_and_its_conversation() -> None:
    retriever = ListRetriever(LEFT)
    line = {"question": "And where did they go?", "asked": "2022-05-01", "turns": [["When did they leave?", "Then."]]}
    (found,) = answer_batch([(1, json.dumps(line))], answerer_of(FakeReader(), retriever), TEMPLATE)
    assert found["asked"] == "2022-05-01"
    assert (retriever.asked[0][0].asked, retriever.asked[0][1]) == (date(2022, 5, 1), 3)


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        "{}",
        {"question": 5},
        {"question": "When?", "asked": "tomorrow"},
        {"question": "When?", "turns": [["only a question"]]},
        {"question": "When?", "turns": {"ab": 1}},
        {"question": "When?", "turns": ["xy"]},
        {"question": "When?", "turns": [["", ""]]},
        {"question": "When?", "when": "now"},
        "[" * 100_000 + "]" * 100_000,
    ],
    ids=lambda line: str(line)[:60],
)
def test_a_line_that_is_no_question_is_an_error_in_its_place(line: object) -> None:
    broken, sound = answered(line, {"question": "When did the troops leave?"})
    assert differences(broken, ERROR) == []
    assert "Line 1 is no question." in json.dumps(broken)
    assert sound["question"] == "When did the troops leave?"


def test_a_line_that_nobody_foresaw_is_an_error_in_its_place() -> None:
    class Failing:
        def answer(self, query: Query) -> object:
            raise ZeroDivisionError(query.text)

    lines = [(4, '{"question": "When?"}')]
    (found,) = answer_batch(lines, cast("Answerer", Failing()), TEMPLATE)
    assert differences(found, ERROR) == []
    assert "ZeroDivisionError" in json.dumps(found)


def test_empty_lines_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('\n{"question": "When?"}\n\n', "utf-8")
    assert read_batch(path) == [(2, '{"question": "When?"}')]


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00"], ids=["missing", "not UTF-8"])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "questions.jsonl"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match="cannot be read"):
        read_batch(path)
