"""The state of an archive, as programs and as persons are told it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from index.archive.reader import Counts
from index.settings import load_settings
from index.types import Manifest
from index.vectors.sealed import Sealed
from rag.settings import Settings
from tests.shapes import STATUS, differences
from ui.render.status import Problem, Status, archive_words, status_record, status_text


def status(folder: Path, *, built: bool, models: Sequence[str] = (), reader: str | None = None) -> Status:
    """The state of an archive with everything, or with nothing, in it."""
    loaded = load_settings(Settings, flags={"home": folder, "reader": reader}, folder=folder)
    days = (date(2022, 3, 1), date(2022, 3, 31)) if built else (None, None)
    return Status(
        loaded=loaded,
        counts=Counts(articles=3 * built, passages=9 * built, oldest=days[0], newest=days[1]),
        manifest=Manifest(
            embedder="e",
            weights_sha256="0f",
            dimension=384,
            max_tokens=254,
            runtime="torch",
            precision="float32",
            chunker="1",
            cleaner="1",
        )
        if built
        else None,
        generation=Sealed(number=2, through=9, count=9, built="2022-04-08T12:00:00+00:00", files={}) if built else None,
        tail=0,
        reachable=bool(models),
        models=tuple(models),
        problems=(Problem(what="It is broken.", mend="Mend it."),),
    )


@pytest.mark.parametrize("built", [True, False])
def test_the_state_has_the_keys_of_the_contract(tmp_path: Path, built: bool) -> None:
    assert differences(json.loads(json.dumps(status_record(status(tmp_path, built=built)))), STATUS) == []


def test_the_state_of_an_empty_archive_has_nulls_and_zeros(tmp_path: Path) -> None:
    record = status_record(status(tmp_path, built=False))
    assert [record[key] for key in ("oldest", "newest", "built")] == [None] * 3
    assert [record[key] for key in ("articles", "passages", "generation", "tail")] == [0] * 4


def test_the_state_names_every_setting_with_its_origin(tmp_path: Path) -> None:
    settings = {entry["name"]: entry for entry in status_record(status(tmp_path, built=True))["settings"]}
    assert settings["home"] == {"name": "home", "value": str(tmp_path), "origin": "flag"}
    assert settings["k"] == {"name": "k", "value": 8, "origin": "default"}


@pytest.mark.parametrize(
    ("models", "reader", "kind", "model"),
    [
        ((), None, "extractive", None),
        (("other:1b",), None, "extractive", None),
        (("gemma4:e4b",), None, "ollama", "gemma4:e4b"),
        ((), "ollama", "ollama", "gemma4:e4b"),
        (("gemma4:e4b",), "extractive", "extractive", None),
    ],
)
def test_the_state_names_the_reader_that_a_question_would_get(
    tmp_path: Path, models: tuple[str, ...], reader: str | None, kind: str, model: str | None
) -> None:
    record = status_record(status(tmp_path, built=True, models=models, reader=reader))["reader"]
    assert record == {"kind": kind, "model": model, "reachable": bool(models), "models": list(models)}


def test_a_person_is_told_what_is_indexed_who_answers_and_what_is_wrong(tmp_path: Path) -> None:
    text = status_text(status(tmp_path, built=True, models=("other:1b",)))
    assert "3 articles, 9 passages, 1 March 2022 to 31 March 2022." in text
    assert "Reader    extractive (Ollama at" in text
    assert text.endswith("Problems\n  It is broken. Mend it.")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        (
            Counts(articles=0, passages=0, oldest=None, newest=None),
            "Nothing is indexed yet; run `dateline index PATH`.",
        ),
        (Counts(articles=1, passages=2, oldest=None, newest=None), "1 article, 2 passages."),
        (
            Counts(articles=1200, passages=9000, oldest=date(2022, 3, 1), newest=date(2022, 3, 1)),
            "1,200 articles, 9,000 passages, 1 March 2022.",
        ),
    ],
)
def test_an_archive_is_told_in_a_sentence(counts: Counts, words: str) -> None:
    assert archive_words(counts) == words
