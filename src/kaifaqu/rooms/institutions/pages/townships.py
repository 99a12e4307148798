"""The ledger of townships as of a day, a township's own page, and what a zone's page says of its townships."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.charter.editions import Governing
from kaifaqu.kernel.charter.reading import cited, sentence
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Figure, Grounding, NotApplicable
from kaifaqu.kernel.imports.kinds import all_kinds
from kaifaqu.kernel.organs.models import Place, Since
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.constraints import PILLS
from kaifaqu.kernel.ui.labels import name_kind
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url, page_of, url_of
from kaifaqu.kernel.ui.numbers import Shown, reading_shown, shown
from kaifaqu.kernel.ui.pages import acts_box, day_sent, demo_pill, recent, relation_rows, seat_of, visible
from kaifaqu.rooms.institutions.models import AREA, FARMLAND_SHARE, RESTRICTED, Township, Zone
from kaifaqu.rooms.institutions.pages.charting import place_asked, places_offered
from kaifaqu.rooms.institutions.queries import townships as queries
from kaifaqu.rooms.institutions.queries.townships import TownshipRow

REGISTER, IMPORT = "institutions.register_township", "townships"
UNITS = {AREA.key: "km2", FARMLAND_SHARE.key: "ratio", RESTRICTED.key: "km2"}


def STATES() -> dict[str, str]:  # noqa: N802  a table, made when the language is known
    """What the charter says of a township, in words."""
    return {
        "breach": _("应整建制退出"),
        "warning": _("原则上应退出"),
        "exempt": _("已同意豁免"),
        "unknown": _("缺数据，无法判定"),
        "holds": _("符合"),
    }


def ledger(request: HttpRequest) -> HttpResponse:
    """Every township of a place as of a day."""
    place, day = place_asked(request), day_sent(request, "on", today())
    seen = visible_to(seat_of(request))
    rows = queries.within(place, seen, day)
    keepers = {row.keeper.pk for row in rows if row.keeper}
    linked = set(seen.filter(pk__in=keepers).values_list("pk", flat=True))
    context = {
        "title": _("镇街台账"),
        "sub": _("%(place)s · 截至 %(day)s") % {"place": place.subject.name, "day": day.isoformat()},
        "actions": _actions(request, place),
        "filters": [
            {
                "name": "place",
                "label": _("地方"),
                "kind": "select",
                "options": [
                    {"value": row["slug"], "label": row["name"], "selected": row["slug"] == place.slug}
                    for row in places_offered(request)
                ],
            },
            {"name": "on", "label": _("截至"), "kind": "date", "value": day.isoformat()},
        ],
        "columns": [
            {"label": _("镇街")},
            {"label": _("类别")},
            {"label": _("所在地方")},
            {"label": _("代管的开发区")},
            *_columns(),
        ],
        "rows": [_full_row(row, linked) for row in rows],
        "total_text": str(len(rows)),
        "nothing": {"text": _("这里还没有登记镇街。可以逐个登记，也可以用表格批量导入。")},
    }
    return render(request, "ui/list.html", context)


def _actions(request: HttpRequest, place: Place) -> list[dict[str, Any]]:
    seat, found = seat_of(request), []
    if place.kind in ("city", "county_unit", "zone") and reach(seat, REGISTER).filter(pk=place.pk).exists():
        found.append({"label": _("登记镇街"), "url": act_url(REGISTER, place.pk), "icon": "plus"})
    if all_kinds()[IMPORT].may(seat, place.pk):
        found.append({"label": _("批量导入"), "url": reverse("imports:start", args=[IMPORT, place.pk])})
    return found


def _columns() -> list[dict[str, str]]:
    numbers = [_("面积"), _("基本农田占比"), _("限制和禁止开发区域")]
    return [
        {"label": _("自"), "kind": "date"},
        *({"label": n, "kind": "figure"} for n in numbers),
        {"label": _("按方案")},
    ]


def _full_row(row: TownshipRow, linked: set[int]) -> dict[str, Any]:
    home = row.township.subject.place
    keeper: Any = _("属地")
    if row.keeper is not None:
        keeper = {"text": row.keeper.name, "url": url_of(row.keeper) if row.keeper.pk in linked else ""}
    name, form = row.township.subject.name, str(row.township.get_form_display())
    cells = [name, form, home.name if home else "", keeper, *_cells(row)]
    return {"url": url_of(row.township.subject), "cells": cells}


def _cells(row: TownshipRow) -> list[Any]:
    numbers = [{"fig": _number(row, key)} for key in UNITS]
    state = {"pill": {"kind": PILLS[row.state], "text": STATES()[row.state]}} if row.state else "—"
    return [row.since.isoformat() if row.since else "—", *numbers, state]


def _number(row: TownshipRow, key: str) -> Shown:
    """A number of the township's ground, which can be asked why where a fact tells it."""
    told: Since | None = row.ground.get(key)
    if told is None or told.number is None:
        return shown(NotApplicable("not_recorded"))
    grounding = Grounding.SYNTHETIC if row.township.subject.synthetic else Grounding.SOURCED
    address = (
        "" if key == RESTRICTED.key else f"{reverse('fact', args=[row.township.pk, key])}?on={told.start.isoformat()}"
    )
    return shown(Figure(told.number, UNITS[key], grounding=grounding), explain_url=address)


def township(request: HttpRequest, pk: int) -> HttpResponse:
    """A township: its ground from day to day, which zones administered it, what the charter says, what can be done."""
    subject = visible(request, pk)
    own = get_object_or_404(Township, pk=pk)
    home = Place.objects.get(pk=subject.place_id)
    row = next((r for r in queries.within(home, Subject.objects.filter(pk=pk), today()) if r.township.pk == pk), None)
    pills = [{"kind": "plain", "text": str(own.get_form_display())}, *demo_pill(subject)]
    if row and row.state not in ("", "holds"):
        pills.append({"kind": PILLS[row.state], "text": STATES()[row.state]})
    lies = {"label": _("所在地方"), "text": home.subject.name, "url": url_of(home.subject)}
    source = [{"label": _("出处"), "text": own.source, "src_kind": "sourced"}] if own.source else []
    context = {
        "title": subject.name,
        "crumbs": [{"label": _("镇街台账"), "url": f"{reverse('institutions:townships')}?place={home.slug}"}],
        "pills": pills,
        "facts": [lies, *relation_rows(subject, seat=seat_of(request)), *_ruled(row), *source],
        "boxes": acts_box(request, subject),
        **recent(request, subject),
    }
    return render(request, "ui/detail.html", context)


def _ruled(row: TownshipRow | None) -> list[dict[str, Any]]:
    """What the charter says of it: each clause, and what comes of it."""
    governing = Governing(today())
    found = []
    for finding in row.findings if row else ():
        institution = governing.of(finding.subject.place_id or 0)
        if institution is not None:
            key = finding.judgement.key
            text = sentence(institution, "constraints", key, today(), lang())
            source = cited(institution, finding.judgement.constraint.src or "", lang())
            found.append({"label": STATES()[finding.state], "text": text, "src_kind": "sourced", "note": source})
    return found


def on_zone(request: HttpRequest, zone: Zone, day: date) -> dict[str, Any]:
    """The townships of a zone, for its page: who stays and who must leave, and its area beside theirs."""
    rows = queries.of_zone(zone, visible_to(seat_of(request)), day)
    if not rows:
        return {"townships": []}
    areas = queries.areas_of(zone, day)
    difference = areas.difference
    compared = [
        {"label": _("核定管辖面积"), "fig": reading_shown(areas.area)},
        {"label": _("镇街面积合计"), "fig": reading_shown(areas.townships)},
        {"label": _("相差"), "fig": _computed(difference)},
    ]
    return {
        "township_columns": [{"label": _("镇街")}, {"label": _("由谁管")}, *_columns()],
        "townships": [_zone_row(row, zone.pk) for row in rows],
        "township_areas": compared,
    }


def _computed(figure: Figure | None) -> Shown:
    if figure is None:
        return shown(NotApplicable("not_recorded"))
    kind = "synthetic" if figure.grounding is Grounding.SYNTHETIC else "computed"
    return replace(shown(figure), src_kind=kind)


def _zone_row(row: TownshipRow, zone: int) -> dict[str, Any]:
    here = row.keeper is not None and row.keeper.pk == zone
    keeper: Any = _("本区代管") if here else {"text": row.keeper.name if row.keeper else _("已退出，由属地管")}
    cells = [row.township.subject.name, keeper, *_cells(row)]
    return {"url": url_of(row.township.subject), "cells": cells, "muted": not here}


name_kind(Township.KIND, gettext_lazy("镇街"))
page_of(Township.KIND, lambda subject: reverse("institutions:township", args=[subject.pk]))
urlpatterns = [
    path("townships/", ledger, name="townships"),
    path("townships/<int:pk>/", township, name="township"),
]
