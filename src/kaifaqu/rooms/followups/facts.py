"""The facts of the desk, per organ: how much of what it leads is open, late, closed. For assessments to come."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import BigIntegerField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models import Case as Choice
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from kaifaqu.kernel.cases.models import Ask, Case, Status
from kaifaqu.kernel.charter.schema import Title
from kaifaqu.kernel.clock import ZONE
from kaifaqu.kernel.measures.facts import Fact, register


def _led(day: date, counts: Q) -> QuerySet[Case, Any]:
    """One row per case ever assigned by that day, for the organ that leads it; what does not count is a 0."""
    ends = _after(day)
    rows = Case.objects.exclude(origin="").exclude(status=Status.WITHDRAWN)
    rows = rows.filter(opened_at__lt=ends, parties__lead__0__isnull=False)
    first = Ask.objects.filter(case=OuterRef("pk"), number=1)  # asked by the act on which it rests that it is counted
    return rows.values(
        act_subject=Subquery(first.values("act_subject")[:1]),
        act_seq=Subquery(first.values("act_seq")[:1]),
        of=Cast(KT("parties__lead__0"), BigIntegerField()),
        item=F("pk"),
        value=Choice(When(counts, then=Value(1)), default=Value(0), output_field=IntegerField()),
    )


def _after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=ZONE)


def _open(day: date) -> Q:
    return Q(ended_at__isnull=True) | Q(ended_at__gte=_after(day))


def _late(day: date) -> Q:
    """Open behind the limit, or closed behind it."""
    return (_open(day) & Q(limit_at__lt=_after(day - timedelta(days=1)))) | Q(ended_at__gt=F("limit_at"))


def _fact(key: str, zh: str, en: str, counts: Callable[[date], Q]) -> Fact:
    return Fact(key, Title(zh=zh, en=en), "item", lambda day: _led(day, counts(day)))


register(
    _fact("followups_open", "在办交办事项", "Matters assigned and open", _open),
    _fact("followups_late", "逾期交办事项", "Matters assigned and late", _late),
    _fact("followups_closed", "已销号交办事项", "Matters closed out", lambda day: ~_open(day)),
)
