"""The process that reads documents: one request after the other on standard input, the answers on standard output.

A request is a line of JSON, {"suffix", "size"}, and so many bytes; an answer is a line of JSON: a document, or
{"reason"}.
"""

from __future__ import annotations

import faulthandler
import json
import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import BinaryIO

from index.corpus.document import Document
from index.corpus.limits import MAX_CHARACTERS, MAX_MEMORY, Unreadable, megabytes


def read_document(suffix: str, data: bytes) -> Document:
    """Read one document by the suffix of its name: `.docx`, `.htm`, `.html`, `.md` or `.pdf`.

    Raises:
        ValueError: it cannot be read; the message is the reason.
    """
    if suffix == ".pdf":
        from index.corpus.formats import pdf as reader
    elif suffix == ".docx":
        from index.corpus.formats import docx as reader  # type: ignore[no-redef]  # the readers are modules of one shape
    elif suffix == ".md":
        from index.corpus.formats import markdown as reader  # type: ignore[no-redef]  # as above
    else:
        from index.corpus.formats import html as reader  # type: ignore[no-redef]  # as above
    document = reader.read(data)
    if len(document.text) + len(document.page or "") > MAX_CHARACTERS:
        raise Unreadable(f"it holds more than {MAX_CHARACTERS:,} characters")
    return document


def serve(requests: BinaryIO, answers: BinaryIO, *, seconds: float) -> None:
    """Answer requests until there are no more; one that takes longer than `seconds` ends the process."""
    while header := requests.readline():
        request = json.loads(header)
        data = requests.read(request["size"])
        # A thread without Python's lock: it ends the process even where a library's own code does not return.
        faulthandler.dump_traceback_later(seconds, exit=True)
        answer = _answer(request["suffix"], data)
        faulthandler.cancel_dump_traceback_later()
        answers.write(json.dumps(answer).encode() + b"\n")
        answers.flush()


def _answer(suffix: str, data: bytes) -> dict[str, object]:
    try:
        return asdict(read_document(suffix, data))
    except ValueError as error:
        return {"reason": str(error)}
    except MemoryError:
        return {"reason": f"it takes more than {megabytes(MAX_MEMORY)} of memory to read"}
    except Exception as error:  # The libraries raise what they meet; one file must not stop the others.
        return {"reason": f"its reader failed over it ({type(error).__name__})"}


def _limit_memory() -> None:
    with suppress(ImportError, ValueError, OSError):  # Not on Windows, and macOS may refuse.
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


if __name__ == "__main__":
    # Ctrl-C goes to every process of the terminal; the one that asked ends this one.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    serve(sys.stdin.buffer, sys.stdout.buffer, seconds=float(sys.argv[1]))
