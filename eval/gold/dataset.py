"""Gold questions from the three formats they come in."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

from eval.gold.beir import load_beir
from eval.gold.records import Record, read_lines
from eval.gold.squad import load_squad
from eval.types import Dataset, Evidence, Granularity, Question
from index.errors import InputError


def load(path: Path) -> Dataset:
    """Read a gold `.jsonl`, a BEIR folder, or a SQuAD `.json`.

    A BEIR folder and a SQuAD file bring their own articles; a gold file does not.

    Raises:
        InputError: the path is none of these, a key has the wrong type, or an id stands there twice.
    """
    dataset = _read(path)
    if not dataset.questions:
        raise InputError(f"{path} holds no questions.", mend="Name a file that does.")
    _check_unique(path, dataset.questions)
    return dataset


def _read(path: Path) -> Dataset:
    if not path.exists():
        raise InputError(f"{path} does not exist.", mend="Check the path.")
    if path.is_dir():
        return load_beir(path)
    match path.suffix.lower():
        case ".jsonl":
            return Dataset(questions=tuple(_question(record) for record in read_lines(path)))
        case ".json":
            return load_squad(path)
    raise InputError(
        f"{path} is not a question file.", mend="Name a gold .jsonl file, a SQuAD .json file, or a BEIR folder."
    )


def _question(record: Record) -> Question:
    return Question(
        id=record.text("id"),
        type=record.optional_text("type") or "other",
        question=record.text("question"),
        answers=record.texts("answers"),
        answerable=record.flag("answerable"),
        asked=record.day("asked"),
        granularity=_granularity(record),
        evidence=tuple(_evidence(item) for item in record.records("evidence")),
        all_evidence=record.flag("all", default=False),
        sides=record.text_lists("sides"),
        turns=record.texts("turns"),
    )


def _evidence(record: Record) -> Evidence:
    quote = record.text("quote") if record.row.get("quote") is not None else None
    return Evidence(article=record.text("article"), quote=quote)


def _granularity(record: Record) -> Granularity | None:
    value = record.optional_text("granularity")
    for choice in get_args(Granularity):
        if value == choice:
            known: Granularity = choice
            return known
    if value is not None:
        record.fail(f"'granularity' is {value!r}, which is none of {', '.join(get_args(Granularity))}")
    return None


def _check_unique(path: Path, questions: Sequence[Question]) -> None:
    question_id, count = Counter(question.id for question in questions).most_common(1)[0]
    if count > 1:
        raise InputError(
            f"{path}: the question id {question_id!r} stands there {count} times.", mend="Give every question its own."
        )
