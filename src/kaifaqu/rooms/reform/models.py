from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.since import Relation
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


REPORTED = (State.UNDER_WAY, State.CLAIMED)
JUDGED = (State.VERIFIED, State.RETURNED)


class Report(Recorded):
    """What was said of a task in a zone (or the city), on a day: kept as said, corrected by the next one.

    `late_reason` is given where the month of that day was closed already.
    """

    id = models.BigAutoField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="reports")
    task = models.CharField(max_length=60)
    place = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=State.choices)
    day = models.DateField()
    words = models.TextField(blank=True, default="")
    late_reason = models.TextField(blank=True, default="")
    person = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=60, blank=True, default="")
    file = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index("programme", "task", "place", "day", name="report_by_cell")]


class Lead(Recorded):
    """From `start` on this organ leads a task of a programme, until the next row."""

    id = models.BigAutoField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="leads")
    task = models.CharField(max_length=60)
    organ = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    start = models.DateField()


class InterimDeadline(Recorded):
    """From `start` on a task is due earlier than its programme (分阶段时限), until the next row."""

    id = models.BigAutoField(primary_key=True)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="interim_deadlines")
    task = models.CharField(max_length=60)
    due = models.DateField()
    start = models.DateField()


class Visit(Thing):
    """Somebody of the office went to a place and looked (实地督导): when, who, and what was seen. yantai-2020 ¶2."""

    KIND = "visit"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="visits")
    day = models.DateField()
    who = models.CharField(max_length=200)
    seen = models.TextField()


class Finding(Thing):
    """What a visit found wrong: of which task, who is to put it right, and by when."""

    KIND = "finding"

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    task = models.CharField(max_length=60, blank=True, default="")
    words = models.TextField()
    due = models.DateField()


class Outcome(models.TextChoices):
    """What has happened to a finding, in the words of the charter's procedure `site_supervision`."""

    FOUND = "found", _("待整改")
    CLAIMED = "claimed", _("已报整改")
    VERIFIED = "verified", _("已销号")
    NOT_VERIFIED = "not_verified", _("退回整改")


class Rectification(Recorded):
    """One step of a finding on its way to being closed: kept as taken, the latest holds."""

    id = models.BigAutoField(primary_key=True)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="steps")
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    day = models.DateField()
    words = models.TextField(blank=True, default="")
    person = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")


PHASE = Relation("phase", _("阶段"), "code")
since.register(PHASE)
