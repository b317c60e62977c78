from __future__ import annotations

from importlib.util import find_spec

import pytest

from eval.bench.answers import PARTS, main


@pytest.mark.parametrize("part", PARTS)
def test_every_part_is_a_module(part: str) -> None:
    _, module = PARTS[part]
    assert find_spec(module) is not None


def test_an_unknown_part_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--parts", "reading,poetry"])
    assert "poetry is none of answering, reading, checking" in capsys.readouterr().err


def test_without_the_development_sets_it_says_where_to_name_them(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATELINE_BENCH", raising=False)
    assert main([]) == 1
    assert "DATELINE_BENCH" in capsys.readouterr().err
