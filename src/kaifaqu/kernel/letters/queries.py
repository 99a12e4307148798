"""Letters of an organ and of a case: what went out, what came back, what is late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.letters.models import Letter, Reply
from kaifaqu.kernel.subjects.actor import Actor

REPLIED, OVERDUE, SENT = "replied", "overdue", "sent"
STATES: dict[str, Words] = {SENT: _("待回函"), OVERDUE: _("逾期未回"), REPLIED: _("已回函")}


BACK = Exists(Reply.objects.filter(letter=OuterRef("pk")))


def letters() -> QuerySet[Letter]:
    """Every letter, with whether a reply was filed, and what a line of a list shows."""
    return Letter.objects.annotate(replied=BACK).select_related("case__subject", "sender", "to")


def seen_by(actor: Actor) -> QuerySet[Letter]:
    """The letters on cases that a person may see."""
    return letters().filter(case__in=visible_to(actor).values("pk"))


def of_organ(organ: int) -> QuerySet[Letter]:
    """What an organ sent, the latest first."""
    return letters().filter(sender=organ).order_by("-issued_at", "-id")


def to_organ(organ: int) -> QuerySet[Letter]:
    """What an organ was sent, the latest first."""
    return letters().filter(to=organ).order_by("-issued_at", "-id")


def in_state(rows: QuerySet[Letter], state: str, at: datetime | None = None) -> QuerySet[Letter]:
    """Of letters those that are answered, late, or waited for."""
    late = Q(due_at__lt=at or now())
    if state == REPLIED:
        return rows.filter(BACK)
    return rows.filter(late, ~BACK) if state == OVERDUE else rows.filter(~late | Q(due_at=None), ~BACK)


def state_of(letter: Letter, at: datetime | None = None) -> str:
    """Whether a letter is answered, late, or waited for."""
    if getattr(letter, "replied", False):
        return REPLIED
    return OVERDUE if letter.due_at and letter.due_at < (at or now()) else SENT


@dataclass(frozen=True)
class Filed:
    """A reply with its files."""

    reply: Reply
    files: list[File]


def replies(letters: Iterable[int]) -> dict[int, list[Filed]]:
    """By letter what came back, the latest first: two statements. The files are those of the act that filed them."""
    rows = list(Reply.objects.filter(letter__in=letters).select_related("person").order_by("-id"))
    files: dict[tuple[int, int], list[File]] = {}
    for file in File.objects.filter(act_subject__in={row.act_subject for row in rows}):
        files.setdefault((file.act_subject, file.act_seq), []).append(file)
    found: dict[int, list[Filed]] = {}
    for row in rows:
        found.setdefault(row.letter_id, []).append(Filed(row, files.get((row.act_subject, row.act_seq), [])))
    return found
