"""The papers that an amendment needs, as docx in the layout of official documents (GB/T 9704), made of its changes.

Nothing is in them that the charter does not say: where nobody is named as answering for a matter, the paper says so.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from kaifaqu.kernel.charter.diff import Change
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.reading import cited
from kaifaqu.kernel.charter.schema.base import Clause, told
from kaifaqu.kernel.charter.schema.measures import params_in
from kaifaqu.kernel.charter.schema.nouns import Constraint, Duty, Organ, Power, Procedure, Programme, Right
from kaifaqu.kernel.charter.schema.topics import CHAPTERS, TOPICS
from kaifaqu.kernel.figures.units import Lang

TITLE, HEADING, BODY = "方正小标宋简体", "黑体", "仿宋_GB2312"
LARGE, NORMAL, SMALL = Pt(22), Pt(16), Pt(10.5)
LINE = Pt(28)


@dataclass(frozen=True)
class Occasion:
    """What a paper is about: the amendment's title, whose charter, the document it rests on, from when."""

    title: str
    place: str
    document: str
    in_force: date
    adopted: bool
    synthetic: bool = False


def TITLES() -> dict[str, str]:  # noqa: N802
    """The papers by name."""
    return {"comparison": _("修订对照表"), "plan": _("实施方案"), "division": _("任务分工表")}


def write(name: str, occasion: Occasion, changes: Sequence[Change], new: Resolved, lang: Lang) -> bytes:
    """A paper as docx. KeyError for a name that is no paper."""
    paper = _Paper(occasion, changes, new, lang)
    making: dict[str, Callable[[], None]] = {
        "comparison": paper.comparison,
        "plan": paper.plan,
        "division": paper.division,
    }
    paper.head(TITLES()[name])
    making[name]()
    return paper.saved()


class _Paper:
    def __init__(self, occasion: Occasion, changes: Sequence[Change], new: Resolved, lang: Lang) -> None:
        self.occasion, self.changes, self.new, self.lang = occasion, changes, new, lang
        self.doc: Any = Document()
        section = self.doc.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
        _font(self.doc.styles["Normal"], BODY, NORMAL)
        _page_number(section.footer.paragraphs[0])

    def saved(self) -> bytes:
        out = io.BytesIO()
        self.doc.save(out)
        return out.getvalue()

    # ── The three papers ─────────────────────────────────────────────────────────────────────────────────────────────

    def head(self, name: str) -> None:
        self.line(self.occasion.title, TITLE, LARGE, centred=True)
        self.line(name, TITLE, LARGE, centred=True)
        marks = [
            *([] if self.occasion.adopted else [_("草案")]),
            *([_("演示数据")] if self.occasion.synthetic else []),
        ]
        if marks:
            self.line(f"（{'、'.join(marks)}）", BODY, NORMAL, centred=True)

    def comparison(self) -> None:
        """Old, new, why and source of every change, side by side."""
        self.turned()
        rows = []
        for i, change in enumerate(self.changes, 1):
            old, new = change.values(self.lang)
            start = change.start.isoformat() if change.start else ""
            rows.append([str(i), self.title(change), old, new, change.sentence(self.lang), self.source(change), start])
        heads = [_("序号"), _("条款"), _("原规定"), _("新规定"), _("变化"), _("依据"), _("施行日期")]
        self.table(heads, rows, (11, 34, 48, 48, 50, 30, 24))

    def plan(self) -> None:
        """What changes, by chapter; who has to do what; from when; what lower charters have to follow."""
        self.heading(_("一、依据和施行"))
        given = {"document": self.occasion.document, "place": self.occasion.place}
        self.body(_("根据《%(document)s》，修订%(place)s开发区制度方案。") % given)
        self.body(_("新的规定自%(day)s起施行，共%(n)s处变化。") % {"day": self.day(), "n": len(self.changes)})
        self.heading(_("二、主要变化"))
        for chapter, changes in self.by_chapter():
            self.body(f"（{chapter}）", bold=True)
            for i, change in enumerate(changes, 1):
                self.body(f"{i}. {change.sentence(self.lang)}。")
        self.heading(_("三、责任分工"))
        self.table(*self.work())
        self.heading(_("四、检核"))
        checked = self.constraints()
        for constraint in checked:
            self.body(f"{constraint.title.text(self.lang)}：{_('不符合的告知')} {self.organ(constraint.tell)}。")
        if not checked:
            self.body(_("所改条款没有对应的约束检核。"))

    def division(self) -> None:
        """Who leads and who assists in what the changes ask for, by when."""
        self.table(*self.work())

    # ── What they are made of ────────────────────────────────────────────────────────────────────────────────────────

    def day(self) -> str:
        day = self.occasion.in_force
        return f"{day.year}年{day.month}月{day.day}日" if self.lang == "zh" else day.isoformat()

    def clause(self, change: Change) -> Clause | None:
        noun, key = change.path.split(".")[:2]
        found = self.new.clauses.get((noun, key))
        return found[1] if found else None

    def title(self, change: Change) -> str:
        return change.title_en if self.lang == "en" else change.title

    def source(self, change: Change) -> str:
        return cited(self.new, change.source) or _("没有出处")

    def by_chapter(self) -> list[tuple[str, list[Change]]]:
        found: dict[str, list[Change]] = {}
        for change in self.changes:
            clause = self.clause(change)
            topic = TOPICS.get(clause.topic) if clause else None
            found.setdefault(topic.chapter if topic else "", []).append(change)
        names = {**{key: words[self.lang == "en"] for key, words in CHAPTERS.items()}, "": _("不再规定的")}
        return [(names[key], found[key]) for key in [*CHAPTERS, ""] if key in found]

    def work(self) -> tuple[list[str], list[list[str]], tuple[int, ...]]:
        rows: list[list[str]] = []
        for change in self.changes:
            clause = self.clause(change)
            lead, along = self.parties(clause, change.path) if clause else ("", [])
            who = self.organ(lead) if lead else _("方案没有写明，须补")
            helpers = "、".join(self.organ(each) for each in along)
            start = change.start or self.occasion.in_force
            rows.append([str(len(rows) + 1), change.sentence(self.lang), who, helpers or "—", start.isoformat()])
        heads = [_("序号"), _("事项"), _("牵头"), _("协助"), _("自何日起")]
        return heads, rows, (12, 70, 32, 26, 24)

    def parties(self, clause: Clause, path: str) -> tuple[str, list[str]]:
        """Who answers for a clause, and who assists, as the charter says it."""
        match clause:
            case Duty():
                return clause.owner, list(clause.assists)
            case Power() | Right():
                return clause.holder, []
            case Organ():
                return clause.kind, [told(member, "zh") for member in clause.members]
            case Constraint():
                return clause.tell, []
            case Programme():
                task = clause.tasks.get(path.split(".")[3]) if path.count(".") >= 3 else None
                return (task.lead if task else ""), []
            case Procedure():
                parties = list(dict.fromkeys(stage.by for stage in clause.stages.values()))
                return parties[0], parties[1:]
        answering = [c.tell for c in self.constraints([path])]
        return (answering[0] if answering else ""), []

    def constraints(self, paths: Iterable[str] | None = None) -> list[Constraint]:
        """The constraints that the changes touch: their own, and those that use a parameter which changes."""
        touched = list(paths) if paths is not None else [change.path for change in self.changes]
        keys = {".".join(path.split(".")[:2]) for path in touched}
        found = []
        for name, clause in self.new.of("constraints").items():
            uses = {f"params.{key}" for key in params_in(clause)}
            if isinstance(clause, Constraint) and (f"constraints.{name}" in keys or uses & keys):
                found.append(clause)
        return found

    def organ(self, key: str) -> str:
        """An organ kind as it is called."""
        return self.new.party(key, self.lang)

    # ── Layout ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def turned(self) -> None:
        """Landscape, for the wide table."""
        section = self.doc.sections[0]
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
        section.left_margin = section.right_margin = Mm(26)

    def line(self, text: str, font: str, size: Any, *, centred: bool = False, bold: bool = False) -> Any:
        paragraph = self.doc.add_paragraph()
        paragraph.paragraph_format.line_spacing = LINE if size != LARGE else Pt(34)
        if centred:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        _font(paragraph.add_run(text), font, size, bold=bold)
        return paragraph

    def heading(self, text: str) -> None:
        self.line(text, HEADING, NORMAL).paragraph_format.first_line_indent = Pt(32)

    def body(self, text: str, *, bold: bool = False) -> None:
        self.line(text, BODY, NORMAL, bold=bold).paragraph_format.first_line_indent = Pt(32)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        table = self.doc.add_table(rows=1, cols=len(heads))
        table.style = "Table Grid"
        table.autofit = False
        for cell, text, width in zip(table.rows[0].cells, heads, widths, strict=True):
            _fill(cell, text, HEADING, width)
        _repeated(table.rows[0])
        for row in rows:
            for cell, text, width in zip(table.add_row().cells, row, widths, strict=True):
                _fill(cell, text, BODY, width)


def _fill(cell: Any, text: str, font: str, width: int) -> None:
    cell.width = Mm(width)
    paragraph = cell.paragraphs[0]
    _font(paragraph.add_run(text), font, SMALL)


def _font(target: Any, name: str, size: Any, *, bold: bool = False) -> None:
    """Latin and Chinese text have a font each; Word takes the Chinese one from w:eastAsia alone."""
    target.font.name, target.font.size = "Times New Roman", size
    if bold:
        target.font.bold = True
    properties = target.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _repeated(row: Any) -> None:
    """The heads of a table stand on every page that it reaches."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _page_number(paragraph: Any) -> None:
    """— 1 —, as official documents are numbered."""
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run("— ")
    run = paragraph.add_run()
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = words
        run._r.append(part)
    paragraph.add_run(" —")
