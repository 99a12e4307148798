from __future__ import annotations

from django.db import models

from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import acts


class Entry(models.Model):
    """One act on one subject. Every column but the row's own id is hashed; triggers refuse update and delete.

    `body` is canonical JSON kept as text, because a JSON column may reorder its keys.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveBigIntegerField()
    at = models.CharField(max_length=32)
    action = models.CharField(max_length=80)
    body = models.TextField()
    hash = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint("subject", "seq", name="entry_once")]

    def __str__(self) -> str:
        return f"{self.subject_id}/{self.seq} {self.action}"


class Mention(models.Model):
    """A further subject that an act touched: a projection of entries, so that its timeline shows them."""

    id = models.BigAutoField(primary_key=True)
    mentioned = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    at = models.CharField(max_length=32)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index("mentioned", "at", name="mention_by_time")]
        constraints = [models.UniqueConstraint("mentioned", "subject", "seq", name="mention_once")]


class MentionSpan(models.Model):
    """A run of subjects, `first` to `last` by id, that one act brought into being or changed all together.

    A projection of entries like `Mention`: an import of 100 000 rows is one entry and a row here, not 100 000.
    """

    id = models.BigAutoField(primary_key=True)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    at = models.CharField(max_length=32)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    seq = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index("first", "last", name="span_by_ids")]
        constraints = [models.UniqueConstraint("first", "subject", "seq", name="span_once")]


class Seal(models.Model):
    """A signed Merkle root over every subject that had grown since the seal before."""

    number = models.PositiveIntegerField(primary_key=True)
    at = models.CharField(max_length=32)
    previous = models.CharField(max_length=80)
    root = models.CharField(max_length=80)
    key = models.CharField(max_length=80)
    signature = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"#{self.number}"


class SealLeaf(models.Model):
    """Where one subject's chain stood at a seal. No foreign key to the subject: a removed one must still be missed."""

    id = models.BigAutoField(primary_key=True)
    seal = models.ForeignKey(Seal, on_delete=models.PROTECT, related_name="leaves")
    subject_id = models.BigIntegerField()
    seq = models.PositiveBigIntegerField()
    head = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint("subject_id", "seq", name="leaf_once")]
        indexes = [models.Index("seal", "subject_id", name="leaf_by_seal")]


class PersonalValue(models.Model):
    """The erasable home of a personal value; the trail holds its salted digest and this row's id only."""

    id = models.BigAutoField(primary_key=True)
    salt = models.CharField(max_length=32)
    value = models.TextField(null=True)  # noqa: DJ001  (erased is not the same as empty)


class Recorded(models.Model):
    """What every row written by an act inherits: which entry explains it."""

    act_subject = models.BigIntegerField(default=acts.current_subject, editable=False)
    act_seq = models.BigIntegerField(default=acts.current_seq, editable=False)

    class Meta:
        abstract = True
