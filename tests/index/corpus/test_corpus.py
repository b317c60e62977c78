from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pytest

from index.corpus import MAX_BYTES, article_id, count_articles, decode, find_files, limits, read_file
from index.errors import InputError
from index.types import RawArticle, SkippedFile
from tests.documents import page, pdf, printed, word, zipped

TEXT = "The café in Kyiv “reopened” on Thursday."


def write(path: Path, content: str | bytes = TEXT) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def lines(folder: Path, *records: object) -> Path:
    written = [record if isinstance(record, str) else json.dumps(record) for record in records]
    return write(folder / "news.jsonl", "\n".join(written))


def articles(path: Path) -> list[RawArticle]:
    return [item for item in read_file(path) if isinstance(item, RawArticle)]


def skipped(path: Path) -> list[SkippedFile]:
    return [item for item in read_file(path) if isinstance(item, SkippedFile)]


def names(paths: Iterable[Path], folder: Path) -> list[str]:
    return [str(path.relative_to(folder.resolve())) for path in paths]


# Files and folders.


def test_a_folder_is_read_to_its_depth_in_a_fixed_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.md", "a/b/c.jsonl", "a.txt"):
        write(tmp_path / name)
    assert names(find_files([tmp_path]), tmp_path) == ["a/b/c.jsonl", "a/z.md", "a.txt", "b.txt"]


def test_a_file_that_is_named_twice_is_found_once(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    assert find_files([path, tmp_path, path]) == [path.resolve()]


def test_paths_are_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.txt")
    monkeypatch.chdir(tmp_path)
    assert find_files([Path("a.txt")]) == [path.resolve()]


def test_hidden_files_and_folders_are_left_out(tmp_path: Path) -> None:
    for name in (".hidden.txt", ".git/a.txt", "seen.txt"):
        write(tmp_path / name)
    assert names(find_files([tmp_path]), tmp_path) == ["seen.txt"]


def test_a_hidden_file_that_is_named_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / ".hidden.txt")
    assert find_files([path]) == [path.resolve()]


def test_files_of_other_kinds_in_a_folder_are_none_of_our_business(tmp_path: Path) -> None:
    for name in ("photo.jpg", "a.txt.meta.json", "noending", "script.py"):
        write(tmp_path / name)
    assert find_files([tmp_path]) == []


def test_endings_are_read_in_either_case(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path / "A.TXT"))
    assert article.text == TEXT
    assert names(find_files([tmp_path]), tmp_path) == ["A.TXT"]


def test_a_path_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"gone\.txt does not exist"):
        find_files([tmp_path / "gone.txt"])


def test_a_folder_that_links_to_its_own_parent_ends(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.txt")
    (tmp_path / "in" / "up").symlink_to(tmp_path, target_is_directory=True)
    assert names(find_files([tmp_path]), tmp_path) == ["in/a.txt"]


def test_a_file_that_links_to_itself_does_not_stop_the_others(tmp_path: Path) -> None:
    write(tmp_path / "a.txt")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    found = find_files([tmp_path])
    assert [article.text for path in found for article in articles(path)] == [TEXT]


def test_a_link_to_nothing_is_skipped_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "broken.txt").symlink_to(tmp_path / "gone.txt")
    (item,) = [item for path in find_files([tmp_path]) for item in read_file(path)]
    assert isinstance(item, SkippedFile)
    assert item.reason == "it cannot be opened: No such file or directory"


def test_a_file_and_a_link_to_it_are_one(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    (tmp_path / "b.txt").symlink_to(path)
    assert find_files([tmp_path]) == [path.resolve()]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the platform has no named pipes")
@pytest.mark.timeout(5)
@pytest.mark.parametrize("name", ["pipe.txt", "pipe.jsonl"])
def test_a_named_pipe_in_a_folder_holds_nothing_up(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    found = find_files([tmp_path])
    assert sum(count_articles(path) for path in found) <= 1
    assert [article for path in found for article in articles(path)] == []


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the platform has no named pipes")
@pytest.mark.timeout(5)
def test_a_named_pipe_that_is_named_is_skipped_aloud(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    items = [item for path in find_files([tmp_path / "pipe.txt"]) for item in read_file(path)]
    assert [type(item) for item in items] == [SkippedFile]


def test_a_file_name_that_is_not_utf8_gives_an_article_that_can_be_stored(tmp_path: Path) -> None:
    try:
        Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text(TEXT, "utf-8")
    except OSError:
        pytest.skip("the file system takes only UTF-8 names")
    for path in find_files([tmp_path]):
        for item in read_file(path):
            assert item.path.encode()


# Single articles.


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode("utf-8"),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("utf-16"),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("cp1252"),
    ],
    ids=["utf-8", "utf-8 with mark", "utf-16", "utf-16-le", "utf-16-be", "windows-1252"],
)
def test_the_encodings_of_scraped_files_are_told_apart(tmp_path: Path, data: bytes) -> None:
    (article,) = articles(write(tmp_path / "a.txt", data))
    assert article.text == TEXT


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04\x00\x00text", "it is not a text file"),
        (b"caf\x81\x8d", "its text is neither UTF-8, UTF-16 nor Windows-1252"),
    ],
)
def test_bytes_that_are_no_text_are_skipped_with_the_reason(tmp_path: Path, data: bytes, reason: str) -> None:
    path = write(tmp_path / "a.txt", data)
    assert skipped(path) == [SkippedFile(path=str(path), reason=reason)]


def test_half_a_character_of_utf16_is_no_text() -> None:
    with pytest.raises(ValueError, match="begins as UTF-16 does"):
        decode(b"\xff\xfea\x00b")


def test_an_empty_file_is_an_article_without_text(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path / "a.txt", b""))
    assert article.text == ""


def test_a_file_beyond_the_limit_is_skipped_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    (item,) = skipped(path)
    assert item.reason == "it is larger than 50 MB"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a.pdf", "it is no PDF file, or a damaged one"),
        ("a.docx", "it is no Word document, or a damaged one"),
        ("a.zip", "it is no zip archive, or a damaged one"),
    ],
)
def test_a_document_that_is_damaged_is_skipped_and_the_others_are_read(tmp_path: Path, name: str, reason: str) -> None:
    path = write(tmp_path / name)
    write(tmp_path / "b.html", page(TEXT))
    found = [item for path in find_files([tmp_path]) for item in read_file(path)]
    assert [(item.path, getattr(item, "reason", None)) for item in found] == [
        (str(path), reason),
        (str(tmp_path / "b.html"), None),
    ]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        *(("a.md", TEXT.encode()), ("a.html", page(TEXT)), ("a.HTM", page(TEXT))),
        *(("a.docx", word(TEXT)), ("a.pdf", pdf([printed(TEXT)])), ("a.zip", zipped({"a.txt": TEXT.encode()}))),
    ],
)
def test_every_kind_of_file_is_read(tmp_path: Path, name: str, data: bytes) -> None:
    write(tmp_path / name, data)
    (path,) = find_files([tmp_path])
    (article,) = articles(path)
    assert (article.text, article.path) == (TEXT, str(path))


def test_a_file_without_an_ending_that_is_named_is_skipped_aloud(tmp_path: Path) -> None:
    (item,) = skipped(write(tmp_path / "article"))
    assert "files without an ending" in item.reason


def test_an_article_is_called_by_the_hash_of_its_path(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    (article,) = articles(path)
    assert article.id == hashlib.sha256(str(path).encode()).hexdigest()[:16]


def test_a_plain_article_knows_nothing_of_itself(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt")
    assert articles(path) == [RawArticle(id=article_id(str(path)), path=str(path), text=TEXT)]


def test_a_page_is_called_by_its_path_though_it_gives_an_address(tmp_path: Path) -> None:
    path = write(tmp_path / "a.html", page(TEXT, head='<link rel="canonical" href="https://wire.example/">'))
    (article,) = articles(path)
    assert (article.id, article.url) == (article_id(str(path)), "https://wire.example/")


def test_what_a_side_file_says_counts_before_what_the_page_says(tmp_path: Path) -> None:
    head = "<meta property='og:title' content='Theirs'><meta name='date' content='2020-01-01'>"
    path = write(tmp_path / "a.html", page(TEXT, head=head))
    write(tmp_path / "a.html.meta.json", json.dumps({"title": "Given", "url": "https://wire.example/1"}))
    (article,) = articles(path)
    assert (article.title, article.published, article.id) == (
        *("Given", "2020-01-01"),
        article_id("https://wire.example/1"),
    )


def test_an_article_found_in_a_page_needs_no_cleaning(tmp_path: Path) -> None:
    (article,) = articles(write(tmp_path / "a.html", page(TEXT)))
    assert (article.extracted, article.page) == (True, TEXT)


def test_what_a_page_says_is_stored_without_control_characters(tmp_path: Path) -> None:
    head = "<meta property='og:title' content='A\u202eB&#7;C'><meta property='og:site_name' content='\u200b'>"
    (article,) = articles(write(tmp_path / "a.html", page(TEXT, head=head)))
    assert (article.title, article.source) == ("ABC", None)


# Side files.


@pytest.mark.parametrize("name", ["a.txt.meta.json", "a.meta.json"])
def test_a_side_file_tells_what_is_known_of_an_article(tmp_path: Path, name: str) -> None:
    record = {"id": "x1", "title": "T", "source": "Wire", "url": "https://wire/1", "published": "2022-03-31"}
    write(tmp_path / name, json.dumps(record))
    path = write(tmp_path / "a.txt")
    assert articles(path) == [
        RawArticle(
            id="x1", path=str(path), text=TEXT, title="T", source="Wire", url="https://wire/1", published="2022-03-31"
        )
    ]


def test_the_text_is_that_of_the_file_and_not_of_its_side_file(tmp_path: Path) -> None:
    write(tmp_path / "a.txt.meta.json", json.dumps({"text": "Other."}))
    (article,) = articles(write(tmp_path / "a.txt"))
    assert article.text == TEXT


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "its side file a.txt.meta.json is not JSON"),
        (b"\xff\xff", "its side file a.txt.meta.json is not JSON"),
        (b"\xff\xfe{", "it begins as UTF-16 does"),
        ("[1]", "its side file a.txt.meta.json holds no JSON object"),
        ('{"title": ["a"]}', "`title` is list, not text"),
        ("[" * 100_000, "side file a.txt.meta.json is not JSON: it is nested too deeply"),
    ],
    ids=["cut off", "no text", "half a character", "a list", "a wrong type", "nested too deep"],
)
def test_a_side_file_that_cannot_be_read_is_the_reason_to_skip(
    tmp_path: Path, content: str | bytes, reason: str
) -> None:
    write(tmp_path / "a.txt.meta.json", content)
    (item,) = skipped(write(tmp_path / "a.txt"))
    assert reason in item.reason


# Many articles in one file.


def test_every_line_of_a_jsonl_file_is_an_article(tmp_path: Path) -> None:
    path = lines(tmp_path, {"text": "One."}, "", {"text": "Two.", "id": "second"})
    assert articles(path) == [
        RawArticle(id=article_id(f"{path}#1"), path=str(path), part="1", text="One."),
        RawArticle(id="second", path=str(path), part="3", text="Two."),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not JSON"),
        ("not json", "not JSON"),
        ("[1]", "the line holds no JSON object"),
        ("{}", "it holds no `text` and no `html`"),
        ('{"text": null}', "it holds no `text` and no `html`"),
        ('{"text": 5}', "it holds no `text` and no `html`"),
        ('{"html": ["x"]}', "it holds no `text` and no `html`"),
        ('{"text": "x", "title": {}}', "`title` is dict, not text"),
        ('{"text": "x", "id": true}', "`id` is bool, not text"),
        ('{"text": "x", "published": 1.5}', "`published` is float, not text"),
        ("[" * 100_000, "nested too deeply"),
        ('{"text": "x", "id": ' + "9" * 5_000 + "}", "a number in it has too many digits"),
        ('{"text": "\x00"}', "not a text file"),
    ],
)
def test_a_faulty_line_is_skipped_by_its_number_and_the_others_are_read(tmp_path: Path, line: str, reason: str) -> None:
    path = lines(tmp_path, {"text": "One."}, line, {"text": "Three."})
    (item,) = skipped(path)
    assert (item.path, item.part) == (str(path), "2")
    assert reason in item.reason
    assert [article.text for article in articles(path)] == ["One.", "Three."]


def test_lines_may_be_encoded_each_in_its_own_way(tmp_path: Path) -> None:
    encoded = [json.dumps({"text": TEXT}, ensure_ascii=False).encode(name) for name in ("utf-8-sig", "cp1252", "utf-8")]
    path = write(tmp_path / "news.jsonl", b"\r\n".join(encoded))
    assert [article.text for article in articles(path)] == [TEXT] * 3


@pytest.mark.parametrize("given", ["", "  ", None])
def test_an_id_without_characters_counts_as_none(tmp_path: Path, given: str | None) -> None:
    path = lines(tmp_path, {"text": "One.", "id": given})
    assert articles(path)[0].id == article_id(f"{path}#1")


def test_an_article_without_an_id_is_called_by_the_hash_of_its_url(tmp_path: Path) -> None:
    (article,) = articles(lines(tmp_path, {"text": "One.", "url": "https://wire/1"}))
    assert article.id == article_id("https://wire/1")


def test_a_number_is_an_id(tmp_path: Path) -> None:
    (article,) = articles(lines(tmp_path, {"text": "One.", "id": 7}))
    assert article.id == "7"


def test_half_a_surrogate_pair_in_metadata_is_left_out(tmp_path: Path) -> None:
    (article,) = articles(lines(tmp_path, '{"text": "One.", "title": "\\ud83d", "id": "\\ud83d"}'))
    assert (article.title, len(article.id)) == (None, 16)


def test_gold_questions_beside_the_articles_are_passed_over_in_silence(tmp_path: Path) -> None:
    path = lines(tmp_path, {"id": "q1", "question": "When?", "answers": []}, {"id": "q2", "question": "Who?"})
    assert list(read_file(path)) == []


def test_a_line_may_hold_a_page_instead_of_text(tmp_path: Path) -> None:
    head = "<meta property='og:title' content='Theirs'><meta property='og:site_name' content='The Wire'>"
    markup = page(TEXT, head=head).decode()
    (article,) = articles(lines(tmp_path, {"html": markup, "title": "Given"}))
    assert (article.title, article.source, article.part, article.extracted) == ("Given", "The Wire", "1", True)
    assert article.text == f"Theirs\n{TEXT}"


def test_the_text_of_a_line_counts_before_its_page(tmp_path: Path) -> None:
    (article,) = articles(lines(tmp_path, {"html": "<p>Page.</p>", "text": "Text."}))
    assert (article.text, article.extracted) == ("Text.", False)


def test_a_line_beyond_the_limit_is_skipped_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 100)
    path = lines(tmp_path, {"text": "x" * 1_000}, {"text": "Two."})
    assert [item.place for item in skipped(path)] == [f"{path}, line 1"]
    assert [(article.part, article.text) for article in articles(path)] == [("2", "Two.")]
    assert count_articles(path) == 2


def test_lines_are_read_one_at_a_time() -> None:
    class Endless(io.BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            return b"line\n"

    assert list(islice(limits.read_lines(Endless()), 2)) == [(1, b"line\n"), (2, b"line\n")]


def test_an_article_may_carry_a_question_beside_its_text(tmp_path: Path) -> None:
    (article,) = articles(lines(tmp_path, {"question": "When?", "text": "One."}))
    assert article.text == "One."


def test_the_sample_folder_holds_three_articles_and_nothing_is_skipped(seeds: Path) -> None:
    items = [item for path in find_files([seeds]) for item in read_file(path)]
    assert [type(item) for item in items] == [RawArticle] * 3


def test_an_article_that_is_not_there_any_more_is_skipped_with_the_reason(tmp_path: Path) -> None:
    assert skipped(tmp_path / "gone.jsonl")[0].reason == "it cannot be opened: No such file or directory"


def test_articles_are_counted_without_reading_them(tmp_path: Path) -> None:
    assert count_articles(lines(tmp_path, {"text": "One."}, "", "broken")) == 2
    assert count_articles(tmp_path / "a.txt") == 1
    assert count_articles(tmp_path / "gone.jsonl") == 0


def test_a_file_in_a_folder_that_may_not_be_looked_into_counts_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def refusing(_path: Path) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", refusing)
    assert count_articles(Path("news.jsonl")) == 0
