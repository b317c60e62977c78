"""The workflow and the hooks run what `make test` runs, in the versions that are pinned."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.project.test_pins import CHECKOUT, pins

WORKFLOWS = sorted((CHECKOUT / ".github" / "workflows").glob("*.yml"))
HOOKS = CHECKOUT / ".pre-commit-config.yaml"


def parsed(path: Path) -> Any:
    return yaml.safe_load(path.read_text("utf-8"))


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in parsed(path)["jobs"].values() for step in job["steps"]]


def python_step() -> dict[str, Any]:
    (step,) = [step for step in steps(WORKFLOWS[0]) if step.get("uses", "").startswith("actions/setup-python@")]
    options: dict[str, Any] = step["with"]
    return options


def repositories() -> dict[str, dict[str, Any]]:
    return {repository["repo"].rsplit("/", 1)[-1]: repository for repository in parsed(HOOKS)["repos"]}


def pinned(name: str) -> str:
    (pin,) = pins()[name].specifier
    return pin.version


def test_the_workflow_runs_what_continuous_integration_runs() -> None:
    assert [path.name for path in WORKFLOWS] == ["ci.yml"]
    assert [step["run"] for step in steps(WORKFLOWS[0]) if "run" in step] == [".ci/run"]


def test_what_the_workflow_runs_can_be_executed() -> None:
    assert os.access(CHECKOUT / ".ci" / "run", os.X_OK)


def test_the_workflow_uses_the_oldest_python_that_is_supported() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    assert SpecifierSet(project["requires-python"]) == SpecifierSet(f">={python_step()['python-version']}")


def test_the_workflow_keeps_packages_while_the_pins_stay_the_same() -> None:
    assert python_step()["cache"] == "pip"
    assert python_step()["cache-dependency-path"].split() == ["constraints.txt", "pyproject.toml"]


@pytest.mark.parametrize("action", [step["uses"] for path in WORKFLOWS for step in steps(path) if "uses" in step])
def test_an_action_is_pinned_by_its_major_version(action: str) -> None:
    assert re.fullmatch(r"actions/[\w-]+@v\d+", action)


def test_a_workflow_may_read_the_repository_and_no_more() -> None:
    assert [parsed(path)["permissions"] for path in WORKFLOWS] == [{"contents": "read"}]


def test_the_hooks_run_the_ruff_that_is_pinned() -> None:
    assert repositories()["ruff-pre-commit"]["rev"] == f"v{pinned('ruff')}"


def test_the_hooks_check_style_form_types_layers_and_files() -> None:
    ids = [hook["id"] for repository in repositories().values() for hook in repository["hooks"]]
    checks = {"ruff-check", "ruff-format", "mypy", "import-linter", "end-of-file-fixer", "check-yaml"}
    assert checks <= set(ids)


@pytest.mark.parametrize("hook", repositories()["local"]["hooks"], ids=lambda hook: hook["id"])
def test_a_local_hook_runs_a_program_of_the_environment(hook: dict[str, Any]) -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    installed = {Requirement(line).name for line in project["optional-dependencies"]["test"]}
    assert hook["entry"].startswith(".venv/bin/")
    assert hook["id"] in installed
