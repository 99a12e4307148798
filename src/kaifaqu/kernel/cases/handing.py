"""What a post leaves open in cases: what was given to it, what its organ is asked for, what its holder began."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.cases.engine import ASKING
from kaifaqu.kernel.cases.models import Ask, AskKind, Case, Status
from kaifaqu.kernel.clock import local
from kaifaqu.kernel.organs.handover import MOST, Item, begun_by, both, contribute, named
from kaifaqu.kernel.organs.models import Post


def _asks(post: Post, *, given: bool) -> Iterable[Item]:
    waiting = Ask.objects.filter(organ=post.subject.organ_id, answered_at__isnull=True, kind__in=ASKING)
    rows = waiting.filter(post=post.pk) if given else waiting.filter(post__isnull=True)
    for ask in rows.select_related("case__subject").order_by("due_at", "id")[:MOST]:
        until = ask.due_at or ask.case.due_at
        due = local(until).date() if until else None
        subject = ask.case.subject
        yield Item(f"{ask.case_id}-{ask.number}", named(subject), both(AskKind(ask.kind).label), due, subject.pk)


def given_to_the_post(post: Post, person: int, day: date) -> Iterable[Item]:
    """Open asks that were given to the post."""
    return _asks(post, given=True)


def asked_of_the_organ(post: Post, person: int, day: date) -> Iterable[Item]:
    """Open asks of the organ that were given to none of its posts."""
    return _asks(post, given=False)


def begun_in_the_post(post: Post, person: int, day: date) -> Iterable[Item]:
    """Cases that the person began for his organ and that still run."""
    rows = Case.objects.filter(caller=post.subject.organ_id, status__in=(Status.OPEN, Status.PAUSED))
    found = list(rows.select_related("subject").order_by("-opened_at", "-pk")[: MOST * 2])
    own = begun_by((case.pk for case in found), person)
    for case in (each for each in found if each.pk in own):
        due = local(case.due_at).date() if case.due_at else None
        yield Item(str(case.pk), named(case.subject), both(Status(case.status).label), due, case.pk)


contribute("asks", _("交给本岗位的事项"), given_to_the_post)
contribute("begun", _("本人发起、尚未办结的办件"), begun_in_the_post)
contribute("organ_asks", _("本单位待办（未指定岗位）"), asked_of_the_organ)
