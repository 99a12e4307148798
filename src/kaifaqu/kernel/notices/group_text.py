"""A text for the group chat: which matter, whose, by when; never longer than 120 characters, nothing sensitive."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from kaifaqu.kernel.clock import local, today
from kaifaqu.kernel.clock.steps import WEEKDAYS
from kaifaqu.kernel.notices.hiding import hidden
from kaifaqu.kernel.subjects.lang import lang

MOST = 120
SHORTEST_TITLE = 12
NUMBER, ORGAN, LINK = 30, 30, 60
"""How much of 120 characters each may take; a link that is longer is left out, a cut link leads nowhere."""


def group_text(
    title: str,
    number: str,
    organ: str,
    due: datetime | None,
    link: str = "",
    *,
    kind: str = "",
    people: Collection[str] = (),
    public: Collection[str] = (),
) -> str:
    """One line for a chat, in the reader's language; `kind` is the word that stands first (催办).

    The title is shortened to make room. `people` and `public` are what `hiding.names_in` found.
    """
    plain = _flat(hidden(title, people, public))
    given = {
        "kind": _cut(_flat(kind), ORGAN) or _("办件"),
        "number": _("（%(number)s）") % {"number": _cut(_flat(number), NUMBER)} if number.strip() else "",
        "organ": _cut(_flat(organ), ORGAN) or _("有关单位"),
        "due": in_words(due),
    }
    ends = f" {link}" if link and len(link) <= LINK and link == _flat(link) else ""
    frame = _("【%(kind)s】%(title)s%(number)s，请%(organ)s于%(due)s办理。")
    if due is None:
        frame = _("【%(kind)s】%(title)s%(number)s，请%(organ)s办理。")
    room = MOST - len(frame % {**given, "title": ""}) - len(ends)
    if ends and room < min(SHORTEST_TITLE, len(plain)):
        room, ends = room + len(ends), ""
    return (frame % {**given, "title": _cut(plain, room)} + ends)[:MOST]


def in_words(due: datetime | None) -> str:
    """A deadline as people say it: 12月1日（周二）17:30前; with the year where it is not this one."""
    if due is None:
        return ""
    when = local(due)
    day = {
        "year": when.year,
        "month": when.month,
        "day": when.day,
        "weekday": WEEKDAYS[when.weekday()][1 if lang() == "en" else 0],
        "time": f"{when:%H:%M}",
    }
    if when.year == today().year:
        return _("%(month)s月%(day)s日（%(weekday)s）%(time)s前") % day
    return _("%(year)s年%(month)s月%(day)s日（%(weekday)s）%(time)s前") % day


def _flat(text: str) -> str:
    return " ".join(text.split())


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: max(most - 1, 0)] + "…"[: max(most, 0)]
