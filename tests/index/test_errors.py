from __future__ import annotations

import pytest

import rag.errors
from index.errors import (
    ArchiveBusy,
    ArchiveError,
    DatelineError,
    InputError,
    ModelServerError,
    VectorServerError,
    VectorServerRefused,
)

BRANCHES: dict[type[DatelineError], str] = {
    rag.errors.ServerUnreachable: "server_unreachable",
    rag.errors.ModelMissing: "model_missing",
    rag.errors.ServerTimeout: "server_timeout",
    rag.errors.ServerRefused: "server_refused",
    rag.errors.StreamBroken: "stream_broken",
}
KINDS: dict[type[DatelineError], str] = {
    DatelineError: "error",
    InputError: "input",
    ArchiveError: "archive",
    ArchiveBusy: "busy",
    VectorServerError: "vector_server",
    VectorServerRefused: "vector_server",
    ModelServerError: "model_server",
    **BRANCHES,
}


@pytest.mark.parametrize(("error", "kind"), KINDS.items(), ids=KINDS.values())
def test_every_error_has_a_kind_that_programs_can_rely_on(error: type[DatelineError], kind: str) -> None:
    assert error("It failed.", mend="Do this.").kind == kind


@pytest.mark.parametrize("error", KINDS, ids=KINDS.values())
def test_an_error_reads_as_what_happened_and_what_to_do(error: type[DatelineError]) -> None:
    raised = error("It failed.", mend="Do this.")
    assert (str(raised), raised.message, raised.mend) == ("It failed. Do this.", "It failed.", "Do this.")


def test_an_error_without_a_mend_reads_as_what_happened() -> None:
    assert str(InputError("It failed.", mend="")) == "It failed."


def test_whoever_catches_the_root_catches_every_error() -> None:
    assert all(issubclass(error, DatelineError) for error in KINDS)


def test_a_busy_archive_is_an_error_of_the_archive() -> None:
    assert issubclass(ArchiveBusy, ArchiveError)


@pytest.mark.parametrize("error", BRANCHES, ids=BRANCHES.values())
def test_every_fault_of_the_model_server_is_one_error_to_catch(error: type[DatelineError]) -> None:
    assert issubclass(error, ModelServerError)


def test_the_roots_for_user_archive_and_server_are_apart() -> None:
    for error in (InputError, ArchiveError, ModelServerError):
        others = {InputError, ArchiveError, ModelServerError} - {error}
        assert not issubclass(error, tuple(others))
