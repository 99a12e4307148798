"""What stands around every page: navigation, seats, names, the banner."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from kaifaqu.kernel.cases.inbox import counts
from kaifaqu.kernel.notices.reading import count_unseen
from kaifaqu.kernel.ui.notices import bell_of
from kaifaqu.kernel.ui.pages import seat_of
from kaifaqu.site.permissions import SIGNED_IN, table


def page(request: HttpRequest) -> dict[str, Any]:
    """The context of the base layout; sign-in and error pages need little of it."""
    chairs = getattr(request, "chairs", [])
    asked = cast(Any, request)
    context: dict[str, Any] = {
        "home_url": reverse("home"),
        "search_url": reverse("search"),
        "banner": _("演示数据") if settings.DEMO else "",
    }
    if getattr(request, "actor", None) is None:
        return context
    place = asked.seat_place
    return {
        **context,
        "place_name": place.subject.name if place else "",
        "user_name": request.user.person.subject.name,  # type: ignore[union-attr]  # an actor has a person
        "seats": [_seat(chair, active=chair == asked.chair) for chair in chairs],
        "nav": SimpleLazyObject(lambda: _nav(request)),
        "bell": SimpleLazyObject(lambda: bell_of(count_unseen(seat_of(request)))),
    }


def _seat(chair: Any, *, active: bool) -> dict[str, Any]:
    organ = chair.post.subject.organ
    return {
        "id": chair.key,
        "label": chair.post.subject.name,
        "organ": organ.name if organ else "",
        "active": active,
        "on_behalf_of": chair.leader_name,
    }


def _nav(request: HttpRequest) -> list[dict[str, Any]]:
    groups = [
        (
            _("我的"),
            [
                ("home", _("工作台"), "home", True),
                ("inbox", _("待办"), "inbox", True),
                ("letters:list", _("函件"), "file-text", False),
                ("followups:desk", _("督办台"), "list-check", True),
                ("records", _("办理记录"), "history", True),
                ("deputies", _("离岗代理"), "users", False),
                ("handovers", _("岗位交接"), "switch-horizontal", False),
            ],
        ),
        (
            _("机构"),
            [
                ("institutions:ledger", _("开发区台账"), "building-community", True),
                ("institutions:reform", _("改革前后"), "sitemap", False),
                ("reform:programmes", _("改革推进"), "list-check", True),
                ("institutions:chart", _("机构图"), "users", False),
                ("institutions:townships", _("镇街台账"), "building", False),
                ("institutions:adjustments", _("机构调整"), "switch-horizontal", False),
            ],
        ),
        (
            _("制度"),
            [
                ("charters:list", _("制度方案"), "book", False),
                ("charters:compare", _("各地怎么定"), "scale", False),
                ("calendar", _("工作日历"), "calendar", False),
                ("institutions:reconcile", _("方案与登记对照"), "list-check", False),
            ],
        ),
        (
            _("系统"),
            [
                ("audit", _("记录核验"), "shield-check", True),
                ("people", _("账号与岗位"), "users", True),
                ("health", _("运行状况"), "settings", True),
                ("notices:calls", _("电话通知单"), "phone", False),
                ("notices:channels", _("通知渠道"), "bell", False),
                ("tokens", _("接口令牌"), "key", False),
            ],
        ),
    ]
    here = request.resolver_match.view_name if request.resolver_match else ""
    drawn = []
    for title, items in groups:
        kept = [_item(request, item, here) for item in items if _offered(request, item[0])]
        if kept:
            drawn.append({"title": title, "items": kept})
    return drawn


def _item(request: HttpRequest, item: tuple[str, str, str, bool], here: str) -> dict[str, Any]:
    name, title, icon, primary = item
    drawn = {"title": title, "url": reverse(name), "icon": icon, "active": name == here, "primary": primary}
    return {**drawn, **_badge(request)} if name == "inbox" else drawn


def _badge(request: HttpRequest) -> dict[str, Any]:
    """How much waits for the seat: the same count as in the inbox and at home."""
    found = counts(seat_of(request))
    return {"badge": "inbox", "count": found.text if found.waiting else "", "late": bool(found.late)}


KEEPERS = frozenset({"security_officer", "system_officer"})
"""Those who look after the installation: they may open these pages, but their menu is their own work."""


def _offered(request: HttpRequest, name: str) -> bool:
    work = name.startswith(("institutions:", "charters:", "followups:"))
    return _allowed(request, name) and not (work and getattr(request, "role", "") in KEEPERS)


def _allowed(request: HttpRequest, name: str) -> bool:
    allowed = table().routes.get(name, frozenset())
    return SIGNED_IN in allowed or getattr(request, "role", "") in allowed
