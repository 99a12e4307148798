"""Tiny files of every kind that is taken, each a real one."""

from __future__ import annotations

import io
import zipfile
import zlib

from kaifaqu.kernel.files.upload import Upload


def pdf() -> bytes:
    """A PDF without a page."""
    objects = b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    return b"%PDF-1.4\n" + objects + b"trailer<</Root 1 0 R>>\n%%EOF"


def png() -> bytes:
    """A PNG of one black point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    header = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def jpg() -> bytes:
    """The beginning and the end of a JPEG."""
    return b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"


def archive(*names: str) -> bytes:
    """A ZIP archive with these members."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        for name in names:
            file.writestr(name, "<x/>")
    return stream.getvalue()


def later(zipped: bytes) -> bytes:
    """The same archive, said to need a version of the format that nobody knows yet."""
    place = zipped.index(b"PK\1\2") + 6
    return zipped[:place] + b"\x63" + zipped[place + 1 :]


GOOD = {
    "批复.pdf": pdf(),
    "批复.PDF": pdf(),
    "图.png": png(),
    "图.jpg": jpg(),
    "图.jpeg": jpg(),
    "文.docx": archive("[Content_Types].xml", "word/document.xml"),
    "表.xlsx": archive("[Content_Types].xml", "xl/workbook.xml"),
    "版.ofd": archive("OFD.xml", "Doc_0/Document.xml"),
}


def upload(name: str, content: bytes) -> Upload:
    """A file as it comes in."""
    return Upload(name, len(content), io.BytesIO(content))
