"""The charter reader: an institutional document with live values, side by side with others, and what differs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.charter import papers
from kaifaqu.kernel.charter.amendments import proposed
from kaifaqu.kernel.charter.compare import Said, compare
from kaifaqu.kernel.charter.diff import diff
from kaifaqu.kernel.charter.editions import to_adapt
from kaifaqu.kernel.charter.faults import recorded
from kaifaqu.kernel.charter.load import BadCharter
from kaifaqu.kernel.charter.lookup import institution, library
from kaifaqu.kernel.charter.models import Amendment, Edition, Stage
from kaifaqu.kernel.charter.overlay import Found, Layer, Resolved
from kaifaqu.kernel.charter.reading import Article, dated_text, document, value_text, values_text
from kaifaqu.kernel.charter.schema import told
from kaifaqu.kernel.charter.schema.params import DatedValue, Param
from kaifaqu.kernel.charter.schema.topics import CHAPTERS, TOPICS
from kaifaqu.kernel.charter.words import BOUNDS, FORCES
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Grounding
from kaifaqu.kernel.organs.models import Place, PlaceKind
from kaifaqu.kernel.ui import adding, amending, clauses, constraints
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url, url_of
from kaifaqu.kernel.ui.numbers import Shown
from kaifaqu.kernel.ui.pages import seat_of

BEGIN, MOST = "charter.begin_amendment", 50
MARKED = (Grounding.INFERRED, Grounding.ASSUMED, Grounding.WEAK)


def _day(request: HttpRequest) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return today()


def _charter(place: str, day: date) -> Resolved:
    found = institution(place, day)
    if found is None:
        raise Http404
    return found


def standing(resolved: Resolved) -> dict[str, str]:
    """Whether a charter governs here: which edition since when, or that it is only a text for reference."""
    stamp = resolved.own.edition
    if stamp is None:
        return {"kind": "plain", "text": _("参照文本，未在本地施行")}
    given = {"n": stamp.number, "day": stamp.in_force.isoformat()}
    return {"kind": "info", "text": _("第 %(n)s 版，自 %(day)s 起施行") % given}


def _told(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A page on charters; where one of them cannot be read it says which, where and why."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except BadCharter as error:
            rows = [{"cells": [_code(str(p.place)), _code(p.key), p.text(lang())]} for p in error.problems]
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
    """A name of a file or of a key, as it is typed."""
    return {"html": format_html("<code>{}</code>", text)}


def charters(request: HttpRequest) -> HttpResponse:
    """Every charter, whose it is and whether it governs; amendments under way, and what is to be adapted."""
    day, known, rows = _day(request), library(_day(request)), []
    for name, loaded in known.charters.items():
        own = loaded.charter
        above = known.charters.get(own.parent or "")
        stamp = loaded.edition
        cells = [
            own.title.text(lang()),
            above.charter.title.text(lang()) if above else "—",
            _("第 %(n)s 版") % {"n": stamp.number} if stamp else _("参照文本"),
            own.in_force.isoformat(),
            {"fig": Shown(text=str(sum(1 for _ in own.clauses())), src_kind="computed")},
        ]
        rows.append((stamp is None, {"url": reverse("charters:read", args=[name]), "cells": cells, "muted": not stamp}))
    columns = [{"label": _("制度方案")}, {"label": _("上位方案")}, {"label": _("版本")}]
    columns += [{"label": _("施行日期"), "kind": "date"}, {"label": _("条数"), "kind": "figure"}]
    context = {
        "title": _("制度方案"),
        "sub": _("制度即数据：读、查、比、改。每个数都能看到出处。"),
        "actions": [{"label": _("各地怎么定"), "url": reverse("charters:compare"), "icon": "switch-horizontal"}],
        "columns": columns,
        "rows": [row for _first, row in sorted(rows, key=lambda pair: pair[0])],
        "nothing": {"text": _("还没有制度方案。")},
        "under_way": _under_way(request),
        "to_adapt": _to_adapt(request, day),
    }
    return render(request, "ui/charters/list.html", context)


def _under_way(request: HttpRequest) -> list[dict[str, Any]]:
    """Amendments that are being drafted or wait for a second officer."""
    seen = visible_to(seat_of(request))
    rows = Amendment.objects.filter(stage__in=(Stage.DRAFTING, Stage.SUBMITTED), subject__in=seen)
    return [
        {
            "url": url_of(row.subject),
            "title": row.subject.name,
            "place": row.subject.place.name if row.subject.place else "",
            "stage": Stage(row.stage).label,
            "waits": row.stage == Stage.SUBMITTED,
            "day": row.in_force.isoformat(),
        }
        for row in rows.select_related("subject__place").order_by("-subject")[:MOST]
    ]


def _to_adapt(request: HttpRequest, day: date) -> list[dict[str, Any]]:
    """What places within sight say and a superior does not allow: the superior's holds, and theirs is to follow."""
    seen = set(visible_to(seat_of(request)).filter(kind__in=PlaceKind.values).values_list("pk", flat=True))
    seen |= set(visible_to(seat_of(request)).filter(kind="zone").values_list("pk", flat=True))
    return [
        {
            "place": row.place.subject.name,
            "url": reverse("charters:read", args=[row.place.slug]),
            **conflict,
            "words": recorded(conflict, lang()),
        }
        for row in to_adapt(day)
        if row.place_id in seen
        for conflict in row.conflicts
    ]


def read(request: HttpRequest, place: str) -> HttpResponse:
    """A charter as an institutional document, numbered by source paragraph, every number live; or a draft of it."""
    day, draft = _day(request), _draft(request)
    if draft is not None:
        day = max(day, draft.in_force)
    resolved = proposed(draft) if draft is not None else _charter(place, day)
    everything = request.GET.get("all") == "1"
    own = resolved.own.charter
    above = library(day).charters.get(own.parent or "")
    context = {
        "title": own.title.text(lang()),
        "crumbs": [{"label": _("制度方案"), "url": reverse("charters:list")}],
        "pills": [{"kind": "soon", "text": _("草案")} if draft else standing(resolved)],
        "sub": _("上位：%(name)s") % {"name": above.charter.title.text(lang())} if above else "",
        "actions": _reader_actions(request, place, draft),
        "chapters": [_chapter(c, resolved, draft) for c in document(resolved, day, lang(), own=not everything)],
        "day": day.isoformat(),
        "draft": draft,
        "draft_url": url_of(draft.subject) if draft else "",
        "everything": everything,
        "sources": [{"key": k, "title": s.title, "by": s.by} for k, s in own.sources.items()],
        "others": [
            {"name": n, "title": c.charter.title.text(lang())} for n, c in library(day).charters.items() if n != place
        ],
        "editions": _editions(place),
        "under_way": [row for row in _under_way(request) if row["place"] == _place_name(place)],
        "conflicts": [row for row in _to_adapt(request, day) if row["url"] == reverse("charters:read", args=[place])],
        "place": place,
    }
    return render(request, "ui/charters/read.html", context)


def _draft(request: HttpRequest) -> Amendment | None:
    """The draft that is to be read instead of what is in force."""
    sent = request.GET.get("draft", "")
    return amending.found(request, int(sent)) if sent.isdecimal() else None


def _place_name(slug: str) -> str:
    place = Place.objects.select_related("subject").filter(slug=slug).first()
    return place.subject.name if place else ""


def _reader_actions(request: HttpRequest, slug: str, draft: Amendment | None) -> list[dict[str, Any]]:
    """What can be done from here: begin an amendment, see the constraints judged."""
    if draft is not None:
        return [{"label": _("回到修订"), "url": url_of(draft.subject), "icon": "arrow-left"}]
    place = Place.objects.filter(slug=slug).first()
    if place is None:
        return []
    found = [{"label": _("约束检核"), "url": reverse("charters:constraints", args=[slug]), "icon": "list-check"}]
    if reach(seat_of(request), BEGIN).filter(pk=place.pk).exists():
        begin = {"label": _("起草修订"), "url": act_url(BEGIN, place.pk), "icon": "plus", "primary": True}
        found.append(begin)  # type: ignore[arg-type]  # a button is text and a flag
    return found


def _editions(slug: str) -> list[dict[str, Any]]:
    rows = Edition.objects.filter(place__slug=slug).defer("text").select_related("amendment__subject")
    return [
        {
            "number": row.number,
            "day": row.in_force.isoformat(),
            "title": row.amendment.subject.name,
            "url": url_of(row.amendment.subject),
            "read": f"?on={row.in_force.isoformat()}",
        }
        for row in rows.order_by("-number")
    ]


def _chapter(chapter: Any, resolved: Resolved, draft: Amendment | None) -> dict[str, Any]:
    sections = [(topic, [_drawn(each, resolved, draft) for each in articles]) for topic, articles in chapter.sections]
    return {"key": chapter.key, "title": chapter.title, "sections": sections}


def _drawn(article: Article, resolved: Resolved, draft: Amendment | None) -> dict[str, Any]:
    force = article.clause.force
    amend = reverse("charters:clause", args=[draft.pk, article.noun, article.key]) if draft else ""
    return {
        "amend": amend,
        "paragraph": article.paragraph,
        "pieces": [_piece(piece, resolved) for piece in article.pieces],
        "force": "" if force == "must" else FORCES[force][lang() == "en"],
        "grounding": str(article.clause.grounding) if article.clause.grounding in MARKED else "",
        "kind": article.grounding,
        "reading": told(article.clause.reading, lang()),
        "note": told(article.clause.note, lang()),
        "inherited": title_of(resolved, article.charter) if article.charter != resolved.place else "",
    }


def title_of(resolved: Resolved, charter: str) -> str:
    """What a charter of the chain is called."""
    named = (layer.loaded.charter.title.text(lang()) for layer in resolved.layers if layer.name == charter)
    return next(named, charter)


def _piece(piece: Any, resolved: Resolved) -> dict[str, Any]:
    if not piece.param:
        return {"text": piece.text}
    url = reverse("charters:param", args=[resolved.place, piece.param])
    kind = piece.grounding if piece.grounding in {str(g) for g in Grounding} else "none"
    fig = Shown(text=piece.text, src_kind=kind, explain_url=url, reason=piece.text)
    return {"fig": fig}


def param(request: HttpRequest, place: str, key: str) -> HttpResponse:
    """One parameter: its value in force, since when, by which paragraph, how binding, who else says what, its past."""
    day = _day(request)
    resolved = _charter(place, day)
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
    chosen = [_charter(name, day) for name in library(day).charters]
    columns = compare(chosen, topic, day, lang())
    words = TOPICS[topic]
    context = {
        "title": words.en if lang() == "en" else words.zh,
        "sub": _("各地怎么定，出自哪一段，谁没有规定。"),
        "crumbs": [{"label": _("制度方案"), "url": reverse("charters:list")}],
        "topic": topic,
        "groups": _topics(topic),
        "columns": [_column(c, resolved) for c, resolved in zip(columns, chosen, strict=True)],
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


def _column(column: Any, resolved: Resolved) -> dict[str, Any]:
    return {
        "title": column.title,
        "url": reverse("charters:read", args=[column.place]),
        "silent": column.silent,
        "said": [_said(said, resolved) for said in column.said],
    }


def _said(said: Said, resolved: Resolved) -> dict[str, Any]:
    return {
        "text": said.text,
        "source": said.source,
        "force": "" if said.clause.force == "must" else FORCES[said.clause.force][lang() == "en"],
        "grounding": str(said.grounding) if said.grounding in MARKED else "",
        "inherited": title_of(resolved, said.charter) if said.inherited else "",
        "url": reverse("charters:param", args=[resolved.place, said.key]) if said.noun == "params" else "",
        "kind": str(said.grounding),
    }


def diff_page(request: HttpRequest, old: str, new: str) -> HttpResponse:
    """What one charter changes about another, each change in one sentence."""
    day = _day(request)
    changes = diff(_charter(old, day), _charter(new, day), day)
    titles = [_charter(name, day).own.charter.title.text(lang()) for name in (old, new)]
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
        "actions": [
            {"label": label, "url": reverse("charters:diff_paper", args=[old, new, name]), "icon": "download"}
            for name, label in papers.TITLES().items()
        ],
        "crumbs": [{"label": _("制度方案"), "url": reverse("charters:list")}],
        "columns": [{"label": label} for label in labels],
        "rows": rows,
        "total_text": str(len(rows)),
        "nothing": {"text": _("两个方案没有不同。")},
    }
    return render(request, "ui/list.html", context)


def diff_paper(request: HttpRequest, old: str, new: str, name: str) -> FileResponse:
    """A paper of what would have to change for one institution to become the other, as docx."""
    if name not in papers.TITLES():
        raise Http404
    day = _day(request)
    before, after = _charter(old, day), _charter(new, day)
    titles = [each.own.charter.title.text(lang()) for each in (before, after)]
    occasion = papers.Occasion(
        title=_("%(old)s 改为 %(new)s") % {"old": titles[0], "new": titles[1]},
        place=titles[0],
        document=titles[1],
        in_force=after.own.charter.in_force,
        adopted=False,
    )
    content = papers.write(name, occasion, diff(before, after, day), after, lang())
    return amending.download(content, name, occasion.title)


def compare_url(topic: str) -> str:
    """Where a topic is compared."""
    return f"{reverse('charters:compare')}?{urlencode({'topic': topic})}"


app_name = "charters"
urlpatterns = [
    path("", _told(charters), name="list"),
    path("compare/", _told(compare_page), name="compare"),
    *amending.urlpatterns,
    *adding.urlpatterns,
    path("amendments/<int:pk>/<slug:noun>/<slug:key>/", clauses.clause, name="clause"),
    *constraints.urlpatterns,
    path("<slug:place>/", _told(read), name="read"),
    path("<slug:place>/params/<slug:key>/", _told(param), name="param"),
    path("<slug:old>/diff/<slug:new>/", _told(diff_page), name="diff"),
    path("<slug:old>/diff/<slug:new>/papers/<slug:name>.docx", _told(diff_paper), name="diff_paper"),
]
