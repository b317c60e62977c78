"""A folder with files of every kind, whole and damaged, goes through an indexing run."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.archive.writer import Archive
from index.build.indexing import Indexer
from index.types import IndexReport
from tests.documents import encrypted_pdf, page, pdf, printed, word, zipped
from tests.fakes import WordEmbedder, model_files

WORDS = (
    "The council of {place} voted on Thursday to open the bridge again, two months after the flood had closed it.",
    "Engineers said that the work in {place} had gone faster than planned, because the weather stayed dry.",
)


def text(place: str) -> str:
    return "\n\n".join(WORDS).format(place=place)


def lines(place: str) -> list[str]:
    return [line.format(place=place) for line in WORDS]


def index(home: Path, folder: Path) -> IndexReport:
    return Indexer(home=home, model=model_files(), embedder=WordEmbedder()).index([folder])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    folder.mkdir()
    head = '<meta property="article:published_time" content="2022-03-31T09:10:00+03:00">'
    files = {
        "a.txt": text("Ashford").encode("utf-16"),
        "b.md": f"# Bridge opens\n\n{text('Barton')}".encode(),
        "c.html": page(*lines("Clifton"), head=head, before="<nav><a href='/'>Home</a></nav>"),
        "d.pdf": pdf(
            [[*printed(*lines("Dorset")[0].replace(", ", ",\n").split("\n")), *printed(lines("Dorset")[1], top=650)]]
        ),
        "e.docx": word("# Bridge opens", *lines("Epsom")),
        "f.zip": zipped({"in/f.html": page(*lines("Fulham")), "in/broken.pdf": b"%PDF-"}),
        "x-encrypted.pdf": encrypted_pdf(),
        "x-scanned.pdf": pdf([[]]),
        "x-damaged.docx": word("Text.")[:200],
        "x-no.zip": b"text",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


def test_every_whole_file_goes_in_and_every_other_is_named_with_its_reason(tmp_path: Path, folder: Path) -> None:
    report = index(tmp_path / "home", folder)
    assert report.added == 6
    assert {item.place.removeprefix(f"{folder}/"): item.reason for item in report.skipped} == {
        "f.zip, in/broken.pdf": "it is no PDF file, or a damaged one",
        "x-encrypted.pdf": "it is encrypted; save a copy without the password",
        "x-scanned.pdf": "there is no text in it; if its pages are pictures, text recognition (OCR) helps",
        "x-damaged.docx": "it is no Word document, or a damaged one",
        "x-no.zip": "it is no zip archive, or a damaged one",
    }


def test_what_is_stored_is_the_text_of_the_article(tmp_path: Path, folder: Path) -> None:
    index(tmp_path / "home", folder)
    archive = Archive(tmp_path / "home")
    try:
        stored = {Path(article.path).name: article for article in map(archive.article, archive.stored()) if article}
    finally:
        archive.close()
    for name, place in {"a.txt": "Ashford", "c.html": "Clifton", "d.pdf": "Dorset", "f.zip": "Fulham"}.items():
        assert stored[name].text.split("\n") == lines(place)
    assert str(stored["c.html"].published.earliest) == "2022-03-31"


def test_a_second_run_changes_nothing(tmp_path: Path, folder: Path) -> None:
    index(tmp_path / "home", folder)
    report = index(tmp_path / "home", folder)
    assert (report.added, report.changed, report.unchanged, len(report.skipped)) == (0, 0, 6, 5)
