"""What the charter wants and the registry lacks, clause by clause, each difference offered as an act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.kernel.actions import find
from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.charter.editions import governing
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.words import LISTED
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.measures.reconcile import MISSING, Line, Offer, reconcile
from kaifaqu.kernel.measures.reconcile import STATES as ORDER
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.ui.constraints import PILLS, STATES, exemption_shown, fact_shown, missing, param_shown
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url, put_beside, url_of
from kaifaqu.kernel.ui.pages import day_sent, seat_of

KINDS = {**PILLS, MISSING: "soon"}


def page(request: HttpRequest) -> HttpResponse:
    """The differences at a place and below it, those of one clause together."""
    day, seat = day_sent(request, "on", today()), seat_of(request)
    seen = set(visible_to(seat).values_list("pk", flat=True))
    place = _place(request, seen)
    institution = governing(place, day) if place else None
    lines = reconcile(place, day, seen) if place and institution else []
    counts = Counter(line.state for line in lines)
    wanted = request.GET.get("state", "")
    chosen = [x for x in lines if x.state == wanted] if wanted in ORDER else [x for x in lines if x.state != "unknown"]
    drawing = _Drawing(request, day, chosen)
    context = {
        "title": _("方案与登记对照"),
        "sub": _("方案要求的，登记里还没有的：截至 %(day)s。每一处都可以就地办理。") % {"day": day.isoformat()},
        "crumbs": _crumbs(institution),
        "places": _places(seen),
        "place": place.slug if place else "",
        "day": day.isoformat(),
        "states": [
            {"key": key, "label": _states()[key], "count": counts[key], "kind": KINDS[key], "chosen": key == wanted}
            for key in ORDER
        ],
        "governed": institution is not None,
        "groups": drawing.groups(),
        "none": _nothing(counts),
    }
    return render(request, "institutions/reconcile.html", context)


def _states() -> dict[str, str]:
    """What came of the comparison, in words."""
    return {**STATES(), MISSING: _("登记中没有")}


def _place(request: HttpRequest, seen: set[int]) -> Place | None:
    """The place asked for, or the one that the seat works in."""
    own: Place | None = request.seat_place  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    slug = request.GET.get("place", "")
    if not slug:
        return own
    found = Place.objects.select_related("subject").filter(slug=slug).first()
    if found is None or found.pk not in seen:
        raise Http404
    return found


def _places(seen: set[int]) -> list[dict[str, str]]:
    """The places to choose from, in the order of the tree."""
    rows = Place.objects.filter(pk__in=seen).exclude(kind="group").select_related("subject").order_by("path")
    return [{"slug": row.slug, "name": row.subject.name} for row in rows]


def _crumbs(institution: Resolved | None) -> list[dict[str, str]]:
    """The constraints of the lowest charter that governs the place, which need not be its own."""
    if institution is None:
        return []
    return [{"label": _("约束检核"), "url": reverse("charters:constraints", args=[institution.place])}]


def _nothing(counts: Counter[str]) -> str:
    if counts["unknown"]:
        return _("登记与方案没有不同；还有缺数据、无法判定的，见上。")
    return _("登记与方案没有不同。")


class _Drawing:
    """Differences as the template takes them, with the acts that this person may do."""

    def __init__(self, request: HttpRequest, day: date, lines: Iterable[Line]) -> None:
        self.day, self.here, self.lines = day, request.get_full_path(), list(lines)
        wanted: dict[str, set[int]] = {}
        for line in self.lines:
            for offer in line.offers:
                wanted.setdefault(offer.act, set()).add(offer.subject)
        self.may = {
            act: set(reach(seat_of(request), act).filter(pk__in=ids).values_list("pk", flat=True))
            for act, ids in wanted.items()
        }

    def groups(self) -> list[dict[str, Any]]:
        """Each clause with the things of which it does not hold."""
        found: dict[tuple[str, str, str], list[Line]] = {}
        for line in self.lines:
            found.setdefault((line.state, line.path, line.ought(self.day, lang())), []).append(line)
        return [self._group(lines) for lines in found.values()]

    def _group(self, lines: list[Line]) -> dict[str, Any]:
        first = lines[0]
        rows = [self._row(line) for line in lines]
        return {
            "state": _states()[first.state],
            "kind": KINDS[first.state],
            "title": first.clause.title.text(lang()),
            "sentence": first.ought(self.day, lang()),
            "source": first.source(lang()),
            "unknown": first.state == "unknown",
            "missing": list(dict.fromkeys(text for line in lines for text in missing(line.readings))),
            "grounding": str(first.clause.grounding),
            "rows": rows,
            "brief": not any(row[name] for row in rows for name in ("facts", "params", "standing", "exemption")),
        }

    def _row(self, line: Line) -> dict[str, Any]:
        return {
            "name": line.subject.name,
            "url": url_of(line.subject),
            "facts": [fact_shown(reading, line.institution) for reading in line.readings],
            "params": [param_shown(found, line.institution.place) for found in line.params],
            "standing": [{"name": each.name, "url": url_of(each)} for each in line.standing],
            "exemption": exemption_shown(line.exemption),
            "others": self._others(line),
            "acts": [self._act(offer) for offer in line.offers if offer.subject in self.may[offer.act]],
        }

    def _others(self, line: Line) -> str:
        """What somebody else may do about it, where this person may do nothing."""
        if any(offer.subject in self.may[offer.act] for offer in line.offers):
            return ""
        return LISTED[lang() == "en"].join(dict.fromkeys(str(find(offer.act).title) for offer in line.offers))

    def _act(self, offer: Offer) -> dict[str, str]:
        url = act_url(offer.act, offer.subject)
        label = str(find(offer.act).title)
        about = {"act": label, "about": offer.about}
        return {
            "label": _("%(act)s：%(about)s") % about if offer.about else label,
            "url": f"{url}?{urlencode({**offer.given, 'next': self.here})}",
        }


def address(slug: str) -> str:
    """Where a place's comparison is."""
    return f"{reverse('institutions:reconcile')}?{urlencode({'place': slug})}"


put_beside(gettext_lazy("方案与登记对照"), address)
urlpatterns = [path("reconcile/", page, name="reconcile")]
