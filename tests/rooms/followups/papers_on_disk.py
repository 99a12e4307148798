"""Files as clerks bring them, made for the tests of the intake. Synthetic."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import docx


def letter(*paragraphs: str, rows: tuple[tuple[str, ...], ...] = (), header: str = "") -> bytes:
    """A docx of paragraphs and then a table."""
    document = docx.Document()
    if header:
        document.sections[0].header.paragraphs[0].text = header
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if rows:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def numbered(*paragraphs: str) -> bytes:
    """A docx whose paragraphs Word numbers by itself."""
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph, style="List Number")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def with_macro() -> bytes:
    """A docx that carries a macro."""
    out = io.BytesIO(letter("请市住建局阅处。"))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("word/vbaProject.bin", b"x")
    return out.getvalue()


def bomb() -> bytes:
    """A docx that would unpack to more than is read."""
    out = io.BytesIO(letter("请市住建局阅处。"))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"word/{number}.xml", b" " * 40_000_000)
    return out.getvalue()


def png(width: int = 1, height: int = 1) -> bytes:
    """A png that says of itself how large it is; only one of 1 by 1 can be drawn."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0\xff")),
        (b"IEND", b""),
    ]
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def pdf(words: str) -> bytes:
    """A pdf of one line, written out by hand."""
    drawn = f"BT /F 12 Tf 50 700 Td ({words}) Tj ET".encode()
    bodies = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >> stream\n%s\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Font << /F 5 0 R >> >>",
    )
    out = b"%PDF-1.4\n" + b"".join(b"%d 0 obj %s endobj\n" % (at, body) for at, body in enumerate(bodies, 1))
    return out + b"trailer << /Root 1 0 R >>\n%%EOF"
