"""Word documents: paragraphs, headings and table rows in their order.

The home of python-docx, which opens the package; its own paragraph texts leave out tracked insertions, content
controls and text boxes, so the text is taken from the XML.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml.ns import qn

from index.corpus.document import Document, collapsed, shown_title
from index.corpus.limits import MAX_BYTES, Unreadable, expands_too_far, megabytes
from index.corpus.zipped import BROKEN

# Password protection and the old format put the document into an OLE compound file.
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The parts of a document are parsed as a whole.
_MAX_EXPANDED_BYTES = 4 * MAX_BYTES
_TEXT, _TABLE, _ROW, _CELL, _PARAGRAPH = qn("w:t"), qn("w:tbl"), qn("w:tr"), qn("w:tc"), qn("w:p")
_SPACES = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# What was deleted or moved away, and the second form of what stands beside it.
_LEFT_OUT = frozenset(
    {
        qn("w:del"),
        qn("w:moveFrom"),
        qn("w:pPr"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)


def read(data: bytes) -> Document:
    """Read one Word document.

    Raises:
        Unreadable: it is encrypted, damaged, too large when expanded, or no `.docx` file.
    """
    if data.startswith(_COMPOUND_FILE):
        raise Unreadable("it is encrypted or in Word's old format; save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            expanded = sum(part.file_size for part in package.infolist())
    except (*BROKEN, ValueError) as error:
        raise Unreadable("it is no Word document, or a damaged one") from error
    if expanded > _MAX_EXPANDED_BYTES or expands_too_far(expanded, len(data)):
        raise Unreadable(f"it expands to {megabytes(expanded)}, as no article does")
    try:
        document = docx.Document(io.BytesIO(data))
        text = "\n".join(_blocks(document.element.body))
        title = document.core_properties.title
    except Exception as error:  # python-docx lets everything through that lxml, zipfile and its own code may raise.
        raise Unreadable("it is no Word document, or a damaged one") from error
    return Document(text=text, title=shown_title(title, text))


def _blocks(parent: Any) -> Iterator[str]:  # lxml's element; lxml ships no types.
    """The lines of a body, a cell or a text box."""
    for element in parent:
        if element.tag == _PARAGRAPH:
            yield from filter(None, map(collapsed, "".join(_words(element)).split("\n")))
        elif element.tag == _TABLE:
            yield from filter(None, (_row(row) for row in element.iter(_ROW) if _nearest_table(row) is element))
        elif element.tag not in _LEFT_OUT:
            yield from _blocks(element)


def _row(row: Any) -> str:
    cells = (" ".join(_blocks(cell)) for cell in row.iter(_CELL) if _nearest_row(cell) is row)
    return " | ".join(filter(None, cells))


def _nearest_table(row: Any) -> Any:
    return next(row.iterancestors(_TABLE), None)


def _nearest_row(cell: Any) -> Any:
    return next(cell.iterancestors(_ROW), None)


def _words(element: Any) -> Iterator[str]:
    """The text of a paragraph's runs; a paragraph of a text box in it makes lines of its own."""
    for child in element:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _SPACES:
            yield _SPACES[child.tag]
        elif child.tag == _PARAGRAPH:
            yield from ("\n", *_words(child), "\n")
        elif child.tag not in _LEFT_OUT:
            yield from _words(child)
