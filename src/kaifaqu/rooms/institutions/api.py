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
from kaifaqu.kernel.measures import reconcile as reconciling
from kaifaqu.kernel.measures.explain import explain
from kaifaqu.kernel.organs.models import Place
from kaifaqu.rooms.institutions import queries
from kaifaqu.rooms.institutions.models import Zone

DAYS_REVERSED = _("不得早于“改革前”的日期。")

router = Router(tags=["institutions"])


class ReformOut(Schema):
    """The reform of the zones that a source counts together; every number with its inputs and source."""

    place: str
    group: str
    measures: dict[str, MeasureOut]
    counts: dict[str, FactOut]


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


@reads(router, "/reform/{slug:place}", "institutions_reform", ReformOut, title=_("改革前后"))
def reform(request: HttpRequest, place: Slug) -> dict[str, Any]:
    """The reform report of a place in the published figures: what `kaifaqu report reform --json` prints."""
    seen = visible_to(caller(request)).filter(pk__in=Place.objects.filter(slug=place).values("pk"))
    told = queries.reform_json(place, lang()) if seen.exists() else None
    if told is None:
        raise NotFound
    return told


class AdjustmentOut(Schema):
    """A change of institutions on its way: whom it names, or how many where a source has no names."""

    id: int
    title: str
    place: str
    kind: str
    stage: str | None
    since: str | None
    count: int | None
    bodies: list[str]
    into: list[str]
    inferred: bool
    source: str


class InstitutionsOut(Schema):
    """A place's institutions: what was cut by which adjustments, each number with its inputs and source."""

    place: str
    on: str
    measures: dict[str, MeasureOut]
    counts: dict[str, FactOut]
    adjustments: list[AdjustmentOut]


@reads(router, "/report/{slug:place}", "institutions_report", InstitutionsOut, title=_("机构调整"))
def report(request: HttpRequest, place: Slug, on: Day | None = None) -> dict[str, Any]:
    """The report on a place's institutions: what `kaifaqu report institutions --json` prints."""
    seen = visible_to(caller(request)).filter(pk__in=Place.objects.filter(slug=place).values("pk"))
    told = queries.institutions_json(place, lang(), on) if seen.exists() else None
    if told is None:
        raise NotFound
    return told


class MendingOut(Schema):
    """An act that would mend a difference, on which subject, with what of its inputs is known."""

    act: str
    title: str
    subject: int
    about: str
    inputs: dict[str, str]


class ThingOut(Schema):
    """A subject by its id and name."""

    id: int
    title: str
    kind: str = ""


class ExemptionOut(Schema):
    """What excuses it: the span, the reason and the document."""

    begins: str
    until: str | None
    reason: str
    basis: str


class DifferenceOut(Schema):
    """What ought to be and what is: `state` is breach, warning (in principle), exempt or unknown."""

    clause: str
    charter: str
    subject: ThingOut
    state: str
    ought: str
    source: str
    readings: list[FactOut]
    params: dict[str, str]
    standing: list[ThingOut]
    acts: list[MendingOut]
    exemption: ExemptionOut | None


class ReconciledOut(Schema):
    """The charter against the registry at a place and below it, on a day."""

    place: str
    on: str
    differences: list[DifferenceOut]


@reads(router, "/reconcile/{slug:place}", "institutions_reconcile", ReconciledOut, title=_("方案与登记对照"))
def reconcile(request: HttpRequest, place: Slug, on: Day | None = None) -> dict[str, Any]:
    """What the charter wants and the registry lacks: what `kaifaqu charter reconcile --json` prints."""
    seen = set(visible_to(caller(request)).values_list("pk", flat=True))
    told = reconciling.reconciled_json(place, on or today(), lang(), seen)
    if told is None:
        raise NotFound
    return told


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
        "zone": _zone(row),
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
    rows = queries.ledger(found, day)
    items = [{"zone": _zone(row.zone), "facts": readings.in_brief(row.readings.values(), lang())} for row in rows]
    return {"on": day.isoformat(), "items": items, "next": following}


def _zone(zone: Zone) -> dict[str, Any]:
    told = ("zone_class", "zone_kind", "assessed", "started", "merged_from", "merging_with", "inferred", "source")
    known = {name: getattr(zone, name) for name in told}
    return {"id": zone.pk, "title": zone.subject.name, "synthetic": zone.subject.synthetic, **known}
