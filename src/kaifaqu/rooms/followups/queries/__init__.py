"""The desk's list: every case of an origin that the reader may see, with its light, its limit and its last news."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.cases.models import Ask, AskKind, Case, Status
from kaifaqu.kernel.cases.parties import ASSIST, LEAD
from kaifaqu.kernel.clock import ZONE, local
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.followups.models import FollowUp, Report, Said
from kaifaqu.rooms.followups.rules import Light, Limits, last_of_week, light, week_of

FAR = datetime(9000, 1, 1, tzinfo=ZONE)
"""Where what has no limit stands in an order by limit: behind everything, counted and shown."""
OPEN = Q(status__in=[Status.OPEN, Status.PAUSED])
CLAIMED_IN = ("verify", "confirm", "rate")
"""The stages in which the unit has done its part and whoever called looks at it."""
OBJECTED_IN = "object"
CLAIMED = Q(stage__in=CLAIMED_IN)
SIGNS = "sign"
NEXT_DUE: tuple[str, ...] = ("due_key", "pk")
"""The order of the desk: the next due first, what has no limit last."""


def followed(seen: QuerySet[Subject]) -> QuerySet[Case]:
    """Every case of an origin within sight, with `due_key`, `heard_at`, `explained`, last `report`, `paper_seen`."""
    said = Report.objects.filter(case=OuterRef("pk"))
    latest = said.filter(said=Said.PROGRESS).order_by("-id")
    rows = Case.objects.exclude(origin="").filter(subject__in=seen)
    return rows.annotate(
        due_key=Coalesce("limit_at", Value(FAR)),
        heard_at=Coalesce(Subquery(latest.values("at")[:1]), "opened_at"),
        report=Subquery(latest.values("pk")[:1]),
        explained=Exists(said.filter(said=Said.WORDS)),
        paper_seen=Exists(seen.filter(pk=OuterRef("follow_up__order"))),
    ).select_related("subject__place", "holder", "follow_up__order__subject")


def within(place: Place) -> Q:
    """What lies in a place or below it."""
    return Q(subject__place__in=Place.objects.filter(path__startswith=place.path).values("pk"))


def of_organ(organ: int) -> Q:
    """What an organ leads, assists or was ever asked for; not what it was merely told of."""
    return Q(Exists(Ask.objects.filter(case=OuterRef("pk"), organ=organ).exclude(kind=AskKind.COPY)))


def led_by(organ: int) -> Q:
    """What an organ leads."""
    return Q(**{f"parties__{LEAD}__0": organ})


def midnight(day: date) -> datetime:
    """The first moment of a day in China."""
    return datetime.combine(day, time(), tzinfo=ZONE)


# ── Lights as conditions, so that they can be counted and filtered by ────────────────────────────────────────────────


@dataclass(frozen=True)
class Lights:
    """The lights of a day by the charter's spans: as conditions on rows, and of one row."""

    day: date
    limits: Limits

    @property
    def late(self) -> Q:
        """Red: past the limit, and the unit has given its words or had its time for them."""
        plain = Q(limit_at__lt=midnight(self.limits.late_before(self.day, explained=False)))
        told = Q(explained=True, limit_at__lt=midnight(self.limits.late_before(self.day, explained=True)))
        return OPEN & ~CLAIMED & (plain | told)

    @property
    def soon(self) -> Q:
        """Amber: due soon, or past the limit while red waits for the unit's words."""
        until = self.limits.soon_until(self.day)
        last = self.day - timedelta(days=1) if until is None else until
        return OPEN & ~CLAIMED & Q(limit_at__lt=midnight(last + timedelta(days=1))) & ~self.late

    @property
    def silent(self) -> Q:
        """Open, still the unit's to do, and nothing heard for too long. Nothing is, where no rule says how long."""
        since = self.limits.silent_before(self.day)
        return OPEN & ~CLAIMED & Q(heard_at__lt=midnight(since)) if since else Q(pk__in=[])

    @property
    def this_week(self) -> Q:
        """Open and due this week, from today on."""
        ends = midnight(last_of_week(self.day) + timedelta(days=1))
        return OPEN & ~CLAIMED & Q(limit_at__gte=midnight(self.day), limit_at__lt=ends)

    def condition(self, wanted: Light) -> Q:
        """The rows that show a light."""
        open_ = OPEN & ~CLAIMED & ~self.late & ~self.soon
        return {
            Light.CLOSED: Q(status=Status.ENDED),
            Light.WITHDRAWN: Q(status=Status.WITHDRAWN),
            Light.CLAIMED: OPEN & CLAIMED,
            Light.LATE: self.late,
            Light.SOON: self.soon,
            Light.NOT_SIGNED: open_ & Q(stage=SIGNS),
            Light.UNDER_WAY: open_ & ~Q(stage=SIGNS),
        }[wanted]

    def of(self, row: Case) -> Light:
        """The light of a row of `followed`."""
        if row.status == Status.ENDED:
            return Light.CLOSED
        if row.status == Status.WITHDRAWN:
            return Light.WITHDRAWN
        if row.stage in CLAIMED_IN:
            return Light.CLAIMED
        told: Any = row
        return light(due_of(row), self.day, self.limits, signed=row.stage != SIGNS, explained=told.explained)


def due_of(row: Case) -> date | None:
    """The day on which a case is due."""
    return local(row.limit_at).date() if row.limit_at else None


@dataclass(frozen=True)
class Glance:
    """What stands above the list: how many are open, late, due this week, without news, objected to, to be verified."""

    open: int
    late: int
    this_week: int
    silent: int
    objected: int
    to_verify: int


def glance(rows: QuerySet[Case], lights: Lights) -> Glance:
    """The numbers above the list, in one statement."""
    conditions = {
        "open": OPEN,
        "late": lights.late,
        "this_week": lights.this_week,
        "silent": lights.silent,
        "objected": OPEN & Q(stage=OBJECTED_IN),
        "to_verify": OPEN & CLAIMED,
    }
    counts = {f"n_{name}": Count("pk", filter=condition) for name, condition in conditions.items()}
    found = rows.order_by().aggregate(**counts)
    return Glance(**{name: found[f"n_{name}"] for name in conditions})


# ── Rows, with everything that a line says ───────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Line:
    """A case as a line of the desk."""

    case: Case
    light: Light
    due: date | None
    lead: list[Subject]
    assists: list[Subject]
    report: Report | None
    heard: date
    explained: bool
    paper_seen: bool

    @property
    def follow_up(self) -> FollowUp | None:
        """What the desk knows beyond the case; a whistle or a finding has none."""
        return getattr(self.case, "follow_up", None)

    @property
    def open(self) -> bool:
        """Whether it is still to be done or to be looked at."""
        return self.case.status in (Status.OPEN, Status.PAUSED)

    @property
    def week(self) -> date | None:
        """The Monday of the week in which it is due."""
        return week_of(self.due) if self.due else None


def lines(rows: Iterable[Case], lights: Lights) -> list[Line]:
    """Rows of `followed` as lines: two statements, however many there are."""
    found = list(rows)
    reports = _reports(found)
    names = _names(found)
    return [_line(row, lights, names, reports) for row in found]


def _line(row: Any, lights: Lights, names: Mapping[int, Subject], reports: Mapping[int, Report]) -> Line:
    def named(role: str) -> list[Subject]:
        return [names[organ] for organ in row.parties.get(role, []) if organ in names]

    return Line(
        case=row,
        light=lights.of(row),
        due=due_of(row),
        lead=named(LEAD),
        assists=named(ASSIST),
        report=reports.get(row.report),
        heard=local(row.heard_at).date(),
        explained=row.explained,
        paper_seen=row.paper_seen,
    )


def _reports(rows: Iterable[Any]) -> dict[int, Report]:
    wanted = [row.report for row in rows if row.report]
    return Report.objects.select_related("organ", "need_from").in_bulk(wanted) if wanted else {}


def _names(rows: Iterable[Case]) -> dict[int, Subject]:
    wanted = {organ for row in rows for role in (LEAD, ASSIST) for organ in row.parties.get(role, [])}
    return Subject.objects.in_bulk(wanted) if wanted else {}


def one(seat: Seat, pk: int, lights: Lights) -> Line | None:
    """One case of the list; None where it is none or out of sight."""
    row = followed(visible_to(seat)).filter(pk=pk).first()
    return lines([row], lights)[0] if row else None
