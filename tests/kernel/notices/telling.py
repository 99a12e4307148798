"""Notices told inside an act, and channels for the organs of the cast."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.notices.actions import set_channel
from kaifaqu.kernel.notices.models import Channel
from kaifaqu.kernel.notices.outbox import Telling, tell
from kaifaqu.kernel.subjects.actor import Rule
from kaifaqu.kernel.trail import acts
from tests.cast import Cast

WORKDAY = datetime(2026, 11, 30, 10, 0, tzinfo=clock.ZONE)
NIGHT = datetime(2026, 11, 30, 22, 30, tzinfo=clock.ZONE)
MORNING = datetime(2026, 12, 1, 8, 30, tzinfo=clock.ZONE)
WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"


def told(tellings: Iterable[Telling], subject: int) -> None:
    """Tell as an act on a subject would."""
    act = acts.Act(action="cases.open_case", actor=Rule("test"), at=clock.now(), subject=subject)
    with transaction.atomic(), acts.under(act):
        tell(tellings)


def of(cast: Cast, kind: str = "asked", **more: Any) -> Telling:
    """The department is told of zone A, which stands for a case here."""
    given = {"case": cast.zone_a.pk, "organ": cast.department.pk, "at": clock.now(), **more}
    return Telling(kind=kind, **given)


def tell_department(cast: Cast, kind: str = "asked", **more: Any) -> None:
    """One notice to the department."""
    told([of(cast, kind, **more)], cast.zone_a.pk)


def robot(cast: Cast, address: str, **more: Any) -> Channel:
    """A group robot of the department."""
    given = {"gateway": "wecom", "address": address, "connection": "office_robot", **more}
    set_channel(Ref(cast.department.pk), by=cast.clerk, **given)
    return Channel.objects.get(organ=cast.department.pk, gateway=given["gateway"], address=address, closed_at=None)


def waiting(cast: Cast) -> int:
    """The department, which has to be told of something."""
    tell_department(cast, "urged")
    return int(cast.department.pk)
