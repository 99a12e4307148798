from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language


class Subject(models.Model):
    """One row per thing that can have a history.

    One timeline, one search and one target for files, facts and cases. It carries the head of the thing's chain of
    trail entries: `seq` entries so far, the last one hashing to `head`, `sealed_seq` of them under a seal.
    `place` and `organ` are themselves subjects: where the thing lies and which organ answers for it.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True, default="")
    sort_key = models.CharField(max_length=200)
    place = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    organ = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    synthetic = models.BooleanField(default=False)
    seq = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=80, default="")
    sealed_seq = models.PositiveBigIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index("kind", "sort_key", "id", name="subject_by_kind"),
            models.Index("place", "kind", "sort_key", "id", name="subject_by_place"),
            models.Index(fields=["kind", "-id"], name="subject_newest"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The title in the reader's language: its translation where one was given, else the Chinese one."""
        return self.title_en if self.title_en and (get_language() or "").startswith("en") else self.title


class Thing(models.Model):
    """What every model with a history inherits: its primary key is its row in the spine."""

    KIND: ClassVar[str]

    subject = models.OneToOneField(Subject, primary_key=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.subject.name
