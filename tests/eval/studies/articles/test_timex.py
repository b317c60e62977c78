from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from eval.studies.articles.timex import GoldTime, Resolver, TimeDocument, read_timex, score_timex
from index.dates import TimeExpression
from index.errors import InputError

TEXT = "On Friday he left. Last year he came for five weeks."
FRIDAY = GoldTime(start=3, end=9, text="Friday", value="2022-04-01")
LAST_YEAR = GoldTime(start=19, end=28, text="Last year", value="2021")


def document(*times: GoldTime, text: str = TEXT, annotated: int | None = None) -> TimeDocument:
    end = len(text) if annotated is None else annotated
    return TimeDocument(id="d", text=text, created=date(2022, 4, 1), times=times, annotated=end)


def finding(*spans: tuple[int, int, str]) -> Resolver:
    times = [
        TimeExpression(start=start, end=end, text=TEXT[start:end], type="DATE", value=value)
        for start, end, value in spans
    ]
    return lambda _text, _day: times


def test_a_perfect_answer_scores_one_everywhere() -> None:
    scores = score_timex([document(FRIDAY, LAST_YEAR)], finding((3, 9, "2022-04-01"), (19, 28, "2021")))
    assert (scores.strict, scores.relaxed, scores.value, scores.weekdays) == (1, 1, 1, 1)


def test_an_overlap_counts_as_relaxed_and_its_value_as_right_or_wrong() -> None:
    scores = score_timex([document(FRIDAY, LAST_YEAR)], finding((0, 9, "2022-04-01"), (24, 28, "2020")))
    assert (scores.strict, scores.relaxed, scores.value) == (0, 1, 0.5)


def test_what_is_missed_and_what_is_added_both_cost() -> None:
    scores = score_timex([document(FRIDAY, LAST_YEAR)], finding((3, 9, "2022-04-01"), (10, 12, "2022")))
    assert scores.value == 0.5
    assert (scores.gold, scores.predicted) == (2, 2)


def test_each_expression_is_matched_once() -> None:
    scores = score_timex([document(LAST_YEAR)], finding((19, 23, "2021"), (24, 28, "2021")))
    assert scores.relaxed == pytest.approx(2 / 3)


def test_a_weekday_that_is_not_found_is_wrong() -> None:
    assert score_timex([document(FRIDAY, LAST_YEAR)], finding((19, 28, "2021"))).weekdays == 0


def test_nothing_to_find_and_nothing_found_scores_zero() -> None:
    assert score_timex([], finding()).value == 0


def test_the_line_of_the_documents_own_date_is_left_out() -> None:
    text = "A headline\nApril 1, 2022\nHe left on Friday."
    friday = GoldTime(start=text.index("Friday"), end=len(text) - 1, text="Friday", value="2022-04-01")
    assert score_timex([document(friday, text=text)]).predicted == 1


def test_what_stands_behind_the_annotated_part_is_left_out() -> None:
    assert score_timex([document(FRIDAY, annotated=18)]).predicted == 1


def write(folder: Path, *, docs: list[object], timex: list[object]) -> Path:
    for name, rows in (("docs", docs), ("timex", timex)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return folder


DOC = {"doc": "d", "source": "wire", "dct": "2022-04-01", "text": TEXT}
TIMEX = {"doc": "d", "start": 3, "end": 9, "span": "Friday", "value": "2022-04-01"}


def test_documents_are_read_with_their_expressions(tmp_path: Path) -> None:
    assert read_timex(write(tmp_path, docs=[DOC], timex=[TIMEX])) == [document(FRIDAY)]


def test_meantime_is_annotated_in_its_first_six_lines(tmp_path: Path) -> None:
    text = "\n".join(f"Line {number}." for number in range(9))
    read = read_timex(write(tmp_path, docs=[{**DOC, "source": "meantime", "text": text}], timex=[]))
    assert text[: read[0].annotated] == "".join(f"Line {number}.\n" for number in range(6))


@pytest.mark.parametrize(
    ("doc", "timex"),
    [
        ({**DOC, "dct": None}, TIMEX),
        ({**DOC, "dct": "yesterday"}, TIMEX),
        (DOC, {**TIMEX, "start": 4}),
        (DOC, {**TIMEX, "start": "3"}),
        (DOC, {**TIMEX, "value": None}),
    ],
)
def test_a_damaged_line_is_an_input_error(tmp_path: Path, doc: object, timex: object) -> None:
    with pytest.raises(InputError):
        read_timex(write(tmp_path, docs=[doc], timex=[timex]))


def test_a_missing_file_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        read_timex(tmp_path)
