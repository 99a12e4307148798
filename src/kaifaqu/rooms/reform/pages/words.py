"""What the pages of a programme say in words: lights, what happens next and when, short names of zones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.rooms.reform.models import Outcome, State
from kaifaqu.rooms.reform.queries import Board, Cell, Line
from kaifaqu.rooms.reform.queries.briefing import LIGHTS
from kaifaqu.rooms.reform.rules import Light, Limits, amber_from, red_from

PILLS = {
    State.UNDER_WAY: "info",
    State.CLAIMED: "soon",
    State.VERIFIED: "ok",
    State.RETURNED: "late",
    State.NOT_APPLICABLE: "plain",
    State.EXPLAINED: "plain",
}
OUTCOMES = {
    Outcome.FOUND: "info",
    Outcome.CLAIMED: "soon",
    Outcome.VERIFIED: "ok",
    Outcome.NOT_VERIFIED: "late",
}


def lights() -> dict[Light, str]:
    """The lights in the reader's words, in the order of a total."""
    return {light: str(words) for light, words in LIGHTS.items()}


def lead_of(found: Board, line: Line) -> str:
    """Who leads a task: the organ named by an act, else whom the charter says; empty where nobody."""
    if line.lead is not None:
        return line.lead.organ.name
    return found.institution.party(line.task.lead, lang()) if line.task.lead else ""


def left(days: int | None) -> str:
    """How many days are left, or have passed."""
    if days is None:
        return "—"
    if days == 0:
        return _("今天到期")
    return _("还有 %(n)s 天") % {"n": days} if days > 0 else _("已过 %(n)s 天") % {"n": -days}


def ahead(found: Board, line: Line, cell: Cell) -> str:
    """What happens next to a cell, and when."""
    if cell.light is Light.CLAIMED:
        return _("等待%(who)s核验。") % {"who": lead_of(found, line) or _("改革办")}
    if cell.light in (Light.VERIFIED, Light.NOT_APPLICABLE, Light.CITY_LEVEL, Light.ZONE_LEVEL):
        return ""
    if line.due is None:
        return _("没有期限，不亮灯。")
    return _turning(line.due, found.day, found.limits, explained=cell.explained is not None)


def _turning(due: date, day: date, limits: Limits, *, explained: bool) -> str:
    red = red_from(due, limits, explained=explained)
    if day >= red:
        told = _("%(day)s 起亮红灯，单位已作说明。") if explained else _("%(day)s 起亮红灯，单位还没有说明。")
        return told % {"day": red.isoformat()}
    if day > due:
        return _("%(red)s 起亮红灯；此前可作说明，说明与红灯一并显示。") % {"red": red.isoformat()}
    amber = amber_from(due, limits)
    turns = [_("%(day)s 起亮黄灯") % {"day": amber.isoformat()}] if amber and day < amber else []
    waits = red > due + timedelta(days=1)
    words = (
        _("到 %(due)s 未完成的，%(red)s 前可作说明，%(red)s 起亮红灯")
        if waits
        else _("到 %(due)s 未完成的，%(red)s 起亮红灯")
    )
    turns.append(words % {"due": due.isoformat(), "red": red.isoformat()})
    return _("；").join(turns) + _("。")


def shortened(names: Sequence[str]) -> list[str]:
    """Names without what they all begin and end with: 示例开发区甲（演示） is 甲 beside 示例开发区乙（演示）."""
    if len(names) < 2:
        return list(names)
    start = _alike(names)
    end = _alike([name[start:][::-1] for name in names])
    return [name[start : len(name) - end].strip() or name for name in names]


def _alike(names: Sequence[str]) -> int:
    """How many characters all names begin with."""
    columns = zip(*names, strict=False)
    return next((n for n, column in enumerate(columns) if len(set(column)) > 1), min(map(len, names)))


def phase_words(found: Board) -> dict[str, Any] | None:
    """The present phase: which of how many, its words, since when."""
    now = found.phase
    if now is None:
        return None
    given = {"n": now.number, "of": now.of, "words": now.words[lang()], "day": now.begun.isoformat()}
    text = _("第 %(n)s 阶段（共 %(of)s）：%(words)s") % given
    note = _("自 %(day)s 起") % given
    return {"label": _("阶段"), "text": text, "src_kind": "computed", "note": note, "note_src": "computed"}


def file_row(file: File | None) -> dict[str, str] | None:
    """An attachment with the address from which it is fetched."""
    if file is None:
        return None
    size = f"{file.size / 1024:.0f} KB" if file.size < 1024 * 1024 else f"{file.size / 1024 / 1024:.1f} MB"
    return {"name": file.name, "url": reverse("file", args=[file.pk]), "size": size}
