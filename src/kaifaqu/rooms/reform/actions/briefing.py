"""Issuing a briefing: its number, its period and what it says are sealed as they stand."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Label, Ref, Refusal, action
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts
from kaifaqu.kernel.trail.chain import canonical, digest
from kaifaqu.rooms.reform.models import Briefing, Programme
from kaifaqu.rooms.reform.queries import briefing as queries

LONGEST = 366


@action(title=_("签发简报"), founds=True)
def issue_briefing(
    programme: Ref[Programme],
    *,
    by: Actor,
    start: Annotated[date, Label(_("期间自"))],
    end: Annotated[date, Label(_("期间至"), _("含当日"))],
) -> Briefing:
    """The next issue of a programme's briefing in the year of the period's last day; it is never changed."""
    _require_period(programme.row, start, end)
    row = programme.row
    number = (row.briefings.filter(year=end.year).count()) + 1
    try:
        told = queries.content(row, start, end, number)
    except LookupError as error:
        raise Refusal("unknown", _("施行的制度方案里已经没有这个改革方案。")) from error
    text = canonical(told)
    if _same_as_before(row, told):
        raise Refusal("nothing_new", _("这一期间已经签发，此后没有变化。"), field="end")
    given = {"n": number, "year": end.year}
    title = queries.both(_("%(title)s简报 %(year)s 年第 %(n)s 期"), title=told["programme"]["title"], **given)
    subject = new_subject(
        Briefing.KIND,
        title["zh"][:200],
        title_en=title["en"][:200],
        place=row.subject.place_id,
        synthetic=row.subject.synthetic,
    )
    acts.current().born(subject.pk)
    acts.current().changed("briefing_digest", old=None, new=digest(text))
    return Briefing.objects.create(
        subject=subject,
        programme=row,
        year=end.year,
        number=number,
        start=start,
        end=end,
        as_of=told["as_of"],
        content=text,
        digest=digest(text),
        person_id=by.person if isinstance(by, Seat) else None,
    )


def _require_period(programme: Programme, start: date, end: date) -> None:
    if end < start:
        raise Refusal("period", _("期间的止日不能早于起日。"), field="end")
    if end > today():
        raise Refusal("in_future", _("期间不能超过今天；未到的日子还没有可写的。"), field="end")
    if end < programme.started:
        words = _("期间早于方案启动之日（%(day)s）。")
        raise Refusal("before_start", words % {"day": programme.started.isoformat()}, field="start")
    if (end - start).days >= LONGEST:
        raise Refusal("too_long", _("期间最长一年。"), field="start")


def _same_as_before(programme: Programme, told: dict[str, Any]) -> bool:
    """Whether an issue of the same period says the same."""
    sections = canonical(told["sections"])
    before = programme.briefings.filter(start=told["from"], end=told["to"])
    return any(canonical(queries.read(each)["sections"]) == sections for each in before)
