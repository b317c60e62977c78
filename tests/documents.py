"""Documents of every kind that is read, made when a test runs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import docx

PrintedLine = tuple[float, float, str]
"""A line on a page: points from the left and from the bottom, and its words in Windows-1252."""

_OBJECTS_BEFORE_PAGES = 3


def printed(*lines: str, top: float = 720, left: float = 72) -> list[PrintedLine]:
    """Lines one below the other at the usual distance."""
    return [(left, top - 14 * row, words) for row, words in enumerate(lines)]


def pdf(pages: Sequence[Sequence[PrintedLine]], *, title: str = "", trailer: str = "") -> bytes:
    """A PDF file in 11 point Helvetica; `trailer` adds entries to its trailer."""
    contents = [_content(page) for page in pages]
    kids = " ".join(f"{_OBJECTS_BEFORE_PAGES + 2 * number + 2} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for content in contents:
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % len(objects)
        )
    objects.append(b"<< /Title (%s) >>" % _escaped(title))
    return _file(objects, f"/Root 1 0 R /Info {len(objects)} 0 R {trailer}")


def encrypted_pdf() -> bytes:
    """A PDF file whose password is not the empty one."""
    entry = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'00' * 32}> /U <{'11' * 32}> >> /ID [<00> <00>]"
    return pdf([printed("Secret words.")], trailer=entry)


def word(*paragraphs: str, rows: Sequence[Sequence[str]] = (), title: str = "") -> bytes:
    """A Word document: paragraphs, then a table; a paragraph that begins with "# " is a heading."""
    document = docx.Document()
    document.core_properties.title = title
    for paragraph in paragraphs:
        if paragraph.startswith("# "):
            document.add_heading(paragraph.removeprefix("# "))
        else:
            document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def zipped(members: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of files by their names."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file.getvalue()


def page(*paragraphs: str, head: str = "", before: str = "", after: str = "") -> bytes:
    """A web page whose article has these paragraphs; `before` and `after` are markup around it."""
    body = "".join(f"<p>{words}</p>" for words in paragraphs)
    markup = f"<!DOCTYPE html><html><head>{head}</head><body>{before}<article>{body}</article>{after}</body></html>"
    return markup.encode()


def _content(lines: Sequence[PrintedLine]) -> bytes:
    shown = b" ".join(
        b"1 0 0 1 %.1f %.1f Tm (%s) Tj" % (left, bottom, _escaped(words)) for left, bottom, words in lines
    )
    return b"BT /F1 11 Tf " + shown + b" ET"


def _escaped(words: str) -> bytes:
    return words.encode("cp1252").replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)")


def _file(objects: Sequence[bytes], trailer: str) -> bytes:
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    rows = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, rows)
    end = f"trailer << /Size {len(objects) + 1} {trailer} >>\nstartxref\n{len(data)}\n%%EOF\n".encode()
    return data + table + end
