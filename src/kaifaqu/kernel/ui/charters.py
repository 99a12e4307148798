"""The charter reader: an institutional document with live values, side by side with others, and what differs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from kaifaqu.kernel.charter.compare import Said, compare
from kaifaqu.kernel.charter.diff import diff
from kaifaqu.kernel.charter.load import BadCharter
from kaifaqu.kernel.charter.lookup import institution, library
from kaifaqu.kernel.charter.overlay import Found, Layer, Resolved
from kaifaqu.kernel.charter.reading import Article, dated_text, document, value_text, values_text
from kaifaqu.kernel.charter.schema import told
from kaifaqu.kernel.charter.schema.params import DatedValue, Param
from kaifaqu.kernel.charter.schema.topics import CHAPTERS, TOPICS
from kaifaqu.kernel.charter.words import BOUNDS, FORCES
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Grounding
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.numbers import Shown

MARKED = (Grounding.INFERRED, Grounding.ASSUMED, Grounding.WEAK)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today()


def _charter(place: str) -> Resolved:
    found = institution(place)
    if found is None:
        raise Http404
    return found


def _told(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page on charters; where one of them cannot be read it says which, where and why."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BadCharter as error:
            rows = [{"cells": [_code(str(p.place)), _code(p.key), _code(p.words)]} for p in error.problems]
            labels = [_("位置"), _("条目"), _("问题")]
            context = {
                "title": _("制度方案读不出来"),
                "sub": _("改正以下各处后即可打开；命令 kaifaqu charter lint 给出同样的结果。"),
                "columns": [{"label": label} for label in labels],
                "rows": rows,
            }
            return render(request, "ui/list.html", context, status=500)

    return page


def _code(text: str) -> dict[str, Any]:
    """What the check says, in the words of the command line."""
    return {"html": format_html('<code lang="en">{}</code>', text)}


def charters(request: HttpRequest) -> HttpResponse:
    """Every charter, whose it is, under whom, and since when."""
    rows = []
    for name, loaded in library().charters.items():
        own = loaded.charter
        above = library().charters.get(own.parent or "")
        cells = [
            own.title.text(lang()),
            above.charter.title.text(lang()) if above else "—",
            own.in_force.isoformat(),
            {"fig": Shown(text=str(sum(1 for _ in own.clauses())), src_kind="computed")},
        ]
        rows.append({"url": reverse("charters:read", args=[name]), "cells": cells})
    columns = [{"label": _("制度方案")}, {"label": _("上位方案")}, {"label": _("施行日期"), "kind": "date"}]
    context = {
        "title": _("制度方案"),
        "sub": _("制度即数据：读、查、比。每个数都能看到出处。"),
        "actions": [{"label": _("各地怎么定"), "url": reverse("charters:compare"), "icon": "switch-horizontal"}],
        "columns": [*columns, {"label": _("条数"), "kind": "figure"}],
        "rows": rows,
        "nothing": {"text": _("还没有制度方案。")},
    }
    return render(request, "ui/list.html", context)


def read(request: HttpRequest, place: str) -> HttpResponse:
    """A charter as an institutional document, numbered by source paragraph, every number live."""
    resolved, day = _charter(place), _day(request)
    everything = request.GET.get("all") == "1"
    chapters = document(resolved, day, lang(), own=not everything)
    own = resolved.own.charter
    above = own.parent and library().charters.get(own.parent)
    context = {
        "title": own.title.text(lang()),
        "crumbs": [{"label": _("制度方案"), "url": reverse("charters:list")}],
        "pills": [{"kind": "info", "text": _("自 %(day)s 起施行") % {"day": own.in_force.isoformat()}}],
        "sub": _("上位：%(name)s") % {"name": above.charter.title.text(lang())} if above else "",
        "chapters": [_chapter(chapter, resolved) for chapter in chapters],
        "day": day.isoformat(),
        "everything": everything,
        "sources": [{"key": k, "title": s.title, "by": s.by} for k, s in own.sources.items()],
        "others": [
            {"name": n, "title": c.charter.title.text(lang())} for n, c in library().charters.items() if n != place
        ],
        "place": place,
    }
    return render(request, "ui/charters/read.html", context)


def _chapter(chapter: Any, resolved: Resolved) -> dict[str, Any]:
    sections = [(topic, [_drawn(article, resolved) for article in articles]) for topic, articles in chapter.sections]
    return {"key": chapter.key, "title": chapter.title, "sections": sections}


def _drawn(article: Article, resolved: Resolved) -> dict[str, Any]:
    force = article.clause.force
    return {
        "paragraph": article.paragraph,
        "pieces": [_piece(piece, resolved) for piece in article.pieces],
        "force": "" if force == "must" else FORCES[force][lang() == "en"],
        "grounding": str(article.clause.grounding) if article.clause.grounding in MARKED else "",
        "kind": article.grounding,
        "reading": told(article.clause.reading, lang()),
        "note": told(article.clause.note, lang()),
        "inherited": _title_of(article.charter) if article.charter != resolved.place else "",
    }


def _title_of(charter: str) -> str:
    return library().charters[charter].charter.title.text(lang())


def _piece(piece: Any, resolved: Resolved) -> dict[str, Any]:
    if not piece.param:
        return {"text": piece.text}
    url = reverse("charters:param", args=[resolved.place, piece.param])
    kind = piece.grounding if piece.grounding in {str(g) for g in Grounding} else "none"
    fig = Shown(text=piece.text, src_kind=kind, explain_url=url, reason=piece.text)
    return {"fig": fig}


def param(request: HttpRequest, place: str, key: str) -> HttpResponse:
    """One parameter: its value in force, since when, by which paragraph, how binding, who else says what, its past."""
    resolved, day = _charter(place), _day(request)
    layers = resolved.layers_of(key)
    if not layers:
        raise Http404
    layer, own = layers[-1]
    dated = own.dated(day)
    context = {
        "title": own.title.text(lang()),
        "value": Shown(
            text=values_text(resolved, key, day, lang()), src_kind=str(dated.grounding) if dated else "none", reason="—"
        ),
        "definition": own.text.text(lang()) if own.text and "{" not in own.text.zh else "",
        "facts": [],
        "steps": [],
        "basis": [*_bearing(own, dated, layer), *_past(resolved, own, dated), *_above(resolved, key, day)],
        "notes": [
            told(n, lang()) for n in (own.reading, own.note, *((dated.reading, dated.note) if dated else ())) if n
        ],
    }
    wide = not request.headers.get("HX-Request")
    template = "ui/explain.html" if wide else "ui/_explain.html"
    crumbs = [{"label": resolved.own.charter.title.text(lang()), "url": reverse("charters:read", args=[place])}]
    response = render(request, template, {"explanation": context, "crumbs": crumbs, "heading": _("这个数字从哪里来")})
    response["Vary"] = "HX-Request"
    return response


def _bearing(own: Param, dated: DatedValue | None, layer: Layer) -> list[dict[str, Any]]:
    return [
        {"label": _("生效"), "text": dated.start.isoformat() if dated else "—"},
        {
            "label": _("出处"),
            "text": (dated.src if dated else own.src) or _("没有出处，须经人员确认"),
            "src_kind": "sourced",
        },
        {"label": _("约束力"), "text": FORCES[own.force][lang() == "en"]},
        {"label": _("下级方案"), "text": BOUNDS[own.bound][lang() == "en"]},
        {"label": _("方案"), "text": layer.loaded.charter.title.text(lang())},
    ]


def _past(resolved: Resolved, own: Param, dated: DatedValue | None) -> list[dict[str, Any]]:
    earlier = [v for v in own.values if v is not dated]
    return [
        {
            "label": _("自 %(day)s 起") % {"day": v.start.isoformat()},
            "text": dated_text(resolved, own, v, lang()) or _("废止"),
            "src_kind": "sourced",
        }
        for v in earlier
    ]


def _above(resolved: Resolved, key: str, day: date) -> list[dict[str, Any]]:
    rows = []
    for layer, own in resolved.layers_of(key)[:-1]:
        upper = Resolved([each.loaded for each in resolved.layers[: resolved.layers.index(layer) + 1]])
        found = upper.param(key, day)
        text = value_text(found, lang()) if isinstance(found, Found) else values_text(upper, key, day, lang())
        rows.append({"label": _("上位"), "text": text, "src_kind": "sourced", "note": own.values[-1].src or ""})
    return rows


def compare_page(request: HttpRequest) -> HttpResponse:
    """What every place says on a topic, with paragraph, and who is silent."""
    topic = request.GET.get("topic", "bottom_exit")
    if topic not in TOPICS:
        raise Http404
    day = _day(request)
    chosen = [Resolved(library().chain(name)) for name in library().charters]
    columns = compare(chosen, topic, day, lang())
    words = TOPICS[topic]
    context = {
        "title": words.en if lang() == "en" else words.zh,
        "sub": _("各地怎么定，出自哪一段，谁没有规定。"),
        "crumbs": [{"label": _("制度方案"), "url": reverse("charters:list")}],
        "topic": topic,
        "groups": _topics(topic),
        "columns": [_column(c) for c in columns],
    }
    return render(request, "ui/charters/compare.html", context)


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


def _column(column: Any) -> dict[str, Any]:
    return {
        "title": column.title,
        "url": reverse("charters:read", args=[column.place]),
        "silent": column.silent,
        "said": [_said(said, column.place) for said in column.said],
    }


def _said(said: Said, place: str) -> dict[str, Any]:
    return {
        "text": said.text,
        "source": said.source,
        "force": "" if said.clause.force == "must" else FORCES[said.clause.force][lang() == "en"],
        "grounding": str(said.grounding) if said.grounding in MARKED else "",
        "inherited": _title_of(said.charter) if said.inherited else "",
        "url": reverse("charters:param", args=[place, said.key]) if said.noun == "params" else "",
        "kind": str(said.grounding),
    }


def diff_page(request: HttpRequest, old: str, new: str) -> HttpResponse:
    """What one charter changes about another, each change in one sentence."""
    changes = diff(_charter(old), _charter(new), _day(request))
    titles = [_charter(name).own.charter.title.text(lang()) for name in (old, new)]
    rows = [
        {
            "cells": [
                {"text": c.sentence(lang()), "src_kind": "computed"},
                *({"text": text or "—", "src_kind": "sourced"} for text in c.values(lang())),
                c.start.isoformat() if c.start else "—",
                {"text": c.source, "src_kind": "sourced"},
            ]
        }
        for c in changes
    ]
    labels = [_("变化"), _("原"), _("新"), _("自"), _("出处")]
    context = {
        "title": _("%(old)s 与 %(new)s") % {"old": titles[0], "new": titles[1]},
        "sub": _("后者相对于前者的变化，逐条一句话。"),
        "crumbs": [{"label": _("制度方案"), "url": reverse("charters:list")}],
        "columns": [{"label": label} for label in labels],
        "rows": rows,
        "total_text": str(len(rows)),
        "nothing": {"text": _("两个方案没有不同。")},
    }
    return render(request, "ui/list.html", context)


def compare_url(topic: str) -> str:
    """Where a topic is compared."""
    return f"{reverse('charters:compare')}?{urlencode({'topic': topic})}"


app_name = "charters"
urlpatterns = [
    path("", _told(charters), name="list"),
    path("compare/", _told(compare_page), name="compare"),
    path("<slug:place>/", _told(read), name="read"),
    path("<slug:place>/params/<slug:key>/", _told(param), name="param"),
    path("<slug:old>/diff/<slug:new>/", _told(diff_page), name="diff"),
]
