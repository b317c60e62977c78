from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from eval.bench.answers import PARTS, main

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_a_module_with_the_files_it_is_given(part: str) -> None:
    _, (module, *files) = PARTS[part]
    assert find_spec(module) is not None
    assert all((ROOT / file).is_file() for file in files)


def test_an_unknown_part_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--parts", "reading,poetry"])
    assert "poetry is none of reading, checking" in capsys.readouterr().err


def test_without_the_development_sets_it_says_where_to_name_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATELINE_BENCH", raising=False)
    assert main([]) == 1
    assert "DATELINE_BENCH" in capsys.readouterr().err
