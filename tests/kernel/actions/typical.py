"""One typical doing of every action of the house: by whom, to what, with what. Whoever adds an action adds its row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from kaifaqu.kernel.actions import Ref, find
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.actions import appoint
from kaifaqu.kernel.organs.models import OrganKind, PlaceKind
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.rooms.institutions.actions import administer_township, propose_adjustment, register_township
from kaifaqu.rooms.institutions.models import AdjustmentKind, TownshipForm
from tests import charters, followups, programmes
from tests.cast import SETUP, Cast, sit
from tests.kernel.calendars import notices
from tests.kernel.cases.doings import READY, ready
from tests.kernel.cases.matters import scene
from tests.kernel.imports import books
from tests.kernel.letters.doings import LETTERS
from tests.kernel.notices import telling
from tests.kernel.notices.telling import WECOM

BEFORE, DAY = date(2020, 8, 1), date(2020, 8, 15)
ZONES = ("zones_total", "zones_provincial", "zones_started_2019", "zones_started_2020")


@dataclass(frozen=True)
class Doing:
    """An action with everything it takes. `to` is the subject's id; 0 where there is none yet."""

    by: Actor
    to: int
    inputs: dict[str, Any] = field(default_factory=dict)

    def run(self, name: str, *, by: Actor | None = None, to: int | None = None, **changed: object) -> Any:
        """Do it, by somebody else or to something else where told so."""
        target = self.to if to is None else to
        return find(name)(*([Ref(target)] if target else []), by=by or self.by, **{**self.inputs, **changed})


def typical_case(name: str) -> Callable[[Cast], Doing]:
    """A doing on a case that is ready for it."""
    made = ready(name)
    return lambda cast: Doing(**vars(made(cast)))


def typical_letter(name: str) -> Callable[[Cast], Doing]:
    """A doing on a letter that went out or came back."""
    return lambda cast: Doing(**vars(LETTERS[name](scene(cast))))


def typical_follow_up(name: str) -> Callable[[Cast], Doing]:
    """A doing on a matter of the follow-up desk."""
    made = followups.ready(name)
    return lambda cast: Doing(**vars(made(cast)))


TYPICAL: dict[str, Callable[[Cast], Doing]] = {
    **{name: typical_follow_up(name) for name in followups.READY},
    "calendars.import_notice": lambda c: Doing(
        c.clerk, c.city.pk, {"year": 2027, "title": notices.TITLE_2027, "text": notices.MADE_UP_2027}
    ),
    "calendars.load_calendar": lambda c: Doing(SETUP, c.city.pk),
    "calendars.override_day": lambda c: Doing(
        c.clerk, c.city.pk, {"day": date(2026, 8, 12), "kind": "closed", "name": "台风停工"}
    ),
    "calendars.set_office_hours": lambda c: Doing(c.clerk, c.city.pk, {"windows": "周一至周五 9:00-17:00", "on": DAY}),
    "charter.adopt_amendment": lambda c: Doing(c.leader, charters.submitted(c, c.city.pk, charters.FIRST).id),
    "charter.amend_clause": lambda c: Doing(
        c.clerk,
        charters.drafted(c, c.city.pk, charters.FIRST, charters.CITY).id,
        {"changes": [{"path": charters.EXIT, "old": "0.02", "new": "0.03"}], "start": date(2024, 2, 1)},
    ),
    "charter.begin_amendment": lambda c: Doing(c.clerk, c.city.pk, {"document": "关于修订的通知", "in_force": DAY}),
    "charter.end_exemption": lambda c: Doing(
        c.clerk, charters.exempted(c), {"clause": charters.SMALL, "on": date(2026, 3, 1), "reason": "整改完成"}
    ),
    "charter.exempt": lambda c: Doing(
        c.clerk, charters.governed(c), {"clause": charters.SMALL, "on": date(2026, 2, 1), "reason": "过渡期"}
    ),
    "charter.install_charter": lambda c: Doing(SETUP, charters.country(c).pk),
    "charter.rebase_amendment": lambda c: Doing(c.clerk, charters.overtaken(c)),
    "charter.replace_text": lambda c: Doing(
        c.clerk,
        charters.drafted(c, c.city.pk, charters.FIRST).id,
        {"text": {"test/charter.yaml": charters.CITY}},
    ),
    "charter.return_amendment": lambda c: Doing(
        c.leader, charters.submitted(c, c.city.pk, charters.FIRST).id, {"reason": "请补充依据"}
    ),
    "charter.submit_amendment": lambda c: Doing(
        c.clerk, charters.drafted(c, c.city.pk, charters.FIRST, charters.CITY).id
    ),
    "charter.undo_change": lambda c: Doing(c.clerk, charters.with_a_change(c), {"path": charters.EXIT}),
    "charter.withdraw_amendment": lambda c: Doing(
        c.clerk, charters.drafted(c, c.city.pk, charters.FIRST).id, {"reason": "不再需要"}
    ),
    "reform.adopt_case": lambda c: Doing(
        c.clerk, programmes.written(c), {"body": "省委改革办", "level": "provincial", "on": DAY}
    ),
    "reform.copy_case": lambda c: Doing(c.clerk, programmes.taken_up(c), {"place": Ref(c.zone_b.pk), "on": DAY}),
    "reform.decline_case": lambda c: Doing(c.clerk, programmes.sent(c), {"reason": "已有同类案例", "on": DAY}),
    "reform.issue_briefing": lambda c: Doing(c.clerk, programmes.under_way(c), {"start": BEFORE, "end": DAY}),
    "reform.record_target_figure": lambda c: Doing(
        c.clerk,
        programmes.aiming(c),
        {"fact": "revenue", "year": 2022, "value": "100", "source": "公报", "known_at": date(2023, 3, 1)},
    ),
    "reform.submit_case": lambda c: Doing(c.clerk, programmes.written(c), {"body": "省委改革办", "on": DAY}),
    "reform.write_case": lambda c: Doing(
        c.zone_clerk, c.zone_a.pk, {"title": "清单加协议", "theme": "体制机制", "source": "a-source", "on": BEFORE}
    ),
    **{name: typical_case(name) for name in READY},
    "reform.adopt_programme": lambda c: Doing(c.clerk, programmes.governed(c), {"key": "reform", "on": DAY}),
    "reform.assign_lead": lambda c: Doing(
        c.clerk, programmes.under_way(c), {"task": "slim", "organ": Ref(c.department.pk), "on": DAY}
    ),
    "reform.begin_phase": lambda c: Doing(
        c.clerk, programmes.under_way(c), {"phase_number": 2, "reason": "市里要求", "on": DAY}
    ),
    "reform.close_finding": lambda c: Doing(c.clerk, programmes.put_right(c).id, {"on": DAY}),
    "reform.record_finding": lambda c: Doing(
        c.clerk, programmes.visited(c).id, {"words": "台账缺页", "organ": Ref(c.committee_a.pk)}
    ),
    "reform.record_visit": lambda c: Doing(
        c.clerk,
        c.zone_a.pk,
        {"programme": Ref(programmes.under_way(c)), "on": DAY, "who": "王敏", "seen": "看了管委会"},
    ),
    "reform.rectify_finding": lambda c: Doing(c.zone_clerk, programmes.found(c).id, {"on": DAY, "words": "已补齐"}),
    "reform.return_finding": lambda c: Doing(c.clerk, programmes.put_right(c).id, {"on": DAY, "words": "缺第三页"}),
    "reform.set_task_deadline": lambda c: Doing(
        c.clerk, programmes.under_way(c), {"task": "slim", "due": date(2020, 10, 1), "on": DAY}
    ),
    "reform.explain_delay": lambda c: Doing(
        c.zone_clerk, c.zone_a.pk, {**programmes.task(c), "on": DAY, "words": "等待批复"}
    ),
    "reform.report_progress": lambda c: Doing(
        c.zone_clerk, c.zone_a.pk, {**programmes.task(c), "state": "claimed", "on": DAY}
    ),
    "reform.set_aside": lambda c: Doing(c.clerk, c.zone_a.pk, {**programmes.task(c), "on": DAY, "reason": "不涉及"}),
    "reform.verify_progress": lambda c: Doing(
        c.clerk, c.zone_a.pk, {**programmes.claimed(c), "verdict": "verified", "on": DAY}
    ),
    **{name: typical_letter(name) for name in LETTERS},
    "institutions.advance_adjustment": lambda c: Doing(c.clerk, proposed(c, 3), {"stage": "done", "on": DAY}),
    "institutions.name_part": lambda c: Doing(c.clerk, proposed(c), {"body": Ref(c.unit_a.pk)}),
    "institutions.propose_adjustment": lambda c: Doing(
        c.clerk, c.city.pk, {"kind": "cut_posts", "title": "精简领导职数", "count": 8, "on": DAY}
    ),
    "imports.import_rows": lambda c: Doing(
        c.clerk, c.zone_a.pk, {"rows": books.reviewed(c.zone_a.pk, books.ORGANS, by=c.clerk), "basis": "批复"}
    ),
    "institutions.change_quota": lambda c: Doing(c.clerk, c.zone_a.pk, {"quota": 100, "on": DAY, "basis": "批复"}),
    "institutions.hand_over_duty": lambda c: Doing(
        c.zone_clerk, c.duty_a.pk, {"to": Ref(c.department.pk), "on": DAY, "basis": "协议"}
    ),
    "institutions.list_duty": lambda c: Doing(
        c.clerk,
        c.zone_a.pk,
        {"title": "绿化养护", "category": "城市管理", "owner": Ref(c.committee_a.pk), "on": DAY},
    ),
    "institutions.administer_township": lambda c: Doing(
        c.clerk, township(c), {"zone": Ref(c.zone_a.pk), "on": DAY, "basis": "批复"}
    ),
    "institutions.register_township": lambda c: Doing(
        c.clerk, c.city.pk, {"title": "滨海街道", "form": "subdistrict", "on": DAY}
    ),
    "institutions.release_township": lambda c: Doing(c.clerk, township(c, c.zone_a.pk), {"on": DAY}),
    "institutions.set_township_area": lambda c: Doing(
        c.clerk, township(c), {"km2": "40", "farmland_km2": "18", "restricted_km2": "2.5", "on": DAY}
    ),
    "institutions.record_figures": lambda c: Doing(
        c.clerk,
        c.city.pk,
        {"known_at": DAY, "figures": [{"fact": f, "value": "8", "unit": "zone", "src": "a-source"} for f in ZONES]},
    ),
    "institutions.record_leaders": lambda c: Doing(
        c.clerk, c.zone_a.pk, {"chiefs": 1, "deputies": 3, "heading_units": 2, "on": DAY}
    ),
    "institutions.register_zone": lambda c: Doing(c.clerk, c.city.pk, {"title": "丙", "slug": "zone-c", "on": DAY}),
    "institutions.set_area": lambda c: Doing(c.clerk, c.zone_a.pk, {"km2": "40.5", "on": DAY}),
    "notices.close_channel": lambda c: Doing(
        c.clerk, c.department.pk, {"channel": telling.robot(c, WECOM).pk, "reason": "换群"}
    ),
    "notices.record_call": lambda c: Doing(c.clerk, telling.waiting(c), {"spoke_to": "赵军", "words": "下午办"}),
    "notices.set_channel": lambda c: Doing(
        c.clerk, c.department.pk, {"gateway": "wecom", "address": WECOM, "connection": "office_robot"}
    ),
    "organs.abolish_organ": lambda c: Doing(c.clerk, c.unit_a.pk, {"on": DAY, "basis": "批复"}),
    "organs.add_person": lambda c: Doing(c.guardian, c.office.pk, {"name": "周杰", "name_en": "Zhou Jie", "on": DAY}),
    "organs.add_place": lambda c: Doing(
        c.clerk, c.city.pk, {"kind": PlaceKind.COUNTY_UNIT, "title": "某区", "slug": "county", "on": DAY}
    ),
    "organs.add_post": lambda c: Doing(c.guardian, c.office.pk, {"title": "岗", "role": "leader", "on": DAY}),
    "organs.appoint": lambda c: Doing(c.guardian, c.secretary.post, {"person": Ref(c.nobody.person), "on": DAY}),
    "organs.establish_organ": lambda c: Doing(
        c.clerk,
        c.zone_a.pk,
        {"kind": OrganKind.INTERNAL_UNIT, "title": "二部", "parent": Ref(c.committee_a.pk), "on": DAY},
    ),
    "organs.found_place": lambda c: Doing(
        SETUP, 0, {"kind": PlaceKind.CITY, "title": "又一市", "slug": "another", "on": DAY}
    ),
    "organs.set_deputy": lambda c: Doing(
        c.clerk, c.clerk.post, {"deputy": Ref(c.secretary.post), "start": today(), "last": today()}
    ),
    "organs.end_appointment": lambda c: Doing(c.guardian, c.secretary.post, {"on": DAY}),
    "organs.hand_over": lambda c: Doing(c.clerk, c.clerk.post, {"words": "都在柜里"}),
    "organs.take_over": lambda c: Doing(succeeding(c), c.clerk.post),
    "organs.end_deputy": lambda c: Doing(c.clerk, away(c), {"back": today()}),
    "organs.grant_proxy": lambda c: Doing(
        c.guardian, c.clerk.post, {"to": Ref(c.secretary.post), "on": DAY, "until": today()}
    ),
}


def away(cast: Cast) -> int:
    """The clerk's post, whose holder is away from today on; the secretary takes what is given to it."""
    doing = TYPICAL["organs.set_deputy"](cast)
    doing.run("organs.set_deputy")
    return doing.to


def succeeding(cast: Cast) -> Seat:
    """Whoever has got the clerk's post, for which a pack is signed."""
    TYPICAL["organs.hand_over"](cast).run("organs.hand_over")
    heir, _post = sit(cast.office, "接任者", "reform_office")
    appoint(Ref(cast.clerk.post), by=SETUP, person=Ref(heir.person), on=today())
    return Seat(heir.person, cast.clerk.post, cast.clerk.organ)


def proposed(cast: Cast, count: int | None = None) -> int:
    """An adjustment of the city's institutions that is put forward."""
    kind = AdjustmentKind.ABOLISH
    row = propose_adjustment(Ref(cast.city.pk), by=cast.clerk, kind=kind, title="撤销机构", count=count, on=BEFORE)
    return int(row.pk)


def township(cast: Cast, zone: int | None = None) -> int:
    """A township of the city, administered by a zone or by none."""
    form = TownshipForm.TOWN
    row = register_township(
        Ref(cast.city.pk), by=cast.clerk, title=f"{'山' if zone else '水'}前镇", form=form, on=BEFORE
    )
    if zone is not None:
        administer_township(Ref(row.pk), by=cast.clerk, zone=Ref(zone), on=BEFORE)
    return int(row.pk)


ELSEWHERE: dict[str, Callable[[Cast], tuple[Actor, int]]] = {
    "followups.take_in_order": lambda c: (c.zone_clerk, c.zone_b.pk),
    "cases.open_case": lambda c: (c.zone_clerk, c.zone_b.pk),
    "followups.assign": lambda c: (c.zone_clerk, followups.taken_in(c, place=c.zone_b.pk).id),
    "institutions.hand_over_duty": lambda c: (c.zone_clerk, c.duty_b.pk),
    "institutions.list_duty": lambda c: (c.zone_clerk, c.zone_b.pk),
    "institutions.record_leaders": lambda c: (c.zone_clerk, c.zone_b.pk),
    "reform.explain_delay": lambda c: (c.zone_clerk, c.zone_b.pk),
    "reform.report_progress": lambda c: (c.zone_clerk, c.zone_b.pk),
    "reform.rectify_finding": lambda c: (
        c.zone_clerk,
        programmes.found(c, programmes.visited(c, zone=c.zone_b.pk)).id,
    ),
    "reform.write_case": lambda c: (c.zone_clerk, c.zone_b.pk),
}
"""Actions that some role may do in its own place only: by whom, and to what of another's."""
