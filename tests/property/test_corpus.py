"""Readers over damaged files: every file gives articles or a reason, never an error, and the next file is read."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.corpus import read_file
from index.corpus.document import Document
from index.corpus.encoding import decode, decode_page, printable
from index.corpus.formats.paragraphs import Line, paragraphs
from index.corpus.limits import Unreadable
from index.corpus.process import DocumentProcess
from index.types import RawArticle, SkippedFile
from tests.documents import page, pdf, printed, word, zipped

WORDS = "The river bridge opened again on Thursday, two months after the flood had closed it."
LINKED = f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", "headline": "Bridge"})}</script>'
WHOLE = {
    ".html": page(WORDS, WORDS, head=f'<meta charset="utf-8">{LINKED}', before="<table><tr><td>x</td></tr></table>"),
    ".pdf": pdf([printed(WORDS[:50], WORDS[50:]), printed("Page two.")], title="Bridge"),
    ".docx": word("# Bridge", WORDS, rows=[["a", "b"]]),
    ".md": f"---\ntitle: Bridge\ndate: 2022\n---\n# Bridge\n\n[{WORDS}](x)\n\n- a\n\n|a|b|\n|-|-|\n|1|2|\n".encode(),
    ".txt": WORDS.encode("utf-16"),
    ".jsonl": b'{"text": "One.", "title": "x"}\n{"text": "Two.", "published": "2022"}\n',
}
WHOLE[".zip"] = zipped({f"a{suffix}": data for suffix, data in WHOLE.items() if suffix in {".txt", ".jsonl", ".md"}})
MAGIC = {
    **{".html": b"<!DOCTYPE html><html>", ".pdf": b"%PDF-1.7\n", ".docx": b"PK\x03\x04", ".md": b"---\n"},
    **{".txt": b"\xff\xfe", ".jsonl": b'{"text": "', ".zip": b"PK\x03\x04"},
}
DOCUMENTS = (".docx", ".html", ".md", ".pdf")


@pytest.fixture(scope="module")
def process() -> Iterator[DocumentProcess]:
    with DocumentProcess() as process:
        yield process


@st.composite
def damaged(draw: st.DrawFn, suffix: str) -> bytes:
    """A file that is cut off, has bytes changed, pieces moved, or is noise behind the first bytes of its kind."""
    data = WHOLE[suffix]
    places = st.integers(0, len(data))
    kind = draw(st.sampled_from(["cut", "changed", "moved", "noise"]))
    if kind == "cut":
        return data[: draw(places)]
    if kind == "noise":
        return MAGIC[suffix] + draw(st.binary(max_size=2_000))
    if kind == "moved":
        first, second = sorted((draw(places), draw(places)))
        return data[:first] + data[second:] + data[first:second] * draw(st.integers(1, 3))
    changed = bytearray(data)
    for place, value in draw(st.lists(st.tuples(st.integers(0, len(data) - 1), st.integers(0, 255)), max_size=20)):
        changed[place] = value
    return bytes(changed)


def outcome(process: DocumentProcess, suffix: str, data: bytes) -> Document | str:
    try:
        return process.read(suffix, data)
    except Unreadable as error:
        return str(error)


@pytest.mark.parametrize("suffix", DOCUMENTS)
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_damaged_document_gives_a_document_or_a_reason(
    process: DocumentProcess, suffix: str, data: st.DataObject
) -> None:
    result = outcome(process, suffix, data.draw(damaged(suffix)))
    assert isinstance(result, Document) or 0 < len(result.splitlines()[0]) == len(result)


@pytest.mark.parametrize("suffix", DOCUMENTS)
@given(data=st.data())
@settings(max_examples=10, deadline=None)
def test_after_a_damaged_document_a_whole_one_is_read(
    process: DocumentProcess, suffix: str, data: st.DataObject
) -> None:
    outcome(process, suffix, data.draw(damaged(suffix)))
    assert isinstance(outcome(process, suffix, WHOLE[suffix]), Document)


@pytest.mark.parametrize("suffix", [".jsonl", ".txt", ".zip"])
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_a_damaged_file_gives_articles_and_reasons(suffix: str, data: st.DataObject) -> None:
    content = data.draw(damaged(suffix))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"a{suffix}")
        path.write_bytes(content)
        for item in read_file(path):
            assert item.path == str(path)
            assert isinstance(item, RawArticle) or (isinstance(item, SkippedFile) and item.reason)


@given(st.binary(max_size=3_000))
def test_any_bytes_are_a_page_in_some_encoding(data: bytes) -> None:
    decode_page(data).encode("utf-8", "surrogatepass")


@given(st.sampled_from(["utf-8", "punycode", "rot13", "unicode_escape", "utf-7", "gbk", "big5", "x"]), st.binary())
def test_a_page_is_decoded_whatever_it_declares(declared: str, data: bytes) -> None:
    decode_page(f'<meta charset="{declared}">'.encode() + data)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_text_in_utf8_and_in_utf16_with_a_mark_comes_back(text: str) -> None:
    assert decode(text.encode("utf-8-sig")) == text
    assert decode(text.encode("utf-16")) == text


@given(st.text(st.characters(codec="cp1252", exclude_categories=["Cc"])))
def test_a_page_in_cp1252_that_is_no_utf8_comes_back(text: str) -> None:
    assert decode_page(f"é {text}".encode("cp1252")) == f"é {text}"


@given(st.text())
def test_what_is_shown_holds_no_control_characters(text: str) -> None:
    shown = printable(text)
    assert shown is None or (
        shown.isprintable() or all(not letter.isascii() for letter in shown if not letter.isprintable())
    )
    assert printable(shown or "") == shown


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@graph", "headline", "datePublished", "publisher", "name", "mainEntity"]), inner
        )
    ),
    max_leaves=12,
)


@given(json_values)
@settings(max_examples=60, deadline=None)
def test_linked_data_of_any_shape_does_no_harm(process: DocumentProcess, record: Any) -> None:
    script = json.dumps([record, {"@type": "NewsArticle"} | (record if isinstance(record, dict) else {})])
    markup = f'<script type="application/ld+json">{script.replace("<", "u003c")}</script>'
    document = process.read(".html", page(WORDS, head=markup))
    assert WORDS in document.text


numbers = st.floats(-1e6, 1e6)
lines = st.builds(
    Line,
    text=st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=12),
    hyphenated=st.booleans(),
    left=numbers,
    right=numbers,
    bottom=numbers,
    height=st.just(0.0) | st.floats(0.1, 1e3),
)


@given(st.lists(st.lists(lines, min_size=1, max_size=8), max_size=1))
def test_no_letter_of_a_single_page_is_lost_but_hyphens(pages: list[list[Line]]) -> None:
    def letters(text: str) -> str:
        return "".join(text.replace("-", "").split())

    shown = letters("".join(paragraphs(pages)))
    assert shown == letters("".join(line.text for page in pages for line in page))


@given(st.lists(st.lists(lines, max_size=8), max_size=6))
def test_paragraphs_are_single_lines_with_text(pages: list[list[Line]]) -> None:
    assert all(paragraph and "\n" not in paragraph for paragraph in paragraphs(pages))
