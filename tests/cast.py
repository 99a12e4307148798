"""The standing cast: a small city in which every kind of person sits, built through actions like any other city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.actions import (
    add_person,
    add_post,
    appoint,
    establish_organ,
    found_place,
    grant_proxy,
)
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, PlaceKind, Post
from kaifaqu.kernel.subjects.actor import Rule, Seat
from kaifaqu.rooms.institutions.actions import change_quota, list_duty, register_zone, set_area
from kaifaqu.rooms.institutions.models import Duty, Zone

SETUP = Rule("setup")
FOUNDED = date(2006, 4, 1)
QUOTA, AREA = 168, Decimal("62.40")


@dataclass(frozen=True)
class Cast:
    """Places, organs and the seats that people act from. Zone A and zone B are alike; the zone clerk sits in A."""

    city: Place
    office: Organ
    department: Organ
    zone_a: Zone
    zone_b: Zone
    committee_a: Organ
    committee_b: Organ
    unit_a: Organ
    duty_a: Duty
    duty_b: Duty
    clerk: Seat
    """Reform office: may change what lies in the city."""
    zone_clerk: Seat
    officer: Seat
    """Of another organ, the department: sees the city, changes nothing."""
    secretary: Seat
    """May nothing by himself, but acts for the leader."""
    leader: Seat
    for_leader: Seat
    """The secretary acting for the leader, with a ground."""
    auditor: Seat
    guardian: Seat
    """Security officer: posts, people and who holds what."""
    nobody: Seat
    """Claims the clerk's post, which he does not hold."""

    def people(self) -> dict[str, Seat]:
        """Every seat by its name."""
        return {name: value for name, value in vars(self).items() if isinstance(value, Seat)}


def assemble() -> Cast:
    """Build the city; the database must be empty."""
    city = found_place(by=SETUP, kind=PlaceKind.CITY, title="测试市", title_en="Test City", slug="test", on=FOUNDED)
    office, department, audit = (
        _organ(city.pk, kind, title)
        for kind, title in (
            (OrganKind.OFFICE, "改革办"),
            (OrganKind.DEPARTMENT, "住房和城乡建设局"),
            (OrganKind.DEPARTMENT, "审计局"),
        )
    )
    zone_a, committee_a, duty_a = _zone(city, "a")
    zone_b, committee_b, duty_b = _zone(city, "b")
    unit_a = _organ(zone_a.pk, OrganKind.INTERNAL_UNIT, "招商一部", parent=Ref(committee_a.pk))
    clerk, _ = sit(office, "王敏", "reform_office")
    secretary, secretary_post = sit(office, "秘书", "department_officer")
    leader, leader_post = sit(office, "李建国", "leader")
    grant_proxy(Ref(leader_post.pk), by=SETUP, to=Ref(secretary_post.pk), on=FOUNDED, until=today() + timedelta(180))
    stranger = add_person(Ref(office.pk), by=SETUP, name="路人", on=FOUNDED)
    return Cast(
        city=city,
        office=office,
        department=department,
        zone_a=zone_a,
        zone_b=zone_b,
        committee_a=committee_a,
        committee_b=committee_b,
        unit_a=unit_a,
        duty_a=duty_a,
        duty_b=duty_b,
        clerk=clerk,
        zone_clerk=sit(committee_a, "孙倩", "zone_clerk")[0],
        officer=sit(department, "赵军", "department_officer")[0],
        secretary=secretary,
        leader=leader,
        for_leader=Seat(secretary.person, secretary.post, secretary.organ, leader_post.pk, "批示〔2026〕7 号"),
        auditor=sit(audit, "刘涛", "auditor")[0],
        guardian=sit(audit, "陈立", "security_officer")[0],
        nobody=Seat(stranger.pk, clerk.post, clerk.organ),
    )


def sit(organ: Organ, name: str, role: str) -> tuple[Seat, Post]:
    """A person on a new post of the organ."""
    person = add_person(Ref(organ.pk), by=SETUP, name=name, on=FOUNDED)
    post = add_post(Ref(organ.pk), by=SETUP, title=f"{name}的岗位", role=role, on=FOUNDED)
    appoint(Ref(post.pk), by=SETUP, person=Ref(person.pk), on=FOUNDED)
    return Seat(person.pk, post.pk, organ.pk), post


def _organ(place: int, kind: OrganKind, title: str, *, parent: Ref[Organ] | None = None) -> Organ:
    return establish_organ(Ref(place), by=SETUP, kind=kind, title=title, parent=parent, on=FOUNDED)


def _zone(city: Place, letter: str) -> tuple[Zone, Organ, Duty]:
    title = f"开发区{letter.upper()}"
    zone = register_zone(Ref(city.pk), by=SETUP, title=title, slug=f"zone-{letter}", on=FOUNDED, synthetic=True)
    committee = _organ(zone.pk, OrganKind.COMMITTEE, f"{title}管委会")
    change_quota(Ref(zone.pk), by=SETUP, quota=QUOTA, on=FOUNDED)
    set_area(Ref(zone.pk), by=SETUP, km2=AREA, on=FOUNDED)
    duty = list_duty(Ref(zone.pk), by=SETUP, title="环卫保洁", category="城市管理", owner=Ref(committee.pk), on=FOUNDED)
    return zone, committee, duty
