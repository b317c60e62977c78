"""Bytes to text."""

from __future__ import annotations

import re
import unicodedata

# The declaration stands in the first 1,024 bytes. Source: WHATWG HTML, section 13.2.3.2.
_DECLARED = re.compile(rb"(?:charset|encoding)\s{0,20}=\s{0,20}[\"']?\s{0,20}([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE)
_PRESCAN = 1_024
# Labels that browsers read as another encoding than Python does. Source: WHATWG Encoding, section 4.2.
_LABELS = {
    **dict.fromkeys(("ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1"), "cp1252"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "chinese"), "gb18030"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601"), "cp949"),
    **{"iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874", "x-mac-cyrillic": "mac-cyrillic"},
}
# Python knows codecs that are no encodings of pages, and some of them take a time that grows with the square.
_KNOWN = re.compile(
    r"(?:cp|windows-)125[0-8]|iso-?8859-(?:[2-8]|1[03-6])|koi8-[ru]|cp866|ibm866|cp874|cp932|cp949|gb18030|big5(?:-hkscs)?"
    r"|euc-jp|iso-2022-jp|mac-cyrillic|macintosh"
)


def decode(data: bytes) -> str:
    """Decode UTF-8, UTF-16 with a byte order mark, or else Windows-1252.

    Raises:
        ValueError: the bytes are no text in any of these.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise ValueError("it begins as UTF-16 does and does not go on so") from error
    if b"\x00" in data:
        raise ValueError("it is not a text file")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ValueError("its text is neither UTF-8, UTF-16 nor Windows-1252") from error


def decode_page(data: bytes) -> str:
    """Decode a web page, which may declare its encoding, wrongly too; never fails.

    A byte order mark decides, then valid UTF-8, then the declaration, then Windows-1252.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    declared = declared_encoding(data)
    if declared == "iso-2022-jp":  # Its bytes are valid UTF-8, all of them ASCII.
        return data.decode(declared, "replace")
    for encoding in ("utf-8-sig", declared):
        try:
            return data.decode(encoding or "cp1252")
        except UnicodeDecodeError:
            pass
    # A few broken bytes in a long page do not make it another encoding.
    return data.decode(declared or "cp1252", "replace")


def declared_encoding(data: bytes) -> str | None:
    """Python's name of the encoding that a web page declares; None for none or an unknown one."""
    found = _DECLARED.search(data, 0, _PRESCAN)
    if found is None:
        return None
    label = found[1].decode("ascii").lower()
    name = _LABELS.get(label, label)
    return name if _KNOWN.fullmatch(name) else None


def printable(text: str) -> str | None:
    """Text of one line to be shown or stored: no control or direction characters, no half of a character pair."""
    kept = "".join(letter for letter in text if unicodedata.category(letter) not in {"Cc", "Cf", "Cs"})
    return kept.strip() or None
