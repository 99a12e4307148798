from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.organs.models import Person, Place
from kaifaqu.kernel.subjects.models import Thing
from kaifaqu.kernel.trail.models import Recorded


class Edition(Recorded):
    """One edition of a place's charter, in force from a day until the next one is: append-only.

    `text` is canonical JSON of its files by name, kept as text because `digest` is taken of it. What the place's
    institution is on a day follows from its own edition and those of the places above it, never from this row alone.
    """

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    in_force = models.DateField()
    text = models.TextField()
    digest = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint("place", "number", name="edition_once")]
        indexes = [models.Index("place", "in_force", name="edition_by_day")]

    def __str__(self) -> str:
        return f"{self.place.slug} #{self.number}"


class Resolution(Recorded):
    """What a place's institution came to from a day on: its edition and its superiors' taken together. Append-only.

    `editions` names them from the root down, as [slug, number, digest]; `text` is the canonical JSON of every clause
    in force and whose it is; `conflicts` lists what the place says and a superior does not allow, to be adapted.
    """

    id = models.BigAutoField(primary_key=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    start = models.DateField()
    editions = models.JSONField()
    text = models.TextField()
    digest = models.CharField(max_length=80)
    conflicts = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index("place", "start", name="resolution_by_day")]

    def __str__(self) -> str:
        return f"{self.place.slug} {self.start}"


class Stage(models.TextChoices):
    DRAFTING = "drafting", _("起草中")
    SUBMITTED = "submitted", _("待复核")
    ADOPTED = "adopted", _("已施行")
    WITHDRAWN = "withdrawn", _("已撤回")


class Amendment(Thing):
    """A proposal to change a place's charter: typed changes to its latest edition, or a whole text.

    `origin` is the text that it starts from (files by name), `changes` the edits as they were asked for, each
    {path, old, new, from, source}, and `text` what the charter would be with them. `document` is the paper that the
    changes rest on, as it will stand among the charter's sources. Once adopted, `edition` is what it became.
    """

    KIND = "amendment"

    base = models.ForeignKey(Edition, null=True, on_delete=models.PROTECT, related_name="+")
    origin = models.JSONField()
    text = models.JSONField()
    changes = models.JSONField(default=list)
    document = models.JSONField(default=dict)
    in_force = models.DateField()
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.DRAFTING)
    submitted_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    remark = models.TextField(blank=True, default="")
    edition = models.OneToOneField(Edition, null=True, on_delete=models.PROTECT, related_name="amendment")


class Exemption(Recorded):
    """A subject need not keep a clause that holds in principle, from a day until another one, for a reason.

    `clause` is the path of the constraint, as constraints.no_social_affairs. jiangxi-2022 一: in principle.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.ForeignKey("subjects.Subject", on_delete=models.PROTECT, related_name="+")
    clause = models.CharField(max_length=120)
    start = models.DateField()
    until = models.DateField(null=True)
    reason = models.TextField()
    basis = models.TextField(blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint("subject", "clause", "start", name="exemption_once")]
