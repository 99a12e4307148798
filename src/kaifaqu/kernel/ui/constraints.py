"""Constraints over the registry: who breaks which, on what facts, against which value, who is told, who is exempt."""

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

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.actions import EXEMPTIBLE
from kaifaqu.kernel.charter.lookup import institution
from kaifaqu.kernel.charter.models import Exemption
from kaifaqu.kernel.charter.overlay import Found, Resolved
from kaifaqu.kernel.charter.reading import cited, sentence, value_text
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Figure, Grounding, NotApplicable
from kaifaqu.kernel.measures import members
from kaifaqu.kernel.measures.reader import Reading
from kaifaqu.kernel.measures.survey import AFTER, BEFORE, ORDER, Finding, survey
from kaifaqu.kernel.organs.models import Place, PlaceKind
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.charter_records import span_text
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url, beside, url_of
from kaifaqu.kernel.ui.numbers import Shown, reading_shown, where_from
from kaifaqu.kernel.ui.pages import day_sent, seat_of

EXEMPT, END = "charter.exempt", "charter.end_exemption"
PILLS = {"breach": "late", "warning": "soon", "exempt": "info", "unknown": "plain", "holds": "ok"}


def STATES() -> dict[str, str]:  # noqa: N802  a table, made when the language is known
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
    seen = set(visible_to(seat_of(request)).filter(kind__in=members.known()).values_list("pk", flat=True))
    found = survey(home, day, seen)
    wanted = request.GET.get("state", "")
    shown_ones = [f for f in found if f.state == wanted] if wanted in ORDER else [f for f in found if f.state in FIRST]
    counts = Counter(f.state for f in found)
    may = set(reach(seat_of(request), EXEMPT).filter(kind__in=EXEMPTIBLE).values_list("pk", flat=True))
    drawing = _Drawing(governing, day, may, request.get_full_path())
    context = {
        "title": _("约束检核"),
        "sub": _("按截至 %(day)s 施行的方案，逐条对照登记和公布的数据。") % {"day": day.isoformat()},
        "crumbs": [
            {"label": _("制度方案"), "url": reverse("charters:list")},
            {"label": governing.own.charter.title.text(lang()), "url": reverse("charters:read", args=[place])},
        ],
        "actions": beside(place),
        "day": day.isoformat(),
        "states": [
            {"key": key, "label": label, "count": counts[key], "kind": PILLS[key], "chosen": key == wanted}
            for key, label in STATES().items()
        ],
        "findings": [drawing.finding(f) for f in shown_ones[:MOST] if wanted != "unknown"],
        "unknown": drawing.by_clause(shown_ones) if wanted == "unknown" else [],
        "more": max(0, len(shown_ones) - MOST) if wanted != "unknown" else 0,
        "governed": governing.own.edition is not None,
    }
    return render(request, "ui/charters/constraints.html", context)


FIRST, MOST = ("breach", "warning", "exempt"), 200


class _Drawing:
    """Findings as the template takes them, each in the words of the chain of charters that governs its subject."""

    def __init__(self, governing: Resolved, day: date, may: set[int], here: str) -> None:
        self.own, self.day, self.may, self.here = governing, day, may, here
        self._chains: dict[int | None, Resolved] = {}

    def finding(self, finding: Finding) -> dict[str, Any]:
        """One constraint for one subject: the sentence, the facts and values, who is told, what excuses it."""
        judgement, subject = finding.judgement, finding.subject
        chain = self.chain(subject)
        given = [found for found in judgement.params.values() if isinstance(found, Found)]
        return {
            "state": STATES()[finding.state],
            "kind": PILLS[finding.state],
            "subject": subject.name,
            "url": url_of(subject),
            **self.clause(finding),
            "facts": [fact_shown(reading, chain) for reading in judgement.readings],
            "params": [param_shown(found, chain.place) for found in given],
            "tell": chain.party(judgement.constraint.tell, lang()),
            "exemption": exemption_shown(finding.exemption),
            "exempt_url": self.exempt_url(finding),
        }

    def by_clause(self, findings: list[Finding]) -> list[dict[str, Any]]:
        """What cannot be judged, a row for each clause: which data is missing, and of whom."""
        groups: dict[str, list[Finding]] = {}
        for finding in findings:
            groups.setdefault(finding.judgement.key, []).append(finding)
        return [
            {
                **self.clause(found[0]),
                "missing": list(dict.fromkeys(text for each in found for text in missing(each.judgement.readings))),
                "subjects": [{"name": each.subject.name, "url": url_of(each.subject)} for each in found],
            }
            for found in groups.values()
        ]

    def clause(self, finding: Finding) -> dict[str, str]:
        """The constraint as a sentence, and the paragraph that it rests on."""
        key, constraint = finding.judgement.key, finding.judgement.constraint
        chain = self.chain(finding.subject)
        known = ("constraints", key) in chain.clauses
        text = sentence(chain, "constraints", key, self.day, lang()) if known else constraint.title.text(lang())
        return {"sentence": text, "source": cited(chain, constraint.src or "", lang())}

    def chain(self, subject: Subject) -> Resolved:
        """The institution that governs where a subject lies; a place is governed by its own."""
        home = subject.pk if subject.kind in PlaceKind.values else subject.place_id
        if home not in self._chains:
            place = Place.objects.filter(pk=home).first()
            self._chains[home] = (editions.governing(place, self.day) if place else None) or self.own
        return self._chains[home]

    def exempt_url(self, finding: Finding) -> str:
        """The form in which it is exempted or the exemption ended, which comes back here."""
        if finding.subject.pk not in self.may or finding.state not in ("breach", "warning", "exempt"):
            return ""
        act = END if finding.state == "exempt" else EXEMPT
        sent = {"clause": f"constraints.{finding.judgement.key}", "next": self.here}
        return f"{act_url(act, finding.subject.pk)}?{urlencode(sent)}"


def missing(readings: Iterable[Reading]) -> list[str]:
    """The facts that nobody has recorded."""
    return [r.fact.title.text(lang()) for r in readings if isinstance(r.figure, NotApplicable)]


def fact_shown(reading: Reading, chain: Resolved) -> dict[str, Any]:
    """What is: a reading that can be asked why, and where it comes from."""
    label = _slotted(reading)
    synthetic = isinstance(reading.figure, Figure) and reading.figure.grounding is Grounding.SYNTHETIC
    source = (
        "" if synthetic else cited(chain, where_from(reading), lang())
    )  # the figure's own mark says that it is synthetic
    return {"label": label, "fig": reading_shown(reading), "source": source}


def _slotted(reading: Reading) -> str:
    """The fact, and at which of two days where it is read at both."""
    title = reading.fact.title.text(lang())
    words = {BEFORE: _("%(fact)s（改革前）"), AFTER: _("%(fact)s（改革后）")}
    return words[reading.slot] % {"fact": title} if reading.slot in words else title


def param_shown(found: Found, place: str) -> dict[str, Any]:
    """What ought to be: a value in force, linked to its own page."""
    url = reverse("charters:param", args=[place, found.key])
    fig = Shown(text=value_text(found, lang()), src_kind=str(found.dated.grounding), explain_url=url, reason="—")
    return {"label": found.param.title.text(lang()), "fig": fig}


def exemption_shown(row: Exemption | None) -> dict[str, str] | None:
    """An exemption's span and reason."""
    if row is None:
        return None
    return {"span": span_text(row.start, row.until), "reason": row.reason, "basis": row.basis}


urlpatterns = [path("<slug:place>/constraints/", page, name="constraints")]
