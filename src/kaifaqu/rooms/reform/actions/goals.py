"""The yearly figures that targets are measured by, put on record one by one as they are published."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.charter.words import LISTED
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Grounding
from kaifaqu.kernel.measures.facts import all_facts, fact
from kaifaqu.kernel.measures.observations import Published, observe
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.subjects.lang import lang
from kaifaqu.rooms.reform.actions.driving import DRIVEN
from kaifaqu.rooms.reform.queries.goals import recordable

FactKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60), Label(_("数据项"))]


@action(title=_("录入年度数据"))
def record_target_figure(
    place: Annotated[Ref[Place], Among(DRIVEN)],
    *,
    by: Actor,
    fact: FactKey,
    year: Annotated[int, Field(ge=1949, le=2100), Label(_("年份"))],
    value: Annotated[str, Field(min_length=1, max_length=40), Label(_("数值"), _("照公布的填，如 1,991 或 14.8"))],
    source: Annotated[str, Field(min_length=1, max_length=60), Label(_("出处"), _("公布它的文件或公报"))],
    known_at: Annotated[date, Label(_("公布日期"))],
    unit: Annotated[str, Field(max_length=20), Label(_("单位"), _("不选即该数据项自己的单位；增速选 %"))] = "",
    qualifier: Annotated[str, Field(max_length=10), Label(_("限定词"))] = "",
    paragraph: Annotated[str, Field(max_length=40), Label(_("段落"))] = "",
) -> Place:
    """A published figure of one year, for a fact that a target in force at the place is measured by. JX-00, HA-01."""
    require_asked_for(place.row, fact, known_at)
    if year > known_at.year:
        raise Refusal("year", _("公布日期不能早于数据的年份。"), field="year")
    grounding = Grounding.SYNTHETIC if place.subject.synthetic else Grounding.SOURCED
    published = Published(
        fact=fact,
        value=value,
        unit=unit or own_unit(fact),
        period=str(year),
        qualifier=qualifier,
        grounding=grounding,
        src=source,
        at=paragraph,
    )
    try:
        figure = published.figure()
    except Refusal as refusal:
        raise Refusal(refusal.code, refusal.words, field="value") from refusal
    observe(place.id, [(fact, figure)], known_at=known_at)
    return place.row


def require_asked_for(place: Place, key: str, published: date) -> None:
    """Refuse a figure that no target is measured by that is in force at the place, or was when it was published."""
    known = recordable(place, today()) | recordable(place, published)
    if key not in known:
        names = LISTED[lang() == "en"].join(sorted(all_facts()[each].title.text(lang()) for each in known)) or "—"
        words = _("这里施行的目标不用这项数据；用到的有 %(known)s。") % {"known": names}
        raise Refusal("unknown", words, field="fact")


def own_unit(key: str) -> str:
    """The unit in which a fact is stated where nothing else is said; shares as percentages."""
    unit = fact(key).unit
    return "percent" if unit == "ratio" else unit
