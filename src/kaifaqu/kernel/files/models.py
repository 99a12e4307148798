from __future__ import annotations

from django.db import models

from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.models import Recorded


class File(Recorded):
    """A document on a subject's record. Its bytes lie in the store under `digest`; the trail holds the digest too."""

    id = models.BigAutoField(primary_key=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=80, db_index=True)

    def __str__(self) -> str:
        return self.name
