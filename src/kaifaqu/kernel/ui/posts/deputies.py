"""Leave and deputies on pages: who of one's organ is away, who takes his asks, and one's own arrangement."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.deputies import Leave, leaves
from kaifaqu.kernel.organs.models import Post
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui import forms
from kaifaqu.kernel.ui.links import act_url, url_of
from kaifaqu.kernel.ui.pages import before_act, seat_of

SET, END = "organs.set_deputy", "organs.end_deputy"
MOST = 500


def deputies(request: HttpRequest) -> HttpResponse:
    """Who is away now or will be, whose work is done by whom, and what the person may arrange."""
    seat, day = seat_of(request), today()
    found = leaves(posts_near(seat).values("pk"), day)
    may_end = set(reach(seat, END).filter(pk__in=[each.post.pk for each in found]).values_list("pk", flat=True))
    here = f"?next={reverse('deputies')}"
    labels = [_("岗位"), _("离岗人"), _("代理岗位"), _("代理人"), _("离岗自"), _("离岗至"), _("现在")]
    context = {
        "title": _("离岗代理"),
        "sub": _(
            "有人离岗时，交给他岗位的事项同时出现在代理岗位的待办里；代理人以自己的名义和权限办理，记录写明代谁办。"
        ),
        "columns": [{"label": label} for label in labels],
        "rows": [_row(each, each.post.pk in may_end, here) for each in found],
        "nothing": {"text": _("现在和今后都没有人离岗。出差、休假、学习之前，在这里安排本单位的人代理。")},
        "actions": _offered(seat, here),
        "total_text": str(len(found)) if found else "",
    }
    return render(request, "ui/list.html", context)


def posts_near(seat: Seat) -> QuerySet[Subject]:
    """The posts of one's organ, and those for which one may arrange a deputy."""
    mine = Q(organ=seat.organ) | Q(pk__in=reach(seat, SET).values("pk"))
    return visible_to(seat).filter(mine, kind=Post.KIND)


def _row(each: Leave, may_end: bool, here: str) -> dict[str, Any]:
    under_way = each.on(today())
    state = {"kind": "soon", "text": _("离岗中")} if under_way else {"kind": "plain", "text": _("将离岗")}
    names = [each.holder.name if each.holder else "—", each.deputy.name, each.by.name if each.by else "—"]
    return {
        "url": f"{act_url(END, each.post.pk)}{here}" if may_end else url_of(each.post),
        "cells": [
            each.post.name,
            *names,
            {"text": each.start.isoformat(), "src_kind": "computed"},
            {"text": each.last.isoformat(), "src_kind": "computed"},
            {"pill": state},
        ],
    }


def _offered(seat: Seat, here: str) -> list[dict[str, Any]]:
    """One's own leave is arranged from here; that of others from the page of their post."""
    if not reach(seat, SET).filter(pk=seat.acting_post).exists():
        return []
    url = f"{act_url(SET, seat.acting_post)}{here}"
    return [{"label": _("安排我离岗期间的代理"), "url": url, "primary": True}]


def _mates(seat: Seat) -> list[tuple[str, Words]]:
    """The posts that may stand in: those of the organs for whose posts the person may arrange it."""
    organs = reach(seat, SET).filter(kind=Post.KIND).values("organ")
    rows = visible_to(seat).filter(kind=Post.KIND, organ__in=organs).select_related("organ")
    return [(str(row.pk), _named(row)) for row in rows.order_by("organ__sort_key", "sort_key", "id")[:MOST]]


def _named(post: Subject) -> str:
    return _("%(post)s（%(organ)s）") % {"post": post.name, "organ": post.organ.name} if post.organ else post.name


def _will() -> dict[str, str]:
    return {
        SET: _("离岗期间，交给这个岗位的事项也由代理岗位办理；代理人用自己的权限，不得到这个岗位的权限。"),
        END: _("从回岗之日起，交给这个岗位的事项只由本岗位办理；还没有开始的离岗则取消。"),
    }


forms.offer(f"{SET}.deputy", _mates)
for _name in (SET, END):
    before_act(_name, _will)
