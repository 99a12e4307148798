"""The doctor's look at cases: what they show is derived anew from asks and clocks, and compared."""

from __future__ import annotations

from collections.abc import Iterator

from kaifaqu.kernel.cases.engine import Live, derive
from kaifaqu.kernel.cases.models import Case, Status

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
