"""What this room answers: the ledger of zones, the reform report, what a source says of a zone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Prefetch, QuerySet

from kaifaqu.kernel.charter.schema import Measure
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Figure
from kaifaqu.kernel.figures.units import Lang
from kaifaqu.kernel.measures.evaluate import Evaluation, evaluate, facts_of
from kaifaqu.kernel.measures.explain import explain, reading_json
from kaifaqu.kernel.measures.facts import fact
from kaifaqu.kernel.measures.models import Observation
from kaifaqu.kernel.measures.reader import FactReader, Reading
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, PlaceKind, Since
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.institutions.facts import COUNTED_BY
from kaifaqu.rooms.institutions.models import OWNER, STAGE, Adjustment, Duty, Part, Side, Stage, Zone
from kaifaqu.rooms.institutions.rules import CUTS, IDENTITIES, INSTITUTIONS, REFORM

LEDGER_FACTS = ("internal_units", "headcount_quota", "area", "functions_handed_over", "companies")
COUNTS = ("functions_handed_over", "companies")
ADJUSTED_FACTS = (
    "bodies_removed",
    "internal_units_less",
    "leader_posts_less",
    "establishment_recovered",
    "people_moved",
    "three_fixed_reissued",
)
PARKS = ("theme_parks", "core_parks")
ABOUT_ZONE = ("leader_chiefs", "leader_deputies", "leaders_heading_units", "administered_towns")


@dataclass(frozen=True)
class ReformReport:
    """The reform of the zones that a source counts together: measures computed, and counts without a before."""

    place: Place
    group: Place
    measures: tuple[Evaluation, ...]
    counts: tuple[Reading, ...]

    def measure(self, key: str) -> Evaluation:
        """The evaluation of one measure; KeyError where the report has none of that name."""
        return {e.measure.id: e for e in self.measures}[key]


def reform_report(place: Place) -> ReformReport | None:
    """The report for a city; None where no group of zones there has a reform on record."""
    group = reform_group(place)
    if group is None:
        return None
    reader = FactReader()
    pairs = [pair for m in REFORM for pair in facts_of(m.term)] + [(key, None) for key in COUNTS]
    reader.load([group.pk], pairs)
    measures = tuple(evaluate(m, group.pk, reader) for m in REFORM)
    return ReformReport(place, group, measures, tuple(reader.read(group.pk, key) for key in COUNTS))


def reform_json(slug: str, lang: Lang) -> dict[str, Any] | None:
    """The report as data for the command and the API; None where there is no such place or no reform on record."""
    place = Place.objects.select_related("subject").filter(slug=slug).first()
    report = reform_report(place) if place else None
    if report is None:
        return None
    return {
        "place": slug,
        "group": report.group.subject.name,
        "measures": {e.measure.id: explain(e).as_json(lang) for e in report.measures},
        "counts": {r.fact.key: reading_json(r, lang) for r in report.counts},
    }


@dataclass(frozen=True)
class Adjusted:
    """An adjustment with its stage on a day and those whom it names."""

    adjustment: Adjustment
    stage: Stage | None
    since: date | None
    bodies: tuple[Subject, ...]
    into: tuple[Subject, ...]


def adjustments(seen: QuerySet[Subject], day: date, below: Place | None = None) -> list[Adjusted]:
    """The adjustments within sight, of a place and those below it, with their stages on a day."""
    rows = Adjustment.objects.filter(subject__in=seen).select_related("subject__place")
    if below is not None:
        rows = rows.filter(subject__place__in=Place.objects.filter(path__startswith=below.path).values("pk"))
    rows = rows.prefetch_related(Prefetch("parts", Part.objects.select_related("subject").order_by("id")))
    stages = {row.subject_id: row for row in since.as_of(STAGE, day).filter(subject__in=rows.values("pk"))}
    return [_adjusted(row, stages.get(row.pk)) for row in rows.order_by("kind", "pk")]


def _adjusted(row: Adjustment, stage: Since | None) -> Adjusted:
    sides: dict[str, list[Subject]] = {Side.FROM: [], Side.INTO: []}
    for part in row.parts.all():
        sides[part.side].append(part.subject)
    told = (Stage(stage.code), stage.start) if stage else (None, None)
    return Adjusted(row, told[0], told[1], tuple(sides[Side.FROM]), tuple(sides[Side.INTO]))


@dataclass(frozen=True)
class Changed:
    """A count of adjustments that were done, up to each of two days, and those that made the difference."""

    key: str
    title: str
    before: int
    after: int
    unit: str
    made_by: tuple[Adjusted, ...]


def changed_between(rows: Sequence[Adjusted], before: date, after: date, lang: Lang) -> list[Changed]:
    """What the adjustments among `rows` came to between two days, by the facts that count them; nothing for none."""
    places = {row.adjustment.subject.place_id or 0 for row in rows}
    reader = FactReader(slots={"before": before, "after": after})
    reader.load(places, [(key, slot) for key in ADJUSTED_FACTS for slot in ("before", "after")])
    found = []
    for key in ADJUSTED_FACTS:
        sums = [sum(_amount(reader.read(place, key, slot)) for place in places) for slot in ("before", "after")]
        made = [row for row in rows if row.adjustment.kind in COUNTED_BY[key]]
        told = tuple(row for row in made if row.stage is Stage.DONE and row.since and before < row.since <= after)
        if any(sums) or told:
            found.append(Changed(key, fact(key).title.text(lang), sums[0], sums[1], fact(key).unit, told))
    return found


def _amount(reading: Reading) -> int:
    return int(reading.figure.amount) if isinstance(reading.figure, Figure) else 0


def institutions_json(slug: str, lang: Lang, day: date | None = None) -> dict[str, Any] | None:
    """The report on a place's institutions as data: what was cut by which adjustments, and what is published.

    None where there is no such place or nothing is adjusted there.
    """
    place = Place.objects.select_related("subject").filter(slug=slug).first()
    day = day or today()
    told = adjustments(Subject.objects.all(), day, place) if place else []
    if place is None or not told:
        return None
    reader = FactReader(on=day)
    measures = [evaluate(m, place.pk, reader) for m in INSTITUTIONS]
    readings = [reader.read(place.pk, key) for key in ADJUSTED_FACTS]
    return {
        "place": slug,
        "on": day.isoformat(),
        "measures": {e.measure.id: explain(e).as_json(lang) for e in measures if isinstance(e.figure, Figure)},
        "counts": {r.fact.key: reading_json(r, lang) for r in readings if isinstance(r.figure, Figure)},
        "adjustments": [_adjustment_json(row) for row in told],
    }


def _adjustment_json(row: Adjusted) -> dict[str, Any]:
    own = row.adjustment
    return {
        "id": own.pk,
        "title": own.subject.name,
        "place": own.subject.place.name if own.subject.place else "",
        "kind": own.kind,
        "stage": row.stage.value if row.stage else None,
        "since": row.since.isoformat() if row.since else None,
        "count": own.count,
        "bodies": [body.name for body in row.bodies],
        "into": [body.name for body in row.into],
        "inferred": own.inferred,
        "source": f"{own.source} {own.paragraph}".strip(),
    }


def reform_group(place: Place) -> Place | None:
    """The group of zones below `place` whose reform has a completion or a deadline on record."""
    dated = Observation.objects.filter(fact__in=["completed", "superior_deadline"]).values("subject")
    groups = Place.objects.filter(kind=PlaceKind.GROUP, path__startswith=place.path, pk__in=dated)
    return groups.select_related("subject").order_by("pk").first()


def identities(city: Place) -> list[tuple[Evaluation, Reading]]:
    """Sums of zones beside the total that the source prints."""
    reader = FactReader()
    return [(evaluate(m, city.pk, reader), reader.read(city.pk, "zones_total")) for m in IDENTITIES]


def zones(visible: QuerySet[Subject]) -> QuerySet[Zone]:
    """The zones among the visible subjects, in order of their names."""
    return Zone.objects.filter(subject__in=visible).select_related("subject__place").order_by("subject__sort_key", "pk")


def published_zones(visible: QuerySet[Subject]) -> QuerySet[Zone]:
    """The zones that a source names."""
    return zones(visible).exclude(source="")


def told_of(zone_ids: Iterable[int], facts: Iterable[str] = ABOUT_ZONE) -> dict[int, dict[str, Reading]]:
    """What is published of zones, by zone and fact."""
    ids, keys = list(zone_ids), list(facts)
    reader = FactReader()
    reader.load(ids, [(key, None) for key in keys])
    return {i: {key: reader.read(i, key) for key in keys} for i in ids}


@dataclass(frozen=True)
class LedgerRow:
    """A zone and its facts on a day."""

    zone: Zone
    readings: dict[str, Reading]


def ledger(zones: Sequence[Zone], day: date) -> list[LedgerRow]:
    """The ledger of the given zones (one page of them) as of a day: one query a fact, however many zones."""
    reader = FactReader(slots={"on": day})
    reader.load([z.pk for z in zones], [(key, "on") for key in LEDGER_FACTS])
    return [LedgerRow(z, {key: reader.read(z.pk, key, "on") for key in LEDGER_FACTS}) for z in zones]


@dataclass(frozen=True)
class Comparison:
    """A zone between two days: the cuts that can be computed, and the facts at either end."""

    before: date
    after: date
    measures: tuple[Evaluation, ...]
    handed_over: Reading


def compare(zone: Zone, before: date, after: date) -> Comparison:
    """Evaluate the cuts of one zone between two days."""
    reader = FactReader(slots={"before": before, "after": after})
    measures = tuple(evaluate(m, zone.pk, reader) for m in CUTS)
    return Comparison(before, after, measures, reader.read(zone.pk, "functions_handed_over", "after"))


def default_days(zone: Zone) -> tuple[date, date]:
    """From the day before the first recorded change of quota or area after the founding, to today."""
    relations = ["headcount_quota", "area", "owner"]
    rows = Since.objects.filter(relation__in=relations, subject__place=zone.pk) | Since.objects.filter(
        relation__in=relations, subject=zone.pk
    )
    starts = list(rows.order_by("start").values_list("start", flat=True).distinct()[:2])
    day = today()
    if not starts:
        return day, day
    return (starts[1] - timedelta(days=1) if len(starts) > 1 else starts[0]), day


def measure(key: str) -> Measure | None:
    """A measure of this room by its id."""
    return {m.id: m for m in (*REFORM, *IDENTITIES)}.get(key)


@dataclass(frozen=True)
class DutyRow:
    """A duty, who answers for it on the day asked, and whether that is outside the zone."""

    duty: Duty
    owner: Subject | None
    since: date | None
    outside: bool


def duties(zone: Zone, day: date) -> list[DutyRow]:
    """The duties listed for a zone, with their owners on a day; those still in the zone first."""
    listed = Duty.objects.filter(subject__place=zone.pk).select_related("subject").order_by("subject__sort_key")
    owners = {
        row.subject_id: row for row in since.as_of(OWNER, day).filter(subject__place=zone.pk).select_related("ref")
    }
    rows = [_duty_row(duty, owners.get(duty.pk), zone.pk) for duty in listed]
    return sorted(rows, key=lambda row: row.outside)


def _duty_row(duty: Duty, row: Since | None, zone: int) -> DutyRow:
    owner = row.ref if row else None
    return DutyRow(duty, owner, row.start if row else None, bool(owner and owner.place_id != zone))


def organs(zone: Zone, day: date) -> list[Organ]:
    """The organs of a zone in being on a day: committee, internal units, companies."""
    alive = since.in_being(day).filter(subject__place=zone.pk).values("subject")
    order = [OrganKind.COMMITTEE, OrganKind.INTERNAL_UNIT, OrganKind.COMPANY]
    found = Organ.objects.filter(pk__in=alive).select_related("subject")
    return sorted(found, key=lambda o: (order.index(OrganKind(o.kind)) if o.kind in order else 9, o.subject.sort_key))


def series(subject: int, relation: since.Relation) -> list[Since]:
    """Every value that a relation of a subject ever had, newest first, each with its end (`until`)."""
    return list(since.ended_on(Since.objects.filter(subject=subject, relation=relation.key)))


def city_of(place: Place | None) -> Place | None:
    """The city that a place lies in, itself included; for a place above all cities the first city below it."""
    if place is None:
        return None
    ids = [int(part) for part in place.path.split("/") if part]
    above = Place.objects.filter(pk__in=ids, kind=PlaceKind.CITY).order_by("-path")
    below = Place.objects.filter(path__startswith=place.path, kind=PlaceKind.CITY).order_by(F("subject__sort_key"))
    return above.first() or below.first()
