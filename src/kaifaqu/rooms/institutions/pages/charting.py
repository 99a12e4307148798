"""The organs of a place as a tree, as of any day, and what changed since another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.charter.words import LISTED
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import NotApplicable
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, PlaceKind
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.numbers import counted, shown
from kaifaqu.kernel.ui.pages import day_sent, kind_label, seat_of
from kaifaqu.rooms.institutions.queries.chart import Branch, Chart, Node, State, chart, models_of, organs_under

FEW = 60
"""A chart with no more organs than this is shown unfolded."""


def page(request: HttpRequest) -> HttpResponse:
    """The chart of the place asked for, or of the one that the seat works in."""
    seen = visible_to(seat_of(request))
    place = place_asked(request)
    on = day_sent(request, "on", today())
    before = day_sent(request, "before", on) if request.GET.get("before") else None
    found = chart(place, seen, on, before)
    context = {
        "title": _("机构图"),
        "sub": _("%(place)s · 截至 %(day)s") % {"place": place.subject.name, "day": on.isoformat()},
        "crumbs": [{"label": place.subject.name, "url": url_of(place.subject)}],
        "places": places_offered(request),
        "place": place.slug,
        "on": on.isoformat(),
        "before": before.isoformat() if before else "",
        "turned": before is not None and before > on,
        "columns": _columns(found),
        "rows": _rows(found),
        "model": model_text(models_of([place.pk], on).get(place.pk, [])) if place.kind == PlaceKind.ZONE else "",
        "tokens": list(Drawing.of(found).tokens()),
        "empty": not found.counts,
    }
    return render(request, "institutions/chart.html", context)


def place_asked(request: HttpRequest) -> Place:
    """The visible place that the address names, or the seat's own."""
    slug = request.GET.get("place", "")
    own: Place | None = request.seat_place  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    found = Place.objects.select_related("subject").filter(slug=slug).first() if slug else own
    if found is None or not visible_to(seat_of(request)).filter(pk=found.pk).exists():
        raise Http404
    return found


def places_offered(request: HttpRequest) -> list[dict[str, str]]:
    """The places within sight, in the order of the tree; groups have no organs."""
    seen = visible_to(seat_of(request)).order_by().values("pk")
    rows = Place.objects.filter(pk__in=seen).exclude(kind="group").select_related("subject").order_by("path")
    return [{"slug": row.slug, "name": row.subject.name} for row in rows]


def model_text(organs: Iterable[Organ]) -> str:
    """How a zone is run, as 党工委＋管委会＋公司; empty where no committee is on record."""
    return _("＋").join(dict.fromkeys(kind_label(organ.kind) for organ in organs))


def _columns(found: Chart) -> list[dict[str, str]]:
    if found.before is None:
        return [{"label": _("类别")}, {"label": _("个数"), "kind": "num"}]
    days = [{"label": day.isoformat(), "kind": "num"} for day in (found.before, found.on)]
    changed = [{"label": _("新设"), "kind": "num"}, {"label": _("撤销或并入"), "kind": "num"}]
    return [{"label": _("类别")}, *days, *changed]


def _rows(found: Chart) -> list[dict[str, Any]]:
    rows = []
    for kind in (each.value for each in OrganKind if each.value in found.counts):
        numbers = [found.number(kind)]
        if found.before is not None:
            told = found.counts[kind]
            numbers = [found.number(kind, before=True), numbers[0], told[State.ADDED], told[State.GONE]]
        rows.append({"cells": [kind_label(kind), *({"fig": counted(n, "body")} for n in numbers)]})
    return rows


@dataclass(frozen=True)
class Drawing:
    """The tree as a flat list of beginnings and ends, so that a page draws thousands of organs in one loop."""

    chart: Chart
    unfold: bool
    labels: dict[str, str]

    @classmethod
    def of(cls, found: Chart) -> Drawing:
        """A drawing in the reader's language, unfolded where there is little to unfold."""
        total = sum(found.number(kind) for kind in found.counts)
        return cls(found, total <= FEW, {kind: kind_label(kind) for kind in found.counts})

    def tokens(self) -> Iterator[dict[str, Any]]:
        """Every organ in its place; the place itself is the page's own heading."""
        yield from self._inside(self.chart.branch)

    def _inside(self, branch: Branch) -> Iterator[dict[str, Any]]:
        for root in branch.roots:
            yield from self._organ(root)
        for below in branch.below:
            place = below.place.subject
            organs = sum(1 + sum(1 for _n in organs_under(root)) for root in below.roots)
            told = _("机构 %(n)s 个") % {"n": organs}
            yield {"open": True, "unfold": self.unfold, "name": place.name, "url": url_of(place), "below": told}
            yield from self._inside(below)
            yield {"close": True}

    def _organ(self, node: Node) -> Iterator[dict[str, Any]]:
        told: dict[str, Any] = {
            "name": node.subject.name,
            "url": url_of(node.subject),
            "kind": self.labels[node.kind],
            "state": node.state.value,
            "begun": node.begun.isoformat() if node.begun else "",
            "ended": node.ended.isoformat() if node.ended else "",
            "successor": node.successor.name if node.successor else "",
            "posts": [{"post": held.post, "holder": held.holder or _("空缺")} for held in node.posts],
        }
        if not node.children and not node.posts:
            yield told
            return
        below = [_("下设 %(n)s 个") % {"n": len(node.children)}] if node.children else []
        below += [_("岗位 %(n)s 个") % {"n": len(node.posts)}] if node.posts else []
        yield {"open": True, "unfold": self.unfold and bool(node.children), "below": " · ".join(below), **told}
        for child in node.children:
            yield from self._organ(child)
        yield {"close": True}


def model_row(organs: list[Organ]) -> dict[str, Any]:
    """How a zone is run, for a list of facts: the reading, and which organs it is read from."""
    label = {"label": _("管理模式")}
    if not organs:
        return {**label, "fig": shown(NotApplicable("not_recorded"))}
    note = LISTED[lang() == "en"].join(organ.subject.name for organ in organs)
    return {**label, "text": model_text(organs), "src_kind": "computed", "note": note, "note_src": "computed"}


urlpatterns = [path("chart/", page, name="chart")]
