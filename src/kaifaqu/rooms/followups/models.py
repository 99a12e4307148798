from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.subjects.models import Subject, Thing
from kaifaqu.kernel.trail.models import Recorded


class Order(Thing):
    """A paper from which work comes: an instruction (批示), a meeting, a report to the people's congress.

    Its words stand as they were written; what is to be done is split from them into matters, each a case. `giver` is
    who gave it as the paper says, `post` his post where the registry has it. `number` counts the orders that a desk
    takes in within a year. `split` counts the matters that came of it.
    """

    KIND = "order"

    origin = models.CharField(max_length=20)
    day = models.DateField()
    words = models.TextField()
    document = models.CharField(max_length=80, blank=True, default="")
    giver = models.CharField(max_length=60, blank=True, default="")
    post = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    split = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("desk", "year", "number", name="order_number_once")]


class Kind(models.TextChoices):
    URGENT = "urgent", _("急件")
    ORDINARY = "ordinary", _("平件")
    LONG = "long", _("长期")


class FollowUp(Recorded):
    """What the desk knows of a case beyond the case itself: its order, its kind, and the words of its limit.

    The limit itself is the case's; `limit` keeps the words that it was given in (月底前), `given` the day from which
    they counted.
    """

    case = models.OneToOneField(Case, primary_key=True, on_delete=models.PROTECT, related_name="follow_up")
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="follow_ups")
    item = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    given = models.DateField()
    limit = models.CharField(max_length=60, blank=True, default="")


class Said(models.TextChoices):
    PROGRESS = "progress", _("进展")
    WORDS = "words", _("说明")


class Report(Recorded):
    """What a unit said of a matter that it is to do: kept as it was sent.

    Three lines: what is done, what it is stuck on, what it needs, and from whom. Or its words on a delay, which stand
    beside the light.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    said = models.CharField(max_length=12, choices=Said.choices)
    at = models.DateTimeField()
    organ = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    done = models.TextField()
    stuck = models.TextField(blank=True, default="")
    need = models.TextField(blank=True, default="")
    need_from = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(File, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["case", "-id"], name="follow_up_report"),
            models.Index("need_from", "case", name="follow_up_need", condition=models.Q(need_from__isnull=False)),
        ]
