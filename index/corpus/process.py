"""Documents are read in a process of its own, which a damaged or hostile file may stall, fill or kill."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

from index.corpus.document import Document
from index.corpus.limits import MAX_SECONDS, Unreadable


class DocumentProcess:
    """Reads documents one after the other; the process starts with the first and again after one that killed it."""

    def __init__(self, *, seconds: float = MAX_SECONDS) -> None:
        self._seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def read(self, suffix: str, data: bytes) -> Document:
        """Read one document by the suffix of its name: `.docx`, `.htm`, `.html`, `.md` or `.pdf`.

        Raises:
            Unreadable: it cannot be read, or not in time, or its reader broke down over it.
        """
        process = self._started()
        asked = time.monotonic()
        answer = _ask(process, json.dumps({"suffix": suffix, "size": len(data)}).encode() + b"\n" + data)
        if answer:
            record = json.loads(answer)
            if "reason" in record:
                raise Unreadable(record["reason"])
            return Document(**record)
        waited = time.monotonic() - asked
        code = self._ended(process)
        if waited >= self._seconds:
            raise Unreadable(f"reading it took longer than {self._seconds:g} seconds")
        raise Unreadable(f"its reader broke down over it (exit code {code})")

    def close(self) -> None:
        """End the process; the next document would start another."""
        if self._process is not None:
            self._process.kill()
            self._ended(self._process)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            # -P: else Python would import what lies in the folder the command was called in.
            command = [sys.executable, "-P", "-m", "index.corpus.worker", str(self._seconds)]
            self._process = subprocess.Popen(  # noqa: S603  # this very interpreter
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
        return self._process

    def _ended(self, process: subprocess.Popen[bytes]) -> int:
        """Wait for the end of the process; returns its exit code."""
        self._process = None
        for pipe in (process.stdin, process.stdout):
            with suppress(OSError):  # It may have ended with a request half read.
                if pipe is not None:
                    pipe.close()
        return process.wait()


def _ask(process: subprocess.Popen[bytes], request: bytes) -> bytes:
    """The answer; empty when the process ended instead."""
    if process.stdin is None or process.stdout is None:
        raise TypeError("the process has no pipes")
    with suppress(BrokenPipeError):
        process.stdin.write(request)
        process.stdin.flush()
    answer = process.stdout.readline()
    return answer if answer.endswith(b"\n") else b""
