"""The text of a paper that was brought as a file. Pure: bytes in, text out, or the reason why there is none.

Paragraphs and tables of a docx come in their order, cells between tabs, with the numbers that Word counts by itself.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

from kaifaqu.rooms.followups.rules.splitting_units import unwrapped

MOST = 200_000
"""The longest text that is split, in bytes of UTF-8: some sixty pages."""
UNPACKED = 100 * 1024 * 1024
PIXELS = 60_000_000
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
TEXTS, PHOTOS = (".txt", ".md"), (".png", ".jpg", ".jpeg")
ENDINGS = (".docx", *TEXTS, *PHOTOS, ".pdf")
_HAN = "〇一二三四五六七八九"


class Unreadable(Exception):
    """Why a file gives no text: kind, old_word, encrypted, macro, broken, bomb, too_long, empty, scan, pixels."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Text:
    """What a file says, and what stands beside it on its pages (headers, boxes), where a mark of secrecy may be."""

    words: str
    beside: str = ""


def ending_of(name: str) -> str:
    """A name's ending, in lower case, with its dot."""
    return PurePath(name).suffix.lower()


def read(name: str, data: bytes) -> Text:
    """The text of a docx, txt or pdf; that of a photo is read elsewhere. Raises Unreadable."""
    ending = ending_of(name)
    if ending == ".docx":
        found = _docx(data)
    elif ending in TEXTS:
        found = Text(decoded(data))
    elif ending == ".pdf":
        found = Text(_pdf(data))
    else:
        raise Unreadable({".doc": "old_word", ".wps": "old_word", ".docm": "macro"}.get(ending, "kind"))
    if len(found.words.encode(errors="replace")) > MOST:
        raise Unreadable("too_long")
    if not found.words.strip():
        raise Unreadable("scan" if ending == ".pdf" else "empty")
    return found


def decoded(data: bytes) -> str:
    """A text file as its writer meant it: with a mark of its coding, in UTF-8, or as Windows in China saves it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return cleaned(data.decode("utf-16", errors="replace"))
    for coding in ("utf-8-sig", "gb18030"):
        try:
            return cleaned(data.decode(coding))
        except UnicodeDecodeError:
            continue
    raise Unreadable("broken")


def cleaned(text: str) -> str:
    """One kind of line end, and no characters that cannot be stored or seen."""
    text = re.sub(r"\r\n?|\u2028|\u2029|\x0b|\x0c", "\n", text)
    return re.sub(r"[\x00-\x08\x0e-\x1f\x7f\ufeff\u200b-\u200f\ud800-\udfff]", "", text)


# ── Word ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _docx(data: bytes) -> Text:
    if data.startswith(OLE):
        raise Unreadable("encrypted")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            if any(name.endswith("vbaProject.bin") for name in names):
                raise Unreadable("macro")
            if sum(each.file_size for each in archive.infolist()) > UNPACKED:
                raise Unreadable("bomb")
        document = docx.Document(io.BytesIO(data))
        return Text(cleaned("\n".join(_blocks(document))), cleaned(_beside(document)))
    except Unreadable:
        raise
    except Exception as fault:  # a broken docx shows in as many ways as there are parsers below
        raise Unreadable("broken") from fault


def _blocks(document: Document) -> Iterator[str]:
    numbers = _Numbers(document)
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            for row in block.rows:
                yield "\t".join(_cells(row))
        else:
            yield numbers.of(block) + block.text


def _cells(row: Any) -> Iterator[str]:
    """The cells of a row; one that spans several columns is told once."""
    last = None
    for cell in row.cells:
        yield "" if cell._tc is last else re.sub(r"\s*\n\s*", " ", cell.text.strip())
        last = cell._tc


def _beside(document: Document) -> str:
    """Headers and text boxes of the first pages."""
    heads = [p.text for section in document.sections for p in section.header.paragraphs]
    boxes = ["".join(t.text or "" for t in box.iter(qn("w:t"))) for box in document.element.iter(qn("w:txbxContent"))]
    return "\n".join([*heads, *boxes])


class _Numbers:
    """The numbers that Word counts by itself: they are no part of a paragraph's text, but of what it says."""

    def __init__(self, document: Document) -> None:
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        self.levels: dict[tuple[str, int], tuple[str, str]] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        kinds = {each.get(qn("w:abstractNumId")): each for each in root.iter(qn("w:abstractNum"))}
        for number in root.iter(qn("w:num")):
            kind = kinds.get(_value(number, "w:abstractNumId"))
            for level in kind.iter(qn("w:lvl")) if kind is not None else ():
                key = (number.get(qn("w:numId")), int(level.get(qn("w:ilvl"))))
                self.levels[key] = (_value(level, "w:numFmt"), _value(level, "w:lvlText"))

    def of(self, paragraph: Paragraph) -> str:
        """The number before a paragraph, as Word shows it; nothing where it has none that can be told."""
        found = _numbering(paragraph)
        number = _value(found, "w:numId") if found is not None else ""
        at = int(_value(found, "w:ilvl") or 0) if found is not None else 0
        if (number, at) not in self.levels:
            return ""
        counts = self.counts[number]
        counts[at] = counts.get(at, 0) + 1
        for below in [level for level in counts if level > at]:
            del counts[below]
        shown = self.levels[number, at][1]
        for level in range(at + 1):
            form = self.levels.get((number, level), ("decimal", ""))[0]
            shown = shown.replace(f"%{level + 1}", _counted(counts.get(level, 1), form))
        return shown if self.levels[number, at][0] != "bullet" else "• "


def _numbering(paragraph: Paragraph) -> Any:
    """How a paragraph is numbered: by itself, or by its style or one that this is based on."""
    path = f"{qn('w:pPr')}/{qn('w:numPr')}"
    found, style = paragraph._p.find(path), paragraph.style
    while found is None and style is not None:
        found, style = style.element.find(path), getattr(style, "base_style", None)
    return found


def _value(element: Any, name: str) -> str:
    found = element.find(qn(name)) if element is not None else None
    return (found.get(qn("w:val")) or "") if found is not None else ""


def _counted(number: int, form: str) -> str:
    if form.startswith(("chinese", "japaneseCounting", "ideograph", "taiwaneseCounting")) and number < 100:
        tens, ones = divmod(number, 10)
        lead = "" if not tens else "十" if tens == 1 else _HAN[tens] + "十"
        return lead + (_HAN[ones] if ones or not tens else "")
    if form == "decimalEnclosedCircle" and number <= 20:
        return chr(ord("①") + number - 1)
    return str(number)


# ── PDF and photos ───────────────────────────────────────────────────────────────────────────────────────────────────


def _pdf(data: bytes) -> str:
    import pypdfium2  # noqa: PLC0415  (a large library, which most papers never need)

    try:
        document = pypdfium2.PdfDocument(data)
        pages = [document[at].get_textpage().get_text_range() for at in range(min(len(document), 100))]
    except Exception as fault:  # whatever the library says of a broken or locked file
        raise Unreadable("encrypted" if "password" in str(fault).lower() else "broken") from fault
    return unwrapped(cleaned("\n".join(pages)))


def size_of(data: bytes) -> tuple[int, int]:
    """Width and height of a png or jpeg by its head, without unpacking it. Raises Unreadable."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")
    at = 2
    while data[:2] == b"\xff\xd8" and at + 9 < len(data):
        if data[at] != 0xFF:
            at += 1
            continue
        kind = data[at + 1]
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(data[at + 7 : at + 9], "big"), int.from_bytes(data[at + 5 : at + 7], "big")
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        at += 2 if kind in (0xFF, 0x01) or 0xD0 <= kind <= 0xD8 else 2 + max(length, 2)
    raise Unreadable("broken")


def check_photo(data: bytes) -> None:
    """Refuse a photo that would unpack to more than any camera takes."""
    width, height = size_of(data)
    if not 0 < width * height <= PIXELS:
        raise Unreadable("pixels")
