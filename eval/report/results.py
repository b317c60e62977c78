"""A report as JSON, as tables for a person, as a TREC run file, and against the thresholds of a gate."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import UTC
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Group
from rich.table import Table
from rich.text import Text

from eval.gold.records import Record, read_object
from eval.types import EvalReport, Measure, QuestionResult, RunInfo
from index.errors import InputError

SCHEMA_VERSION = 1
TREC_TAG = "dateline"

_BAR = 16
_SHOWN_BY_TYPE = ("Success@5", "contains", "citation_recall", "refusal_recall")


def to_json(report: EvalReport) -> dict[str, Any]:
    """The report as `dateline eval --json` prints it."""
    return {
        "schema_version": SCHEMA_VERSION,
        "run": _run(report.run),
        "questions": len(report.per_question),
        "measures": _measures(report.measures),
        "by_type": {kind: _measures(measures) for kind, measures in report.by_type.items()},
        "per_question": [_question(result) for result in report.per_question],
    }


def _run(run: RunInfo) -> dict[str, Any]:
    return {
        "reader": asdict(run.reader) if run.reader else None,
        "manifest": asdict(run.setup.manifest) if run.setup.manifest else None,
        "settings": dict(run.setup.settings),
        "commit": run.setup.commit,
        "date": run.date.astimezone(UTC).isoformat(timespec="seconds"),
        "seconds": run.seconds,
    }


def _measures(measures: Mapping[str, Measure]) -> dict[str, Any]:
    return {name: asdict(measure) for name, measure in measures.items()}


def _question(result: QuestionResult) -> dict[str, Any]:
    return {
        "id": result.id,
        "type": result.type,
        "answer": result.answer,
        "abstained": result.abstained,
        "ranking": list(result.ranking),
        "scores": dict(result.scores),
        "diagnosis": result.diagnosis,
    }


def tables(report: EvalReport) -> Group:
    """The report for a terminal: every measure, the main ones by type, and what went wrong."""
    parts = [_measure_table(report)]
    if len(report.by_type) > 1:
        parts.append(_type_table(report))
    if any(result.diagnosis for result in report.per_question):
        parts.append(_diagnosis_table(report))
    return Group(*parts)


def _table(title: str, *columns: str) -> Table:
    """A table whose first column is text and whose others are numbers."""
    table = Table(title=Text(title), title_justify="left", box=box.SIMPLE_HEAD)
    table.add_column(columns[0], no_wrap=True)
    for name in columns[1:]:
        # Only spaces let a heading wrap.
        table.add_column(name.replace("_", " "), justify="right")
    return table


def _measure_table(report: EvalReport) -> Table:
    reader = report.run.reader
    name = "retrieval only" if reader is None else " ".join(filter(None, [reader.kind, reader.model]))
    table = _table(f"{len(report.per_question)} questions, {name}", "measure", "value", "95 % interval", "n")
    table.add_column("0" + " " * (_BAR - 2) + "1", no_wrap=True)
    for measure_name, measure in report.measures.items():
        interval = f"{measure.low:.3f} – {measure.high:.3f}"
        table.add_row(measure_name, f"{measure.value:.3f}", interval, str(measure.n), _bar(measure))
    return table


def _bar(measure: Measure) -> str:
    """The interval as a bar: full up to its lower end, shaded up to its upper."""
    low, high = round(measure.low * _BAR), round(measure.high * _BAR)
    return "█" * low + "▒" * (high - low)


def _type_table(report: EvalReport) -> Table:
    shown = [name for name in _SHOWN_BY_TYPE if name in report.measures]
    table = _table("By type", "type", "n", *shown)
    counts = Counter(result.type for result in report.per_question)
    for kind, measures in report.by_type.items():
        values = (f"{measures[name].value:.3f}" if name in measures else "" for name in shown)
        table.add_row(Text(kind), str(counts[kind]), *values)
    return table


def _diagnosis_table(report: EvalReport) -> Table:
    table = _table("What went wrong", "diagnosis", "n")
    table.add_column("for example", overflow="fold")
    examples: dict[str, list[str]] = {}
    for result in report.per_question:
        if result.diagnosis:
            examples.setdefault(result.diagnosis, []).append(result.id)
    for diagnosis, ids in sorted(examples.items(), key=lambda entry: (-len(entry[1]), entry[0])):
        table.add_row(Text(diagnosis, no_wrap=False, overflow="fold"), str(len(ids)), Text(" ".join(ids[:2])))
    return table


def check_gate(report: EvalReport, minima: Mapping[str, float]) -> tuple[str, ...]:
    """Return one sentence for each measure that is too low or was not measured; empty when the gate is passed."""
    return tuple(filter(None, (_failure(report, name, minimum) for name, minimum in minima.items())))


def _failure(report: EvalReport, name: str, minimum: float) -> str | None:
    measure = report.measures.get(name)
    if measure is None:
        return f"{name} was not measured; it must be at least {minimum:g}."
    if measure.value < minimum:
        return f"{name} is {measure.value:.4f}; it must be at least {minimum:g}."
    return None


def read_gate(path: Path) -> dict[str, float]:
    """Read the minima of a gate file, `{MEASURE: minimum}` or `{MEASURE: {"min": minimum}}`.

    Raises:
        InputError: the file cannot be read or a minimum is no number.
    """
    gate = read_object(path)
    return {name: _minimum(gate, name, entry) for name, entry in gate.row.items()}


def _minimum(gate: Record, name: str, entry: object) -> float:
    value = entry.get("min") if isinstance(entry, dict) and set(entry) == {"min"} else entry
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        gate.fail(f"the minimum of {name!r} is not a number", mend='Write it as 0.8 or {"min": 0.8}.')
    return float(value)


def write_run(report: EvalReport, path: Path) -> None:
    """Write the article rankings as a TREC run file.

    Scores fall by one with each rank, so that tools which sort by score keep the order. White space in ids
    becomes "_", because it separates the columns.

    Raises:
        InputError: the file cannot be written.
    """
    _write(path, (line for result in report.per_question for line in _run_lines(result)))


def _run_lines(result: QuestionResult) -> Iterator[str]:
    length = len(result.ranking)
    for rank, article_id in enumerate(result.ranking, start=1):
        yield f"{_word(result.id)} Q0 {_word(article_id)} {rank} {length - rank + 1} {TREC_TAG}"


def _word(name: str) -> str:
    return "_".join(name.split())


def write_predictions(report: EvalReport, path: Path) -> None:
    """Write one JSON object a line: id, answer, short_answer, abstained and confidence.

    Raises:
        InputError: the file cannot be written.
    """
    keys = ("id", "answer", "short_answer", "abstained", "confidence")
    rows = ({key: getattr(result, key) for key in keys} for result in report.per_question)
    _write(path, (json.dumps(row, ensure_ascii=False) for row in rows))


def _write(path: Path, lines: Iterator[str]) -> None:
    try:
        path.write_text("".join(line + "\n" for line in lines), encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise InputError(f"{path} cannot be written: {reason}.", mend="Choose another place.") from error
