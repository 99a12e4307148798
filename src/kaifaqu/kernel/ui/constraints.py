"""Constraints over the registry: who breaks which, on what facts, against which value, who is told, who is exempt."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.charter.actions import EXEMPTIBLE
from kaifaqu.kernel.charter.lookup import institution
from kaifaqu.kernel.charter.overlay import Found, Resolved
from kaifaqu.kernel.charter.reading import sentence, value_text
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Figure, Grounding
from kaifaqu.kernel.measures.reader import Reading
from kaifaqu.kernel.measures.survey import ORDER, Finding, survey
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url, url_of
from kaifaqu.kernel.ui.numbers import Shown, shown, where_from
from kaifaqu.kernel.ui.pages import day_sent, seat_of

EXEMPT, END = "charter.exempt", "charter.end_exemption"
PILLS = {"breach": "late", "warning": "soon", "exempt": "info", "unknown": "plain", "holds": "ok"}


def STATES() -> dict[str, str]:  # noqa: N802
    """What comes of a constraint, in words."""
    return {
        "breach": _("不符合"),
        "warning": _("原则上应当，未做到"),
        "exempt": _("已同意豁免"),
        "unknown": _("缺数据，无法判定"),
        "holds": _("符合"),
    }


def page(request: HttpRequest, place: str) -> HttpResponse:
    """Every constraint over everything below a place that the person may see."""
    home = Place.objects.select_related("subject").filter(slug=place).first()
    day = day_sent(request, "on", today())
    governing = institution(place, day) if home else None
    if home is None or governing is None:
        raise Http404
    seen = set(visible_to(seat_of(request)).filter(kind__in=EXEMPTIBLE).values_list("pk", flat=True))
    found = survey(home, day, seen)
    wanted = request.GET.get("state", "")
    shown_ones = [f for f in found if f.state == wanted] if wanted in ORDER else [f for f in found if f.state in FIRST]
    counts = Counter(f.state for f in found)
    may = set(reach(seat_of(request), EXEMPT).filter(kind__in=EXEMPTIBLE).values_list("pk", flat=True))
    context = {
        "title": _("约束检核"),
        "sub": _("按截至 %(day)s 施行的方案，逐条对照登记和公布的数据。") % {"day": day.isoformat()},
        "crumbs": [
            {"label": _("制度方案"), "url": reverse("charters:list")},
            {"label": governing.own.charter.title.text(lang()), "url": reverse("charters:read", args=[place])},
        ],
        "day": day.isoformat(),
        "states": [
            {"key": key, "label": label, "count": counts[key], "kind": PILLS[key], "chosen": key == wanted}
            for key, label in STATES().items()
        ],
        "findings": [_drawn(f, governing, day, may) for f in shown_ones[:MOST]],
        "more": max(0, len(shown_ones) - MOST),
        "governed": governing.own.edition is not None,
    }
    return render(request, "ui/charters/constraints.html", context)


FIRST, MOST = ("breach", "warning", "exempt"), 200


def _drawn(finding: Finding, governing: Resolved, day: date, may: set[int]) -> dict[str, Any]:
    judgement, subject = finding.judgement, finding.subject
    clause = f"constraints.{judgement.key}"
    known = ("constraints", judgement.key) in governing.clauses
    title = judgement.constraint.title.text(lang())
    return {
        "state": STATES()[finding.state],
        "kind": PILLS[finding.state],
        "subject": subject.name,
        "url": url_of(subject),
        "sentence": sentence(governing, "constraints", judgement.key, day, lang()) if known else title,
        "charter": judgement.charter,
        "source": judgement.constraint.src or "",
        "facts": [_fact(reading) for reading in judgement.readings],
        "params": [_param(found, governing.place) for found in judgement.params.values() if isinstance(found, Found)],
        "tell": governing.party(judgement.constraint.tell, lang()),
        "exemption": _exemption(finding),
        "exempt_url": _exempt_url(finding, clause, may),
    }


def _fact(reading: Reading) -> dict[str, Any]:
    label = reading.fact.title.text(lang())
    url = ""
    if isinstance(reading.figure, Figure):
        query = {"at": reading.slot or "", "on": reading.day.isoformat() if reading.day else ""}
        url = f"{reverse('fact', args=[reading.subject, reading.fact.key])}?{urlencode(query)}"
    synthetic = isinstance(reading.figure, Figure) and reading.figure.grounding is Grounding.SYNTHETIC
    source = "" if synthetic else where_from(reading)  # the figure's own mark says that it is synthetic
    return {"label": label, "fig": shown(reading.figure, explain_url=url, title=label), "source": source}


def _param(found: Found, place: str) -> dict[str, Any]:
    url = reverse("charters:param", args=[place, found.key])
    fig = Shown(text=value_text(found, lang()), src_kind=str(found.dated.grounding), explain_url=url, reason="—")
    return {"label": found.param.title.text(lang()), "fig": fig}


def _exemption(finding: Finding) -> dict[str, str] | None:
    row = finding.exemption
    if row is None:
        return None
    until = row.until.isoformat() if row.until else _("长期")
    return {"span": f"{row.start.isoformat()} – {until}", "reason": row.reason, "basis": row.basis}


def _exempt_url(finding: Finding, clause: str, may: set[int]) -> str:
    if finding.subject.pk not in may or finding.state not in ("breach", "warning", "exempt"):
        return ""
    act = END if finding.state == "exempt" else EXEMPT
    return f"{act_url(act, finding.subject.pk)}?{urlencode({'clause': clause})}"


urlpatterns = [path("<slug:place>/constraints/", page, name="constraints")]
