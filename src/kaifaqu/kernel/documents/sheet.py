"""Official documents as docx: page, fonts, headings, tables and marks in the layout of GB/T 9704-2012."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor

from kaifaqu.kernel.documents import marks

FONTS = {
    "title": ("方正小标宋简体", "FZXiaoBiaoSong-B05S"),
    "heading": ("黑体", "SimHei"),
    "second": ("楷体_GB2312", "KaiTi_GB2312"),
    "body": ("仿宋_GB2312", "FangSong_GB2312"),
}
"""The fonts of GB/T 9704 by their Chinese names, which Word goes by, and their Latin ones."""
TITLE, HEADING, SECOND, BODY = (FONTS[use][0] for use in ("title", "heading", "second", "body"))
LARGEST, LARGE, NORMAL, SMALL = Pt(36), Pt(22), Pt(16), Pt(10.5)
LINE, INDENT = marks.PITCH, Pt(32)
LEADING = {LARGEST: Pt(56), LARGE: Pt(34)}
RED = RGBColor(0xC0, 0x1F, 0x1F)


class Sheet:
    """One document being written, from its title to its date."""

    def __init__(self) -> None:
        self.doc: Any = Document()
        section = self.doc.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        section.footer_distance = Mm(24)
        marks.gridded(section)
        marks.font(self.doc.styles["Normal"], BODY, NORMAL)
        self.numbered(section)

    def numbered(self, section: Any) -> None:
        """The numbers of the pages, on the outer side of each."""
        self.doc.settings.odd_and_even_pages_header_footer = True
        marks.page_number(section.footer.paragraphs[0], even=False)
        marks.page_number(section.even_page_footer.paragraphs[0], even=True)

    def saved(self) -> bytes:
        """The document as a file."""
        out = io.BytesIO()
        self.doc.save(out)
        return out.getvalue()

    def turned(self) -> None:
        """Landscape, for a wide table."""
        section = self.doc.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        section.left_margin = section.right_margin = Mm(26)

    def title(self, text: str) -> None:
        """A line of the title."""
        self._line(text, TITLE, LARGE).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def mark(self, text: str) -> None:
        """A line under the title: that it is a draft, or synthetic."""
        self._line(text, SECOND, NORMAL).alignment = WD_ALIGN_PARAGRAPH.CENTER

    def masthead(self, name: str, number: str, issuer: str, day: str) -> None:
        """The head of a briefing: its name in red, the number, who issues it and when over a red line."""
        line = self._line(name, TITLE, LARGEST)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.runs[0].font.color.rgb = RED
        self.mark(number)
        line = self._line(f"{issuer}\t{day}", BODY, NORMAL)
        line.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)
        line.paragraph_format.space_after = LINE
        marks.line(line, "bottom", str(RED))

    def heading(self, text: str) -> None:
        """A heading of the first order."""
        self._kept(self._line(text, HEADING, NORMAL))

    def subheading(self, text: str) -> None:
        """A heading of the second order."""
        self._kept(self._line(text, SECOND, NORMAL))

    def body(self, text: str) -> None:
        """A paragraph."""
        self._line(text, BODY, NORMAL).paragraph_format.first_line_indent = INDENT

    def closing(self, lines: Sequence[str]) -> None:
        """Who issues it and when, to the right."""
        for i, text in enumerate(lines):
            paragraph = self._line(text, BODY, NORMAL)
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            paragraph.paragraph_format.right_indent = Pt(64)
            paragraph.paragraph_format.space_before = LINE * 2 if i == 0 else 0

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        """A table whose heads stand on every page that it reaches; widths in millimetres."""
        table = self.doc.add_table(rows=1, cols=len(heads))
        table.style = "Table Grid"
        table.autofit = False
        for cell, text, width in zip(table.rows[0].cells, heads, widths, strict=True):
            _fill(cell, text, HEADING, width)
        marks.repeated(table.rows[0])
        for row in rows:
            for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
                _fill(cell, text, BODY, width)
        marks.columned(table, widths)

    def _line(self, text: str, font: str, size: Any) -> Any:
        paragraph = self.doc.add_paragraph()
        paragraph.paragraph_format.line_spacing = LEADING.get(size, LINE)
        paragraph.paragraph_format.space_after = 0
        run = paragraph.add_run(text)
        marks.font(run, font, size)
        if size == NORMAL:
            marks.tightened(run)
        return paragraph

    def _kept(self, paragraph: Any) -> None:
        """A heading stays with what it heads."""
        paragraph.paragraph_format.first_line_indent = INDENT
        paragraph.paragraph_format.keep_with_next = True


def _fill(cell: Any, text: str, font: str, width: int) -> None:
    cell.width = Mm(width)
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = 0
    marks.off_grid(paragraph)
    marks.font(paragraph.add_run(text), font, SMALL)
