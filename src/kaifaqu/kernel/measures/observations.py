"""Writing published figures; inside acts only. Reading them is the reader's work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from kaifaqu.kernel.actions.refusals import Refusal
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Figure, Grounding, Status
from kaifaqu.kernel.measures.facts import fact, kind_of
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
            if kind_of(self.unit) != kind_of(fact(self.fact).unit):
                raise ValueError(f"{self.fact} is not counted in {self.unit}")
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


def observe(subject: int, figures: Sequence[tuple[str, Figure]], *, known_at: date) -> None:
    """Put figures on record, each with the fact it stands for: two statements, however many there are.

    One for the same subject, fact and period is superseded, not changed; nothing is written where it says the same.
    """
    if known_at > today():
        raise Refusal("in_future", _("公布日期不能晚于今天。"), field="known_at")
    places = [(key, figure.period) for key, figure in figures]
    if len(set(places)) < len(places):
        raise Refusal("twice", _("同一数据在同一时期出现了两次。"), field="figures")
    standing = Observation.objects.filter(
        subject=subject, fact__in={key for key, _ in places}, superseded_by__isnull=True
    )
    before = {(row.fact, row.period): row for row in standing}
    rows = [_row(subject, key, figure, known_at, before.get((key, figure.period))) for key, figure in figures]
    Observation.objects.bulk_create([row for row in rows if row is not None])


def _row(subject: int, key: str, figure: Figure, known_at: date, before: Observation | None) -> Observation | None:
    if before is not None and before.known_at == known_at and before.figure == figure:
        return None
    acts.current().changed(
        f"{key}@{figure.period}" if figure.period else key,
        old=_as_recorded(before.figure) if before else None,
        new=_as_recorded(figure),
        of=subject,
    )
    return Observation(
        subject_id=subject,
        fact=key,
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


def _as_recorded(figure: Figure) -> dict[str, object]:
    """A figure in the trail: in the base of its unit and in no language, so that every reader gets it in his own."""
    recorded: dict[str, object] = {"figure": figure.value, "unit": figure.unit}
    return recorded | ({"qualifier": str(figure.qualifier)} if figure.qualifier else {})
