"""What was said of one cell, as it was sent: when it was entered, what came late, what the unit itself corrected.

Correcting one's own figure before anybody asks costs nothing and is shown as what it is. how-offices-work 18.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from kaifaqu.kernel.clock import local
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.rooms.reform.models import REPORTED, Programme, Report, State


@dataclass(frozen=True)
class Said:
    """A report as it was sent, the day on which it was entered, and whether it corrects the unit's own or is so."""

    report: Report
    entered: date | None
    corrects: bool
    corrected: bool


def said(programme: Programme, task: str, place: int) -> list[Said]:
    """Everything that was said of a cell, newest first."""
    found = programme.reports.filter(task=task, place=place).select_related("person", "file")
    rows = list(found.order_by("id"))
    entered = _entered(rows)
    corrects = _corrections(rows)
    told = [
        Said(row, entered.get((row.act_subject, row.act_seq)), row.pk in corrects, row.pk in corrects.values())
        for row in rows
    ]
    return sorted(told, key=lambda each: (each.report.day, each.report.pk), reverse=True)


def _corrections(rows: Iterable[Report]) -> dict[int, int]:
    """Which report takes back which: of the same day, or a claim withdrawn, with no verdict in between."""
    found, before = {}, None
    for row in rows:
        if row.state == State.EXPLAINED:
            continue
        if before is not None and before.state in REPORTED and row.state in REPORTED:
            withdrawn = before.state == State.CLAIMED and row.state == State.UNDER_WAY
            if withdrawn or before.day == row.day:
                found[row.pk] = before.pk
        before = row
    return found


def _entered(rows: Iterable[Report]) -> dict[tuple[int, int], date]:
    """The day of the act that brought each row."""
    acts = {(row.act_subject, row.act_seq) for row in rows}
    subjects, seqs = {s for s, _ in acts}, {n for _, n in acts}
    entries = Entry.objects.filter(subject__in=subjects, seq__in=seqs).values_list("subject", "seq", "at")
    return {(subject, seq): local(datetime.fromisoformat(at)).date() for subject, seq, at in entries}
