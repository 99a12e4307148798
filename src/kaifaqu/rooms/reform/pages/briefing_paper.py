"""A briefing as docx in the layout of official papers, drawn from its sealed content and from nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from kaifaqu.kernel.charter.paper_words import MONTHS, ORDINALS, SAID
from kaifaqu.kernel.documents.sheet import Sheet
from kaifaqu.kernel.ui.lang import lang

WIDE = 156
BLANK = "\u2003" * 5
"""Room for a name written by hand."""
WEIGHTS = {
    "happened": (14, 10, 24, 18, 14, 20),
    "late": (26, 20, 16, 38),
    "due": (34, 26, 22, 18),
    "found": (34, 18, 20, 14, 14),
}
"""How the widths of a section's columns stand to one another; else they are alike."""


def said(cell: Any) -> str:
    """A cell of sealed content in the reader's language."""
    return str(cell[lang()]) if isinstance(cell, dict) else str(cell)


def paper(content: dict[str, Any], issuer: str) -> bytes:
    """The briefing as a file."""
    sheet = Sheet()
    sheet.masthead(_("工作简报"), number_of(content), issuer, day_said(content["as_of"]))
    sheet.title(said(content["programme"]["title"]))
    marks = [*([_("草稿")] if content["number"] is None else []), *([_("演示数据")] if content["synthetic"] else [])]
    for mark in marks:
        sheet.mark(_("（%(mark)s）") % {"mark": mark})
    sheet.body(period_of(content))
    for place, section in enumerate(content["sections"]):
        sheet.heading(ORDINALS[place][lang() == "en"] + said(section["title"]))
        if section["rows"]:
            heads = [said(head) for head in section["heads"]]
            sheet.table(heads, [[said(cell) for cell in row] for row in section["rows"]], widths(section))
        else:
            sheet.body(said(section["nothing"]))
    sheet.body(_("非涉密系统生成，不得填写涉密信息。"))
    sheet.closing([BLANK.join([_("填报："), _("审核："), _("签发："), ""])])
    return sheet.saved()


def day_said(moment: str) -> str:
    """The day of a moment as papers write it: 2026年11月22日."""
    day = date.fromisoformat(moment[:10])
    given = {"year": day.year, "month": day.month, "day": day.day, "written": MONTHS[day.month - 1]}
    return SAID["day"][lang() == "en"].format(**given)


def number_of(content: dict[str, Any]) -> str:
    """Which issue of which year; a draft has no number yet."""
    if content["number"] is None:
        return _("%(year)s 年（草稿，未编号）") % {"year": content["year"]}
    return _("%(year)s 年第 %(n)s 期") % {"year": content["year"], "n": content["number"]}


def period_of(content: dict[str, Any]) -> str:
    """Of which days it tells, and as of when."""
    given = {"start": content["from"], "end": content["to"], "at": content["as_of"][:16].replace("T", " ")}
    return _("本期自 %(start)s 至 %(end)s，数据截至 %(at)s。") % given


def widths(section: dict[str, Any]) -> Sequence[int]:
    """The widths of a section's columns in millimetres."""
    many = len(section["heads"])
    weights = WEIGHTS.get(section["key"], (1,) * many)
    return [WIDE * weight // sum(weights) for weight in weights[:many]]
