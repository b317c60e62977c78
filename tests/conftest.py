"""No test reads the settings of the person who runs it, or finds an archive that another test left."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from index.embed.encoders import encoder_folder as encoder_folder_of
from index.embed.encoders import make
from index.embed.model import BUNDLED, find_model

# No test is timed: what a first call loads may take longer than Hypothesis allows an example. `make test` tries the
# same examples every time; `make test-slow` draws new ones.
hypothesis_settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis_settings.register_profile("exploring", deadline=None)
hypothesis_settings.load_profile("repeatable")


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


@pytest.fixture(scope="session")
def encoder_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of an archive that holds nothing but the bundled model's compiled encoder; tests leave it as it is."""
    home = tmp_path_factory.mktemp("encoder_home")
    files = find_model(BUNDLED)
    folder = encoder_folder_of(files, home)
    assert folder is not None
    make(files, folder)
    return home


@pytest.fixture(scope="session")
def encoder_folder(encoder_home: Path) -> Path:
    """The folder of the compiled encoder itself."""
    (folder,) = (encoder_home / "encoder").iterdir()
    return folder


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
