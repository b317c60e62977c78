"""No test reads the settings of the person who runs it, or finds an archive that another test left."""

from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_surroundings(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    if request.node.get_closest_marker("live"):
        return
    for name in [*os.environ]:
        if name.startswith("DATELINE_") and name != "DATELINE_BENCH":
            monkeypatch.delenv(name)
    monkeypatch.setenv(
        "OLLAMA_HOST", "127.0.0.1:9"
    )  # The discard port: no test talks to an Ollama that happens to run.
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path_factory.mktemp("home")))


@pytest.fixture
def seeds() -> Path:
    """The sample articles."""
    return Path(__file__).parent.parent / "seeds"


@pytest.fixture
def bench() -> Path:
    """The development sets, where DATELINE_BENCH says they are."""
    folder = os.environ.get("DATELINE_BENCH")
    if not folder:
        pytest.skip("DATELINE_BENCH is not set")
    return Path(folder)


@pytest.fixture
def real_seeds(bench: Path) -> Path:
    """Real scraped articles beside the development sets."""
    folder = bench.parent / "seeds"
    if not folder.is_dir():
        pytest.skip(f"{folder} does not exist")
    return folder
