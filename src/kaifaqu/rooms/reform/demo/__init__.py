"""The published reform as one column, and a marked programme under way in the synthetic zones."""

from __future__ import annotations

from datetime import date

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.rooms.reform.actions import adopt_programme, planned_at, report_progress
from kaifaqu.rooms.reform.demo.synthetic import begin_synthetic
from kaifaqu.rooms.reform.models import State

__all__ = ["begin_synthetic", "load_published"]

KEY = "reform_2020"
APPROVED, COMPLETED, DEADLINE = date(2020, 8, 15), date(2020, 10, 31), date(2020, 11, 30)
PUBLISHED = "8 个开发区于 10 月 31 日完成各项改革任务（原文为合计，各区各项的日期未公布）"
AFTERWARDS = "据公布材料补录"


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
            late_reason=AFTERWARDS,
            source="yantai-2020 ¶1",
        )
