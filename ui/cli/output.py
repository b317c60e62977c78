"""What a command prints at its end: a result for a person or a program, or what went wrong."""

from __future__ import annotations

import traceback
from typing import Any

import typer


def print_output(output: Any) -> None:
    """Print an object as JSON, lines as they are, and tables through rich."""
    if isinstance(output, dict):
        typer.echo(json_text(output, indent=2))
    elif isinstance(output, str):
        typer.echo(output)
    else:
        from rich.console import Console

        Console().print(output)


def json_text(record: dict[str, Any], *, indent: int | None = None) -> str:
    """Return an object as JSON that can be written as UTF-8: a lone surrogate is escaped, and everything with it."""
    import json

    text = json.dumps(record, ensure_ascii=False, indent=indent)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(record, indent=indent)
    return text


def report_error(error: BaseException, *, as_json: bool, debug: bool) -> int:
    """Tell a person or a program what went wrong; returns the exit code."""
    if debug:
        traceback.print_exception(error)
    from index.errors import WrongFlag

    known = as_told(error)
    try:
        _tell(known, as_json=as_json)
    except OSError:  # Standard output is what failed.
        _tell(known, as_json=False)
    return 2 if isinstance(known, WrongFlag) else getattr(error, "exit_code", 1)


def _tell(known: Any, *, as_json: bool) -> None:
    if as_json:
        from ui.render.records import error_record

        typer.echo(json_text(error_record(known)))
    else:
        from ui.render.text import plain

        typer.echo(f"dateline: {plain(str(known))}", err=True)


def as_told(error: BaseException) -> Any:
    """Return the error as one of ours, with a sentence that says what to do."""
    from index.errors import DatelineError, InputError

    if isinstance(error, DatelineError):
        return error
    if isinstance(error, (KeyboardInterrupt, typer.Abort)):
        return DatelineError("Interrupted.", mend="What was stored is kept; run the command again to go on.")
    if isinstance(error, typer.TyperException):
        words = error.format_message() if hasattr(error, "format_message") else str(error)
        return InputError(words.rstrip(".") + ".", mend="See `dateline --help`.")
    name = type(error).__name__
    return DatelineError(f"Something unforeseen went wrong: {name}: {error}.", mend="Run it again with --debug.")
