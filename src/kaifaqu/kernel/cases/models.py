from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.calendars.lookup import version_beside
from kaifaqu.kernel.charter.models import Resolution
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.models import Subject, Thing
from kaifaqu.kernel.trail.models import Recorded


class Status(models.TextChoices):
    OPEN = "open", _("办理中")
    PAUSED = "paused", _("暂停计时")
    ENDED = "ended", _("已办结")
    WITHDRAWN = "withdrawn", _("已撤回")


RUNNING = (Status.OPEN, Status.PAUSED)


class Origin(models.TextChoices):
    """Where a matter comes from that the follow-up desk follows; none for what it does not follow."""

    INSTRUCTION = "instruction", _("批示")
    MEETING = "meeting", _("会议")
    WHISTLE = "whistle", _("吹哨")
    TASK = "task", _("改革任务")
    FINDING = "finding", _("督导发现")
    WORK_REPORT = "work_report", _("政府工作报告")
    OTHER = "other", _("其他交办")


class CaseManager(models.Manager["Case"]):
    """Cases with what an act needs beside them, which it so has in one statement.

    The path of the place, the digest of the rules, whether cases below it are open, and which calendar holds now.
    """

    def get_queryset(self) -> models.QuerySet[Case]:
        """Every case with `path`, `rules_digest`, `has_children` and the version of the calendar."""
        path = Place.objects.filter(pk=models.OuterRef("subject__place")).values("path")[:1]
        digest = Resolution.objects.filter(pk=models.OuterRef("rules")).values("digest")[:1]
        below = Case.plain.filter(parent=models.OuterRef("pk"), status__in=RUNNING)
        return (
            super()
            .get_queryset()
            .annotate(
                path=models.Subquery(path),
                rules_digest=models.Subquery(digest),
                has_children=models.Exists(below),
                **version_beside(),
            )
        )


class Case(Thing):
    """A matter that runs by a procedure of the charter. The rules are pinned: those in force where and when it began.

    `parties` says which organs have which role: {"caller": [id], "lead": [id], "assist": [ids]}. `kept` holds what
    the engine has to remember: a limit of its own, the rungs of the ladder that were climbed, the plan's date, how
    often it was returned. `number` is the official one, given by whoever numbers. Stage, status, holder, `due_at`,
    `limit_at` (of the whole) and `next_at` are projections of asks and clocks; the doctor rebuilds and compares them.
    The limit of a whole that has ended stays what it was measured by, whatever becomes of the calendar since.
    `next_at` is when the worker has to look at the case again.
    """

    KIND = "case"

    procedure = models.CharField(max_length=60)
    origin = models.CharField(max_length=12, choices=Origin.choices, blank=True, default="")
    number = models.CharField(max_length=40, blank=True, default="")
    rules = models.ForeignKey(Resolution, on_delete=models.PROTECT, related_name="+")
    about = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    caller = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    words = models.TextField()
    opened_at = models.DateTimeField()
    parties = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    stage = models.CharField(max_length=60)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    outcome = models.CharField(max_length=60, blank=True, default="")
    holder = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    limit_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = CaseManager()
    plain: ClassVar[models.Manager[Case]] = models.Manager()

    class Meta:
        indexes = [
            models.Index("next_at", "subject", name="case_by_next", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["caller", "-opened_at", "-subject"], name="case_by_caller"),
            models.Index("subject", name="case_running", condition=models.Q(ended_at__isnull=True)),
            models.Index("status", "limit_at", "subject", name="case_followed", condition=~models.Q(origin="")),
        ]


class AskKind(models.TextChoices):
    ACT = "act", _("主办")
    SIGN = "sign", _("会签")
    ASSIST = "assist", _("协办")
    GRANT = "grant", _("审批延期")
    COPY = "cc", _("抄送")


class Ask(Recorded):
    """Something that an organ is asked for in a stage of a case: open until it is answered, once, for good.

    Whoever was ever asked may see the case.
    `attempt` counts how often the stage was entered. `minutes` is what the organ used, by its own clock, without
    pauses; verdict and minutes are sealed when the ask ends. An ask that was transferred, dropped or overtaken by
    others' answers has that as its verdict.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="asks")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=60)
    attempt = models.PositiveSmallIntegerField()
    organ = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=AskKind.choices)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=60, blank=True, default="")
    words = models.TextField(blank=True, default="")
    given = models.JSONField(default=dict)
    minutes = models.PositiveIntegerField(null=True)
    person = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("case", "number", name="ask_once")]
        indexes = [
            models.Index(
                "organ", "kind", "due_at", "id", name="ask_open", condition=models.Q(answered_at__isnull=True)
            ),
            models.Index(fields=["organ", "-answered_at", "-id"], name="ask_done"),
            models.Index("organ", "case", name="ask_of_organ"),
        ]


class Move(models.TextChoices):
    START = "start", _("开始计时")
    PAUSE = "pause", _("暂停")
    RESUME = "resume", _("恢复")
    EXTEND = "extend", _("延长")
    SET = "set", _("改定时限")
    RESTART = "restart", _("重新计时")
    STOP = "stop", _("停止")


OUTER, WHOLE = 0, None
"""The clock over the whole case has the number 0, an ask's clock the ask's; an entry for None moves every clock."""


class ClockEntry(Recorded):
    """One movement of a clock of a case: append-only; deadlines are derived from these and the calendar.

    `limit` is that of a start, a change or an extension (20wd), or the day that was named (2026-12-01).
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="clock_entries")
    clock = models.PositiveSmallIntegerField(null=True)
    move = models.CharField(max_length=8, choices=Move.choices)
    at = models.DateTimeField()
    limit = models.CharField(max_length=20, blank=True, default="")
    ground = models.TextField(blank=True, default="")

    class Meta:
        indexes = [models.Index("case", "id", name="clock_by_case")]


class Recount(models.Model):
    """How far the worker has got in deriving deadlines anew, after these rows came into the calendar.

    `days` and `hours` are the last rows of the calendar that it takes in, `position` the last case that was done.
    """

    written_by = "the worker's own bookmark: what it does to a case is an act on that case"

    id = models.BigAutoField(primary_key=True)
    days = models.BigIntegerField()
    hours = models.BigIntegerField()
    places = models.JSONField()
    reason = models.CharField(max_length=200, blank=True, default="")
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    position = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("days", "hours", name="recount_once")]
        indexes = [models.Index("ended_at", "id", name="recount_open", condition=models.Q(ended_at__isnull=True))]
