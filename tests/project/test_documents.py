"""What the documents name is there: files, modules, rooms, sections of the results."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
OURS = ("index", "rag", "eval", "ui", "seeds", "tests")
FOLDERS = (".github", "index", "rag", "eval", "ui")
DOCUMENTS = sorted([*CHECKOUT.glob("*.md"), *(found for name in FOLDERS for found in (CHECKOUT / name).rglob("*.md"))])
PACKAGES = ("eval", "index", "rag", "ui")
# Whose notes are entries with a date and a decision.
ENTRIES = ("rag", "ui")
NOTES = sorted(found for package in PACKAGES for found in (CHECKOUT / package / "notes").glob("*.md"))
ROOMS = re.compile(r"^\| `([\w/]+)/` \|", re.MULTILINE)


def name(document: Path) -> str:
    return str(document.relative_to(CHECKOUT))


def is_there(dotted: str) -> bool:
    """Whether dots name a module of ours, or a name in one."""
    path = CHECKOUT / dotted.replace(".", "/")
    if path.is_dir() or path.with_suffix(".py").exists():
        return True
    module, _, attribute = dotted.rpartition(".")
    parent = CHECKOUT / module.replace(".", "/")
    source = parent / "__init__.py" if parent.is_dir() else parent.with_suffix(".py")
    return source.exists() and attribute in defined_in(source)


def defined_in(source: Path) -> set[str]:
    """The names that a module defines, or a package hands on."""
    names: set[str] = set()
    for node in ast.parse(source.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names.update(target.id for target in targets if isinstance(target, ast.Name))
        elif isinstance(node, ast.ImportFrom) and source.name == "__init__.py":
            names.update(alias.asname or alias.name for alias in node.names)
    return names


def results() -> list[str]:
    text = (CHECKOUT / "eval" / "RESULTS.md").read_text("utf-8")
    return re.findall(r"^#+ (.*?)(?:, \d{4}-\d\d-\d\d)?$", text, re.MULTILINE)


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_link_leads_to_a_file(document: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text("utf-8"))
    assert [target for target in targets if not (document.parent / target).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_path_that_is_named_is_there(document: Path) -> None:
    roots = "|".join(re.escape(root) for root in (*OURS, ".github", ".ci"))
    named = re.findall(rf"(?<![\w/.])((?:{roots})/[\w./-]*\w/?)(?=[`\s,;:)]|\.\s)", document.read_text("utf-8"))
    assert [path for path in named if not (CHECKOUT / path).exists()] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_module_that_is_named_is_there(document: Path) -> None:
    named = re.findall(rf"(?<=[`\s])((?:{'|'.join(OURS)})(?:\.[a-z_]+)+)(?=[`\s,)])", document.read_text("utf-8"))
    assert [dotted for dotted in named if not is_there(dotted)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_readme_of_a_package_has_a_line_for_each_room(package: str) -> None:
    folder = CHECKOUT / package
    rooms = {str(found.parent.relative_to(folder)) for found in folder.rglob("__init__.py")} - {"."}
    assert set(ROOMS.findall((folder / "README.md").read_text("utf-8"))) == rooms


@pytest.mark.parametrize("package", PACKAGES)
def test_a_module_stands_in_the_room_whose_line_names_it(package: str) -> None:
    folder = CHECKOUT / package
    lines = (folder / "README.md").read_text("utf-8").splitlines()
    rooms = [(folder / (row[1] if (row := ROOMS.match(line)) else "."), line) for line in lines]
    named = [room / module for room, line in rooms for module in re.findall(r"`(\w+\.py)`", line)]
    assert named
    assert [path for path in named if not path.exists()] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_readme_of_a_package_stays_short(package: str) -> None:
    assert len((CHECKOUT / package / "README.md").read_text("utf-8").splitlines()) < 60


@pytest.mark.parametrize("package", PACKAGES)
def test_the_readme_of_a_package_lists_every_note(package: str) -> None:
    listed = re.findall(r"\(notes/([\w-]+\.md)\)", (CHECKOUT / package / "README.md").read_text("utf-8"))
    assert sorted(listed) == [note.name for note in NOTES if note.parent.parent.name == package]


@pytest.mark.parametrize("note", [one for one in NOTES if one.parts[-3] in ENTRIES], ids=name)
def test_a_note_is_dated_and_tells_a_decision(note: Path) -> None:
    entries = note.read_text("utf-8").split("\n## ")[1:]
    assert entries
    assert [e for e in entries if not re.match(r"\d{4}-\d\d-\d\d: .+\n\n\*\*Decision\.\*\*", e)] == []


@pytest.mark.parametrize("note", NOTES, ids=name)
def test_newer_entries_of_a_note_stand_below_older_ones(note: Path) -> None:
    days = re.findall(r"^## (\d{4}-\d\d-\d\d): ", note.read_text("utf-8"), re.MULTILINE)
    assert days == sorted(days)


@pytest.mark.parametrize("note", NOTES, ids=name)
def test_a_note_points_to_results_that_are_there(note: Path) -> None:
    measured = re.findall(r"\*\*Measured\.\*\*(.*?)\[RESULTS\]", note.read_text("utf-8"), re.DOTALL)
    sections = [" ".join(section.split()) for line in measured for section in re.findall(r'"([^"]+)"', line)]
    assert [section for section in sections if section not in results()] == []
