"""What python-docx has no words for: East Asian fonts, coloured lines, page numbers, the grid, placed pictures.

Only names of fonts stand in a document: 仿宋_GB2312 and 方正小标宋 may not be shipped, and every office has them.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Emu, Mm, Pt

LINES, CHARACTERS = 22, 28
"""Of a page, and of a line: GB/T 9704-2012, 5.2.3."""
PITCH = Pt(28.95)
"""From line to line: 22 of them fill the 225 mm of the text area."""
NUMBERS, NUMBER_FONT = Pt(14), ("宋体", "SimSun")
"""Of page numbers."""


def font(target: Any, name: str, size: Any) -> None:
    """Latin and Chinese text have a font each; Word takes the Chinese one from w:eastAsia alone."""
    target.font.name, target.font.size = "Times New Roman", size
    properties = target.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)


def line(paragraph: Any, edge: str, colour: str, *, kind: str = "single", size: int = 12, space: int = 4) -> None:
    """A line along an edge of a paragraph; `size` in eighths of a point, `space` from the text in points."""
    properties = paragraph._p.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    drawn = OxmlElement(f"w:{edge}")
    for name, value in (("val", kind), ("sz", str(size)), ("space", str(space)), ("color", colour)):
        drawn.set(qn(f"w:{name}"), value)
    borders.append(drawn)


def shaded(cell: Any, colour: str) -> None:
    """The ground of a table's cell."""
    shade = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shade.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def repeated(row: Any) -> None:
    """A row of heads, on every page that its table reaches."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def gridded(section: Any) -> None:
    """The grid of 22 lines. Characters keep to theirs by `tightened`: of a grid of characters programs differ."""
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    grid = OxmlElement("w:docGrid")
    for name, value in (("type", "lines"), ("linePitch", str(int(PITCH.pt * 20)))):
        grid.set(qn(f"w:{name}"), value)
    section._sectPr.append(grid)


def off_grid(paragraph: Any) -> None:
    """A paragraph of smaller text, whose lines keep to themselves and not to the grid of the page."""
    mark = OxmlElement("w:snapToGrid")
    mark.set(qn("w:val"), "0")
    paragraph._p.get_or_add_pPr().insert_element_before(mark, "w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")


def tightened(run: Any) -> None:
    """28 characters of 16 pt take 448 pt, the line has 442: each gives a quarter of a point (w:spacing, twentieths)."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), "-5")
    properties = run._r.get_or_add_rPr()
    properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")


def columned(table: Any, widths: Sequence[int]) -> None:
    """The widths of a table's columns in millimetres: Word reads them of the cells, other programs of the columns."""
    for column, width in zip(table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        column.w = Mm(width)


def page_number(paragraph: Any, *, even: bool) -> None:
    """— 1 —, one character in from the outer edge: to the right on odd pages, to the left on even ones. 7.5."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if even else WD_ALIGN_PARAGRAPH.RIGHT
    side = "left_indent" if even else "right_indent"
    setattr(paragraph.paragraph_format, side, NUMBERS)
    run = paragraph.add_run("— ")
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = words
        run._r.append(part)
    font(run, NUMBER_FONT[0], NUMBERS)
    font(paragraph.add_run(" —"), NUMBER_FONT[0], NUMBERS)
    off_grid(paragraph)


def closed_by_text(section: Any) -> None:
    """Let the last text before a new section, `section`, end the one before.

    python-docx puts an empty paragraph there, which on a full page would make a page of its own.
    """
    body = section._sectPr.getparent()
    mark = [each for each in body if each.tag == qn("w:p")][-1]
    text = mark.getprevious()
    if text is None or text.tag != qn("w:p") or mark.pPr is None or mark.pPr.sectPr is None:
        return
    text.get_or_add_pPr().append(mark.pPr.sectPr)
    body.remove(mark)


def numbered(paragraph: Any, number: int) -> None:
    """The same where the number is known: a page that is a section of its own, in a file of several papers."""
    even = number % 2 == 0
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if even else WD_ALIGN_PARAGRAPH.RIGHT
    setattr(paragraph.paragraph_format, "left_indent" if even else "right_indent", NUMBERS)
    font(paragraph.add_run(f"— {number} —"), NUMBER_FONT[0], NUMBERS)
    off_grid(paragraph)


PLACED = """
<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" behindDoc="0" locked="1"
 layoutInCell="1" allowOverlap="1" {names}>
<wp:simplePos x="0" y="0"/>
<wp:positionH relativeFrom="page"><wp:posOffset>{x}</wp:posOffset></wp:positionH>
<wp:positionV relativeFrom="page"><wp:posOffset>{y}</wp:posOffset></wp:positionV>
<wp:extent cx="{size}" cy="{size}"/><wp:effectExtent l="0" t="0" r="0" b="0"/><wp:wrapNone/></wp:anchor>
"""


def placed(paragraph: Any, picture: bytes, *, x: Any, y: Any, size: Any, words: str) -> None:
    """A square picture at a place of the page, beside the text and not in its lines; `words` for who cannot see it."""
    inline = paragraph.add_run().add_picture(io.BytesIO(picture), width=size, height=size)._inline
    names = nsdecls("wp", "a", "pic", "r")
    anchor = parse_xml(PLACED.format(names=names, x=Emu(x), y=Emu(y), size=Emu(size)))
    inline.docPr.set("descr", words)
    for part in ("docPr", "cNvGraphicFramePr", "graphic"):
        found = next((each for each in inline if each.tag.endswith(f"}}{part}")), None)
        if found is not None:
            anchor.append(found)
    inline.getparent().replace(inline, anchor)
