"""The doctor's look at cases: what they show is derived anew from asks and clocks, and compared."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from kaifaqu.kernel.cases.engine import Live, derive
from kaifaqu.kernel.cases.models import Ask, Case, Status
from kaifaqu.kernel.trail import guard

SHOWN = ("stage", "status", "holder_id", "due_at", "limit_at", "next_at")


def drifted() -> Iterator[str]:
    """Cases whose projections are not what their asks and clocks come to, each with which."""
    for case in Case.objects.select_related("subject", "rules").iterator(chunk_size=500):
        before = {name: getattr(case, name) for name in SHOWN}
        asked = {ask.number: ask.due_at for ask in case.asks.filter(answered_at__isnull=True)}
        live = Live(case)
        derive(live)
        wrong = [name for name in SHOWN if getattr(case, name) != before[name]]
        wrong += ["ask.due_at" for ask in live.open_asks() if ask.due_at != asked[ask.number]]
        if case.status in (Status.OPEN, Status.PAUSED) and not live.open_asks():
            wrong.append("nobody")
        if wrong:
            yield f"{case.pk}: {', '.join(wrong)}"


def rebuild() -> int:
    """Write anew what cases show where it is not what their asks and clocks come to; how many were wrong.

    No act: nothing is decided, and nobody has done it. What is on the trail stays as it was.
    """
    wrong = [int(told.partition(":")[0]) for told in drifted()]
    for pk in wrong:
        with transaction.atomic(), guard.lifted("projections are derived anew"):
            live = Live(Case.objects.select_for_update(of=("self",)).select_related("subject", "rules").get(pk=pk))
            derive(live)
            Case.plain.filter(pk=pk).update(**{name: getattr(live.case, name) for name in SHOWN})
            for ask in live.open_asks():
                Ask.objects.filter(case=pk, number=ask.number).update(due_at=ask.due_at)
    return len(wrong)
