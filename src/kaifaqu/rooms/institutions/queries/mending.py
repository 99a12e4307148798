"""Which acts of this room mend what does not hold, and what it alone knows to differ: functions on the wrong side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.schema.nouns import Duty as Said
from kaifaqu.kernel.charter.schema.nouns import Organ as Wanted
from kaifaqu.kernel.measures import members
from kaifaqu.kernel.measures.reconcile import BINDING, ESTABLISH, MISSING, Asked, Line, Offer, mends, tells
from kaifaqu.kernel.measures.survey import Finding
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Organ, OrganKind
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.institutions.models import ADMINISTERED_BY, OWNER, RESTRICTED, AdjustmentKind, Duty, Township, Zone

HAND_OVER, LIST = "institutions.hand_over_duty", "institutions.list_duty"
PROPOSE, RELEASE = "institutions.propose_adjustment", "institutions.release_township"
MOST = 12
"""Things named one by one beside a difference; the rest show once these are done."""
RESIDUAL = ("township", "territory", "government", "subdistrict")
"""Parties outside every zone that no clause on organs may name."""


@mends("headcount_quota")
def _quota(finding: Finding, day: date) -> Iterable[Offer]:
    return [Offer("institutions.change_quota", finding.subject.pk)]


@mends("area")
def _area(finding: Finding, day: date) -> Iterable[Offer]:
    return [Offer("institutions.set_area", finding.subject.pk)]


@mends("leader_chiefs", "leader_deputies", "leaders_heading_units")
def _leaders(finding: Finding, day: date) -> Iterable[Offer]:
    return [Offer("institutions.record_leaders", finding.subject.pk)]


@mends("companies")
def _companies(finding: Finding, day: date) -> Iterable[Offer]:
    return [Offer(ESTABLISH, finding.subject.pk, {"kind": OrganKind.COMPANY.value})]


@mends("internal_units")
def _units(finding: Finding, day: date) -> Iterable[Offer]:
    """The units that could go, one by one, or all of them in one adjustment."""
    kind = {"kind": AdjustmentKind.ABOLISH.value}
    units = Organ.objects.filter(since.existing(day), kind=OrganKind.INTERNAL_UNIT, subject__place=finding.subject.pk)
    named = units.select_related("subject").order_by("subject__sort_key")[:MOST]
    ending = [Offer("organs.abolish_organ", unit.pk, about=unit.subject.name) for unit in named]
    return [Offer(PROPOSE, finding.subject.pk, kind), *ending]


@mends("zones_in_county")
def _merging(finding: Finding, day: date) -> Iterable[Offer]:
    return [Offer(PROPOSE, finding.subject.pk, {"kind": AdjustmentKind.MERGE.value})]


@mends("functions_handed_over")
def _functions(finding: Finding, day: date) -> Iterable[Offer]:
    """The functions that the zone still has; where none is listed, listing them comes first."""
    zone = finding.subject.pk
    owned = since.as_of(OWNER, day).filter(subject__kind=Duty.KIND, subject__place=zone, ref__place=zone)
    rows = owned.select_related("subject").order_by("subject__sort_key")[:MOST]
    offers = [Offer(HAND_OVER, row.subject_id, about=row.subject.name) for row in rows]
    return offers or [Offer(LIST, zone)]


@mends("administered_towns", "restricted_area")
def _townships(finding: Finding, day: date) -> Iterable[Offer]:
    """The townships that the zone administers; for restricted land those that have any."""
    rows = since.as_of(ADMINISTERED_BY, day).filter(ref=finding.subject.pk).select_related("subject")
    kept = list(rows.order_by("subject__sort_key"))
    if any(reading.fact.key == "restricted_area" for reading in finding.judgement.readings):
        some = since.as_of(RESTRICTED, day).filter(subject__in=[row.subject_id for row in kept], number__gt=0)
        barred = set(some.values_list("subject", flat=True))
        kept = [row for row in kept if row.subject_id in barred]
    return [Offer(RELEASE, row.subject_id, about=row.subject.name) for row in kept[:MOST]]


@mends("basic_farmland_share")
def _farmland(finding: Finding, day: date) -> Iterable[Offer]:
    if finding.subject.kind != Township.KIND:
        return []
    return [Offer(RELEASE, finding.subject.pk)]


# ── Functions ────────────────────────────────────────────────────────────────────────────────────────────────────────


@tells
def functions(asked: Asked) -> Iterable[Line]:
    """What the charter hands over and a zone still does; what is the zone's own and not listed.

    A zone of which no function is listed is unknown. One whose list lacks what is handed over has none to hand over.
    """
    zones = [zone for zone in members.members(Zone.KIND, asked.place.pk) if asked.sees(zone)]
    subjects = Subject.objects.in_bulk(zones)
    owners = dict(since.as_of(OWNER, asked.day).filter(subject__place__in=zones).values_list("subject", "ref__place"))
    listed: dict[int, list[Duty]] = {zone: [] for zone in zones}
    for duty in Duty.objects.filter(pk__in=owners).select_related("subject").order_by("subject__sort_key"):
        listed[duty.subject.place_id or 0].append(duty)
    for zone in zones:
        institution = asked.governing.of(zone)
        duties = institution.of("duties") if institution else {}
        for key, said in duties.items():
            if institution is not None and isinstance(said, Said) and _binding(said, asked.day):
                yield from _function(asked, institution, key, said, subjects[zone], listed[zone], owners)


def _binding(said: Said, day: date) -> bool:
    return said.force in BINDING and not said.example and (said.start is None or said.start <= day)


def _function(
    asked: Asked,
    institution: Resolved,
    key: str,
    said: Said,
    zone: Subject,
    listed: list[Duty],
    owners: dict[int, int | None],
) -> Iterable[Line]:
    kind, outside = _owner(institution, said.owner)
    same = [duty for duty in listed if said.title.zh in (duty.category, duty.subject.title)]
    if outside:
        inside = [duty for duty in same if owners[duty.pk] == zone.pk]
        if inside or not listed:
            yield _to_hand_over(asked, institution, key, zone, inside, kind)
    elif kind and not same:
        state = MISSING if listed else "unknown"
        given = {"title": said.title.zh, "category": _category(said), **_only(zone.pk, kind, "owner", asked.day)}
        yield Line(zone, "duties", key, institution, state, offers=(Offer(LIST, zone.pk, given),))


def _to_hand_over(asked: Asked, institution: Resolved, key: str, zone: Subject, inside: list[Duty], kind: str) -> Line:
    to = _only(zone.place_id or 0, kind, "to", asked.day)
    offers = tuple(Offer(HAND_OVER, duty.pk, to, about=duty.subject.name) for duty in inside[:MOST])
    state, standing = "breach" if inside else "unknown", tuple(duty.subject for duty in inside)
    return Line(zone, "duties", key, institution, state, standing=standing, offers=offers or (Offer(LIST, zone.pk),))


def _owner(institution: Resolved, owner: str) -> tuple[str, bool]:
    """What kind of organ the owner is, and whether it lies outside every zone; empty where it is of no zone at all."""
    wanted = institution.of("organs").get(owner)
    if isinstance(wanted, Wanted):
        if wanted.of == "zone":
            return wanted.kind, False
        return (wanted.kind, True) if wanted.kind in (*RESIDUAL, OrganKind.DEPARTMENT) else ("", False)
    if owner in RESIDUAL:
        return owner, True
    return (owner if owner in (OrganKind.COMMITTEE, OrganKind.PARTY_COMMITTEE) else ""), False


def _category(said: Said) -> str:
    return said.category.zh if not isinstance(said.category, str) else said.category or said.title.zh


def _only(place: int, kind: str, name: str, day: date) -> dict[str, str]:
    """The one organ of a kind at a place, as the input of that name; nothing where there are several, or none."""
    kinds = (OrganKind.SUBDISTRICT, OrganKind.TOWN) if kind in RESIDUAL else (kind,)
    found = list(
        Organ.objects.filter(since.existing(day), subject__place=place, kind__in=kinds).values_list("pk", flat=True)[:2]
    )
    return {name: str(found[0])} if len(found) == 1 else {}
