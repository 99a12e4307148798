from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.models import Recorded


class LetterKind(models.TextChoices):
    ASSIGN = "assign", _("交办函")
    REMIND = "remind", _("提示函")
    URGE = "urge", _("催办函")
    CONSULT = "consult", _("征求意见函")
    ASSIST = "assist", _("协办函")
    SLIP = "slip", _("督办单")


DIRECTIVE = (LetterKind.ASSIGN, LetterKind.SLIP)
"""Kinds that tell another body what to do. A co-ordinating office sends them by mandate only: 若干规定 2024, 一·1."""


class Colour(models.TextChoices):
    BLUE = "blue", _("蓝")
    YELLOW = "yellow", _("黄")
    RED = "red", _("红")


class Series(Recorded):
    """A series of numbers of an organ in a year: the last one given. Locked while a number is taken."""

    id = models.BigAutoField(primary_key=True)
    organ = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("organ", "name", "year", name="series_once")]


class Letter(Recorded):
    """A letter or slip on a case, as it went out. `content` is canonical JSON and `digest` its hash: sealed, so that it
    is printed again as it was. `ask` is the number of what it asks for within the case, where it asks for one.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    ask = models.PositiveSmallIntegerField(null=True)
    sender = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    to = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=LetterKind.choices)
    colour = models.CharField(max_length=8, choices=Colour.choices, blank=True, default="")
    number = models.CharField(max_length=40)
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    content = models.TextField()
    digest = models.CharField(max_length=80)
    person = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("sender", "number", name="letter_number_once")]
        indexes = [
            models.Index(fields=["sender", "-issued_at", "-id"], name="letter_by_sender"),
            models.Index("case", "id", name="letter_by_case"),
            models.Index(fields=["to", "-issued_at", "-id"], name="letter_by_addressee"),
        ]

    def __str__(self) -> str:
        return self.number


class Reply(Recorded):
    """What came back on a letter: its files are those of the act that filed them. `stamped` is what the clerk saw.

    `pages` are the pages of the letter whose codes were read; none where the clerk chose the letter by hand.
    """

    id = models.BigAutoField(primary_key=True)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="replies")
    filed_at = models.DateTimeField()
    stamped = models.BooleanField()
    pages = models.JSONField(default=list)
    words = models.TextField(blank=True, default="")
    person = models.ForeignKey(Subject, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index("letter", "id", name="reply_by_letter")]
