from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import ArchiveError, InputError
from index.language import parser as module
from index.language.parser import SpacyParser, default_parser
from index.language.types import Excerpt


def test_the_parser_loads_no_torch() -> None:
    code = (
        "import sys; from index.language.parser import default_parser; from index.language.types import Excerpt;"
        "default_parser().parse([Excerpt('They left.', 0, 10)]); print('torch' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"


def test_nothing_is_read_of_no_excerpt() -> None:
    assert SpacyParser().parse([]) == ()


def test_white_space_and_marks_alone_have_no_clauses() -> None:
    (found,) = default_parser().parse([Excerpt(" \n …", 0, 4)])
    assert found.clauses == ()


def test_a_lone_surrogate_stops_nothing() -> None:
    text = "caf\udce9 closed on Friday."
    (found,) = default_parser().parse([Excerpt(text, 0, len(text))])
    assert (found.text, text[found.tokens[-2].start : found.tokens[-2].end]) == (text, "Friday")


def test_a_sentence_reads_the_same_in_any_batch() -> None:
    text = "Finch sued Aldermoor over a patent."
    one = Excerpt(text, 0, len(text))
    other = Excerpt("The council votes on Tuesday.", 0, 29)
    assert default_parser().parse([one]) == default_parser().parse([other, one, other])[1:2]


def test_a_strange_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(module.SHA256, "ner", "0" * 64)
    with pytest.raises(ArchiveError, match="is not the one Dateline was made with"):
        SpacyParser().parse([Excerpt("They left.", 0, 10)])


def test_a_missing_model_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKAGE", "en_core_web_of_no_size")
    with pytest.raises(InputError, match="not installed"):
        SpacyParser().parse([Excerpt("They left.", 0, 10)])


def test_the_pinned_hash_is_that_of_the_installed_model() -> None:
    assert (Path(module._folder()) / "parser" / "model").is_file()  # The folder that is checked.
    default_parser().parse([Excerpt("They left.", 0, 10)])
