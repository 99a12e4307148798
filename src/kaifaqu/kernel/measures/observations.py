"""Writing published figures; inside acts only. Reading them is the reader's work."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from kaifaqu.kernel.actions.refusals import Refusal
from kaifaqu.kernel.figures import Figure, Grounding, Status
from kaifaqu.kernel.measures.facts import fact
from kaifaqu.kernel.measures.models import Observation
from kaifaqu.kernel.trail import acts


class Published(BaseModel):
    """A published figure as a source states it: `value` is the printed number, as text, in `unit`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fact: str = Field(max_length=60)
    value: str = Field(max_length=40)
    unit: str = Field(max_length=20)
    period: str = Field("", max_length=40)
    qualifier: str = Field("", max_length=10)
    status: Status = Status.ACTUAL
    scope: str = Field("", max_length=120)
    grounding: Grounding = Grounding.SOURCED
    src: str = Field(min_length=1, max_length=60)
    at: str = Field("", max_length=40)

    def figure(self) -> Figure:
        """The figure; a Refusal where number, unit or qualifier cannot be read."""
        try:
            fact(self.fact)
            return Figure.parse(
                self.value,
                self.unit,
                qualifier=self.qualifier or None,
                status=self.status,
                scope=self.scope,
                period=self.period,
                at=self.at,
                src=self.src,
                grounding=self.grounding,
            )
        except (KeyError, ValueError) as error:
            words = _("“%(value)s %(unit)s”（%(fact)s）读不懂：%(why)s")
            given = {"value": self.value, "unit": self.unit, "fact": self.fact, "why": str(error)}
            raise Refusal("figure", words % given, field="figures") from error


def observe(subject: int, fact_key: str, figure: Figure, *, known_at: date) -> Observation:
    """Put a figure on record; one for the same subject, fact and period is superseded, not changed."""
    fact(fact_key)
    before = Observation.objects.filter(
        subject=subject, fact=fact_key, period=figure.period, superseded_by__isnull=True
    ).first()
    acts.current().changed(
        f"{fact_key}@{figure.period}" if figure.period else fact_key,
        old=before.figure.text() if before else None,
        new=figure.text(),
        of=subject,
    )
    return Observation.objects.create(
        subject_id=subject,
        fact=fact_key,
        period=figure.period,
        value=figure.value,
        unit=figure.unit,
        qualifier=figure.qualifier or "",
        status=figure.status,
        scope=figure.scope,
        grounding=figure.grounding,
        source=figure.src,
        paragraph=figure.at,
        known_at=known_at,
        supersedes=before,
    )
