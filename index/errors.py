"""Errors a caller can act on, cut by who must act.

    DatelineError
    ├── InputError        the user's input: a path, a file, an option, a question file
    │   └── WrongFlag     a flag of the command line
    ├── ArchiveError      the archive: cannot be read or written, damaged, made by another embedder
    │   ├── ArchiveBusy   another indexing run holds it
    │   └── VectorServerError  the Chroma server does not answer, or is none
    │       └── VectorServerRefused  it answers with an error
    └── ModelServerError  the model server (branches in `rag.errors`)

Every message says what happened and where; `mend` says what to do. Foreign exceptions are mapped in
the one module that owns the foreign library, with the cause kept.
"""

from __future__ import annotations


class DatelineError(Exception):
    """Root of every error that Dateline raises on purpose."""

    kind = "error"

    def __init__(self, message: str, *, mend: str) -> None:
        super().__init__(message)
        self.message = message
        self.mend = mend

    def __str__(self) -> str:
        return f"{self.message} {self.mend}".strip()


class InputError(DatelineError):
    """The user's input cannot be used."""

    kind = "input"


class WrongFlag(InputError):
    """A flag of the command line cannot be used."""


class ArchiveError(DatelineError):
    """The archive cannot be read or written."""

    kind = "archive"


class ArchiveBusy(ArchiveError):
    """Another indexing run holds the archive."""

    kind = "busy"


class VectorServerError(ArchiveError):
    """The Chroma server cannot be used; the archive itself is as it should be."""

    kind = "vector_server"


class VectorServerRefused(VectorServerError):
    """The Chroma server answers with an error, as it does for a collection that is gone or damaged."""


class ModelServerError(DatelineError):
    """The model server could not do what was asked."""

    kind = "model_server"
