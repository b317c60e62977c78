from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = {
    "chromadb",
    "docx",
    "gradio",
    "llama_index",
    "lxml",
    "ollama",
    "openvino",
    "pandas",
    "pypdfium2",
    "rensa",
    "scipy",
    "sentence_transformers",
    "sklearn",
    "spacy",
    "tokenizers",
    "torch",
    "trafilatura",
    "transformers",
    "watchfiles",
    "yaml",
}
OURS = {"eval", "index", "rag", "seeds", "ui"}
TERMINAL = {"ui", "ui.cli.main", "ui.cli.options", "ui.cli.output"}
TOLD = {
    *("index", "index.dates", "index.day_words", "index.errors", "index.types"),
    *("rag", "rag.evidence", "rag.evidence.times", "rag.types", "ui.render", "ui.render.text"),
}


def loaded_by(code: str) -> set[str]:
    """The modules that a fresh interpreter has loaded after running some code."""
    report = "import json, sys; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True)
    return set(json.loads(ran.stderr.splitlines()[-1]))


def packages(modules: set[str]) -> set[str]:
    return {module.split(".")[0] for module in modules}


@pytest.mark.parametrize(
    "module",
    [
        "index.archive.writer",
        "index.build.indexing",
        "index.clean",
        "index.corpus",
        "index.embed.choice",
        "index.embed.convert",
        "index.build.watch",
        "index.search",
        "rag",
        "rag.answerer",
        "rag.app",
        "rag.write.ollama",
        "rag.cite.citing",
        "eval",
        "eval.bench.retrieval",
        "eval.run",
        "ui.chat.server",
        "ui.cli.main",
        "ui.cli.evaluate",
        "ui.cli.status",
    ],
)
def test_importing_a_module_loads_no_heavy_library(module: str) -> None:
    assert packages(loaded_by(f"import {module}")) & HEAVY == set()


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["ask", "--help"], ["--version"], ["nonsense"]],
    ids=" ".join,
)
def test_the_terminal_answers_for_itself_with_none_of_the_packages(arguments: list[str]) -> None:
    code = f"from ui.cli.main import main\ntry:\n    main({arguments!r})\nexcept SystemExit:\n    pass"
    modules = loaded_by(code)
    # A refusal needs the errors and how they are told.
    told = TOLD if arguments == ["nonsense"] else set()
    ours = {module for module in modules if module.split(".")[0] in OURS and not module.startswith("index.dates.")}
    assert (
        ours
        == {
            "ui",
            "ui.cli",
            "ui.cli.asking",
            "ui.cli.main",
            "ui.cli.options",
            "ui.cli.output",
        }
        | told
    )
    assert packages(modules) & (HEAVY | {"httpx", "numpy", "platformdirs"}) == set()


def test_cleaning_needs_nothing_but_text_libraries_and_citing_numpy_besides() -> None:
    assert packages(loaded_by("import index.clean")) & (HEAVY | {"httpx", "numpy"}) == set()
    assert packages(loaded_by("import rag.cite")) & (HEAVY | {"httpx"}) == set()


def test_a_question_loads_nothing_of_what_reads_and_cleans_articles() -> None:
    own = ("rag.app", "ui.cli.filtering", "ui.cli.progress", "ui.render.records", "ui.render.html", "ui.render.text")
    modules = loaded_by(f"import {', '.join(own)}")
    assert (
        modules
        & {
            "index.build.indexing",
            "index.build.run",
            "index.archive.articles",
            "index.corpus",
            "index.clean",
            "index.published",
        }
        == set()
    )
