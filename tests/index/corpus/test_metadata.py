"""Metadata that is misspelt, unknown or unreadable is told, once for each kind in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.corpus import read_file
from index.types import Notice
from tests.documents import zipped


def noticed(path: Path) -> list[Notice]:
    notices: list[Notice] = []
    for _ in read_file(path, on_notice=notices.append):
        pass
    return notices


def written(folder: Path, *records: object) -> Path:
    path = folder / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, records)), "utf-8")
    return path


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("titel", "the key `titel` is not read; perhaps `title` was meant"),
        ("Published", "the key `Published` is not read; perhaps `published` was meant"),
        ("date", "the key `date` is not read; perhaps `published` was meant"),
        ("_id", "the key `_id` is not read; perhaps `id` was meant"),
        ("author", "the key `author` is not read"),
        ("x\x1b", "the key `x` is not read"),
    ],
)
def test_a_key_that_is_not_read_is_told_with_the_one_that_may_be_meant(tmp_path: Path, key: str, message: str) -> None:
    path = written(tmp_path, {"text": "One.", key: "x"})
    assert noticed(path) == [Notice(path=str(path), part="1", message=message)]


def test_a_date_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    path = written(
        tmp_path, {"text": "One.", "published": "2022-03-31"}, {"text": "Two.", "published": "some day soon"}
    )
    (notice,) = noticed(path)
    assert notice.message == "the date `some day soon` cannot be read; write it like 2022-03-31"
    assert notice.place == f"{path}, line 2"


def test_what_many_lines_have_is_told_once_with_their_number(tmp_path: Path) -> None:
    path = written(tmp_path, {"text": "One."}, *({"text": "x", "titel": "y"} for _ in range(1_200)))
    (notice,) = noticed(path)
    assert (notice.part, notice.message) == (
        "2",
        "the key `titel` is not read; perhaps `title` was meant (so in 1,200 lines)",
    )


def test_a_file_with_hundreds_of_other_keys_is_told_of_twenty(tmp_path: Path) -> None:
    assert len(noticed(written(tmp_path, {"text": "x"} | {f"column{n}": n for n in range(300)}))) == 20


def test_a_side_file_is_checked_like_a_line(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Text.", "utf-8")
    (tmp_path / "a.txt.meta.json").write_text('{"titel": "T"}', "utf-8")
    (notice,) = noticed(path)
    assert notice.place == str(path)


def test_the_members_of_an_archive_are_checked_too(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    path.write_bytes(
        zipped({"news.jsonl": b'{"text": "x", "titel": "y"}', "a.txt": b"x", "a.meta.json": b'{"titel": ""}'})
    )
    (notice,) = noticed(path)
    assert (notice.place, notice.message[-16:]) == (f"{path}, a.txt", " (so in 2 lines)")


def test_what_is_in_order_is_not_mentioned(tmp_path: Path) -> None:
    record = {"id": 1, "text": "x", "title": "t", "source": "s", "url": "u", "published": "2022-03-31T09:10:00Z"}
    assert noticed(written(tmp_path, record, {"text": "y", "published": None})) == []


def test_a_line_that_is_skipped_is_not_noticed_too(tmp_path: Path) -> None:
    assert noticed(written(tmp_path, {"titel": "no text"})) == []
