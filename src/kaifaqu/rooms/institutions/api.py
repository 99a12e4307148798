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
from kaifaqu.rooms.institutions.queries import chart as charting
from kaifaqu.rooms.institutions.queries import townships

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


class ThingOut(Schema):
    """A subject by its id and name."""

    id: int
    title: str
    kind: str = ""


class TownshipOut(Schema):
    """A township on the day: areas in 0.01 m², the share in millionths; `state` is what the charter says of it."""

    id: int
    title: str
    form: str
    place: str
    administered_by: ThingOut | None
    since: str | None
    area: int | None
    basic_farmland: int | None
    basic_farmland_share: int | None
    restricted_area: int | None
    state: str
    synthetic: bool


class TownshipsOut(Schema):
    """The townships of a place on a day."""

    place: str
    on: str
    items: list[TownshipOut]


@reads(router, "/townships/{slug:place}", "institutions_townships", TownshipsOut, title=_("镇街台账"))
def township_ledger(request: HttpRequest, place: Slug, on: Day | None = None) -> dict[str, Any]:
    """The townships of a place as of a day: their ground, which zone administers them, whether they may stay."""
    seen, day = visible_to(caller(request)), on or today()
    home = Place.objects.filter(slug=place, pk__in=seen.order_by().values("pk")).first()
    if home is None:
        raise NotFound
    rows = townships.within(home, seen, day)
    return {"place": place, "on": day.isoformat(), "items": [_township(row) for row in rows]}


def _township(row: townships.TownshipRow) -> dict[str, Any]:
    subject, keeper = row.township.subject, row.keeper
    told = {which.key: row.ground.get(which.key) for which in townships.GROUND}
    return {
        "id": subject.pk,
        "title": subject.name,
        "form": row.township.form,
        "place": subject.place.name if subject.place else "",
        "administered_by": {"id": keeper.pk, "title": keeper.name, "kind": keeper.kind} if keeper else None,
        "since": row.since.isoformat() if row.since else None,
        **{key: found.number if found else None for key, found in told.items()},
        "state": row.state,
        "synthetic": subject.synthetic,
    }


class PostOut(Schema):
    """A post and who holds it; nobody where it is vacant or his name may not be seen."""

    post: str
    holder: str | None


class NodeOut(Schema):
    """An organ in the tree: `state` is standing, added or gone between the two days."""

    id: int
    title: str
    kind: str
    state: str
    begun: str | None
    ended: str | None
    successor: str | None
    posts: list[PostOut]
    below: list[NodeOut]


class BranchOut(Schema):
    """A place, its organs and the places below it that have any."""

    id: int
    title: str
    organs: list[NodeOut]
    places: list[BranchOut]


class ChartOut(Schema):
    """The organs of a place as a tree; `counts` by kind on the day."""

    on: str
    before: str | None
    counts: dict[str, int]
    tree: BranchOut


@reads(router, "/chart/{slug:place}", "institutions_chart", ChartOut, title=_("机构图"))
def organ_chart(request: HttpRequest, place: Slug, on: Day | None = None, before: Day | None = None) -> dict[str, Any]:
    """The organs of a place and of those below it as of a day, with what came and went since another day."""
    seen = visible_to(caller(request))
    home = Place.objects.select_related("subject").filter(slug=place, pk__in=seen.order_by().values("pk")).first()
    if home is None:
        raise NotFound
    day = on or today()
    if before and before > day:
        raise BadInput({"on": DAYS_REVERSED})
    found = charting.chart(home, seen, day, before)
    return {
        "on": day.isoformat(),
        "before": before.isoformat() if before else None,
        "counts": {kind: found.number(kind) for kind in found.counts},
        "tree": _branch(found.branch),
    }


def _branch(branch: charting.Branch) -> dict[str, Any]:
    return {
        "id": branch.place.pk,
        "title": branch.place.subject.name,
        "organs": [_node(node) for node in branch.roots],
        "places": [_branch(below) for below in branch.below],
    }


def _node(node: charting.Node) -> dict[str, Any]:
    return {
        "id": node.subject.pk,
        "title": node.subject.name,
        "kind": node.kind,
        "state": node.state.value,
        "begun": node.begun.isoformat() if node.begun else None,
        "ended": node.ended.isoformat() if node.ended else None,
        "successor": node.successor.name if node.successor else None,
        "posts": [{"post": held.post, "holder": held.holder} for held in node.posts],
        "below": [_node(child) for child in node.children],
    }


class MendingOut(Schema):
    """An act that would mend a difference, on which subject, with what of its inputs is known."""

    act: str
    title: str
    subject: int
    about: str
    inputs: dict[str, str]


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
