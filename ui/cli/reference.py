"""The commands and settings as the README shows them; `python -m ui.cli.reference README.md` writes them into it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import Field, fields
from pathlib import Path
from typing import Any

import typer

from index.settings import variable_name
from rag.settings import Settings
from ui.cli.main import app


def commands_table() -> str:
    """Every command with its first sentence, as a Markdown table."""
    group: Any = typer.main.get_command(app)
    rows = [(f"`dateline {name}`", command.help.strip()) for name, command in group.commands.items()]
    return _table(("command", "what it does"), rows)


def settings_table() -> str:
    """Every setting with its variable and default, as a Markdown table."""
    rows = [
        (f"`{entry.name}`", f"`{variable_name(entry)}`", _default(entry), entry.metadata["help"])
        for entry in fields(Settings)
    ]
    return _table(("setting", "variable", "default", "meaning"), rows)


def refreshed(text: str) -> str:
    """A document with its generated parts made anew."""
    for name, table in (("commands", commands_table()), ("settings", settings_table())):
        begin, end = f"<!-- {name}: generated -->\n", f"<!-- end of {name} -->"
        before, _, rest = text.partition(begin)
        _, _, after = rest.partition(end)
        text = before + begin + table + end + after
    return text


def _default(entry: Field[Any]) -> str:
    return entry.metadata.get("shown_default") or f"`{entry.default}`"


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    readme = Path(sys.argv[1])
    readme.write_text(refreshed(readme.read_text("utf-8")), "utf-8")
