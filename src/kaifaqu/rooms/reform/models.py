from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.subjects.models import Subject, Thing
from kaifaqu.kernel.trail.models import Recorded


class Programme(Thing):
    """A charter's reform programme under way at a place: which one, since when, and until when.

    `by_zone`: each zone is driven by itself; else only what is reported of zones together is there to be shown.
    """

    KIND = "programme"

    key = models.CharField(max_length=60)
    started = models.DateField()
    deadline = models.DateField(null=True)
    by_zone = models.BooleanField(default=True)


class State(models.TextChoices):
    UNDER_WAY = "under_way", _("推进中")
    CLAIMED = "claimed", _("报完成")
    VERIFIED = "verified", _("核验通过")
    RETURNED = "returned", _("退回整改")
    NOT_APPLICABLE = "not_applicable", _("不适用")
    EXPLAINED = "explained", _("说明")


class Report(Recorded):
    """What was said of a task in a zone (or the city), on a day: kept as said, corrected by the next one."""

    id = models.BigAutoField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="reports")
    task = models.CharField(max_length=60)
    place = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=State.choices)
    day = models.DateField()
    words = models.TextField(blank=True, default="")
    person = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        indexes = [models.Index("programme", "task", "place", "day", name="report_by_cell")]
