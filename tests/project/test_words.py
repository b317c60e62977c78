"""How many words of English the product spells out by hand, and that none of them is a sample article's."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
# How many there are; a line may only go down.
LINES = {"index": 2_940, "rag": 998, "ui": 305}
NAMES = frozenset(("bucha", "chernobyl", "energoatom", "kirby", "kyiv", "lantern", "luhansk", "mariupol", "pentagon"))
NAMES |= {"putin", "slavutych", "zelensky", "belarus", "ukraine", "russia", "kremlin"}
_COUNTED = re.compile(r"\b[a-z]{2,}\b")
_WORD = re.compile(r"[^\W\d_]+")
_SHOWN = 15


def modules(package: str) -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted((CHECKOUT / package).rglob("*.py")):
        yield path.relative_to(CHECKOUT), ast.parse(path.read_text("utf-8"))


def strings(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def lists_of_words(package: str) -> Iterator[tuple[int, str]]:
    """How many lower-case words the strings of each module-level assignment hold."""
    for path, tree in modules(package):
        for statement in tree.body:
            if isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value is not None:
                target = statement.targets[0] if isinstance(statement, ast.Assign) else statement.target
                count = sum(len(_COUNTED.findall(text)) for text in strings(statement.value))
                yield count, f"{path}: {ast.unparse(target)}"


@pytest.mark.parametrize("package", LINES)
def test_the_words_spelled_out_in_a_package_get_fewer(package: str) -> None:
    found = sorted(lists_of_words(package), reverse=True)
    total = sum(count for count, _ in found)
    largest = "\n".join(f"{count:5} {name}" for count, name in found[:_SHOWN])
    assert total <= LINES[package], f"{total} words, of them\n{largest}"


@pytest.mark.parametrize("package", ["index", "rag"])
def test_no_name_of_the_sample_articles_stands_among_a_packages_constants(package: str) -> None:
    assigned = (
        node for _, tree in modules(package) for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)
    )
    words = {word.lower() for node in assigned for text in strings(node) for word in _WORD.findall(text)}
    assert words.isdisjoint(NAMES)


def test_the_names_are_those_of_the_sample_articles() -> None:
    samples = " ".join(path.read_text("utf-8") for path in (CHECKOUT / "seeds").glob("*.txt")).lower()
    assert set(_WORD.findall(samples)) >= NAMES
