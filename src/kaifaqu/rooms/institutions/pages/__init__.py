"""The pages of this room: ledger, zone, the reform before and after, and why a measure has its value."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Figure, NotApplicable
from kaifaqu.kernel.measures.evaluate import Evaluation, evaluate
from kaifaqu.kernel.measures.facts import fact
from kaifaqu.kernel.measures.reader import FactReader, Reading
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui import explanations
from kaifaqu.kernel.ui.grid import grid_action
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url, page_of, url_of
from kaifaqu.kernel.ui.listing import Column, Filter, Listing, options
from kaifaqu.kernel.ui.numbers import Shown, counted, fact_url, reading_shown, shown, where_from
from kaifaqu.kernel.ui.pages import (
    acts_box,
    day_sent,
    demo_pill,
    explanation_page,
    kind_label,
    recent,
    seat_of,
    visible,
)
from kaifaqu.rooms.institutions import queries
from kaifaqu.rooms.institutions.models import Zone, ZoneClass, ZoneKind
from kaifaqu.rooms.institutions.pages import adjusting, charting, reconciling, standing, townships
from kaifaqu.rooms.institutions.queries.chart import models_of

HAND_OVER = "institutions.hand_over_duty"
Words = str | Promise


# ── Numbers with their explanations ──────────────────────────────────────────────────────────────────────────────────


def measure_url(evaluation: Evaluation, days: tuple[date, date] | None = None) -> str:
    """Where a measure's value is explained."""
    address = reverse("institutions:explain", args=[evaluation.subject, evaluation.measure.id])
    if days is None:
        return address
    return f"{address}?{urlencode({'before': days[0].isoformat(), 'after': days[1].isoformat()})}"


def ratio_card(evaluation: Evaluation, days: tuple[date, date] | None = None) -> dict[str, Any]:
    """A cut with its two facts: shown as the loss that it is (−30%), explained as the cut (30%)."""
    before, after = evaluation.readings[0], evaluation.readings[1]
    return {
        "label": evaluation.measure.title.text(lang()),
        "value": cut_shown(evaluation, days),
        "before": _side(before),
        "after": _side(after),
    }


def cut_shown(evaluation: Evaluation, days: tuple[date, date] | None = None) -> Shown:
    """A cut as a number that can be asked why."""
    return shown(
        evaluation.figure,
        explain_url="" if isinstance(evaluation.figure, NotApplicable) else measure_url(evaluation, days),
        title=evaluation.measure.definition.text(lang()),
    )


def _side(reading: Reading) -> dict[str, Any]:
    figure = reading.figure
    amount = str(float(figure.amount)) if isinstance(figure, Figure) else "0"
    return {
        "fig": reading_shown(reading),
        "amount": amount,
        "source": where_from(reading),
        "label": reading.day.isoformat() if reading.day else "",
    }


# ── The ledger ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _of_class(rows: QuerySet[Zone], value: str) -> QuerySet[Zone]:
    return rows.filter(zone_class=value)


def _of_kind(rows: QuerySet[Zone], value: str) -> QuerySet[Zone]:
    return rows.filter(zone_kind=value)


def _named(rows: QuerySet[Zone], value: str) -> QuerySet[Zone]:
    return rows.filter(subject__title__contains=value) | rows.filter(subject__title_en__icontains=value)


def _of_origin(rows: QuerySet[Zone], value: str) -> QuerySet[Zone]:
    return rows.filter(subject__synthetic=value == "demo")


def _unfiltered(rows: QuerySet[Zone], value: str) -> QuerySet[Zone]:
    return rows


def ledger(request: HttpRequest) -> HttpResponse:
    """Every zone within sight, with its facts as of a day."""
    day = day_sent(request, "on", today())
    listing: Listing[Zone] = Listing(columns=_columns(), order=("subject__sort_key", "subject_id"), filters=_filters())
    page = listing.page(queries.zones(visible_to(seat_of(request))), request.GET)
    rows = [
        {"url": url_of(row.zone.subject), "cells": _cells(row), "muted": False}
        for row in queries.ledger(page.rows, day)
    ]
    context = {
        "title": _("开发区台账"),
        "sub": _("截至 %(day)s。点数字看依据；没有公布、也没有登记的，照实写明。") % {"day": day.isoformat()},
        "actions": [*_grid_action(request), *_register_action(request)],
        "rows": rows,
        "nothing": _nothing(request),
        **page.context,
    }
    return render(request, "ui/list.html", context)


def _columns() -> list[Column]:
    zone = Column("zone", _("开发区"), order=("subject__sort_key", "subject_id"))
    described = [Column("class", _("级别"), "pill"), Column("kind", _("类别"))]
    numbers = [Column(key, fact(key).title.text(lang()), "figure") for key in queries.LEDGER_FACTS]
    return [zone, *described, *numbers]


def _filters() -> list[Filter[Zone]]:
    origins = [("published", gettext_lazy("公布的")), ("demo", gettext_lazy("演示的"))]
    return [
        Filter("q", _("名称含"), _named, kind="text"),
        Filter("class", _("级别"), _of_class, options=options(ZoneClass.choices, _("全部"))),
        Filter("kind", _("类别"), _of_kind, options=options(ZoneKind.choices, _("全部"))),
        Filter("origin", _("数据"), _of_origin, options=options(origins, _("全部"))),
        Filter("on", _("截至"), _unfiltered, kind="date", default=today().isoformat()),
    ]


def _cells(row: queries.LedgerRow) -> list[Any]:
    zone = row.zone
    name: dict[str, Any] = {"text": zone.subject.name}
    described = [_said(zone, "zone_class"), _said(zone, "zone_kind")]
    return [name, *described, *({"fig": _known_of(zone, reading)} for reading in row.readings.values())]


def _known_of(zone: Zone, reading: Reading) -> Shown:
    """A reading of a zone; of a zone that no source names, what is unknown is not recorded rather than unpublished."""
    if isinstance(reading.figure, NotApplicable) and not zone.source:
        return shown(NotApplicable("not_recorded"))
    return reading_shown(reading)


INFERRED_NAMES = {"zone_class": "class", "zone_kind": "kind", "started": "started", "assessed": "assessed"}


def _said(zone: Zone, name: str) -> dict[str, Any]:
    """What is known of a zone's class or kind, marked where it is a reading and not printed."""
    if not getattr(zone, name):
        return {"fig": Shown(text="", src_kind="none")}
    kind = "inferred" if INFERRED_NAMES[name] in zone.inferred else "sourced"
    return {"fig": Shown(text=str(getattr(zone, f"get_{name}_display")()), src_kind=kind)}


def _register_action(request: HttpRequest) -> list[dict[str, Any]]:
    place = request.seat_place  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    if place is None or not reach(seat_of(request), "institutions.register_zone").filter(pk=place.pk).exists():
        return []
    url = act_url("institutions.register_zone", place.pk)
    return [{"label": _("登记开发区"), "url": url, "icon": "plus"}]


def _grid_action(request: HttpRequest) -> list[dict[str, Any]]:
    place = request.seat_place  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    return grid_action(seat_of(request), "zones", [place.pk] if place else [], _("在表格里填"))


def _nothing(request: HttpRequest) -> dict[str, str]:
    first = next(iter(_register_action(request)), None)
    told = {"text": _("没有符合条件的开发区。")}
    if first and not Zone.objects.exists():
        return {
            "text": _("这里还没有开发区。先登记一个，再设机构、列职能、定员额。"),
            "url": first["url"],
            "action": first["label"],
        }
    return told


# ── A zone ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def zone(request: HttpRequest, pk: int) -> HttpResponse:
    """A zone: its facts between two days, its duties, its organs, what a source says, its record."""
    subject = visible(request, pk)
    found = get_object_or_404(Zone.objects.select_related("subject__place"), pk=pk)
    first, last = queries.default_days(found)
    days = (day_sent(request, "before", first), day_sent(request, "after", last))
    compared = queries.compare(found, *days)
    duties = queries.duties(found, days[1])
    context = {
        "title": subject.name,
        "crumbs": [{"label": _("开发区台账"), "url": reverse("institutions:ledger")}],
        "pills": _zone_pills(found),
        "sub": subject.place.name if subject.place else "",
        "model": [charting.model_row(models_of([pk], days[1]).get(pk, []))],
        "actions": _beside(found),
        "cards": [ratio_card(m, days) for m in compared.measures if _known(m)],
        "unknown": [m.measure.title.text(lang()) for m in compared.measures if not _known(m)],
        "days": {"before": days[0].isoformat(), "after": days[1].isoformat()},
        "turned": days[0] > days[1],
        "duty_columns": _duty_columns(),
        "duties": [_duty_row(request, row) for row in duties],
        "duty_count": _duty_count(duties, synthetic=subject.synthetic),
        "organ_columns": [{"label": _("名称")}, {"label": _("类别")}],
        "organs": [
            {"url": url_of(o.subject), "cells": [o.subject.name, kind_label(o.kind)]}
            for o in queries.organs(found, days[1])
        ],
        **townships.on_zone(request, found, days[1]),
        "leader_columns": standing.columns(),
        "leaders": standing.leaders(found, days[1]),
        "told": _told(found),
        "boxes": acts_box(request, subject),
        **recent(request, subject),
    }
    return render(request, "institutions/zone.html", context)


def zone_numbers(found: Zone, day: date) -> list[dict[str, Any]]:
    """A zone's line of the ledger on a day, as cards."""
    [row] = queries.ledger([found], day)
    return [{"label": r.fact.title.text(lang()), "value": _known_of(found, r)} for r in row.readings.values()]


def _beside(found: Zone) -> list[dict[str, Any]]:
    """Where else the zone is looked at: its chart, and the charter against its registry."""
    slug = Place.objects.values_list("slug", flat=True).get(pk=found.pk)
    chart = f"{reverse('institutions:chart')}?{urlencode({'place': slug})}"
    return [
        {"label": _("机构图"), "url": chart, "icon": "sitemap"},
        {"label": _("方案与登记对照"), "url": reconciling.address(slug), "icon": "list-check"},
    ]


def _known(evaluation: Evaluation) -> bool:
    return isinstance(evaluation.figure, Figure)


def _zone_pills(found: Zone) -> list[dict[str, str]]:
    kinds = [str(found.get_zone_class_display())] if found.zone_class else []
    return [*({"kind": "plain", "text": text} for text in kinds), *demo_pill(found.subject)]


def _duty_columns() -> list[dict[str, str]]:
    return [
        {"label": _("职能")},
        {"label": _("类别")},
        {"label": _("承担单位")},
        {"label": _("自"), "kind": "date"},
        {"label": ""},
    ]


def _duty_row(request: HttpRequest, row: queries.DutyRow) -> dict[str, Any]:
    state: dict[str, Any] = {"pill": {"kind": "ok", "text": _("已剥离")}}
    if not row.outside:
        may = reach(seat_of(request), HAND_OVER).filter(pk=row.duty.pk).exists()
        state = {"text": _("剥离"), "url": act_url(HAND_OVER, row.duty.pk)} if may else {"text": _("在区内")}
    owner = {"text": row.owner.name, "url": url_of(row.owner)} if row.owner else {"text": "—"}
    since = row.since.isoformat() if row.since else ""
    return {"url": url_of(row.duty.subject), "cells": [row.duty.subject.name, row.duty.category, owner, since, state]}


def _duty_count(rows: list[queries.DutyRow], *, synthetic: bool) -> dict[str, Shown]:
    gone = sum(row.outside for row in rows)
    return {
        "gone": counted(gone, "function", synthetic=synthetic),
        "left": counted(len(rows) - gone, "function", synthetic=synthetic),
    }


def _told(found: Zone) -> list[dict[str, Any]]:
    """What a source says of the zone, and 'not published' for what it does not."""
    if not found.source:
        return []
    readings = queries.told_of([found.pk])[found.pk]
    parks = queries.told_of([found.pk], queries.PARKS)[found.pk]
    readings |= {key: reading for key, reading in parks.items() if isinstance(reading.figure, Figure)}
    said = [
        (_("级别"), "zone_class"),
        (_("类别"), "zone_kind"),
        (_("考核方式"), "assessed"),
        (_("启动改革年份"), "started"),
    ]
    rows = [{"label": label, **_said_plainly(found, name)} for label, name in said]
    rows += [
        {"label": r.fact.title.text(lang()), "fig": reading_shown(r), "source": where_from(r)}
        for r in readings.values()
    ]
    if found.merged_from:
        rows.append({"label": _("由何整合而来"), "text": found.merged_from})
    if found.merging_with:
        rows.append({"label": _("正与何合并"), "text": found.merging_with, "note": _("已上报请示")})
    return rows


def _said_plainly(found: Zone, name: str) -> dict[str, Any]:
    if name != "started":
        return _said(found, name)
    if found.started is None:
        return {"fig": Shown(text="", src_kind="none")}
    kind = "inferred" if "started" in found.inferred else "sourced"
    return {"fig": Shown(text=str(found.started), src_kind=kind)}


# ── The reform ───────────────────────────────────────────────────────────────────────────────────────────────────────


def reform(request: HttpRequest) -> HttpResponse:
    """The published reform of the city, in full."""
    context = {"title": _("改革前后"), **reform_context(request)}
    return render(request, "institutions/reform.html", context)


def reform_context(request: HttpRequest) -> dict[str, Any]:
    """What the reform page and the reform office's home show: ratios, counts, sums, and the zones by name."""
    city = queries.city_of(request.seat_place)  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    report = queries.reform_report(city) if city else None
    named = list(queries.published_zones(visible_to(seat_of(request))))
    told = queries.told_of(z.pk for z in named)
    context: dict[str, Any] = {
        "zone_columns": _named_columns(),
        "zone_rows": [_named_row(z, told[z.pk]) for z in named],
        "identities": [_identity(e, total) for e, total in queries.identities(city) if _known(e)] if city else [],
    }
    if report is None:
        return context
    lead = report.measure("programme_lead_days")
    days = [r.figure.number(lang()) for r in lead.readings if isinstance(r.figure, Figure)]
    return {
        **context,
        "sub": _("%(group)s合计。每个比例都由两个公布的数算出，点开看依据。") % {"group": report.group.subject.name},
        "ratios": [ratio_card(m) for m in report.measures if m.measure.id != lead.measure.id],
        "lead": {
            "label": lead.measure.title.text(lang()),
            "value": replace(shown(lead.figure), explain_url=measure_url(lead)),
            "note": " ← ".join(days),
            "source": lead.measure.src,
        },
        "counts": [
            {
                "label": r.fact.title.text(lang()),
                "value": reading_shown(r),
                "note": _("改革前的数未公布"),
                "source": where_from(r),
            }
            for r in report.counts
        ],
    }


def _named_columns() -> list[dict[str, str]]:
    labels = [_("开发区"), _("级别"), _("启动改革"), _("考核方式")]
    figures = [_("正职"), _("副职"), _("兼部门负责人"), _("代管镇街")]  # in the order of queries.ABOUT_ZONE
    return [*({"label": label} for label in labels), *({"label": label, "kind": "figure"} for label in figures)]


def _named_row(found: Zone, told: dict[str, Reading]) -> dict[str, Any]:
    cells = [
        found.subject.name,
        _said(found, "zone_class"),
        _said_plainly(found, "started"),
        _said(found, "assessed"),
        *({"fig": reading_shown(reading)} for reading in told.values()),
    ]
    return {"url": url_of(found.subject), "cells": cells}


def _identity(evaluation: Evaluation, total: Reading) -> dict[str, Any]:
    """A sum beside the total that the source prints: do the parts add up?"""
    printed, computed = total.figure, evaluation.figure
    agrees = isinstance(printed, Figure) and isinstance(computed, Figure) and printed.amount == computed.amount
    parts = " + ".join(r.figure.number(lang()) for r in evaluation.readings if isinstance(r.figure, Figure))
    return {
        "label": evaluation.measure.title.text(lang()),
        "value": replace(shown(computed), explain_url=measure_url(evaluation)),
        "note": f"{parts} · {_('与公布的总数相符') if agrees else _('与公布的总数不符')}",
        "note_src": "computed",
        "source": evaluation.measure.src,
    }


def explain(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Why a measure of a subject has its value."""
    subject = visible(request, pk)
    measure = queries.measure(key)
    if measure is None:
        raise Http404
    slots = {name: day_sent(request, name, today()) for name in ("before", "after") if request.GET.get(name)}
    evaluation = evaluate(measure, subject.pk, FactReader(slots=slots))
    return explanation_page(request, explanations.measure_panel(evaluation, _panel_fact_url), subject)


def _panel_fact_url(reading: Reading) -> str:
    return fact_url(reading) if isinstance(reading.figure, Figure) and reading.day else ""


def _zone_url(subject: Subject) -> str:
    return reverse("institutions:zone", args=[subject.pk])


page_of(Zone.KIND, _zone_url)

app_name = "institutions"
urlpatterns = [
    path("", ledger, name="ledger"),
    path("zones/<int:pk>/", zone, name="zone"),
    path("reform/", reform, name="reform"),
    *adjusting.urlpatterns,
    *charting.urlpatterns,
    *reconciling.urlpatterns,
    *townships.urlpatterns,
    path("explain/<int:pk>/<slug:key>/", explain, name="explain"),
]
