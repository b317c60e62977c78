"""PDF files: text by its place on the page.

The home of pypdfium2, which crashes the process rather than raise where a file breaks PDFium itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pypdfium2
import pypdfium2.raw

from index.corpus.document import Document, shown_title
from index.corpus.formats.paragraphs import HYPHEN, Line, paragraphs
from index.corpus.limits import MAX_CHARACTERS, MAX_PAGES, Unreadable

_REASONS = {
    pypdfium2.raw.FPDF_ERR_PASSWORD: "it is encrypted; save a copy without the password",
    pypdfium2.raw.FPDF_ERR_SECURITY: "it is encrypted in a way that is not supported; save a copy without it",
}


def read(data: bytes) -> Document:
    """Read one PDF file.

    Raises:
        Unreadable: it is encrypted, damaged, has too many pages, or holds no text.
    """
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(_REASONS.get(error.err_code, "it is no PDF file, or a damaged one")) from error
    with closing(file):
        if len(file) > MAX_PAGES:
            raise Unreadable(f"it has {len(file):,} pages, more than {MAX_PAGES:,}")
        text = "\n".join(paragraphs(list(_pages(file))))
        if not text:
            raise Unreadable("there is no text in it; if its pages are pictures, text recognition (OCR) helps")
        return Document(text=text, title=shown_title(file.get_metadata_value("Title"), text))


def _pages(file: Any) -> Iterator[list[Line]]:  # pypdfium2 ships no types.
    characters = 0
    for number in range(len(file)):
        try:
            with closing(file[number]) as page, closing(page.get_textpage()) as text:
                characters += text.count_chars()
                if characters > MAX_CHARACTERS:
                    raise Unreadable(f"it holds more than {MAX_CHARACTERS:,} characters")
                yield list(_lines(text))
        except pypdfium2.PdfiumError as error:
            raise Unreadable(f"its page {number + 1} is damaged") from error


def _lines(page: Any) -> Iterator[Line]:
    """The lines of a page in reading order, with their places where PDFium tells them."""
    text = page.get_text_range()
    # Indices are those of UTF-16 units; a page with others, or with characters that are left out, goes unmeasured.
    measured = len(text) == page.count_chars()
    start = 0
    for line in text.replace(HYPHEN, f"{HYPHEN}\n").split("\n"):
        hyphenated = line.endswith(HYPHEN)
        words = line.rstrip(f"\r{HYPHEN}")
        shown = words.strip()
        if shown:
            first = start + words.index(shown)
            place = _place(page, first, first + len(shown) - 1) if measured else {}
            yield Line(text=shown, hyphenated=hyphenated, **place)
        start += len(line) + (not hyphenated)


def _place(page: Any, first: int, last: int) -> dict[str, float]:
    try:
        boxes = [page.get_charbox(index, loose=True) for index in (first, last)]
    except pypdfium2.PdfiumError:
        return {}
    # A bullet in front and a footnote's number behind are smaller than the line's letters.
    _, bottom, _, top = max(boxes, key=lambda box: box[3] - box[1])
    return {"left": boxes[0][0], "right": boxes[1][2], "bottom": bottom, "height": top - bottom}
