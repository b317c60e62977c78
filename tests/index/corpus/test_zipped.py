"""Archives: which members are read, what keeps the limits, and what is said of the others."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path

import pytest

from index.corpus import article_id, count_articles, find_files, limits, read_file
from index.types import RawArticle, SkippedFile
from tests.documents import page, pdf, printed, word, zipped

TEXT = "The bridge opened on Thursday."


def archive(folder: Path, members: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> Path:
    path = folder / "news.zip"
    path.write_bytes(zipped(members, method=method))
    return path


def articles(path: Path) -> list[RawArticle]:
    return [item for item in read_file(path) if isinstance(item, RawArticle)]


def reasons(path: Path) -> list[tuple[str | None, str]]:
    return [(item.part, item.reason) for item in read_file(path) if isinstance(item, SkippedFile)]


def patched(data: bytes, *, offset: int, value: bytes) -> bytes:
    """An archive of one member with some bytes of its entry in the list of members replaced."""
    start = data.index(b"PK\x01\x02") + offset
    return data[:start] + value + data[start + len(value) :]


def test_every_member_is_an_article_called_by_its_place(tmp_path: Path) -> None:
    members = {
        "in/b.txt": TEXT.encode(),
        "a.html": page(TEXT),
        "c.pdf": pdf([printed(TEXT)]),
        "d.docx": word(TEXT),
        "e.md": TEXT.encode(),
    }
    path = archive(tmp_path, members)
    found = articles(path)
    assert [article.part for article in found] == ["a.html", "c.pdf", "d.docx", "e.md", "in/b.txt"]
    assert [article.text for article in found] == [TEXT] * 5
    assert [article.id for article in found] == [article_id(f"{path}#{name}") for name in sorted(members)]
    assert {article.path for article in found} == {str(path)}


def test_a_member_with_many_lines_gives_an_article_a_line(tmp_path: Path) -> None:
    rows = [json.dumps({"text": "One."}), "{", json.dumps({"text": "Three.", "id": "third"})]
    path = archive(tmp_path, {"news.jsonl": "\n".join(rows).encode()})
    assert [(article.part, article.id) for article in articles(path)] == [
        ("news.jsonl, line 1", article_id(f"{path}#news.jsonl, line 1")),
        ("news.jsonl, line 3", "third"),
    ]
    assert [part for part, _ in reasons(path)] == ["news.jsonl, line 2"]


def test_a_side_file_may_stand_beside_its_member(tmp_path: Path) -> None:
    side = json.dumps({"title": "T", "published": "2022-03-31"}).encode()
    (article,) = articles(archive(tmp_path, {"in/a.txt": TEXT.encode(), "in/a.txt.meta.json": side}))
    assert (article.title, article.published) == ("T", "2022-03-31")


@pytest.mark.parametrize(
    "name", [".hidden.txt", "__MACOSX/a.txt", "in/.git/a.txt", "photo.jpg", "a.txt.meta.json", "in/"]
)
def test_what_is_hidden_or_of_another_kind_is_passed_over(tmp_path: Path, name: str) -> None:
    path = archive(tmp_path, {name: TEXT.encode(), "b.txt": TEXT.encode()})
    assert [item.part for item in read_file(path)] == ["b.txt"]
    assert count_articles(path) == 1


@pytest.mark.parametrize("name", ["../../out.txt", "/etc/out.txt", "..\\out.txt", "C:\\out.txt"])
def test_a_name_that_points_elsewhere_is_a_name(tmp_path: Path, name: str) -> None:
    before = sorted(tmp_path.parent.iterdir())
    path = archive(tmp_path, {name: TEXT.encode()})
    (article,) = articles(path)
    assert (article.path, article.text) == (str(path), TEXT)
    assert sorted(tmp_path.parent.iterdir()) == before
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_is_shown_without_control_characters(tmp_path: Path) -> None:
    (article,) = articles(archive(tmp_path, {"a\x1b[31m\u202e.txt": TEXT.encode()}))
    assert article.part == "a[31m.txt"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("in.zip", zipped({"a.txt": b"x"}), "it is an archive within an archive; unpack the outer one"),
        ("a.pdf", b"x", "it is no PDF file, or a damaged one"),
        ("a.txt", b"a\x00b", "it is not a text file"),
        ("a.txt", bytes(2_000_000), "it expands to 2 MB, as no article does"),
    ],
)
def test_a_member_that_cannot_be_read_is_named_and_the_others_are_read(
    tmp_path: Path, name: str, data: bytes, reason: str
) -> None:
    noise = bytes(range(256)) * 400  # So that the whole archive keeps the ratio.
    path = tmp_path / "news.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("noise.bin", noise)
        file.writestr(name, data, zipfile.ZIP_DEFLATED)
        file.writestr("z.txt", TEXT)
    assert reasons(path) == [(name, reason)]
    assert [article.part for article in articles(path)] == ["z.txt"]


def test_an_encrypted_member_is_named(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    path.write_bytes(patched(zipped({"a.txt": TEXT.encode()}), offset=8, value=b"\x01\x00"))
    assert reasons(path) == [("a.txt", "it is encrypted; unpack it first")]


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_rare_method_is_not_tried(tmp_path: Path, method: int) -> None:
    path = archive(tmp_path, {"a.txt": TEXT.encode()}, method=method)
    assert reasons(path) == [("a.txt", "it is packed by a rare method; pack it anew by `deflate`")]


def test_a_member_whose_check_sum_differs_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "news.zip"
    path.write_bytes(zipped({"a.txt": TEXT.encode()}, method=zipfile.ZIP_STORED).replace(b"bridge", b"brigde"))
    assert reasons(path) == [("a.txt", "it is damaged")]


def test_the_lines_before_the_damage_are_articles(tmp_path: Path) -> None:
    rows = "".join(json.dumps({"text": f"Number {number}."}) + "\n" for number in range(5_000)).encode()
    data = zipped({"news.jsonl": rows}, method=zipfile.ZIP_STORED).replace(b"Number 4999", b"Number 4998")
    path = tmp_path / "news.zip"
    path.write_bytes(data)
    assert len(articles(path)) >= 4_000
    assert reasons(path) == [("news.jsonl", "it is damaged")]


def test_a_bomb_is_refused_as_a_whole(tmp_path: Path) -> None:
    path = archive(tmp_path, {"a.txt": bytes(40_000_000), "b.txt": TEXT.encode()})
    assert reasons(path) == [(None, "it expands to 40 MB, like a zip bomb")]


def test_members_that_share_their_bytes_are_a_bomb(tmp_path: Path) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("a.txt", b"x" * 900_000)
        first = packed.infolist()[0]
        for number in range(200):
            again = zipfile.ZipInfo(f"{number}.txt")
            again.file_size, again.compress_size, again.CRC = first.file_size, first.compress_size, first.CRC
            again.header_offset = first.header_offset
            packed.filelist.append(again)
    path = tmp_path / "news.zip"
    path.write_bytes(file.getvalue())
    assert reasons(path) == [(None, "it expands to 180 MB, like a zip bomb")]


@pytest.mark.parametrize(
    ("limit", "value", "reason"),
    [
        ("MAX_MEMBERS", 1, "it has more than 1 members"),
        ("MAX_DIRECTORY_BYTES", 50, "it has more than 200,000 members"),
        ("MAX_ARCHIVE_BYTES", 100, "it is larger than 0 MB"),
        ("MAX_EXPANDED_BYTES", 10, "it expands to 0 MB, like a zip bomb"),
    ],
)
def test_an_archive_beyond_a_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, reason: str
) -> None:
    path = archive(tmp_path, {"a.txt": TEXT.encode(), "b.txt": TEXT.encode()})
    monkeypatch.setattr(limits, limit, value)
    assert reasons(path) == [(None, reason)]
    assert count_articles(path) == 0


def test_a_list_of_members_that_claims_to_be_huge_is_not_read(tmp_path: Path) -> None:
    data = zipped({"a.txt": TEXT.encode()})
    end = data.rindex(b"PK\x05\x06")
    record64 = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 1 << 40, 0)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    path = tmp_path / "news.zip"
    path.write_bytes(data[:end] + record64 + locator + data[end:])
    assert reasons(path) == [(None, "it has more than 200,000 members")]


@pytest.mark.parametrize("data", [b"", b"x", b"PK\x05\x06", zipped({"a.txt": b"x"})[:-5]])
def test_what_is_no_archive_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "news.zip"
    path.write_bytes(data)
    assert reasons(path) == [(None, "it is no zip archive, or a damaged one")]
    assert count_articles(path) == 0


def test_an_empty_archive_has_no_articles(tmp_path: Path) -> None:
    path = archive(tmp_path, {})
    assert (list(read_file(path)), count_articles(path), find_files([tmp_path])) == ([], 0, [path])
