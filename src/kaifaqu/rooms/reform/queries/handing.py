"""What a post leaves open in reforms: programmes that it drives, tasks that its organ leads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.organs.handover import Item, both, contribute, holder_of, named
from kaifaqu.kernel.organs.models import Post
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.rooms.reform.models import Programme
from kaifaqu.rooms.reform.queries import board
from kaifaqu.rooms.reform.queries.driving import drives
from kaifaqu.rooms.reform.rules import OPEN


def driven(post: Post, person: int, day: date) -> Iterable[Item]:
    """Programmes under way that the post drives; whoever holds it now lends the seat by which that is asked."""
    holder = holder_of(post.pk, day)
    organ = post.subject.organ_id or 0
    for row in Programme.objects.filter(by_zone=True).select_related("subject").order_by("-started", "-pk"):
        whole = board(row, day)
        if whole is None or not any(whole.totals[light] for light in OPEN):
            continue
        if drives(Seat(holder.pk if holder else person, post.pk, organ), row.pk):
            yield Item(str(row.pk), named(row.subject), both(_("由本岗位推进")), row.deadline, row.pk)
        for line in whole.lines:
            if line.lead is not None and line.lead.organ_id == organ and any(line.totals[light] for light in OPEN):
                title = {"zh": line.task.title.zh, "en": line.task.title.en}
                yield Item(f"{row.pk}-{line.key}", title, both(_("本单位牵头")), line.due, row.pk)


contribute("reform", _("推进的改革方案和牵头的任务"), driven)
