"""The wheel holds what it should, runs outside the checkout, and treads on nobody's toes."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from importlib.metadata import distributions
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
PACKAGES = ("rag", "index", "ui", "eval", "seeds")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel installed in it, without its dependencies."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=CHECKOUT, check=True, capture_output=True)
    wheel = next(folder.glob("*.whl"))
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target"]
    subprocess.run([*install, str(folder / "site"), str(wheel)], check=True, capture_output=True)
    return folder / "site"


def run(site: Path, *command: str) -> str:
    """Run something with the installed wheel ahead of the checkout, in a folder that is not the checkout."""
    environment = {**os.environ, "PYTHONPATH": str(site)}
    finished = subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True, check=True)
    return finished.stdout


def test_the_installed_command_runs_outside_the_checkout(site: Path) -> None:
    assert "Answers questions over a news archive" in run(site, str(site / "bin" / "dateline"), "--help")


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_comes_from_the_wheel(package: str, site: Path) -> None:
    where = run(site, sys.executable, "-c", f"import {package}; print({package}.__file__)")
    assert where.strip() == str(site / package / "__init__.py")


def test_the_installed_command_tells_the_version_of_the_project(site: Path) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    assert run(site, str(site / "bin" / "dateline"), "--version") == f"dateline {project['version']}\n"


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_in_the_wheel_that_it_is_typed(package: str, site: Path) -> None:
    assert (site / package / "py.typed").is_file()


@pytest.mark.parametrize(
    "name",
    [
        "seeds/gold.jsonl",
        "ui/chat/static/chat.css",
        "ui/chat/static/chat.js",
        "rag/judge/rank.json",
        "rag/judge/reader/CARD.md",
        "rag/judge/reader/adapter.safetensors",
    ],
)
def test_a_data_file_is_in_the_wheel(name: str, site: Path) -> None:
    assert (site / name).read_bytes() == (CHECKOUT / name).read_bytes()


@pytest.mark.parametrize("package", PACKAGES)
def test_no_other_distribution_owns_a_package_of_ours(package: str) -> None:
    owners = {
        distribution.metadata["Name"]
        for distribution in distributions()
        for file in distribution.files or ()
        if file.parts[0] == package
    }
    assert owners <= {"dateline"}
