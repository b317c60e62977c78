from __future__ import annotations

import json
import shlex
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
import typer

import ui.cli.inspection
from index.archive.database import FILE_NAME
from index.archive.writer import Archive
from index.build.indexing import Indexer
from index.types import Filters
from tests.fakes import WordEmbedder, model_files, prepared
from tests.shapes import ASK, ERROR, INSPECT, STATUS, differences
from ui.cli.filtering import make_filters
from ui.cli.main import app, main

COMMANDS = ("ask", "chat", "eval", "index", "inspect", "remove", "search", "show", "status")
# Wrong usage, each of which a person may well type.
WRONG_USAGE = (
    ("ask",),
    ("nonsense",),
    ("status", "--nonsense"),
    ("ask", "When?", "--asked", "2022-13-01"),
    ("ask", "When?", "--asked", "yesterday"),
    ("ask", "When?", "-k", "many"),
    ("ask", "When?", "--from", "2022-04-08", "--to", "2022-04-07"),
    ("ask", "When?", "--event-from", "Monday"),
    ("search", "When?", "--event-from", "2022-04-08", "--event-to", "2022-04-07"),
    ("search", "When?", "-k", "0"),
    ("inspect", "a.txt", "--line", "0"),
    ("show",),
)
# A value that a flag does not take is wrong usage too, whoever finds it out.
WRONG_FLAGS = (
    ("ask", "When?", "--reader", "openai"),
    ("ask", "When?", "-k", "0"),
    ("eval", "gold.jsonl", "--reader", "openai"),
    ("ask", "When?", "--home", "~no-such-user-here/x"),
)
COULD_NOT = (
    ("show", "report"),
    ("remove", "report"),
    ("inspect", "gone.txt"),
    ("index", "gone.txt"),
    ("eval", "gone.jsonl"),
)


class Outcome(NamedTuple):
    code: object
    out: str
    err: str


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The archive of the commands, and a working folder without settings."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def filled(home: Path) -> Path:
    """An archive of one article."""
    with closing(Archive(home, create=True)) as archive:
        item = prepared("Troops leave\nThe troops left on Thursday.", path="/news/report.txt", source="Wire")
        archive.store([item], now=datetime(2022, 4, 8, tzinfo=UTC))
    return home


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> Outcome:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    out, err = capsys.readouterr()
    return Outcome(caught.value.code, out, err)


def told(outcome: Outcome) -> dict[str, str]:
    """The failure that standard output tells, and nothing beside it."""
    record = json.loads(outcome.out)
    assert differences(record, ERROR) == []
    error: dict[str, str] = record["error"]
    return error


# Help.


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run(capsys, "--help")
    assert (outcome.code, outcome.err) == (0, "")
    assert all(f" {command} " in outcome.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_an_example(capsys: pytest.CaptureFixture[str], command: str) -> None:
    outcome = run(capsys, command, "--help")
    assert outcome.code == 0
    assert f"dateline {command}" in outcome.out.partition("Example")[2]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_example_is_a_command_line_that_is_understood(command: str) -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, typer.core.TyperGroup)
    entry = group.commands[command]
    for example in (entry.epilog or "").partition(": ")[2].split(" · "):
        program, name, *arguments = shlex.split(example)
        assert (program, name) == ("dateline", command)
        entry.make_context(name, arguments)


def test_without_arguments_the_help_is_shown_and_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run(capsys)
    assert "Usage: dateline" in outcome.out
    assert outcome.err == ""


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run(capsys, "--version")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.startswith("dateline ")


# Exit codes.


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("arguments", [*WRONG_USAGE, *WRONG_FLAGS], ids=" ".join)
def test_wrong_usage_is_exit_code_2_and_one_line_on_standard_error(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    outcome = run(capsys, *arguments)
    assert (outcome.code, outcome.out) == (2, "")
    assert outcome.err.startswith("dateline: ")
    assert outcome.err.count("\n") == 1


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("arguments", [*WRONG_USAGE, *WRONG_FLAGS], ids=" ".join)
def test_wrong_usage_is_exit_code_2_and_one_object_for_programs(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    outcome = run(capsys, *arguments, "--json")
    assert told(outcome)["kind"] == "input"
    assert (outcome.code, outcome.err) == (2, "")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("arguments", COULD_NOT, ids=" ".join)
def test_what_could_not_be_done_is_exit_code_1_and_one_line_that_says_what_to_do(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    outcome = run(capsys, *arguments)
    assert (outcome.code, outcome.out) == (1, "")
    assert outcome.err.startswith("dateline: ")
    assert (outcome.err.count("\n"), "Traceback" in outcome.err) == (1, False)


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("arguments", [line for line in COULD_NOT if line[0] not in {"remove", "index"}], ids=" ".join)
def test_what_could_not_be_done_is_exit_code_1_and_one_object_for_programs(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    outcome = run(capsys, *arguments, "--json")
    error = told(outcome)
    assert (outcome.code, outcome.err) == (1, "")
    assert error["message"].endswith(".")
    assert error["mend"]


@pytest.mark.usefixtures("home")
def test_a_wrong_variable_is_no_wrong_usage(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_K", "many")
    outcome = run(capsys, "status", "--json")
    assert outcome.code == 1
    assert told(outcome)["message"].startswith("DATELINE_K is 'many'")


def test_a_wrong_settings_file_is_named(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home.parent / "dateline.toml").write_text("k =")
    assert "dateline.toml cannot be read as TOML" in told(run(capsys, "status", "--json"))["message"]


def test_a_damaged_archive_is_one_object_for_programs(capsys: pytest.CaptureFixture[str], filled: Path) -> None:
    (filled / FILE_NAME).write_bytes(b"This is no database. " * 1000)
    outcome = run(capsys, "show", "report", "--json")
    assert (outcome.code, told(outcome)["kind"]) == (1, "archive")


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (("--article", "gone.txt"), "There is no article 'gone.txt' in the archive. `dateline search` shows ids."),
        (("--from", "2022-04-08", "--to", "2022-04-07"), "--from 2022-04-08 is after --to 2022-04-07."),
        (("--event-from", "2022-04-08", "--event-to", "2022-04-07"), "--event-from 2022-04-08 is after --event-to"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("command", ["ask", "search"])
def test_a_filter_that_nothing_can_pass_is_exit_code_2_and_a_sentence(
    capsys: pytest.CaptureFixture[str], command: str, flags: tuple[str, ...], words: str
) -> None:
    outcome = run(capsys, command, "When did the troops leave?", *flags)
    assert (outcome.code, outcome.out, words in outcome.err, outcome.err.count("\n")) == (2, "", True, 1)


@pytest.mark.parametrize(
    ("held", "asked", "hint"),
    [
        ("Wire", "Wier", "Did you mean Wire?"),
        ("Wire", "Quux", "It has articles from Wire."),
        (None, "Wire", "None of them names its outlet."),
    ],
)
def test_an_outlet_that_the_archive_does_not_have_is_told_with_those_it_has(
    capsys: pytest.CaptureFixture[str], home: Path, held: str | None, asked: str, hint: str
) -> None:
    with closing(Archive(home, create=True)) as archive:
        archive.store([prepared("The troops left.", source=held)], now=datetime(2022, 4, 8, tzinfo=UTC))
    filters = make_filters(home, published=(None, None), event=(None, None), source=asked, articles=None)
    assert filters == Filters(source=asked)
    assert capsys.readouterr().err == f"No article in the archive is from {asked!r}. {hint}\n"


# What nobody foresaw.


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("debug", [(), ("--debug",)])
@pytest.mark.parametrize("position", [0, 1, 2])
def test_a_traceback_is_shown_with_debug_wherever_it_stands_and_never_without(
    capsys: pytest.CaptureFixture[str], debug: tuple[str, ...], position: int
) -> None:
    arguments = ["show", "report"]
    arguments[position:position] = debug
    outcome = run(capsys, *arguments)
    assert ("Traceback" in outcome.err) == bool(debug)
    assert outcome.code == 1


@pytest.mark.usefixtures("home")
def test_debug_leaves_standard_output_to_the_program(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run(capsys, "show", "report", "--json", "--debug")
    assert told(outcome)["kind"] == "archive"
    assert "Traceback" in outcome.err


@pytest.mark.parametrize(
    ("error", "words", "code"),
    [
        (RuntimeError("boom"), "Something unforeseen went wrong: RuntimeError: boom.", 1),
        (KeyboardInterrupt(), "Interrupted.", 1),
        (MemoryError(), "Something unforeseen went wrong: MemoryError", 1),
    ],
    ids=["unforeseen", "interrupted", "no memory"],
)
@pytest.mark.usefixtures("home")
def test_whatever_happens_is_told_in_a_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: BaseException, words: str, code: int
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(ui.cli.inspection, "inspect_stored", fail)
    outcome = run(capsys, "show", "report", "--json")
    assert told(outcome)["message"].startswith(words)
    assert (outcome.code, outcome.err) == (code, "")


# The commands that need no model.


@pytest.mark.usefixtures("home")
def test_a_text_that_is_no_question_is_refused_with_exit_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run(capsys, "ask", "?!", "--asked", "2022-04-08", "--json")
    record = json.loads(outcome.out)
    assert (outcome.code, outcome.err, differences(record, ASK)) == (0, "", [])
    assert (record["reason"], record["asked"], record["question"]) == ("not_a_question", "2022-04-08", "?!")


@pytest.mark.usefixtures("home")
def test_a_text_that_is_no_question_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run(capsys, "ask", "?!")
    assert (outcome.code, outcome.err) == (0, "")
    assert "not read as a question" in outcome.out


def test_an_article_is_shown_as_it_is_stored(capsys: pytest.CaptureFixture[str], filled: Path) -> None:
    outcome = run(capsys, "show", "report.txt", "--json", "--home", str(filled))
    record = json.loads(outcome.out)
    assert (outcome.code, outcome.err, differences(record, INSPECT)) == (0, "", [])
    assert (record["article"]["id"], record["text"]) == ("a1", "Troops leave\nThe troops left on Thursday.")


@pytest.mark.usefixtures("filled")
def test_an_article_is_shown_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run(capsys, "show", "report")
    assert (outcome.code, outcome.err) == (0, "")
    assert "The troops left on Thursday." in outcome.out


def test_no_terminal_code_of_an_article_reaches_the_terminal(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    with closing(Archive(home, create=True)) as archive:
        archive.store([prepared("Red \x1b[31malert\x07.", source="\x1b]0;x\x07")], now=datetime(2022, 4, 8, tzinfo=UTC))
    assert not {"\x1b", "\x07"} & set(run(capsys, "show", "a1").out)


def test_a_file_is_inspected_without_an_archive(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    page = home.parent / "page.txt"
    page.write_text("Troops leave\n25:10\nThe troops left on Thursday.\n", "utf-8")
    outcome = run(capsys, "inspect", str(page), "--json")
    record = json.loads(outcome.out)
    assert (outcome.code, outcome.err, differences(record, INSPECT)) == (0, "", [])
    assert record["dropped"] == [{"line": 2, "text": "25:10", "reason": "player"}]
    assert not home.exists()


def test_a_file_is_inspected_as_the_archive_knows_its_outlet(
    capsys: pytest.CaptureFixture[str], home: Path, tmp_path: Path
) -> None:
    lines = [f"Councillor number{n} opened the bridge over river{n} with a speech on trade{n}." for n in range(6)]
    records = [
        {"id": f"n{n}", "source": "Coast", "text": f"{line}\nCoast brings you news"} for n, line in enumerate(lines)
    ]
    file = tmp_path / "news.jsonl"
    file.write_text("\n".join(map(json.dumps, records)), "utf-8")
    Indexer(home=home, model=model_files(), embedder=WordEmbedder()).index([file])
    inspected, shown = run(capsys, "inspect", str(file), "--json"), run(capsys, "show", "n0", "--json")
    assert json.loads(inspected.out) == json.loads(shown.out)
    assert json.loads(inspected.out)["text"] == lines[0]


@pytest.mark.parametrize(("line", "word"), [("1", "One"), ("3", "Three")])
def test_a_line_of_a_jsonl_file_is_inspected(
    capsys: pytest.CaptureFixture[str], home: Path, line: str, word: str
) -> None:
    file = home.parent / "news.jsonl"
    file.write_text('{"text": "One was said."}\nbroken\n{"text": "Three was said."}\n', "utf-8")
    outcome = run(capsys, "inspect", str(file), "--line", line, "--json")
    assert json.loads(outcome.out)["text"].startswith(word)


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ([], "One"),
        (["--member", "b/two.txt"], "Two"),
        (["--member", "c.jsonl", "--line", "2"], "Four"),
        (["--member", "c.jsonl"], "Three"),
    ],
)
def test_a_member_of_an_archive_is_inspected(
    capsys: pytest.CaptureFixture[str], home: Path, options: list[str], word: str
) -> None:
    file = home.parent / "news.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "One was said at the meeting on the harbour.")
        archive.writestr("b/two.txt", "Two were said at the meeting on the harbour.")
        archive.writestr("c.jsonl", '{"text": "Three was said there."}\n{"text": "Four were said there."}\n')
    outcome = run(capsys, "inspect", str(file), *options, "--json")
    assert json.loads(outcome.out)["text"].startswith(word)


@pytest.mark.parametrize(("line", "words"), [("2", "line 2 cannot be read"), ("9", "no article in line 9")])
def test_a_line_that_holds_no_article_is_named(
    capsys: pytest.CaptureFixture[str], home: Path, line: str, words: str
) -> None:
    file = home.parent / "news.jsonl"
    file.write_text('{"text": "One was said."}\nbroken\n', "utf-8")
    assert words in told(run(capsys, "inspect", str(file), "--line", line, "--json"))["message"]


@pytest.mark.usefixtures("filled")
def test_the_last_article_can_be_removed(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run(capsys, "remove", "report.txt")
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err.startswith("Removed a1: ")
    assert run(capsys, "show", "report.txt").code == 1


@pytest.mark.usefixtures("filled")
def test_nothing_is_removed_where_one_of_the_names_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "remove", "report", "nonsense").code == 1
    assert run(capsys, "show", "report").code == 0


def test_an_empty_folder_indexes_to_nothing(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home.parent / "in").mkdir()
    outcome = run(capsys, "index", str(home.parent / "in"))
    assert (outcome.code, outcome.out) == (0, "")
    assert "0 added" in outcome.err


def test_a_file_that_was_skipped_is_named_and_makes_exit_code_1(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    (home.parent / "in").mkdir()
    (home.parent / "in" / "a.pdf").write_bytes(b"%PDF")
    outcome = run(capsys, "index", str(home.parent / "in"))
    assert outcome.code == 1
    assert "a.pdf: it is no PDF file, or a damaged one" in outcome.err


# The state.


def test_the_state_of_a_sound_archive_is_exit_code_0(capsys: pytest.CaptureFixture[str], filled: Path) -> None:
    outcome = run(capsys, "status", "--json", "--home", str(filled))
    record = json.loads(outcome.out)
    assert (outcome.code, outcome.err, differences(record, STATUS)) == (0, "", [])
    assert (record["articles"], record["tail"], record["problems"]) == (1, 1, [])
    assert {"name": "home", "value": str(filled), "origin": "flag"} in record["settings"]


@pytest.mark.usefixtures("home")
def test_the_state_of_no_archive_is_a_problem_and_exit_code_1(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run(capsys, "status", "--json")
    record = json.loads(outcome.out)
    assert (outcome.code, differences(record, STATUS)) == (1, [])
    assert record["problems"][0]["what"].startswith("Nothing is indexed in ")


@pytest.mark.usefixtures("filled")
def test_a_misspelt_variable_is_a_problem_and_leaves_the_output_whole(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_MODLE", "x")
    outcome = run(capsys, "status", "--json")
    words = "DATELINE_MODLE is not a setting and was ignored."
    assert (outcome.code, outcome.err) == (1, f"{words}\n")
    assert json.loads(outcome.out)["problems"] == [{"what": words, "mend": "Correct the name or remove it."}]


@pytest.mark.usefixtures("filled")
def test_a_missing_server_is_a_problem_only_for_who_insists_on_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(capsys, "status").code == 0
    monkeypatch.setenv("DATELINE_READER", "ollama")
    outcome = run(capsys, "status", "--json")
    assert (outcome.code, json.loads(outcome.out)["problems"][0]["mend"]) == (1, "Run `ollama serve`.")


@pytest.mark.usefixtures("filled")
def test_the_state_is_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run(capsys, "status")
    assert (outcome.code, outcome.err) == (0, "")
    assert "1 article, 1 passages" in outcome.out
    assert "No problems." in outcome.out
