"""The charter reader: an institutional document with live values, or a draft of one in which each can be changed."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.charter.amendments import proposed
from kaifaqu.kernel.charter.lookup import library
from kaifaqu.kernel.charter.models import Amendment, Edition
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.reading import Article, Piece, document
from kaifaqu.kernel.charter.schema import told
from kaifaqu.kernel.charter.tables import table_of
from kaifaqu.kernel.charter.voice import Voice
from kaifaqu.kernel.charter.words import FORCES
from kaifaqu.kernel.figures import Grounding
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.ui import amending
from kaifaqu.kernel.ui.adapting import to_adapt
from kaifaqu.kernel.ui.charter_pages import (
    BEGIN,
    MARKED,
    charter_of,
    day_of,
    place_names,
    standing,
    under_way,
    whose,
)
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url, beside, url_of
from kaifaqu.kernel.ui.numbers import Shown
from kaifaqu.kernel.ui.pages import seat_of

LAW_AND_OWN = 2
"""A chain of two is the law of the land and a place's own charter: such a charter is read by itself."""


def read(request: HttpRequest, place: str) -> HttpResponse:
    """A charter as an institutional document, numbered by source paragraph, every number live; or a draft of it."""
    day, draft = day_of(request), _draft(request)
    if draft is not None:
        day = max(day, draft.in_force)
    resolved = proposed(draft) if draft is not None else charter_of(place, day)
    own = resolved.own.charter
    everything = _everything(request, resolved)
    drawing = _Drawing(resolved, day, draft if draft and amending.may_amend(request, draft) else None)
    context = {
        "title": own.title.text(lang()),
        "crumbs": [{"label": _("制度方案"), "url": reverse("charters:list")}],
        "pills": [{"kind": "soon", "text": _("草案")} if draft else standing(resolved)],
        "actions": _actions(request, place, draft),
        "chapters": [drawing.chapter(c) for c in document(resolved, day, lang(), own=not everything)],
        "day": day.isoformat(),
        "draft": draft,
        "everything": everything,
        "blank": not any(own.clauses()),
        "sources": [{"key": k, "title": s.title, "by": s.by} for k, s in own.sources.items()],
        "place": place,
        **_around(request, place, resolved, day),
    }
    return render(request, "ui/charters/read.html", context)


def _around(request: HttpRequest, place: str, resolved: Resolved, day: date) -> dict[str, Any]:
    """What stands beside the text: its superior, editions and drafts, other charters, what is to be adapted."""
    charters = library(day).charters
    above = resolved.layers[-2].loaded.charter if len(resolved.layers) > 1 else None
    here = place_names([place]).get(place, "")
    return {
        "sub": _("上位：%(name)s") % {"name": above.title.text(lang())} if above else "",
        "others": [{"name": n, "title": c.charter.title.text(lang())} for n, c in charters.items() if n != place],
        "editions": _editions(request, place),
        "under_way": [row for row in under_way(request) if row["place"] == here],
        "conflicts": to_adapt(request, day, place),
    }


def _everything(request: HttpRequest, resolved: Resolved) -> bool:
    """Whether superiors' clauses are shown: as asked; else where more than the law stands above, or nothing is own."""
    asked = request.GET.get("all", "")
    if asked in ("0", "1"):
        return asked == "1"
    return len(resolved.layers) > LAW_AND_OWN or not any(resolved.own.charter.clauses())


def _draft(request: HttpRequest) -> Amendment | None:
    """The draft that is to be read instead of what is in force."""
    sent = request.GET.get("draft", "")
    return amending.found(request, int(sent)) if sent.isdecimal() else None


def _actions(request: HttpRequest, slug: str, draft: Amendment | None) -> list[dict[str, Any]]:
    """What can be done from here: begin an amendment, see the constraints judged."""
    if draft is not None:
        return [{"label": _("回到修订"), "url": url_of(draft.subject), "icon": "arrow-left"}]
    place = Place.objects.filter(slug=slug).first()
    if place is None:
        return []
    found: list[dict[str, Any]] = [
        {"label": _("约束检核"), "url": reverse("charters:constraints", args=[slug]), "icon": "list-check"},
        *beside(slug),
    ]
    if reach(seat_of(request), BEGIN).filter(pk=place.pk).exists():
        found.append({"label": _("起草修订"), "url": act_url(BEGIN, place.pk), "icon": "plus", "primary": True})
    return found


def _editions(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """The editions of a place, newest first; the amendment behind each is a link for whoever may see it."""
    rows = Edition.objects.filter(place__slug=slug).defer("text").select_related("amendment__subject")
    found = list(rows.order_by("-number"))
    seen = visible_to(seat_of(request)).filter(pk__in=[row.amendment.pk for row in found])
    open_to = set(seen.values_list("pk", flat=True))
    return [
        {
            "number": row.number,
            "day": row.in_force.isoformat(),
            "title": row.amendment.subject.name,
            "url": url_of(row.amendment.subject) if row.amendment.pk in open_to else "",
            "read": f"?on={row.in_force.isoformat()}",
        }
        for row in found
    ]


class _Drawing:
    """Chapters, clauses and numbers as the template takes them; in a draft that may be changed they lead to forms."""

    def __init__(self, resolved: Resolved, day: date, draft: Amendment | None) -> None:
        self.resolved, self.draft, self.voice = resolved, draft, Voice(resolved, day, lang())
        self.names = whose(resolved)

    def chapter(self, chapter: Any) -> dict[str, Any]:
        sections = [(topic, [self.article(each) for each in articles]) for topic, articles in chapter.sections]
        return {"key": chapter.key, "title": chapter.title, "sections": sections}

    def article(self, article: Article) -> dict[str, Any]:
        force = article.clause.force
        inherited = article.charter != self.resolved.place
        return {
            "id": f"{article.noun}.{article.key}",
            "amend": self.form(article.noun, article.key),
            "paragraph": "" if inherited else article.paragraph,
            "pieces": [self.piece(piece) for piece in article.pieces],
            "table": self.table(article),
            "force": "" if force == "must" else FORCES[force][lang() == "en"],
            "grounding": str(article.clause.grounding) if article.clause.grounding in MARKED else "",
            "kind": article.grounding,
            "reading": told(article.clause.reading, lang()),
            "note": told(article.clause.note, lang()),
            "inherited": self.names[article.charter] if inherited else "",
        }

    def form(self, noun: str, key: str) -> str:
        """Where a clause of the draft is changed; empty where it cannot be."""
        return reverse("charters:clause", args=[self.draft.pk, noun, key]) if self.draft else ""

    def piece(self, piece: Piece) -> dict[str, Any]:
        if not piece.param:
            return {"text": piece.text}
        url = "" if self.draft else reverse("charters:param", args=[self.resolved.place, piece.param])
        kind = piece.grounding if piece.grounding in {str(g) for g in Grounding} else "none"
        fig = Shown(text=piece.text, src_kind=kind, explain_url=url, reason=piece.text)
        return {"fig": fig, "amend": self.form("params", piece.param)}

    def table(self, article: Article) -> dict[str, Any] | None:
        """Stages, tasks or indicators of a clause, to be drawn under it."""
        found = table_of(article.clause, self.voice)
        if found is None:
            return None
        rows = [{"cells": [{"text": text, "src_kind": "sourced"} for text in row]} for row in found.rows]
        return {"columns": [{"label": head} for head in found.heads], "rows": rows}
