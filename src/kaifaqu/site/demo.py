"""The demonstration: Yantai in its published figures, and eight synthetic, marked zones with people in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases.demo import Cast, build_cases
from kaifaqu.kernel.charter.actions import (
    adopt_amendment,
    amend_clause,
    begin_amendment,
    exempt,
    install_charter,
    submit_amendment,
)
from kaifaqu.kernel.charter.editing import Wanted
from kaifaqu.kernel.clock import shifted, today
from kaifaqu.kernel.organs.actions import establish_organ
from kaifaqu.kernel.organs.models import Account, Organ, OrganKind, Place, PlaceKind
from kaifaqu.kernel.organs.seats import chairs_of
from kaifaqu.kernel.subjects.actor import Rule, Seat
from kaifaqu.rooms.followups.demo import COMMERCE, FINANCE, HOUSING, SCIENCE, ZONE_A, ZONE_B, begin_desk
from kaifaqu.rooms.institutions.demo import Scene, build_synthetic, load_yantai, reform_half_way
from kaifaqu.rooms.institutions.demo.elsewhere import load_ganzhou, load_huaian, load_mergers
from kaifaqu.rooms.institutions.demo.parks import load_parks
from kaifaqu.rooms.institutions.demo.townships import build_townships, load_townships
from kaifaqu.rooms.reform.demo import begin_synthetic, load_published
from kaifaqu.rooms.reform.demo.briefing import issue_first
from kaifaqu.rooms.reform.demo.cases import copy_synthetic, load_cases
from kaifaqu.rooms.reform.demo.goals import build_growing
from kaifaqu.site.installation import (
    COUNTRY,
    Door,
    Opening,
    open_country,
    open_division,
    open_door,
    open_leader,
    open_office,
)

DEMO = Rule("demo")
AT_WORK = 60
"""For so many days the demonstration's people have been at work: what they did lies behind its day."""
PASSWORD = "kaifaqu-demo"  # noqa: S105  (printed with the demo accounts; refused outside a demonstration)
FOUNDED = date(2019, 7, 1)

OFFICE = Opening(city="烟台市", slug="yantai", code="370600", city_en="Yantai")
DOORS = {
    "office": Door("wangmin", "王敏（演示）", "Wang Min (demo)", "改革办经办", "Reform office clerk", "reform_office"),
    "second": Door(
        "linfang", "林芳（演示）", "Lin Fang (demo)", "改革办复核", "Reform office reviewer", "reform_office"
    ),
    "zone": Door("sunqian", "孙倩（演示）", "Sun Qian (demo)", "综合办经办", "Zone office clerk", "zone_clerk"),
    "department": Door("zhaojun", "赵军（演示）", "Zhao Jun (demo)", "内勤", "Duty officer", "department_officer"),
    "audit": Door("liutao", "刘涛（演示）", "Liu Tao (demo)", "审计员", "Auditor", "auditor"),
    "security": Door("chenli", "陈立（演示）", "Chen Li (demo)", "安全员", "Security officer", "security_officer"),
    "system": Door("zhoujie", "周杰（演示）", "Zhou Jie (demo)", "系统管理员", "System officer", "system_officer"),
}
LEADER = Door(
    "", "李建国（演示）", "Li Jianguo (demo)", "领导小组办公室主任", "Director of the reform office", "leader"
)


@dataclass(frozen=True)
class DemoAccount:
    """What the sign-in page shows of a demo account."""

    username: str
    who: str
    what: str
    password: str = PASSWORD


def loaded() -> bool:
    """Whether the demonstration stands in this database."""
    return Account.objects.filter(username=DOORS["office"].username).exists()


def accounts() -> list[DemoAccount]:
    """The demo accounts, one per kind of person who signs in."""
    found = Account.objects.filter(username__in=[d.username for d in DOORS.values()]).select_related("person__subject")
    people = {a.username: a for a in found}
    rows = []
    for door in DOORS.values():
        account = people.get(door.username)
        if account is not None and account.person is not None:
            organ = account.person.subject.organ
            rows.append(DemoAccount(door.username, account.person.subject.name, organ.name if organ else ""))
    return rows


def load(say: Callable[[str], None]) -> None:
    """Build the whole demonstration in an empty database, saying what is being done."""
    say("places: country, under the rules of national law, province, city")
    country = open_country(DEMO)
    province = open_division(country, PlaceKind.PROVINCE, "山东省", "Shandong", "shandong", "370000", DEMO)
    city = open_division(province, PlaceKind.CITY, OFFICE.city, OFFICE.city_en, OFFICE.slug, OFFICE.code, DEMO)
    say("charter: Yantai's reform plan, adopted as its first edition")
    install_charter(Ref(city.pk), by=DEMO)
    _elsewhere(country, city)
    say("facts: Yantai's reform of 2020 in its published figures")
    load_yantai(settings.FACTS_DIR, city, DEMO)
    load_mergers(settings.FACTS_DIR, city, DEMO)
    load_townships(settings.FACTS_DIR, city, DEMO)
    load_parks(settings.FACTS_DIR, Place.objects.get(slug="hengyang"), DEMO)
    load_cases(settings.FACTS_DIR, "yantai", city, DEMO)
    say("synthetic: eight marked zones with units and duties")
    scene = build_synthetic(city, DEMO)
    build_townships(scene.county, scene.zones[0], DEMO)
    say("people: one account per kind of person who signs in")
    with shifted(-timedelta(days=AT_WORK)):
        clerk, for_leader, second = _people(city, scene)
    say("acts: the synthetic zones' reform, half way")
    reform_half_way(scene, clerk, for_leader)
    _draft(scene.county, clerk, second)
    load_published(city, Place.objects.get(slug="yantai-started-2020"), DEMO)
    zones, bureau = [Place.objects.get(pk=zone.pk) for zone in scene.zones], Organ.objects.get(subject__title=BUREAU)
    begin_synthetic(scene.county, zones, clerk, second, bureau, DEMO)
    say("follow-ups: marked orders and matters in every state")
    _desk(scene.county, zones, clerk, second)
    copy_synthetic(zones, clerk)
    issue_first(scene.county, clerk)
    say("cases: a few marked ones, in every state")
    audit = Organ.objects.get(subject__title=BUREAUS[1][1])
    build_cases(Cast(zones[0], _seat_of("zone"), _seat_of("department"), clerk, audit))
    exempt(
        Ref(scene.county.pk),
        by=for_leader,
        clause="constraints.one_zone_per_county",
        reason="演示：合并方案已上报，批复前作为例外",
        basis="演示：领导小组会议纪要",
        on=date(2020, 9, 30),
    )


def _desk(county: Place, zones: list[Place], clerk: Seat, second: Seat) -> None:
    organs = {key: Organ.objects.get(subject__title=title) for key, title in FOLLOWED.items()}
    committees = [Organ.objects.get(kind=OrganKind.COMMITTEE, subject__place=zone.pk) for zone in zones[:2]]
    begin_desk(county, clerk, second, {**organs, ZONE_A: committees[0], ZONE_B: committees[1]}, DEMO)


def _elsewhere(country: Place, yantai: Place) -> None:
    """The other places of the charters, each under its own, and what is published of their institutions."""
    places = {"yantai": yantai, COUNTRY: country}
    for slug, above, kind, title, title_en, code in ELSEWHERE:
        places[slug] = open_division(places[above], kind, title, title_en, slug, code, DEMO)
    for slug in SEEDED:
        install_charter(Ref(places[slug].pk), by=DEMO)
    load_ganzhou(settings.FACTS_DIR, places["ganzhou"], places["shangli"], DEMO)
    load_huaian(settings.FACTS_DIR, places["huaian"], DEMO)
    build_growing(places["jiangxi"], DEMO)
    load_cases(settings.FACTS_DIR, "hengyang", places["hengyang"], DEMO)
    exempt(
        Ref(Place.objects.get(slug="ganzhou-etdz").pk),
        by=DEMO,
        clause="constraints.no_social_affairs",
        reason="除赣州经开区外，其余经济建设类开发区均不再承担社会事务",
        basis="jiangxi-2023 二·¶9",
        on=date(2023, 11, 23),
    )


ELSEWHERE = (
    ("longkou", "yantai", PlaceKind.COUNTY_UNIT, "龙口市", "Longkou", "370681"),
    ("hunan", COUNTRY, PlaceKind.PROVINCE, "湖南省", "Hunan", "430000"),
    ("hengyang", "hunan", PlaceKind.CITY, "衡阳市", "Hengyang", "430400"),
    ("sichuan", COUNTRY, PlaceKind.PROVINCE, "四川省", "Sichuan", "510000"),
    ("mianyang", "sichuan", PlaceKind.CITY, "绵阳市", "Mianyang", "510700"),
    ("jiangxi", COUNTRY, PlaceKind.PROVINCE, "江西省", "Jiangxi", "360000"),
    ("ganzhou", "jiangxi", PlaceKind.CITY, "赣州市", "Ganzhou", "360700"),
    ("pingxiang", "jiangxi", PlaceKind.CITY, "萍乡市", "Pingxiang", "360300"),
    ("shangli", "pingxiang", PlaceKind.COUNTY_UNIT, "上栗县", "Shangli", "360322"),
    ("jiangsu", COUNTRY, PlaceKind.PROVINCE, "江苏省", "Jiangsu", "320000"),
    ("huaian", "jiangsu", PlaceKind.CITY, "淮安市", "Huai'an", "320800"),
)
SEEDED = ("longkou", "hengyang", "mianyang", "jiangxi", "ganzhou", "shangli", "huaian")


def _draft(county: Place, clerk: Seat, second: Seat) -> None:
    """A marked county's first charter, of one stricter value; and an amendment of it under way."""
    for title, title_en, day, old, new in DRAFTS:
        row = begin_amendment(Ref(county.pk), by=clerk, document=title, title_en=title_en, in_force=day or today())
        path = "params.bottom_exit_min.value"
        wanted = [Wanted(path=path, old=old, new=new)]
        amend_clause(Ref(row.pk), by=clerk, changes=wanted, paragraph="第二条")
        if day:
            submit_amendment(Ref(row.pk), by=clerk)
            adopt_amendment(Ref(row.pk), by=second)


DRAFTS = (
    ("演示：关于印发制度方案的通知", "Demo: notice of the charter", date(2024, 1, 1), "", "0.03"),
    ("演示：关于从严末位淘汰的通知", "Demo: notice of a stricter bottom exit", None, "0.03", "0.04"),
)


def _people(city: Place, scene: Scene) -> tuple[Seat, Seat, Seat]:
    """Open every account; returns the reform office's clerk, he acting for its director, and its second officer."""
    for key, title, title_en in BUREAUS:
        bureau = establish_organ(
            Ref(city.pk), by=DEMO, kind=OrganKind.DEPARTMENT, title=title, title_en=title_en, on=FOUNDED
        )
        open_door(bureau, DOORS[key], PASSWORD, DEMO)
    committee = Organ.objects.get(kind=OrganKind.COMMITTEE, subject__place=scene.zones[0].pk)
    open_door(committee, DOORS["zone"], PASSWORD, DEMO)
    office = open_office(city, OFFICE, FOUNDED, DEMO)
    account, post = open_door(office, DOORS["office"], PASSWORD, DEMO)
    other, _post = open_door(office, DOORS["second"], PASSWORD, DEMO)
    open_leader(office, LEADER, post, today() + timedelta(days=AT_WORK + 180), DEMO)
    own, proxy = chairs_of(account.person_id or 0)
    [reviewer] = chairs_of(other.person_id or 0)
    return own.seat(), proxy.seat("演示：批示"), reviewer.seat()


def _seat_of(door: str) -> Seat:
    """The seat of one of the demonstration's accounts."""
    person = Account.objects.values_list("person", flat=True).get(username=DOORS[door].username)
    return chairs_of(person or 0)[0].seat()


BUREAU = "市住房和城乡建设局（演示）"
BUREAUS = (
    ("department", BUREAU, "City Housing and Construction Bureau (demo)"),
    ("audit", "市审计局（演示）", "City Audit Bureau (demo)"),
    ("security", "市大数据局安全科（演示）", "City Data Bureau, Security (demo)"),
    ("system", "市大数据局运维科（演示）", "City Data Bureau, Operations (demo)"),
)
FOLLOWED = {
    HOUSING: BUREAU,
    FINANCE: "市财政局（演示）",
    COMMERCE: "市商务局（演示）",
    SCIENCE: "市科技局（演示）",
}
"""The marked bureaus that are given something to do."""
