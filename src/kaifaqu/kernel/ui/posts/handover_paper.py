"""A hand-over pack as docx in the layout of official papers, drawn from what is sealed and from nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from kaifaqu.kernel.charter.paper_words import ORDINALS
from kaifaqu.kernel.documents.sheet import Sheet
from kaifaqu.kernel.ui.lang import lang

WIDTHS = (60, 30, 26, 40)


def paper(told: Mapping[str, Any], leaver: str, successor: str) -> bytes:
    """The pack as a file, with room for the signatures of both and of whoever oversees."""
    sheet, said = Sheet(), lang()
    sheet.title(_("岗位工作移交清单"))
    if told["synthetic"]:
        sheet.mark(_("（%(mark)s）") % {"mark": _("演示数据")})
    given = {
        "organ": told["organ"][said],
        "post": told["post"]["title"][said],
        "at": told["as_of"][:16].replace("T", " "),
    }
    sheet.body(_("单位：%(organ)s。岗位：%(post)s。清单截至 %(at)s。") % given)
    for place, section in enumerate(told["sections"]):
        sheet.heading(ORDINALS[place][said == "en"] + section["title"][said])
        heads = [_("事项"), _("情况"), _("时限"), _("说明")]
        rows = [[i["label"][said], i["state"][said], i["due"] or "—", i["note"] or "—"] for i in section["items"]]
        sheet.table(heads, rows, WIDTHS)
    if not told["sections"]:
        sheet.body(_("没有未了事项。"))
    if told.get("words"):
        sheet.body(told["words"])
    sheet.body(_("非涉密系统生成，不得填写涉密信息。"))
    sheet.closing(
        [_("移交人：%(name)s") % {"name": leaver}, _("接手人：%(name)s") % {"name": successor}, _("监交人：")]
    )
    return sheet.saved()
