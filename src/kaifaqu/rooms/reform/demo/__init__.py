"""The published reform as one column, and a marked programme under way in the synthetic zones."""

from __future__ import annotations

from datetime import date, timedelta

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.rooms.reform.actions import adopt_programme, planned_at, report_progress, set_aside, verify_progress
from kaifaqu.rooms.reform.models import Programme, State

KEY = "reform_2020"
APPROVED, COMPLETED, DEADLINE = date(2020, 8, 15), date(2020, 10, 31), date(2020, 11, 30)
PUBLISHED = "8 个开发区于 10 月 31 日完成各项改革任务（原文为合计，各区各项的日期未公布）"


def load_published(city: Place, group: Place, by: Actor) -> None:
    """Yantai's reform as its source reports it: every task claimed done, for the eight zones together."""
    programme = adopt_programme(Ref(city.pk), by=by, key=KEY, on=APPROVED, deadline=DEADLINE, by_zone=False)
    for task in planned_at(city.path, KEY, COMPLETED).tasks:
        report_progress(
            Ref(group.pk),
            by=by,
            programme=Ref(programme.pk),
            task=task,
            state=State.CLAIMED,
            on=COMPLETED,
            words=PUBLISHED,
            source="yantai-2020 ¶1",
        )


STORIES = {
    "model": ("verified", "verified"),
    "slim": ("verified", "claimed"),
    "leaders": ("verified", "returned"),
    "appointment": ("claimed", "under_way"),
    "layout": ("not_applicable", "not_applicable"),
    "area": ("verified", "under_way"),
    "pay": ("under_way", ""),
}
"""How far each task has come in the two synthetic zones; of the others nothing was said yet."""


def begin_synthetic(county: Place, zones: list[Place], clerk: Actor, second: Actor) -> None:
    """A marked programme of the same tasks, under way: approved before the zones' first cuts, due in nine days."""
    day = today()
    programme = adopt_programme(Ref(county.pk), by=clerk, key=KEY, on=APPROVED, deadline=day + timedelta(days=9))
    known = planned_at(county.path, KEY, day).tasks
    for task, states in STORIES.items():
        for zone, state in zip(zones, states, strict=False):
            if task in known and state:
                _told(Ref(zone.pk), Ref(programme.pk), task, state, (clerk, second), day)


def _told(zone: Ref[Place], of: Ref[Programme], task: str, state: str, people: tuple[Actor, Actor], day: date) -> None:
    clerk, second = people
    if state == "not_applicable":
        since, reason = day - timedelta(days=40), "演示：不涉及整合"
        set_aside(zone, by=clerk, programme=of, task=task, on=since, reason=reason)
        return
    first, since = State.UNDER_WAY if state == "under_way" else State.CLAIMED, day - timedelta(days=20)
    words = "演示：方案已印发，正在落实"
    report_progress(zone, by=clerk, programme=of, task=task, state=first, on=since, words=words)
    if state in ("verified", "returned"):
        words = "演示：佐证齐全" if state == "verified" else "演示：缺少班子任职文件"
        on = day - timedelta(days=12)
        verify_progress(zone, by=second, programme=of, task=task, verdict=State(state), on=on, words=words)
