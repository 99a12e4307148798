"""One parameter explained: the value in force and whose it is, what it overrules, and what every charter above says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.charter.overlay import Found, Resolved
from kaifaqu.kernel.charter.reading import cited, dated_text, in_force, value_text, values_text
from kaifaqu.kernel.charter.schema import told
from kaifaqu.kernel.charter.schema.params import DatedValue, Param
from kaifaqu.kernel.charter.words import BOUNDS, FORCES
from kaifaqu.kernel.ui.charter_pages import charter_of, day_of, whose
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.numbers import Shown

Row = dict[str, Any]


def param(request: HttpRequest, place: str, key: str) -> HttpResponse:
    """One parameter: its value in force, whose, since when, by which paragraph, how binding, and who says what."""
    day = day_of(request)
    resolved = charter_of(place, day)
    layers = resolved.layers_of(key)
    if not layers:
        raise Http404
    told_so = _Told(resolved, key, day)
    ruling = told_so.ruling[-1][1] if told_so.ruling else None
    own = ruling.param if ruling else layers[-1][1]
    kind = str(ruling.dated.grounding) if ruling else "none"
    context = {
        "title": own.title.text(lang()),
        "value": Shown(text=values_text(resolved, key, day, lang()), src_kind=kind, reason="—"),
        "definition": own.text.text(lang()) if own.text and "{" not in own.text.zh else "",
        "facts": [],
        "steps": [],
        "basis": [*told_so.bearing(own), *told_so.overruled(), *told_so.chain()],
        "notes": _notes(own, ruling.dated if ruling else None),
    }
    wide = not request.headers.get("HX-Request")
    template = "ui/explain.html" if wide else "ui/_explain.html"
    crumbs = [{"label": resolved.own.charter.title.text(lang()), "url": reverse("charters:read", args=[place])}]
    response = render(request, template, {"explanation": context, "crumbs": crumbs, "heading": _("这个数字从哪里来")})
    response["Vary"] = "HX-Request"
    return response


def _notes(own: Param, dated: DatedValue | None) -> list[str]:
    said = (own.reading, own.note, *((dated.reading, dated.note) if dated else ()))
    return [told(words, lang()) for words in said if words]


class _Told:
    """What the charters of a chain say on a parameter, as rows of the explanation."""

    def __init__(self, resolved: Resolved, key: str, day: date) -> None:
        self.resolved, self.key, self.day = resolved, key, day
        self.ruling = in_force(resolved, key, day)
        self.names = whose(resolved)

    def bearing(self, own: Param) -> Iterator[Row]:
        """Whose value it is, since when and by which paragraph; of keyed values for each."""
        for word, found in self.ruling:
            if word:
                label = self.resolved.word(found.param.by or "", word, lang())
                note = " · ".join((self.name(found), self.since(found), self.source(found.param, found.dated)))
                yield {"label": label, "text": value_text(found, lang()), "src_kind": "sourced", "note": note}
            else:
                yield {"label": _("谁的规定"), "text": self.name(found)}
                yield {"label": _("生效"), "text": found.dated.start.isoformat()}
                yield {"label": _("出处"), "text": self.source(found.param, found.dated), "src_kind": "sourced"}
        yield {"label": _("约束力"), "text": FORCES[own.force][lang() == "en"]}
        yield {"label": _("下级方案"), "text": BOUNDS[own.bound][lang() == "en"]}

    def overruled(self) -> Iterator[Row]:
        """What a lower charter says on the day and the value in force does not allow."""
        lower = {found.overruled for _word, found in self.ruling if found.overruled}
        for layer, param in self.resolved.layers_of(self.key):
            dated = param.dated(self.day)
            if layer.name in lower and dated is not None:
                label = _("%(name)s的规定") % {"name": self.names[layer.name]}
                note = " · ".join((_("已被上位方案取代"), self.source(param, dated)))
                yield {"label": label, "text": self.text(param, dated), "src_kind": "sourced", "note": note}

    def chain(self) -> Iterator[Row]:
        """Every charter's word with its day, the highest first; what is in force and unkeyed stands above already."""
        for layer, param in self.resolved.layers_of(self.key):
            for dated in param.values:
                given = {"name": self.names[layer.name], "day": dated.start.isoformat()}
                label = _("%(name)s自 %(day)s 起") % given
                note = self.source(param, dated)
                yield {"label": label, "text": self.text(param, dated), "src_kind": "sourced", "note": note}

    def name(self, found: Found) -> str:
        return self.names[found.charter]

    def since(self, found: Found) -> str:
        return _("自 %(day)s 起") % {"day": found.dated.start.isoformat()}

    def source(self, param: Param, dated: DatedValue) -> str:
        return cited(self.resolved, dated.src or param.src or "", lang()) or _("没有出处，须经人员确认")

    def text(self, param: Param, dated: DatedValue) -> str:
        return dated_text(self.resolved, param, dated, lang()) or _("废止")
