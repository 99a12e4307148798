"""A look into an xlsx before it is opened: what the reader does not tell, and what would fill the memory.

The reader lays a sheet out as one full grid, so that a single cell far out costs gigabytes; and it shows a formula
without a stored result as an empty cell. Both stand in the file's own XML.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO
from xml.sax.saxutils import unescape

from kaifaqu.kernel.imports.faults import Unreadable

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BLOCK = 4 * 1024 * 1024
MOST_UNPACKED = 600 * 1024 * 1024
MOST_CELLS = 6_000_000  # 100 000 rows of 60 columns: some 200 MB as a grid

CELL = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*?(?:/>|>(.*?)</(?:\w+:)?c>)', re.DOTALL)
FORMULA = re.compile(rb"<(?:\w+:)?f\b")
RESULT = re.compile(rb"<(?:\w+:)?(?:v>[^<]|v\s[^>]*>[^<]|is\b)")
END = re.compile(rb"</(?:\w+:)?row>")
SHEET = re.compile(r"<(?:\w+:)?sheet\b[^>]*>")
LINK = re.compile(r"<(?:\w+:)?Relationship\b[^>]*>")
ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


@dataclass
class Scan:
    """What stands in a sheet's XML: its name, and the cells with a formula but no result, by row and column from 0."""

    sheet: str = ""
    unvalued: set[tuple[int, int]] = field(default_factory=set)


def refuse_locked(data: bytes) -> None:
    """Refuse an Office file that is locked by a password: it is an OLE container around an encrypted package."""
    if data.startswith(OLE) and ENCRYPTED in data:
        raise Unreadable("password")


@contextmanager
def _opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive that an xlsx is. Unreadable where it is none, is encrypted or would not fit into memory."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if any(info.flag_bits & 1 for info in archive.infolist()):
                raise Unreadable("password")
            if sum(info.file_size for info in archive.infolist()) > MOST_UNPACKED:
                raise Unreadable("far_cells", cell="…")
            yield archive
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise Unreadable("not_a_workbook") from error  # a broken archive shows in as many ways
    except struct.error as error:
        raise Unreadable("not_a_workbook") from error


def scan(data: bytes) -> Scan:
    """Look through the sheets of an xlsx. Unreadable where it is none, or would not fit into memory."""
    with _opened(data) as archive:
        sheets = [_attributes(tag) for tag in SHEET.findall(_text(archive, "xl/workbook.xml"))]
        shown = [sheet for sheet in sheets if sheet.get("state", "visible") == "visible"]
        return _scan(archive, sheets, (shown or sheets or [{}])[0])


def _scan(archive: zipfile.ZipFile, sheets: list[dict[str, str]], first: dict[str, str]) -> Scan:
    """Every sheet is held against the limit, because the reader opens them all; formulas count in the first alone."""
    links = {a.get("Id", ""): a.get("Target", "") for a in map(_attributes, LINK.findall(_text(archive, RELS)))}
    found, names = Scan(first.get("name", "")), set(archive.namelist())
    for sheet in sheets:
        target = links.get(sheet.get("r:id", ""), "")
        path = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
        if path in names and path.startswith("xl/worksheets/"):
            _look(archive, path, found if sheet is first else Scan())
    return found


RELS = "xl/_rels/workbook.xml.rels"


def _look(archive: zipfile.ZipFile, path: str, found: Scan) -> None:
    last_row = last_column = 0
    with archive.open(path) as stream:
        for piece in _pieces(stream):
            for letters, number, content in CELL.findall(piece):
                if not content:
                    continue
                row, column = int(number), column_number(letters)
                last_row, last_column = max(last_row, row), max(last_column, column)
                if last_row * last_column > MOST_CELLS:
                    raise Unreadable("far_cells", cell=f"{letters.decode()}{row}")
                if FORMULA.search(content) and not RESULT.search(content):
                    found.unvalued.add((row - 1, column - 1))


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """The bytes in pieces that end with a row, so that no cell is cut in two."""
    rest = b""
    while block := stream.read(BLOCK):
        rest += block
        ends = [match.end() for match in END.finditer(rest)][-1:]
        if ends:
            yield rest[: ends[0]]
            rest = rest[ends[0] :]
        elif len(rest) > 16 * BLOCK:
            raise Unreadable("not_a_workbook")
    yield rest


def column_number(letters: bytes) -> int:
    """A column's letters as its number from 1: A is 1, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def column_letters(number: int) -> str:
    """The letters of a column, numbered from 1."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _text(archive: zipfile.ZipFile, name: str) -> str:
    if archive.getinfo(name).file_size > BLOCK:
        raise Unreadable("not_a_workbook")
    return archive.read(name).decode("utf-8")


def _attributes(tag: str) -> dict[str, str]:
    return {name: unescape(value, {"&quot;": '"', "&apos;": "'"}) for name, value in ATTRIBUTE.findall(tag)}
