"""What acts on cases refuse, in plain words: organs that are gone, limits that are none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.actions.frozen import frozen, in_place_of
from kaifaqu.kernel.charter.faults import Fault
from kaifaqu.kernel.charter.schema.limits import Limit
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.clock.faults import BadTime
from kaifaqu.kernel.clock.limits import bounded
from kaifaqu.kernel.organs.models import Organ
from kaifaqu.kernel.organs.since import in_being
from kaifaqu.kernel.subjects.lang import lang

FARTHEST = timedelta(days=3_660)
"""A limit that is a day lies at most so far ahead: ten years, as the longest limit in days."""


def require_living(organs: Iterable[int], field: str = "lead") -> None:
    """Refuse organs that are abolished or were never there: one query."""
    wanted = set(organs)
    if not wanted:
        return
    put, day = in_place_of(sorted(wanted)), today()

    def living() -> QuerySet[Organ, tuple[int]]:
        alive = in_being(day).filter(subject__in=list(put))
        return Organ.objects.filter(pk__in=alive.values("subject")).values_list("pk")

    found = {pk for (pk,) in frozen(("cases.living", len(wanted), day), living).rows(put)}
    if gone := wanted - found:
        known = Organ.objects.filter(pk__in=gone).select_related("subject").order_by("pk")
        names = str(_("、")).join(organ.subject.name for organ in known)
        raise Refusal("gone", _("单位已撤销或不存在：%(names)s。") % {"names": names or "—"}, field=field)


def require_span(text: str, field: str = "limit") -> Limit:
    """A limit as it was typed, at least 1 of its unit and at most what is a limit at all."""
    try:
        limit = Limit.parse(text)
        bounded(limit)
    except Fault as fault:
        raise Refusal("limit", str(fault), field=field) from fault
    except BadTime as fault:
        raise Refusal("limit", fault.text(lang()), field=field) from fault
    return limit


def require_limit(text: str, field: str = "limit", since: date | None = None) -> str:
    """A limit of a whole case, in its short form: a span, or a day from today on.

    `since`: of what was given on an earlier day and is entered afterwards, the limit may have passed by now.
    """
    if "-" not in text:
        return str(require_span(text, field))
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        words = _("时限写成 15wd（工作日）、30d（天）的样子，或写一个日期，如 2026-12-01。")
        raise Refusal("limit", words, field=field) from error
    if not (since or today()) <= day <= today() + FARTHEST:
        raise Refusal("limit", _("时限的日期不能早于今天，也不能超过十年。"), field=field)
    return day.isoformat()
