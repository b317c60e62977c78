"""The ranges in pyproject.toml and the exact versions in constraints.txt agree."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parents[2]


def ranges() -> list[Requirement]:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(line) for line in [*project["dependencies"], *(line for extra in extras for line in extra)]]


def pins() -> dict[str, Requirement]:
    lines = (CHECKOUT / "constraints.txt").read_text("utf-8").splitlines()
    listed = [Requirement(line) for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(requirement.name): requirement for requirement in listed}


@pytest.mark.parametrize("wanted", ranges(), ids=lambda requirement: requirement.name)
def test_a_range_admits_the_pinned_version(wanted: Requirement) -> None:
    (pin,) = pins()[canonicalize_name(wanted.name)].specifier
    assert wanted.specifier.contains(pin.version)


@pytest.mark.parametrize("pin", pins().values(), ids=lambda requirement: requirement.name)
def test_a_pin_is_one_exact_version(pin: Requirement) -> None:
    assert [specifier.operator for specifier in pin.specifier] == ["=="]


def test_torch_is_the_version_whose_cpu_build_pip_finds() -> None:
    assert str(pins()["torch"].specifier) == "==2.13.0"
