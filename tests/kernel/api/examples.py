"""One example of each act: on what, with which inputs, and who may do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.organs.actions import add_person, appoint
from kaifaqu.kernel.organs.handing import hand_over
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.rooms.reform.actions import rectify_finding
from tests import charters, followups, programmes
from tests.cast import FOUNDED, SETUP, Cast
from tests.kernel.actions.typical import away, proposed, township
from tests.kernel.calendars import notices
from tests.kernel.cases.doings import READY
from tests.kernel.cases.matters import called, scene
from tests.kernel.imports import books
from tests.kernel.letters.doings import LETTERS
from tests.kernel.notices import telling

DAY = "2020-08-15"


@dataclass(frozen=True)
class Example:
    """An act that `by` may do; nobody but the software itself where `by` is None."""

    subject: int | None
    inputs: dict[str, Any]
    by: Seat | None


def exemplified(cast: Cast) -> set[str]:
    """The acts that have an example; each group is made by itself, and undone."""
    found: set[str] = set()
    for group in GROUPS.values():
        with transaction.atomic():
            found |= group(cast).keys()
            transaction.set_rollback(True)
    return found


def example_of(cast: Cast, act: str) -> Example:
    """The example of one act; only what its room needs is made."""
    return GROUPS[act.partition(".")[0]](cast)[act]


def of_institutions(cast: Cast) -> dict[str, Example]:
    """Zones, duties, townships, adjustments."""
    city, zone, clerk = cast.city.pk, cast.zone_a.pk, cast.clerk
    named = {"title": "新设", "on": DAY}
    figure = {"fact": "headcount_quota", "value": "1251", "unit": "person", "period": "before", "src": "yantai-2020"}
    town = township(cast)
    return {
        "institutions.advance_adjustment": Example(proposed(cast, 3), {"stage": "done", "on": DAY}, clerk),
        "institutions.name_part": Example(proposed(cast), {"body": cast.unit_a.pk}, clerk),
        "institutions.propose_adjustment": Example(city, {**named, "kind": "cut_posts", "count": 8}, clerk),
        "institutions.change_quota": Example(zone, {"quota": 100, "on": DAY, "basis": "批复"}, clerk),
        "institutions.hand_over_duty": Example(cast.duty_a.pk, {"to": cast.department.pk, "on": DAY}, clerk),
        "institutions.list_duty": Example(zone, {**named, "category": "民政", "owner": cast.committee_a.pk}, clerk),
        "institutions.administer_township": Example(town, {"zone": zone, "on": DAY}, clerk),
        "institutions.register_township": Example(city, {**named, "form": "town", "title_en": "Town"}, clerk),
        "institutions.release_township": Example(township(cast, zone), {"on": DAY}, clerk),
        "institutions.set_township_area": Example(town, {"km2": "40", "farmland_percent": "45.5", "on": DAY}, clerk),
        "institutions.record_figures": Example(city, {"figures": [figure], "known_at": DAY}, clerk),
        "institutions.record_leaders": Example(zone, {"chiefs": 1, "deputies": 3, "on": DAY}, clerk),
        "institutions.register_zone": Example(city, {**named, "slug": "new-zone", "inferred": ["class"]}, clerk),
        "institutions.set_area": Example(zone, {"km2": "12.5", "on": DAY}, clerk),
    }


def of_imports(cast: Cast) -> dict[str, Example]:
    """A checked file."""
    zone, clerk = cast.zone_a.pk, cast.clerk
    return {
        "imports.import_rows": Example(
            zone, {"rows": books.kept(zone, books.ORGANS, by=clerk).key, "basis": "批复"}, clerk
        ),
    }


def of_calendars(cast: Cast) -> dict[str, Example]:
    """Notices, single days and office hours."""
    city, clerk = cast.city.pk, cast.clerk
    return {
        "calendars.import_notice": Example(
            city, {"year": 2027, "title": notices.TITLE_2027, "text": notices.MADE_UP_2027}, clerk
        ),
        "calendars.load_calendar": Example(city, {}, None),
        "calendars.override_day": Example(city, {"day": "2026-08-12", "kind": "closed", "name": "台风停工"}, clerk),
        "calendars.set_office_hours": Example(city, {"windows": "周一至周五 9:00-17:00", "on": DAY}, clerk),
    }


def of_notices(cast: Cast) -> dict[str, Example]:
    """Channels of an organ, and a call to it."""
    organ, clerk = cast.department.pk, cast.clerk
    channel = telling.robot(cast, f"{telling.WECOM}/old").pk
    robot = {"gateway": "wecom", "address": telling.WECOM, "connection": "office_robot", "kinds": "urged"}
    return {
        "notices.close_channel": Example(organ, {"channel": channel}, clerk),
        "notices.record_call": Example(telling.waiting(cast), {"spoke_to": "赵军"}, clerk),
        "notices.set_channel": Example(organ, robot, clerk),
    }


def of_organs(cast: Cast) -> dict[str, Example]:
    """Places, organs, posts and people."""
    city, office, clerk = cast.city.pk, cast.office.pk, cast.clerk
    named = {"title": "新设", "on": DAY}
    until = (today() + timedelta(days=90)).isoformat()
    return {
        "organs.abolish_organ": Example(cast.unit_a.pk, {"on": DAY, "basis": "批复"}, clerk),
        "organs.add_person": Example(office, {"name": "新人", "on": DAY}, cast.guardian),
        "organs.add_place": Example(city, {**named, "kind": "county_unit", "slug": "new-county-unit"}, clerk),
        "organs.add_post": Example(office, {**named, "role": "leader"}, cast.guardian),
        "organs.appoint": Example(cast.clerk.post, {"person": cast.secretary.person, "on": DAY}, cast.guardian),
        "organs.establish_organ": Example(city, {**named, "kind": "department"}, clerk),
        "organs.found_place": Example(None, {**named, "kind": "city", "slug": "another"}, None),
        "organs.set_deputy": Example(
            cast.clerk.post, {"deputy": cast.secretary.post, "start": until, "last": until}, clerk
        ),
        "organs.end_appointment": Example(cast.secretary.post, {"on": DAY}, cast.guardian),
        "organs.hand_over": Example(cast.officer.post, {"words": "都在柜里"}, cast.officer),
        "organs.take_over": Example(cast.zone_clerk.post, {"words": "补签"}, handed_over(cast)),
        "organs.end_deputy": Example(away(cast), {"back": today().isoformat()}, cast.guardian),
        "organs.grant_proxy": Example(
            cast.leader.post, {"to": cast.clerk.post, "on": DAY, "until": until}, cast.guardian
        ),
    }


def handed_over(cast: Cast) -> Seat:
    """The guardian, after the zone's clerk has signed what he leaves and somebody else has got his post."""
    hand_over(Ref(cast.zone_clerk.post), by=cast.zone_clerk)
    successor = add_person(Ref(cast.committee_a.pk), by=SETUP, name="接手人", on=FOUNDED)
    appoint(Ref(cast.zone_clerk.post), by=SETUP, person=Ref(successor.pk), on=today())
    return cast.guardian


def of_programmes(cast: Cast) -> dict[str, Example]:
    """A programme under way, and a claim to be verified in the other zone."""
    zone, other = cast.zone_a.pk, cast.zone_b.pk
    programme = programmes.under_way(cast)
    cell = {"programme": programme, "task": "slim", "on": DAY}
    case = {"theme": "体制机制", "source": "a-source"}
    programmes.claim(cast, programme, other)
    visit = programmes.visited(cast, programme)
    open_one = programmes.found(cast, visit)
    claimed = [programmes.found(cast, visit) for _ in range(2)]
    for finding in claimed:
        rectify_finding(finding, by=cast.zone_clerk, on=date(2020, 8, 15), words="已补齐")
    lead, due = {"task": "slim", "organ": cast.department.pk, "on": DAY}, {"task": "area", "due": "2020-10-01"}
    seen = {"programme": programme, "on": DAY, "who": "王敏", "seen": "看了管委会"}
    return {
        "reform.adopt_case": Example(programmes.written(cast), {"body": "改革办", "level": "city"}, cast.clerk),
        "reform.copy_case": Example(programmes.taken_up(cast), {"place": other}, cast.clerk),
        "reform.decline_case": Example(programmes.sent(cast), {"reason": "已有同类案例"}, cast.clerk),
        "reform.issue_briefing": Example(programme, {"start": "2020-08-01", "end": DAY}, cast.clerk),
        "reform.record_target_figure": Example(
            cast.city.pk,
            {"fact": "revenue", "year": 2022, "value": "100", "source": "公报", "known_at": "2023-03-01"},
            cast.clerk,
        ),
        "reform.submit_case": Example(programmes.written(cast), {"body": "省委改革办"}, cast.clerk),
        "reform.write_case": Example(zone, {**case, "title": "经验"}, cast.zone_clerk),
        "reform.adopt_programme": Example(cast.city.pk, {"key": "reform", "on": "2020-08-16"}, cast.clerk),
        "reform.assign_lead": Example(programme, lead, cast.clerk),
        "reform.begin_phase": Example(programme, {"phase_number": 2, "on": DAY, "reason": "市里要求"}, cast.clerk),
        "reform.close_finding": Example(claimed[0].id, {"on": DAY}, cast.clerk),
        "reform.record_finding": Example(visit.id, {"words": "台账", "organ": cast.committee_a.pk}, cast.clerk),
        "reform.record_visit": Example(zone, seen, cast.clerk),
        "reform.rectify_finding": Example(open_one.id, {"on": DAY, "words": "已补齐"}, cast.zone_clerk),
        "reform.return_finding": Example(claimed[1].id, {"on": DAY, "words": "缺第三页"}, cast.clerk),
        "reform.set_task_deadline": Example(programme, {**due, "on": DAY}, cast.clerk),
        "reform.explain_delay": Example(zone, {**cell, "words": "等待批复"}, cast.zone_clerk),
        "reform.report_progress": Example(zone, {**cell, "state": "claimed"}, cast.zone_clerk),
        "reform.set_aside": Example(zone, {**cell, "reason": "不涉及"}, cast.clerk),
        "reform.verify_progress": Example(other, {**cell, "verdict": "verified"}, cast.clerk),
    }


def of_cases(cast: Cast) -> dict[str, Example]:
    """A case for each act on one."""
    here = scene(cast)
    made = {act: ready(here, called(here)) for act, ready in READY.items()}
    return {act: Example(done.to, plain(done.inputs), _seat(done.by)) for act, done in made.items()}


def of_letters(cast: Cast) -> dict[str, Example]:
    """A letter for each act on one."""
    here = scene(cast)
    made = {act: ready(here) for act, ready in LETTERS.items()}
    return {act: Example(done.to, plain(done.inputs), _seat(done.by)) for act, done in made.items()}


def of_followups(cast: Cast) -> dict[str, Example]:
    """A matter for each act of the desk."""
    here = followups.opened(cast)
    made = {act: ready(here) for act, ready in followups.READY.items()}
    return {act: Example(done.to, plain(done.inputs), done.by) for act, done in made.items()}


def plain(inputs: dict[str, Any]) -> dict[str, Any]:
    """Inputs as a program sends them: things by their ids, files as files, days as written."""
    return {name: _plain(value) for name, value in inputs.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], Upload):
        return [SimpleUploadedFile(file.name, file.stream.read()) for file in value]
    if isinstance(value, Ref):
        return value.id
    return value.isoformat() if isinstance(value, date) else value


def _seat(by: Actor) -> Seat | None:
    return by if isinstance(by, Seat) else None


def of_charters(cast: Cast) -> dict[str, Example]:
    """Amendments at every stage; the acts that need one find it made."""
    first, clerk, city = charters.FIRST, cast.clerk, cast.city.pk
    zone = charters.exempted(cast)
    drafts = [charters.drafted(cast, city, first, charters.CITY).id for _ in range(3)]
    overtaken = charters.overtaken(cast)
    waiting = [charters.submitted(cast, city, first).id for _ in range(2)]
    change = {"changes": [{"path": charters.EXIT, "old": "0.02", "new": "0.03"}], "paragraph": "第一条"}
    because = {"clause": charters.SMALL, "reason": "过渡期"}
    return {
        "charter.adopt_amendment": Example(waiting[0], {}, cast.leader),
        "charter.amend_clause": Example(drafts[0], change, clerk),
        "charter.begin_amendment": Example(city, {"document": "关于修订的通知", "in_force": "2024-01-01"}, clerk),
        "charter.end_exemption": Example(zone, {**because, "on": "2026-03-01"}, clerk),
        "charter.exempt": Example(zone, {**because, "on": "2026-02-01"}, clerk),
        "charter.install_charter": Example(charters.country(cast).pk, {}, None),
        "charter.rebase_amendment": Example(overtaken, {}, clerk),
        "charter.replace_text": Example(drafts[1], {"text": {"test/charter.yaml": charters.CITY}}, clerk),
        "charter.return_amendment": Example(waiting[1], {"reason": "请补充依据"}, cast.leader),
        "charter.submit_amendment": Example(drafts[2], {}, clerk),
        "charter.undo_change": Example(charters.with_a_change(cast), {"path": charters.EXIT}, clerk),
        "charter.withdraw_amendment": Example(drafts[1], {"reason": "不再需要"}, clerk),
    }


GROUPS: dict[str, Callable[[Cast], dict[str, Example]]] = {
    "followups": of_followups,
    "calendars": of_calendars,
    "cases": of_cases,
    "charter": of_charters,
    "imports": of_imports,
    "institutions": of_institutions,
    "notices": of_notices,
    "letters": of_letters,
    "organs": of_organs,
    "reform": of_programmes,
}


def path_of(act: str, subject: int | None) -> str:
    """Where an act is called."""
    path = f"/api/acts/{act.replace('.', '/')}"
    return path if subject is None else f"{path}/{subject}"
