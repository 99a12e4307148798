"""Townships as of a day: their ground, which zone administers them, and whether the charter lets them stay."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from kaifaqu.kernel.figures import Figure
from kaifaqu.kernel.measures.reader import FactReader, Reading
from kaifaqu.kernel.measures.survey import Finding, survey
from kaifaqu.kernel.organs.models import Place, Since
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.institutions.models import (
    ADMINISTERED_BY,
    AREA,
    BASIC_FARMLAND,
    FARMLAND_SHARE,
    RESTRICTED,
    Township,
    Zone,
)

GROUND = (AREA, BASIC_FARMLAND, FARMLAND_SHARE, RESTRICTED)
WORST = ("breach", "warning", "exempt", "unknown", "holds")


@dataclass(frozen=True)
class TownshipRow:
    """A township on a day: which zone administers it since when, its ground by relation, what the charter says."""

    township: Township
    keeper: Subject | None
    since: date | None
    ground: dict[str, Since]
    findings: tuple[Finding, ...]

    @property
    def state(self) -> str:
        """The worst that the constraints on townships say of it; empty where none is meant for it."""
        told = {finding.state for finding in self.findings}
        return next((state for state in WORST if state in told), "")


def within(place: Place, seen: QuerySet[Subject], day: date) -> list[TownshipRow]:
    """The townships that lie in a place, and those that a zone there administers on the day."""
    below = Place.objects.filter(path__startswith=place.path).values("pk")
    kept = Since.objects.filter(relation=ADMINISTERED_BY.key, start__lte=day, ref__in=below).values("subject")
    rows = Township.objects.filter(
        Q(subject__place__in=below) | Q(pk__in=kept), subject__in=seen.order_by().values("pk")
    )
    found = list(rows.select_related("subject__place").order_by("subject__sort_key", "pk"))
    told = _told([row.pk for row in found], day)
    findings = _findings(found, day)
    return [_row(row, told[row.pk], tuple(findings[row.pk])) for row in found]


def of_zone(zone: Zone, seen: QuerySet[Subject], day: date) -> list[TownshipRow]:
    """The townships that a zone administers on a day, or did before: whoever has left comes last."""
    rows = within(Place.objects.get(pk=zone.pk), seen, day)
    return sorted(rows, key=lambda row: row.keeper is None or row.keeper.pk != zone.pk)


def _told(townships: list[int], day: date) -> dict[int, dict[str, Since]]:
    """What is in force of every township on a day, by relation: one statement."""
    found: dict[int, dict[str, Since]] = defaultdict(dict)
    wanted = [ADMINISTERED_BY.key, *(which.key for which in GROUND)]
    rows = Since.objects.filter(subject__in=townships, relation__in=wanted, start__lte=day)
    for row in rows.select_related("ref").order_by("start"):
        found[row.subject_id][row.relation] = row
    return found


def _findings(townships: Iterable[Township], day: date) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = defaultdict(list)
    ids = {row.pk for row in townships}
    for home in Place.objects.filter(pk__in={row.subject.place_id for row in townships}).select_related("subject"):
        for finding in survey(home, day, ids):
            if finding.subject.place_id == home.pk:
                found[finding.subject.pk].append(finding)
    return found


def _row(township: Township, told: dict[str, Since], findings: tuple[Finding, ...]) -> TownshipRow:
    kept = told.get(ADMINISTERED_BY.key)
    keeper = kept.ref if kept else None
    return TownshipRow(township, keeper, kept.start if kept and keeper else None, told, findings)


@dataclass(frozen=True)
class Areas:
    """A zone's set area beside the sum of its townships: both as they stand, and the difference if both are known."""

    area: Reading
    townships: Reading

    @property
    def difference(self) -> Figure | None:
        """The set area less the sum, in km²."""
        first, second = self.area.figure, self.townships.figure
        if isinstance(first, Figure) and isinstance(second, Figure):
            return Figure(first.value - second.value, "km2", grounding=second.grounding)
        return None


def areas_of(zone: Zone, day: date) -> Areas:
    """The two areas of a zone on a day."""
    reader = FactReader(slots={"on": day})
    return Areas(reader.read(zone.pk, "area", "on"), reader.read(zone.pk, "townships_area", "on"))
