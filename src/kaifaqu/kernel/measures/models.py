from __future__ import annotations

from django.db import models

from kaifaqu.kernel.figures import Figure, Grounding, Qualifier, Status
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.models import Recorded


class Observation(Recorded):
    """A figure that somebody published or collected, as it was known: append-only, corrected by superseding.

    `value` is an integer in the base of `unit` (see figures.units); `period` is the source's own word or day, a slot
    such as `before` where it says no day, and empty where the figure stands alone. `known_at` is the day on which the
    source was out: 'as known on D' asks for it.
    """

    id = models.BigAutoField(primary_key=True)
    subject = models.ForeignKey(Subject, on_delete=models.PROTECT, related_name="+")
    fact = models.CharField(max_length=60)
    period = models.CharField(max_length=40, blank=True, default="")
    value = models.BigIntegerField()
    unit = models.CharField(max_length=20)
    qualifier = models.CharField(max_length=10, blank=True, default="")
    status = models.CharField(max_length=12)
    scope = models.CharField(max_length=120, blank=True, default="")
    grounding = models.CharField(max_length=12)
    source = models.CharField(max_length=60)
    paragraph = models.CharField(max_length=40, blank=True, default="")
    known_at = models.DateField()
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")

    class Meta:
        indexes = [models.Index("subject", "fact", "period", name="observation_by_fact")]

    def __str__(self) -> str:
        return f"{self.fact} {self.period} {self.figure.text('en')}"

    @property
    def figure(self) -> Figure:
        """The figure as it is printed and computed with."""
        return Figure(
            self.value,
            self.unit,
            qualifier=Qualifier.parse(self.qualifier) if self.qualifier else None,
            status=Status(self.status),
            scope=self.scope,
            period=self.period,
            at=self.paragraph,
            src=self.source,
            grounding=Grounding(self.grounding),
        )
