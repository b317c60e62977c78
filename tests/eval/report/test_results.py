from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from rich.console import Console

from eval.report.results import check_gate, read_gate, tables, to_json, write_predictions, write_run
from eval.scores.score import NAMES
from eval.types import EvalReport, Measure, QuestionResult, RunInfo, Setup
from index.errors import InputError
from index.types import Manifest
from rag.types import ReaderInfo

HALF = Measure(value=0.5, low=0.25, high=0.75, n=2)
FIRST = QuestionResult(
    id="q 1",
    type="when",
    answerable=True,
    answer="On Thursday. [1]",
    short_answer="Thursday",
    confidence=0.75,
    ranking=("wire", "tab loid"),
    scores={"contains": 1.0},
)
SECOND = QuestionResult(id="q2", type="who", answerable=False, abstained=True, diagnosis="not retrieved")
MANIFEST = Manifest(
    embedder="minilm",
    weights_sha256="00",
    dimension=384,
    max_tokens=256,
    runtime="torch",
    precision="float32",
    chunker="1",
    cleaner="1",
)
REPORT = EvalReport(
    run=RunInfo(
        reader=ReaderInfo(kind="ollama", model="gemma"),
        setup=Setup(manifest=MANIFEST, settings={"k": 8}, commit="abc"),
        date=datetime(2022, 4, 8, 12, tzinfo=UTC),
        seconds=1.5,
    ),
    measures={"contains": HALF, "Success@1": HALF},
    by_type={"when": {"contains": HALF}, "who": {}},
    per_question=(FIRST, SECOND),
)


def shown(report: EvalReport) -> str:
    console = Console(file=io.StringIO(), width=80)
    console.print(tables(report))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def gate(folder: Path, content: object) -> Path:
    path = folder / "gate.json"
    path.write_text(json.dumps(content), "utf-8")
    return path


def test_the_json_has_the_keys_of_the_contract() -> None:
    assert to_json(REPORT) == {
        "schema_version": 1,
        "run": {
            "reader": {"kind": "ollama", "model": "gemma"},
            "manifest": {
                "embedder": "minilm",
                "weights_sha256": "00",
                "dimension": 384,
                "max_tokens": 256,
                "runtime": "torch",
                "precision": "float32",
                "chunker": "1",
                "cleaner": "1",
            },
            "settings": {"k": 8},
            "commit": "abc",
            "date": "2022-04-08T12:00:00+00:00",
            "seconds": 1.5,
        },
        "questions": 2,
        "measures": {
            "contains": {"value": 0.5, "low": 0.25, "high": 0.75, "n": 2},
            "Success@1": {"value": 0.5, "low": 0.25, "high": 0.75, "n": 2},
        },
        "by_type": {"when": {"contains": {"value": 0.5, "low": 0.25, "high": 0.75, "n": 2}}, "who": {}},
        "per_question": [
            {
                "id": "q 1",
                "type": "when",
                "answer": "On Thursday. [1]",
                "abstained": False,
                "ranking": ["wire", "tab loid"],
                "scores": {"contains": 1.0},
                "diagnosis": None,
            },
            {
                "id": "q2",
                "type": "who",
                "answer": "",
                "abstained": True,
                "ranking": [],
                "scores": {},
                "diagnosis": "not retrieved",
            },
        ],
    }


def test_what_is_not_known_about_the_run_is_null() -> None:
    run = RunInfo(reader=None, setup=Setup(), date=datetime(2022, 4, 8, tzinfo=UTC), seconds=0.0)
    made = to_json(replace(REPORT, run=run))["run"]
    assert (made["reader"], made["manifest"], made["commit"], made["settings"]) == (None, None, None, {})


def test_the_json_can_be_written() -> None:
    assert json.loads(json.dumps(to_json(REPORT), allow_nan=False)) == to_json(REPORT)


def test_the_table_shows_every_measure_with_its_interval() -> None:
    line = next(line for line in shown(REPORT).splitlines() if "contains" in line)
    assert "0.500" in line
    assert "0.250 – 0.750" in line
    assert "  ████▒▒▒▒▒▒▒▒  " in line


def test_the_table_says_which_reader_answered() -> None:
    assert "2 questions, ollama gemma" in shown(REPORT)


def test_the_table_shows_the_types_and_what_went_wrong() -> None:
    text = shown(REPORT)
    assert "when" in text
    assert "not retrieved" in text


def test_nothing_is_cut_off_in_80_columns() -> None:
    measures = dict.fromkeys(NAMES, HALF)
    report = replace(REPORT, measures=measures, by_type={"disagreement": measures, "who": measures})
    text = shown(report)
    assert "…" not in text
    assert all(name in text for name in NAMES)


def test_an_id_that_looks_like_markup_is_shown_as_it_is() -> None:
    odd = replace(SECOND, id="[red]x[/blue]")
    assert "[red]x[/blue]" in shown(replace(REPORT, per_question=(FIRST, odd)))


@pytest.mark.parametrize("minimum", [0.5, {"min": 0.5}, 0])
def test_a_measure_at_its_minimum_passes_the_gate(tmp_path: Path, minimum: object) -> None:
    assert check_gate(REPORT, read_gate(gate(tmp_path, {"contains": minimum}))) == ()


@pytest.mark.parametrize("minimum", [0.51, {"min": 0.51}, 1])
def test_a_measure_below_its_minimum_fails_the_gate(tmp_path: Path, minimum: object) -> None:
    (failure,) = check_gate(REPORT, read_gate(gate(tmp_path, {"contains": minimum, "Success@1": 0.5})))
    assert "contains is 0.5000" in failure


def test_a_measure_that_was_not_measured_fails_the_gate(tmp_path: Path) -> None:
    assert check_gate(REPORT, read_gate(gate(tmp_path, {"f1": 0}))) == ("f1 was not measured; it must be at least 0.",)


@pytest.mark.parametrize("minimum", ["0.5", None, True, {"max": 1}, {"min": "x"}, {"min": 0.1, "max": 1}, [0.5]])
def test_a_minimum_that_is_no_number_is_an_error(tmp_path: Path, minimum: object) -> None:
    with pytest.raises(InputError, match=r"gate\.json: the minimum of 'contains' is not a number"):
        read_gate(gate(tmp_path, {"contains": minimum}))


def test_a_gate_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_gate(tmp_path / "none.json")


def test_the_run_file_is_as_trec_wants_it(tmp_path: Path) -> None:
    write_run(REPORT, tmp_path / "run.txt")
    assert (tmp_path / "run.txt").read_text("utf-8") == "q_1 Q0 wire 1 2 dateline\nq_1 Q0 tab_loid 2 1 dateline\n"


def test_the_run_file_read_back_keeps_the_order(tmp_path: Path) -> None:
    write_run(REPORT, tmp_path / "run.txt")
    rows = [line.split() for line in (tmp_path / "run.txt").read_text("utf-8").splitlines()]
    assert [row[2] for row in sorted(rows, key=lambda row: -float(row[4]))] == ["wire", "tab_loid"]


def test_predictions_are_one_object_a_line(tmp_path: Path) -> None:
    write_predictions(REPORT, tmp_path / "predictions.jsonl")
    rows = [json.loads(line) for line in (tmp_path / "predictions.jsonl").read_text("utf-8").splitlines()]
    assert rows[0] == {
        "id": "q 1",
        "answer": "On Thursday. [1]",
        "short_answer": "Thursday",
        "abstained": False,
        "confidence": 0.75,
    }
    assert rows[1]["abstained"]


def test_a_file_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_run(REPORT, tmp_path / "none" / "run.txt")
