from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.models import Recorded


class NoticeKind(models.TextChoices):
    ASKED = "asked", _("新交办")
    COPIED = "copied", _("抄送")
    WARNED = "warned", _("即将到期")
    URGED = "urged", _("催办")
    FOLLOWED_UP = "followed_up", _("督办")
    CONVENED = "convened", _("会商")
    REPORTED = "reported", _("上报")
    RETURNED = "returned", _("退回")
    ENDED = "ended", _("办结")
    WITHDRAWN = "withdrawn", _("撤回")
    REOPENED = "reopened", _("重开")
    RECALCULATED = "recalculated", _("期限调整")


PRESSING = frozenset(
    {NoticeKind.URGED, NoticeKind.FOLLOWED_UP, NoticeKind.CONVENED, NoticeKind.REPORTED, NoticeKind.RETURNED}
)
"""Kinds on which somebody has to move now."""


class Level(models.TextChoices):
    ALL = "all", _("全部")
    PRESSING = "pressing", _("催办及以上")
    DANGER = "danger", _("仅紧急")


class Notice(Recorded):
    """An organ is told of a case, or one post of it: written in the act of which it tells, never changed by people.

    `number` and `due_at` are the case's as they were then. `leaves_at` is when it may next be looked at for leaving
    the house; None once that was done. The words of the act stay in the house.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    organ = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=NoticeKind.choices)
    at = models.DateTimeField()
    urgent = models.BooleanField(default=False)
    words = models.TextField(blank=True, default="")
    number = models.CharField(max_length=40, blank=True, default="")
    due_at = models.DateTimeField(null=True)
    leaves_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["organ", "-id"], name="notice_of_organ"),
            models.Index("leaves_at", "id", name="notice_to_leave", condition=models.Q(leaves_at__isnull=False)),
        ]

    @property
    def level(self) -> Level:
        """How pressing it is."""
        if self.urgent:
            return Level.DANGER
        return Level.PRESSING if self.kind in PRESSING else Level.ALL


class Channel(Recorded):
    """A way by which an organ is told outside the house: a robot in its group, a phone, a mailbox, a program.

    `connection` names a section of the installation's file of secrets; no secret stands here. `kinds` are the kinds
    of notice that go this way, all of them where it is empty.
    """

    id = models.BigAutoField(primary_key=True)
    organ = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    gateway = models.CharField(max_length=20)
    address = models.CharField(max_length=300)
    connection = models.CharField(max_length=40, blank=True, default="")
    template = models.CharField(max_length=200, blank=True, default="")
    kinds = models.JSONField(default=list)
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.ALL)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "organ", "gateway", "address", name="channel_once", condition=models.Q(closed_at__isnull=True)
            )
        ]

    def takes(self, notice: Notice) -> bool:
        """Whether a notice goes this way."""
        order = list(Level.values)
        high = order.index(notice.level) >= order.index(self.level)
        return high and (not self.kinds or notice.kind in self.kinds)


class Call(Recorded):
    """Somebody of an organ was told by telephone: of every notice of the organ up to `until`."""

    id = models.BigAutoField(primary_key=True)
    organ = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    until = models.BigIntegerField()
    at = models.DateTimeField()
    person = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    spoke_to = models.CharField(max_length=80)
    words = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [models.Index("organ", "until", name="call_of_organ")]


class MessageState(models.TextChoices):
    WAITING = "waiting", _("待发送")
    SENT = "sent", _("已送达")
    GIVEN_UP = "given_up", _("已放弃")
    DROPPED = "dropped", _("渠道已停用")


SENDING = "delivery: that a message was handed over is nobody's act; the log beside it says what became of it"


class Message(models.Model):
    """Notices on their way out through one channel, as one text. `key` stays the same however often it is sent."""

    written_by = SENDING

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="messages")
    urgent = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index("next_at", "id", name="message_next", condition=models.Q(next_at__isnull=False)),
            models.Index(fields=["-ended_at", "-id"], name="message_given_up", condition=models.Q(state="given_up")),
        ]


class Carried(models.Model):
    """Which notices a message carries: through one channel each notice goes once."""

    written_by = SENDING

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="carried")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("notice", "channel", name="carried_once")]


class Attempt(models.Model):
    """One sending of a message: when, what came of it, how long it took in milliseconds. Append-only."""

    written_by = SENDING

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    code = models.CharField(max_length=40)
    ok = models.BooleanField()
    latency = models.PositiveIntegerField()
    detail = models.CharField(max_length=200, blank=True, default="")


LOOKING = "reading: that somebody has looked is no act upon a case; a copy that must be read is answered there"


class Seen(models.Model):
    """A person has seen a notice."""

    written_by = LOOKING

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("person", "notice", name="seen_once")]
        indexes = [models.Index("notice", name="seen_of_notice")]


class SeenUpTo(models.Model):
    """A person has seen all notices of an organ up to `until`: one row instead of thousands."""

    written_by = LOOKING

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    organ = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    until = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint("organ", "person", name="seen_up_to_once")]
