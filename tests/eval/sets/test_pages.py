from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval.sets.claims import PAIRS
from eval.sets.pages import LABELS, load_pages
from index.errors import InputError


def written(folder: Path, *, labels: list[dict[str, str]]) -> tuple[Path, Path]:
    pages, labelled = folder / "pages.jsonl", folder / "labels.jsonl"
    row = {
        "file": "a.html",
        "page_text": "Home\n\nA  headline\nBody one.\nBody two.",
        "with": ["one"],
        "without": ["Home"],
    }
    pages.write_text(json.dumps(row) + "\n", "utf-8")
    labelled.write_text("".join(json.dumps(label) + "\n" for label in labels), "utf-8")
    return pages, labelled


def test_labels_name_lines_by_number_and_blank_lines_count(tmp_path: Path) -> None:
    pages, labels = written(tmp_path, labels=[{"file": "a.html", "headline": "3", "body": "4-5"}])
    (found,) = load_pages(pages, labels)
    assert found.lines == ("Home", "A headline", "Body one.", "Body two.")
    assert found.kinds == ("furniture", "headline", "body", "body")


def test_a_page_without_labels_is_an_error_that_names_it(tmp_path: Path) -> None:
    pages, labels = written(tmp_path, labels=[{"file": "b.html", "body": "1"}])
    with pytest.raises(InputError, match=r"'a\.html', which has no labels"):
        load_pages(pages, labels)


def test_the_labels_and_the_pairs_come_along() -> None:
    names = ("development", "held_out", "samples", "answers")
    assert [path for path in (LABELS, *(PAIRS / f"{name}.json" for name in names)) if not path.is_file()] == []
