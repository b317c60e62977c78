from __future__ import annotations

import shutil
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


@pytest.mark.parametrize("name", ["ner/model", "config.cfg", "vocab/strings.json", "lemmatizer/lookups/lookups.bin"])
@pytest.mark.parametrize("damage", ["changed", "missing"])
def test_a_damaged_model_is_refused(name: str, damage: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "model"
    shutil.copytree(module._folder(), folder)
    if damage == "missing":
        (folder / name).unlink()
    else:
        (folder / name).write_bytes((folder / name).read_bytes()[:-1] + b"?")
    monkeypatch.setattr(module, "_folder", lambda: folder)
    with pytest.raises(ArchiveError, match=rf"{name} is missing, or not the one .* Reinstall the package"):
        SpacyParser().parse([Excerpt("They left.", 0, 10)])


def test_a_missing_model_is_told_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKAGE", "en_core_web_of_no_size")
    with pytest.raises(InputError, match="not installed"):
        SpacyParser().parse([Excerpt("They left.", 0, 10)])


def test_every_file_that_spacy_reads_has_its_checksum() -> None:
    listed = {line.split()[1] for line in module._CHECKSUMS.read_text("ascii").splitlines()}
    folder = module._folder()
    parts = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    assert {part for part in parts if "/" in part and not part.startswith("senter/")} <= listed
    assert {"config.cfg", "meta.json", "tokenizer"} <= listed


def test_torch_can_be_imported_while_the_parser_loads() -> None:
    code = (
        "import threading; from index.language.parser import default_parser; from index.language.types import Excerpt\n"
        "parse = lambda: default_parser().parse([Excerpt('They left.', 0, 10)])\n"
        "loading = threading.Thread(target=parse); loading.start()\n"
        "while loading.is_alive():\n"
        "    import transformers.utils as utils\n"
        "    assert utils.is_torch_available()\n"
        "import torch; print(torch.__name__)"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "torch\n"
