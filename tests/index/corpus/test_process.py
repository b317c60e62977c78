"""Reading in a process of its own: it outlives damaged documents, and what stalls or kills it stops no other."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from index.corpus.document import Document
from index.corpus.limits import Unreadable
from index.corpus.process import DocumentProcess
from tests.documents import page

HEAVY = {"docx", "lxml", "markdown_it", "pypdfium2", "trafilatura", "yaml"}


@pytest.fixture(scope="module")
def process() -> Iterator[DocumentProcess]:
    with DocumentProcess() as process:
        yield process


def number_of(process: DocumentProcess) -> int | None:
    """The operating system's number of the process that reads."""
    return process._process.pid if process._process else None


def test_a_document_comes_back_as_it_was_read(process: DocumentProcess) -> None:
    assert process.read(".md", "# “Ça”\n\n\U0001f600 x".encode()) == Document(
        text="“Ça”\n\U0001f600 x", extracted=False
    )


def test_a_damaged_document_costs_no_new_process(process: DocumentProcess) -> None:
    process.read(".md", b"x")
    before = number_of(process)
    with pytest.raises(Unreadable, match="no PDF file"):
        process.read(".pdf", b"x")
    assert process.read(".md", b"y").text == "y"
    assert number_of(process) == before


def test_what_a_reader_does_not_expect_is_a_reason_like_others(process: DocumentProcess) -> None:
    with pytest.raises(Unreadable, match="neither UTF-8, UTF-16 nor Windows-1252"):
        process.read(".md", b"caf\x81\x8d")


def test_a_document_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    with DocumentProcess(seconds=0.05) as process:
        with pytest.raises(Unreadable, match=r"longer than 0\.05 seconds"):
            process.read(".html", page("x " * 200_000))  # Loading the reader alone takes longer.
        process._seconds = 60
        assert process.read(".html", page("Next.")).text == "Next."


def test_a_reader_that_dies_is_reported_and_the_next_document_is_read() -> None:
    with DocumentProcess() as process:
        process.read(".md", b"x")
        started = process._process
        assert started is not None
        started.kill()
        with pytest.raises(Unreadable, match="broke down"):
            process.read(".md", b"y" * 1_000_000)
        assert process.read(".md", b"z").text == "z"


def test_the_process_ends_with_its_owner() -> None:
    with DocumentProcess() as process:
        process.read(".md", b"x")
        started = process._process
    assert started is not None
    assert started.poll() is not None


def test_a_process_that_was_never_needed_is_never_started() -> None:
    with DocumentProcess() as process:
        assert number_of(process) is None


def test_the_indexing_process_loads_no_library_of_documents() -> None:
    code = "import index.corpus, json, sys; print(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & {module.split(".")[0] for module in json.loads(ran.stdout)} == set()


def test_the_reader_answers_until_it_is_asked_no_more() -> None:
    requests = b"".join(
        json.dumps({"suffix": suffix, "size": len(data)}).encode() + b"\n" + data
        for suffix, data in ((".md", b"One."), (".pdf", b"x"), (".md", b""))
    )
    command = [sys.executable, "-m", "index.corpus.worker", "60"]
    ran = subprocess.run(command, input=requests, capture_output=True, check=True)
    answers = [json.loads(line) for line in ran.stdout.splitlines()]
    assert [answer.get("text", answer.get("reason")) for answer in answers] == [
        *("One.", "it is no PDF file, or a damaged one", ""),
    ]
