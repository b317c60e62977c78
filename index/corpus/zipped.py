"""Zip archives: which members are read, and how far an archive may expand.

Nothing is extracted to disk, so a member's name leads nowhere; each is read into memory on its own.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO

from index.corpus import limits
from index.corpus.files import SUFFIXES
from index.corpus.limits import Unreadable, expands_too_far, megabytes

_ENCRYPTED = 0x1
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
# Source: PKWARE APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16.
_END, _END_SIZE, _MAX_COMMENT = b"PK\x05\x06", 22, 65_535
_LOCATOR, _LOCATOR_SIZE, _END64_SIZE = b"PK\x06\x07", 20, 56
# What zipfile raises over a damaged archive.
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, struct.error, UnicodeDecodeError)


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open an archive that keeps the limits.

    Raises:
        Unreadable: it is no zip archive, damaged, too large, has too many members, or expands too far.
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        size = path.stat().st_size
        if size > limits.MAX_ARCHIVE_BYTES:
            raise Unreadable(f"it is larger than {megabytes(limits.MAX_ARCHIVE_BYTES)}")
        if _directory_bytes(file, size) > limits.MAX_DIRECTORY_BYTES:
            raise Unreadable(f"it has more than {limits.MAX_MEMBERS:,} members")
        with broken_archive("it is no zip archive, or a damaged one"):
            archive = zipfile.ZipFile(file)
        with archive:
            _check(archive, size)
            yield archive


@contextmanager
def broken_archive(reason: str) -> Iterator[None]:
    """Map what zipfile raises over a damaged archive.

    Raises:
        Unreadable: with `reason`.
    """
    try:
        yield
    except BROKEN as error:
        raise Unreadable(reason) from error


def members(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members that hold articles, in the order of their names: no hidden ones, nothing a Mac adds."""
    return sorted((info for info in archive.infolist() if _is_read(info)), key=lambda info: info.filename)


@contextmanager
def member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """Open one member for reading.

    Raises:
        Unreadable: it is an archive itself, encrypted, packed in a rare way, expands too far, or is damaged.
    """
    if _suffix(info) == ".zip":
        raise Unreadable("it is an archive within an archive; unpack the outer one")
    if info.flag_bits & _ENCRYPTED:
        raise Unreadable("it is encrypted; unpack it first")
    if info.compress_type not in _METHODS:
        raise Unreadable("it is packed by a rare method; pack it anew by `deflate`")
    if expands_too_far(info.file_size, info.compress_size):
        raise Unreadable(f"it expands to {megabytes(info.file_size)}, as no article does")
    with broken_archive("it is damaged"), archive.open(info) as file:
        yield file


def _is_read(info: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(info.filename.replace("\\", "/")).parts  # As some writers on Windows set them apart.
    hidden = any(part == "__MACOSX" or (part.startswith(".") and part != "..") for part in parts)
    return not info.is_dir() and not hidden and _suffix(info) in SUFFIXES


def _suffix(info: zipfile.ZipInfo) -> str:
    return PurePosixPath(info.filename).suffix.lower()


def _check(archive: zipfile.ZipFile, size: int) -> None:
    infos = archive.infolist()
    if len(infos) > limits.MAX_MEMBERS:
        raise Unreadable(f"it has more than {limits.MAX_MEMBERS:,} members")
    # Members may share their packed bytes, so that each keeps the ratio and the whole does not.
    expanded = sum(info.file_size for info in infos)
    if expanded > limits.MAX_EXPANDED_BYTES or expands_too_far(expanded, size):
        raise Unreadable(f"it expands to {megabytes(expanded)}, like a zip bomb")


def _directory_bytes(file: IO[bytes], size: int) -> int:
    """The size of the list of members, which zipfile reads and parses as a whole; 0 when there is no list."""
    file.seek(max(0, size - _END_SIZE - _MAX_COMMENT - _LOCATOR_SIZE - _END64_SIZE))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) - end < _END_SIZE:
        return 0
    (listed,) = struct.unpack_from("<L", tail, end + 12)
    locator = end - _LOCATOR_SIZE
    if locator < _END64_SIZE or not tail.startswith(_LOCATOR, locator):
        return int(listed)
    # Where zipfile, too, looks for it: right before its locator.
    (listed64,) = struct.unpack_from("<Q", tail, locator - _END64_SIZE + 40)
    return max(int(listed), int(listed64))
