"""A letter as docx: letters in the form for letters (信函格式, GB/T 9704-2012, 10.1), slips as one form on a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docx.enum.section import WD_SECTION
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt, RGBColor

from kaifaqu.kernel.documents import codes, marks
from kaifaqu.kernel.documents.sheet import BODY, HEADING, INDENT, LARGE, LINE, NORMAL, RED, TITLE, Sheet
from kaifaqu.kernel.letters import content as contents
from kaifaqu.kernel.letters.layout import Page, head_size, pages
from kaifaqu.kernel.letters.models import Colour, Letter

INK = {Colour.BLUE: RGBColor(0x1B, 0x5A, 0x9E), Colour.YELLOW: RGBColor(0xA8, 0x6A, 0x00), Colour.RED: RED}
"""The ink of a slip's title and lines; its word stands beside it, for who prints in black."""
GROUND = {Colour.BLUE: "E3EDF8", Colour.YELLOW: "FBEFC9", Colour.RED: "FAE0DC"}
COLUMNS = (34, 122)
"""Of a form, in millimetres."""
BLACK = RGBColor(0, 0, 0)
CODE_AT, CODE_SIZE = (Mm(160), Mm(6)), Mm(24)
"""The code stands in the upper margin, to the right: the form leaves it free on every page."""
NAME, SMALLER, SMALLEST = Pt(32), Pt(12), Pt(7.5)
BESIDE, BESIDE_ENDS = 170, 7
"""The red lines of a letter are 170 mm long, 7 mm over the text on either side."""


def docx(letters: Iterable[Letter]) -> bytes:
    """Letters in one file, each from its own first page; what is printed is what was sealed."""
    paper = _Paper()
    for letter in letters:
        told = contents.read(letter)
        for page in pages(letter, told):
            paper.page(page, told)
    return paper.saved()


class _Paper(Sheet):
    """Pages that are sections of their own, so that each has its own code and number."""

    def __init__(self) -> None:
        super().__init__()
        self.begun = False

    def numbered(self, section: Any) -> None:
        """Each page is given its own number."""

    def page(self, page: Page, told: dict[str, Any]) -> None:
        """Add a page."""
        section = self.doc.add_section(WD_SECTION.NEW_PAGE) if self.begun else self.doc.sections[0]
        if self.begun:
            marks.closed_by_text(section)
        self.begun = True
        self._frame(section, page)
        if page.head:
            self._letterhead(told)
        if page.slip:
            self._slip_head(page, told)
        elif page.title:
            self._title(page)
        if page.to:
            self._line(page.to, BODY, NORMAL)
        for text, first in page.body:
            piece = self._line(text, BODY, NORMAL)
            piece.paragraph_format.first_line_indent = INDENT if first else 0
        if page.rows:
            self._form(page, told)
        self._end(page)

    def _frame(self, section: Any, page: Page) -> None:
        """Margins, the code in the upper one, the page's number in the lower one; a letter's first page has none."""
        section.top_margin = Mm(30) if page.head else Mm(37)
        section.header_distance, section.footer_distance = Mm(11), Mm(19) if page.head else Mm(24)
        section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
        marks.gridded(section)
        self._code(section.header.paragraphs[0], str(page.code))
        foot = section.footer.paragraphs[0]
        if page.head:
            self._beside(foot)
            marks.line(foot, "top", str(RED), kind="thinThickSmallGap", size=24, space=1)
        else:
            marks.numbered(foot, page.number)

    def _code(self, paragraph: Any, code: str) -> None:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Mm(27)
        marks.off_grid(paragraph)
        marks.font(paragraph.add_run(code), HEADING, SMALLEST)
        x, y = CODE_AT
        marks.placed(paragraph, codes.png(code), x=x, y=y, size=CODE_SIZE, words=code)

    def _beside(self, paragraph: Any) -> None:
        paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm(-BESIDE_ENDS)
        paragraph.paragraph_format.space_after = 0

    def _letterhead(self, told: dict[str, Any]) -> None:
        """The sender's name in red, the double red line 4 mm below it, the number under the line to the right."""
        line = self._line(told["sender"], TITLE, Pt(head_size(told["sender"])))
        line.alignment, line.paragraph_format.line_spacing = WD_ALIGN_PARAGRAPH.CENTER, Pt(44)
        line.runs[0].font.color.rgb = RED
        self._beside(line)
        marks.line(line, "bottom", str(RED), kind="thickThinSmallGap", size=24, space=8)
        number = self._line(told["number"], BODY, NORMAL)
        number.alignment, number.paragraph_format.space_before = WD_ALIGN_PARAGRAPH.RIGHT, Pt(14)

    def _title(self, page: Page) -> None:
        line = self._line(page.title, TITLE, LARGE)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_before = LINE if page.head else 0
        line.paragraph_format.space_after = LINE if page.head else Pt(12)

    def _slip_head(self, page: Page, told: dict[str, Any]) -> None:
        """The sender, the coloured name of the slip, its number and day over a coloured line."""
        colour = INK.get(told["colour"], BLACK)
        self._line(told["sender"], TITLE, NORMAL).alignment = WD_ALIGN_PARAGRAPH.CENTER
        line = self._line(page.title, TITLE, NAME)
        line.alignment, line.paragraph_format.line_spacing = WD_ALIGN_PARAGRAPH.CENTER, Pt(46)
        line.runs[0].font.color.rgb = colour
        number = self._line(f"{told['number']}\t{told['day']}", BODY, NORMAL)
        number.paragraph_format.tab_stops.add_tab_stop(Mm(156), WD_TAB_ALIGNMENT.RIGHT)
        number.paragraph_format.space_after = Pt(8)
        marks.line(number, "bottom", str(colour), size=18)

    def _form(self, page: Page, told: dict[str, Any]) -> None:
        """A form: names on a tinted ground, what is known, and room to write."""
        table = self.doc.add_table(rows=0, cols=2)
        table.style, table.autofit, table.alignment = "Table Grid", False, WD_TABLE_ALIGNMENT.CENTER
        ground = GROUND.get(told["colour"], "F2F2F2") if page.slip else "F2F2F2"
        marks.columned(table, COLUMNS)
        for name, text, height in page.rows:
            row = table.add_row()
            row.height, row.height_rule = Mm(height or 9), WD_ROW_HEIGHT_RULE.AT_LEAST
            for cell, words, font, width in zip(row.cells, (name, text), (HEADING, BODY), COLUMNS, strict=True):
                cell.width = Mm(width)
                cell.vertical_alignment = 1
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = 0
                marks.off_grid(paragraph)
                marks.font(paragraph.add_run(words), font, SMALLER)
            row.cells[0].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
            marks.shaded(row.cells[0], ground)

    def _end(self, page: Page) -> None:
        """Who and when, four characters in from the right; whom to ask; what to do with it."""
        for i, text in enumerate(page.closing):
            line = self._line(text, BODY, NORMAL)
            line.alignment, line.paragraph_format.right_indent = WD_ALIGN_PARAGRAPH.RIGHT, Pt(64)
            line.paragraph_format.space_before = LINE * 2 if i == 0 else 0
        if page.contact:
            self._line(page.contact, BODY, NORMAL).paragraph_format.first_line_indent = INDENT
        if page.note:
            note = self._line(page.note, BODY, SMALLER)
            marks.off_grid(note)
            note.paragraph_format.line_spacing, note.paragraph_format.space_before = Pt(18), Pt(6)
