"""What every place says on a topic side by side, the asker's own first; and what one charter changes about another."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.charter import papers
from kaifaqu.kernel.charter.compare import Column, Said, compare
from kaifaqu.kernel.charter.diff import diff
from kaifaqu.kernel.charter.lookup import library
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.reading import cited
from kaifaqu.kernel.charter.schema.topics import CHAPTERS, TOPICS
from kaifaqu.kernel.charter.words import FORCES, LISTED
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.ui import amending
from kaifaqu.kernel.ui.charter_pages import MARKED, charter_of, day_of, place_names, title_of
from kaifaqu.kernel.ui.lang import lang


def compare_page(request: HttpRequest) -> HttpResponse:
    """What every place says on a topic, with paragraph, and who is silent."""
    topic = request.GET.get("topic", "bottom_exit")
    if topic not in TOPICS:
        raise Http404
    day = day_of(request)
    chosen = {name: charter_of(name, day) for name in library(day).charters}
    mine = _nearest(request, chosen)
    columns = [_column(column, chosen[column.place]) for column in compare([*chosen.values()], topic, day, lang())]
    words = TOPICS[topic]
    context = {
        "title": words.en if lang() == "en" else words.zh,
        "sub": _("各地怎么定，出自哪一段，谁没有规定。"),
        "crumbs": [{"label": _("制度方案"), "url": reverse("charters:list")}],
        "topic": topic,
        "groups": _topics(topic),
        "columns": sorted(columns, key=lambda column: (column["place"] != mine, column["order"])),
        "mine": mine,
    }
    return render(request, "ui/charters/compare.html", context)


def _nearest(request: HttpRequest, chosen: dict[str, Resolved]) -> str:
    """The charter of the place from which the person acts, or of the nearest one above it; empty where none has one."""
    place: Place | None = request.seat_place  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    if place is None:
        return ""
    above = [int(part) for part in place.path.strip("/").split("/")]
    slugs = dict(Place.objects.filter(pk__in=above).values_list("pk", "slug"))
    return next((slugs[pk] for pk in reversed(above) if slugs.get(pk) in chosen), "")


def _topics(chosen: str) -> list[dict[str, Any]]:
    en = lang() == "en"
    return [
        {
            "title": names[en],
            "topics": [
                {"key": k, "title": t.en if en else t.zh, "chosen": k == chosen}
                for k, t in TOPICS.items()
                if t.chapter == chapter
            ],
        }
        for chapter, names in CHAPTERS.items()
    ]


def _column(column: Column, resolved: Resolved) -> dict[str, Any]:
    """One place: its own word; what it has from its superiors folded away, or that nobody says anything."""
    above = dict.fromkeys(title_of(resolved, said.charter) for said in column.inherited)
    return {
        "place": column.place,
        "title": column.title,
        "url": reverse("charters:read", args=[column.place]),
        "order": 0 if column.own else 2 if column.silent else 1,
        "silent": column.silent,
        "own": [_said(said, resolved) for said in column.own],
        "inherited": [_said(said, resolved) for said in column.inherited],
        "above": LISTED[lang() == "en"].join(above),
    }


def _said(said: Said, resolved: Resolved) -> dict[str, Any]:
    return {
        "text": said.text,
        "source": cited(resolved, said.source, lang()),
        "force": "" if said.clause.force == "must" else FORCES[said.clause.force][lang() == "en"],
        "grounding": str(said.grounding) if said.grounding in MARKED else "",
        "inherited": title_of(resolved, said.charter) if said.inherited else "",
        "url": reverse("charters:param", args=[resolved.place, said.key]) if said.noun == "params" else "",
        "kind": str(said.grounding),
    }


def diff_page(request: HttpRequest, old: str, new: str) -> HttpResponse:
    """What one charter changes about another, each change in one sentence."""
    day = day_of(request)
    before, after = charter_of(old, day), charter_of(new, day)
    changes = diff(before, after, day)
    titles = [each.own.charter.title.text(lang()) for each in (before, after)]
    rows = [
        {
            "cells": [
                {"text": c.sentence(lang()), "src_kind": "computed"},
                *({"text": text or "—", "src_kind": "sourced"} for text in c.values(lang())),
                c.start.isoformat() if c.start else "—",
                {"text": cited(after, c.source, lang()), "src_kind": "sourced"},
            ]
        }
        for c in changes
    ]
    columns = [{"label": label} for label in (_("变化"), _("原"), _("新"))]
    columns += [{"label": _("自"), "kind": "date"}, {"label": _("出处")}]
    context = {
        "title": _("%(old)s 与 %(new)s") % {"old": titles[0], "new": titles[1]},
        "sub": _("后者相对于前者的变化，逐条一句话。"),
        "actions": [
            {"label": label, "url": reverse("charters:diff_paper", args=[old, new, name]), "icon": "download"}
            for name, label in papers.TITLES().items()
        ],
        "crumbs": [{"label": _("制度方案"), "url": reverse("charters:list")}],
        "columns": columns,
        "rows": rows,
        "total_text": str(len(rows)),
        "nothing": {"text": _("两个方案没有不同。")},
    }
    return render(request, "ui/list.html", context)


def diff_paper(request: HttpRequest, old: str, new: str, name: str) -> FileResponse:
    """A paper of what would have to change for one institution to become the other, as docx."""
    if name not in papers.TITLES():
        raise Http404
    day = day_of(request)
    before, after = charter_of(old, day), charter_of(new, day)
    titles = [each.own.charter.title.text(lang()) for each in (before, after)]
    occasion = papers.Occasion(
        title=_("%(old)s 改为 %(new)s") % {"old": titles[0], "new": titles[1]},
        place=place_names([old]).get(old, titles[0]),
        document=titles[1],
        in_force=after.own.charter.in_force,
        adopted=False,
    )
    content = papers.write(name, occasion, diff(before, after, day), after, lang(), before)
    return amending.download(content, name, occasion.title)
