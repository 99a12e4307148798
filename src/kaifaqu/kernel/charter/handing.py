"""What a post leaves open in charters: amendments that its holder began and that are not adopted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.charter.models import Amendment, Stage
from kaifaqu.kernel.organs.handover import MOST, Item, begun_by, both, contribute, named
from kaifaqu.kernel.organs.models import Post


def drafts(post: Post, person: int, day: date) -> Iterable[Item]:
    """Amendments that are drafted or wait for the second officer."""
    rows = Amendment.objects.filter(stage__in=(Stage.DRAFTING, Stage.SUBMITTED)).select_related("subject")
    found = list(rows.order_by("-pk")[:MOST])
    own = begun_by((row.pk for row in found), person)
    for row in (each for each in found if each.pk in own):
        yield Item(str(row.pk), named(row.subject), both(Stage(row.stage).label), row.in_force, row.pk)


contribute("drafts", _("起草中的修订"), drafts)
