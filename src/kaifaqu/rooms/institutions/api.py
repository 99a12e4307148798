"""What this room answers programs: the reform report, a zone between two days, the ledger."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema

from kaifaqu.kernel.actions import BadInput, NotFound
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.api import paging, readings
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.shapes import FactOut, MeasureOut
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Day, Id, Limit, Slug, lang
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures.units import Lang
from kaifaqu.kernel.measures.explain import explain
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.institutions import queries
from kaifaqu.rooms.institutions.models import Zone

DAYS_REVERSED = _("不得早于“改革前”的日期。")

router = Router(tags=["institutions"])


class PlaceOut(Schema):
    """A place by its id and short name."""

    id: int
    slug: str
    title: str


class SumOut(MeasureOut):
    """A sum beside the total that the source prints, and whether they agree."""

    total: FactOut
    agrees: bool


class ReformOut(Schema):
    """The reform of the zones that a source counts together; every number with its inputs and source."""

    report: str
    place: PlaceOut
    group: PlaceOut
    measures: dict[str, MeasureOut]
    counts: dict[str, FactOut]
    identities: dict[str, SumOut]


class ZoneOut(Schema):
    """What is known of a zone; empty where nothing is. `inferred` names what a source does not print itself."""

    id: int
    title: str
    zone_class: str
    zone_kind: str
    assessed: str
    started: int | None
    merged_from: str
    merging_with: str
    inferred: list[str]
    source: str
    synthetic: bool


class ComparedOut(Schema):
    """A zone between two days, both included."""

    zone: ZoneOut
    before: str
    after: str
    measures: dict[str, MeasureOut]
    handed_over: FactOut


class LedgerRowOut(Schema):
    """A zone and its facts on the day; the acts behind a fact are at `facts/{id}`."""

    zone: ZoneOut
    facts: dict[str, FactOut]


class LedgerOut(Schema):
    """A page of the ledger; `next` is what to send as `after`."""

    on: str
    items: list[LedgerRowOut]
    next: int | None


def reform_json(place_slug: str, lang: Lang) -> dict[str, Any]:
    """The reform report of a place, for the API and the command line alike; NotFound where there is none."""
    place = Place.objects.select_related("subject").filter(slug=place_slug).first()
    report = queries.reform_report(place) if place else None
    if place is None or report is None:
        raise NotFound
    return {
        "report": "reform",
        "place": _place(place, lang),
        "group": _place(report.group, lang),
        "measures": {e.measure.id: explain(e).as_json(lang) for e in report.measures},
        "counts": readings.by_key(report.counts, lang),
        "identities": _identities(place, lang),
    }


@reads(router, "/reform/{slug:place}", "institutions_reform", ReformOut, title=_("改革前后"))
def reform(request: HttpRequest, place: Slug) -> dict[str, Any]:
    """The reform report of a place in the published figures."""
    if not visible_to(caller(request)).filter(pk__in=Place.objects.filter(slug=place).values("pk")).exists():
        raise NotFound
    return reform_json(place, lang())


@reads(router, "/zones/{int:zone}", "institutions_zone", ComparedOut, title=_("一个开发区的前后对比"))
def compare(request: HttpRequest, zone: Id, before: Day | None = None, after: Day | None = None) -> dict[str, Any]:
    """A zone's cuts between two days, explained; without days, from before its first recorded change to today."""
    row = queries.zones(visible_to(caller(request))).filter(pk=zone).first()
    if row is None:
        raise NotFound
    first, last = queries.default_days(row)
    first, last = before or first, after or last
    if last < first:
        raise BadInput({"after": DAYS_REVERSED})
    told = queries.compare(row, first, last)
    return {
        "zone": _zone(row, lang()),
        "before": first.isoformat(),
        "after": last.isoformat(),
        "measures": {e.measure.id: explain(e).as_json(lang()) for e in told.measures},
        "handed_over": readings.told(told.handed_over, lang()),
    }


@reads(router, "/ledger", "institutions_ledger", LedgerOut, title=_("开发区台账"))
def ledger(request: HttpRequest, on: Day | None = None, after: Id | None = None, limit: Limit = 50) -> dict[str, Any]:
    """Every zone within sight with its facts on a day, in the order of their names, a page at a time."""
    day = on or today()
    zones = queries.zones(visible_to(caller(request)))
    found, following = paging.page(zones, after=after, limit=limit, spine="subject__")
    rows = [_ledger_row(row, lang()) for row in queries.ledger(found, day)]
    return {"on": day.isoformat(), "items": rows, "next": following}


def _identities(place: Place, lang: Lang) -> dict[str, dict[str, Any]]:
    told = {}
    for evaluation, total in queries.identities(place):
        computed, printed = explain(evaluation).as_json(lang), readings.told(total, lang)
        agrees = computed["value"] is not None and computed["value"] == printed["value"]
        told[evaluation.measure.id] = {**computed, "total": printed, "agrees": agrees}
    return told


def _ledger_row(row: queries.LedgerRow, lang: Lang) -> dict[str, Any]:
    return {"zone": _zone(row.zone, lang), "facts": readings.in_brief(row.readings.values(), lang)}


def _place(place: Place, lang: Lang) -> dict[str, Any]:
    return {"id": place.pk, "slug": place.slug, "title": _title(place.subject, lang)}


def _zone(zone: Zone, lang: Lang) -> dict[str, Any]:
    told = ("zone_class", "zone_kind", "assessed", "started", "merged_from", "merging_with", "inferred", "source")
    known = {name: getattr(zone, name) for name in told}
    return {"id": zone.pk, "title": _title(zone.subject, lang), "synthetic": zone.subject.synthetic, **known}


def _title(subject: Subject, lang: Lang) -> str:
    return subject.title_en if lang == "en" and subject.title_en else subject.title
