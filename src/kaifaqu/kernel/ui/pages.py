"""Pages that every room shares: the form of any act, a subject's page and history, files, search, a fact explained."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import HiddenInput
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import Action, Ref, Refusal, Stale, all_actions, through
from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.charter.editions import governing
from kaifaqu.kernel.charter.reading import sentence
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.figures import Figure
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.files.store import path_of
from kaifaqu.kernel.imports.grids import all_grids
from kaifaqu.kernel.imports.kinds import ImportKind, all_kinds
from kaifaqu.kernel.measures.facts import all_facts
from kaifaqu.kernel.measures.reader import FactReader
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.models import OrganKind, Place, PlaceKind, Since
from kaifaqu.kernel.subjects import search as finding
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.timeline import Line, history
from kaifaqu.kernel.trail.verify import verify_chain
from kaifaqu.kernel.ui import explanations, records
from kaifaqu.kernel.ui.forms import ActForm, Dropped, can_be_typed, form_for
from kaifaqu.kernel.ui.labels import named_kinds
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url, url_of
from kaifaqu.kernel.ui.listing import Column, Filter, Listing, Page, options
from kaifaqu.kernel.ui.numbers import shown

FEW = 6


def seat_of(request: HttpRequest) -> Seat:
    """The seat that the request acts from; the route middleware has made sure that there is one."""
    return cast(Seat, request.actor)  # type: ignore[attr-defined]  # set by the site's SeatMiddleware


def visible(request: HttpRequest, pk: int) -> Subject:
    """A subject that the person may see; absent and not his look the same."""
    found = visible_to(seat_of(request)).select_related("place", "organ").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def day_sent(request: HttpRequest, name: str, otherwise: date) -> date:
    """A day of the query string; what is no day is the other one."""
    try:
        return date.fromisoformat(request.GET.get(name, ""))
    except ValueError:
        return otherwise


# ── Acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def act(request: HttpRequest, app: str, verb: str, pk: int) -> HttpResponse:
    """The form of an act on a subject, and the act itself."""
    action = all_actions().get(f"{app}.{verb}")
    seat = seat_of(request)
    subject = reach(seat, f"{app}.{verb}").filter(pk=pk).first() if action and action.subject_parameter else None
    if action is None or subject is None or not can_be_typed(action):
        raise Http404
    form_class = form_for(action, seat)
    if request.method != "POST":
        form = form_class(initial=dict(request.GET.items()))
        return _act_page(request, action, subject, form, subject.seq)
    form = form_class(request.POST, files_of(request))
    seen = int(request.POST["seen"]) if request.POST.get("seen", "").isdecimal() else None
    if form.is_valid():
        try:
            with through("page"):
                result = action(Ref(pk, seen), by=seat, **form.typed())
        except Refusal as refusal:
            if refusal.status == NOT_FOUND and not isinstance(refusal, Stale):
                raise Http404 from refusal
            form.blame(refusal)
            seen = Subject.objects.values_list("seq", flat=True).get(pk=pk) if isinstance(refusal, Stale) else seen
        else:
            messages.success(request, _("已办理：%(act)s") % {"act": action.title})
            return redirect(_next(request) or url_of(result.subject if action.founds else subject))
    return _act_page(request, action, subject, form, seen or subject.seq, status=422)


NOT_FOUND = 404


def _next(request: HttpRequest) -> str:
    """Where the person came from, if the address says so and leads nowhere else."""
    asked = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if safe else ""


def _settled(request: HttpRequest, subject: Subject, form: ActForm) -> dict[str, str]:
    """The constraint that the address names: it is shown as it is read, and its key is sent along unseen."""
    path = request.GET.get("clause", "")
    noun, _dot, key = path.partition(".")
    place = Place.objects.filter(pk=subject.pk if subject.kind in PlaceKind.values else subject.place_id).first()
    institution = governing(place, today()) if place and noun == "constraints" and "clause" in form.fields else None
    if institution is None or (noun, key) not in institution.clauses:
        return {}
    form.fields["clause"].widget = HiddenInput()
    for words in form.errors.pop("clause", []):
        form.add_error(None, words)
    title = institution.clauses[noun, key][1].title.text(lang())
    return {"title": title, "text": sentence(institution, noun, key, today(), lang())}


def _act_page(
    request: HttpRequest, action: Action[..., Any], subject: Subject, form: ActForm, seen: int, status: int = 200
) -> HttpResponse:
    context = {
        "title": action.title,
        "crumbs": [{"label": subject.name, "url": url_of(subject)}],
        "sub": _("对象：%(subject)s") % {"subject": subject.name},
        "will": will(request, action.name),
        "form": form,
        "settled": _settled(request, subject, form),
        "seen": "" if action.founds else seen,
        "submit": action.title,
        "cancel_url": _next(request) or url_of(subject),
        "boxes": [*_told_before(action.name, subject), *_present(subject)],
        "pills": demo_pill(subject),
    }
    return render(request, "ui/form.html", context, status=status)


Boxes = Callable[[Subject], list[dict[str, Any]]]
_before: dict[str, tuple[Callable[[], dict[str, str]], Boxes | None]] = {}


def before_act(name: str, will: Callable[[], dict[str, str]], boxes: Boxes | None = None) -> None:
    """Say of an act, on its page and before it is done, what it does and to what, in words of its own."""
    _before[name] = (will, boxes)


def _told_before(name: str, subject: Subject) -> list[dict[str, Any]]:
    boxes = _before[name][1] if name in _before else None
    return boxes(subject) if boxes else []


def will(request: HttpRequest, name: str = "") -> str:
    """What pressing the button does, before it is pressed."""
    chair = request.chair  # type: ignore[attr-defined]  # set by the site's SeatMiddleware
    if chair.leader is None:
        own = _before[name][0]().get(name, "") if name in _before else ""
        return own or _("提交后即生效并记入办理记录，写明由谁、以什么身份、依据什么办理。")
    given = {"leader": chair.leader_name, "basis": seat_of(request).basis}
    return _("以 %(leader)s 的权限办理（代办依据：%(basis)s），记录上写明领导和您两人。") % given


def files_of(request: HttpRequest) -> Any:
    """The files of a form, with a stand-in for one that was dropped on arrival."""
    files: Any = request.FILES.copy()
    if name := getattr(request, "too_big", ""):
        files[name] = Dropped()
    return files


def _present(subject: Subject) -> list[dict[str, Any]]:
    facts = relation_rows(subject, in_force=True)
    return [{"title": _("现状"), "facts": facts}] if facts else []


def demo_pill(subject: Subject) -> list[dict[str, str]]:
    """The mark of synthetic data."""
    return [{"kind": "plain", "text": _("演示数据")}] if subject.synthetic else []


# ── Subjects ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def subject_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A subject's plain page: what it is, its dated relations, what can be done, its record."""
    subject = visible(request, pk)
    own = url_of(subject)
    if own != request.path:
        return redirect(own)
    about = _about(request, subject)
    context = {
        "title": subject.name,
        "crumbs": [{"label": row["text"], "url": row["url"]} for row in about[:1] if row["url"]],
        "pills": [{"kind": "plain", "text": kind_label(subject.kind)}, *demo_pill(subject)],
        "facts": about + relation_rows(subject, seat=seat_of(request)),
        "boxes": acts_box(request, subject),
        **recent(request, subject),
    }
    return render(request, "ui/detail.html", context)


def _about(request: HttpRequest, subject: Subject) -> list[dict[str, Any]]:
    """Where it lies and what it belongs to; a link only where the person may follow it."""
    rows = [(_("所在地方"), subject.place), (_("所属机构"), subject.organ)]
    named = [(label, thing) for label, thing in rows if thing is not None]
    seen = visible_to(seat_of(request)).filter(pk__in=[thing.pk for _label, thing in named])
    open_to = set(seen.values_list("pk", flat=True))
    return [
        {"label": label, "text": thing.name, "url": url_of(thing) if thing.pk in open_to else ""}
        for label, thing in named
    ]


def relation_rows(subject: Subject, *, in_force: bool = False, seat: Seat | None = None) -> list[dict[str, Any]]:
    """The dated relations of a subject as rows of a definition list; all of them, or those in force.

    For a seat, whatever it may not see is named and not linked.
    """
    rows = since.ended_on(Since.objects.filter(subject=subject).select_related("ref"))
    kept = [row for row in rows if not in_force or getattr(row, "until", None) is None]
    drawn = [(row, _relation_row(row, subject)) for row in kept]
    if seat is not None:
        refs = {row.ref_id for row in kept if row.ref_id}
        seen = set(visible_to(seat).filter(pk__in=refs).values_list("pk", flat=True))
        return [cell if row.ref_id in seen else {**cell, "url": ""} for row, cell in drawn]
    return [cell for _row, cell in drawn]


def _relation_row(row: Any, subject: Subject) -> dict[str, Any]:
    relation = since.relation(row.relation)
    span = _("自 %(start)s 起") % {"start": row.start.isoformat()}
    if row.until:
        span = _("%(start)s 至 %(until)s 前") % {"start": row.start.isoformat(), "until": row.until.isoformat()}
    cell: dict[str, Any] = {"label": relation.title, "note": span}
    if row.ref is not None:
        return {**cell, "text": row.ref.name, "url": url_of(row.ref)}
    if row.number is not None:
        grounding = "synthetic" if subject.synthetic else "sourced"
        return {**cell, "fig": replace(shown(Figure(row.number, relation.unit)), src_kind=grounding)}
    codes = {since.ACTIVE: _("存续"), since.ABOLISHED: _("已撤销"), "": _("已终止")}
    return {**cell, "text": codes.get(row.code, row.code)}


def recent(request: HttpRequest, subject: Subject) -> dict[str, Any]:
    """The latest records of a subject, for its page."""
    return {
        "entries": records.entries(within_sight(request, history(subject.pk, limit=PAGE))[:FEW], about=subject.pk),
        "history_url": reverse("history", args=[subject.pk]),
    }


def within_sight(request: HttpRequest, lines: list[Line]) -> list[Line]:
    """Of the entries that mention a subject, those on subjects that the person may see."""
    seen = visible_to(seat_of(request)).filter(pk__in={line.subject for line in lines}).values_list("pk", flat=True)
    allowed = set(seen)
    return [line for line in lines if line.subject in allowed]


_elsewhere: list[str] = []


def offered_elsewhere(*names: str) -> None:
    """Say of acts that they are offered where what they need is known, and so not among all acts on a subject."""
    _elsewhere.extend(names)


offered_elsewhere("cases.open_case")  # a person is not asked for the key of a procedure: rooms open cases


def acts_box(request: HttpRequest, subject: Subject) -> list[dict[str, Any]]:
    """What the person may do to the subject, as a box of buttons; nothing where there is nothing."""
    seat = seat_of(request)
    offered: list[dict[str, Any]] = []
    for action in all_actions().values():
        model = action.subject_model
        if action.subject_kinds and subject.kind not in action.subject_kinds:
            continue
        if action.name in _elsewhere or model is None or not can_be_typed(action):
            continue
        if not model._default_manager.filter(pk=subject.pk).exists():
            continue
        if reach(seat, action.name).filter(pk=subject.pk).exists():
            offered.append({"label": action.title, "url": act_url(action.name, subject.pk), "primary": not offered})
    offered += imports_offered(seat, subject)
    return [{"title": _("我可以"), "actions": offered}] if offered else []


def imports_offered(seat: Seat, subject: Subject) -> list[dict[str, Any]]:
    """What the person may import into a place: filled in on the page where the kind has a ledger, or from a file."""
    kinds = all_kinds().values() if subject.kind in PlaceKind.values else ()
    return [_import_offered(kind, subject.pk) for kind in kinds if kind.may(seat, subject.pk)]


def _import_offered(kind: ImportKind, place: int) -> dict[str, Any]:
    given = {"kind": kind.title.text(lang())}
    if kind.key in all_grids():
        return {"label": _("在表格里填：%(kind)s") % given, "url": reverse("grid:page", args=[kind.key, place])}
    return {"label": _("批量导入：%(kind)s") % given, "url": reverse("imports:start", args=[kind.key, place])}


def history_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was done to a subject, newest first."""
    subject = visible(request, pk)
    lines = history(subject.pk, before=request.GET.get("before", "")[:32], limit=PAGE + 1)
    pager = {"older": f"?before={lines[PAGE - 1].at.replace('+', '%2B')}"} if len(lines) > PAGE else {}
    context = {
        "title": _("办理记录"),
        "integrity": {"ok": verify_chain(subject)},
        "sub": subject.name,
        "crumbs": [{"label": subject.name, "url": url_of(subject)}],
        "pills": demo_pill(subject),
        "entries": records.entries(within_sight(request, lines[:PAGE]), about=subject.pk),
        "pager": pager,
        "nothing": {"text": _("还没有办理记录。")},
    }
    return render(request, "ui/history.html", context)


PAGE = 50


def file(request: HttpRequest, pk: int) -> FileResponse:
    """An attachment, for whoever may see its subject; it is handed over, never run in the page."""
    found = File.objects.filter(pk=pk, subject__in=visible_to(seat_of(request))).first()
    if found is None or not path_of(found.digest).exists():
        raise Http404
    response = FileResponse(path_of(found.digest).open("rb"), as_attachment=True, filename=found.name)
    response["Content-Type"] = found.media_type
    return response


# ── Search ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def kind_label(kind: str) -> str:
    """How people call a kind of subject."""
    labels = {str(k): str(v) for k, v in [*OrganKind.choices, *PlaceKind.choices]}
    labels |= {"post": _("岗位"), "person": _("人员"), "duty": _("职能"), "group": _("合计口径")}
    return labels.get(kind) or named_kinds().get(kind, kind)


KINDS = ("zone", "duty", *OrganKind.values, "post", "person", "city", "county_unit", "group")


def search(request: HttpRequest) -> HttpResponse:
    """Subjects by words of their names, and matters by what they say too: two characters are enough."""
    page = found_page(visible_to(seat_of(request)).select_related("place"), request.GET)
    rows = [
        {"url": url_of(s), "cells": [s.name, kind_label(s.kind), s.place.name if s.place else ""]} for s in page.rows
    ]
    nothing = {"text": _("没有找到。换一个词，或缩短一些再试。")}
    if page.context["pager"] and not rows:
        nothing = {"text": _("最近的结果里没有您能看的，可以接着往前找。")}
    context = {"title": _("搜索"), "q": request.GET.get("q", ""), "rows": rows, "nothing": nothing, **page.context}
    return render(request, "ui/list.html", context)


def found_page(seen: QuerySet[Subject], sent: QueryDict) -> Page[Subject]:
    """What has the words that were sent, the newest first; without words all there is, by name."""
    listing = subjects_listing()
    values = {f.name: f.value(sent) for f in listing.filters}
    if not values["q"].strip():
        return listing.page(seen, sent)
    found = finding.find(seen, values["q"], kind=values["kind"], older=_id(sent, "older"), newer=_id(sent, "newer"))
    steps = {"older": found.older, "newer": found.newer}
    return listing.drawn(
        found.rows,
        values,
        pager={name: str(pk) for name, pk in steps.items() if pk is not None},
        total=f"{found.total:,}" if found.exact else f"{found.total:,}+",
    )


def _id(sent: QueryDict, name: str) -> int | None:
    text = sent.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < MOST_DIGITS else None


MOST_DIGITS = 19


def subjects_listing() -> Listing[Subject]:
    """The list of all subjects, by name."""
    return Listing(
        columns=(
            Column("title", _("名称"), order=("sort_key", "id")),
            Column("kind", _("类别")),
            Column("place", _("所在地方")),
        ),
        order=("sort_key", "id"),
        filters=(
            Filter("q", _("含有"), _containing, kind="text"),
            Filter(
                "kind",
                _("类别"),
                _of_kind,
                options=options(((k, kind_label(k)) for k in (*KINDS, *named_kinds())), _("全部")),
            ),
        ),
    )


def _kinds() -> list[tuple[str, str]]:
    return [(kind, kind_label(kind)) for kind in (*KINDS, *named_kinds())]


def _containing(rows: QuerySet[Subject], words: str) -> QuerySet[Subject]:
    return rows  # words are looked for in the index, by `found_page`


def _of_kind(rows: QuerySet[Subject], kind: str) -> QuerySet[Subject]:
    return rows.filter(kind=kind)


# ── Facts ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def fact(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Why a fact of a subject has its value, in a slot (`at`) or on a day (`on`)."""
    subject = visible(request, pk)
    if key not in all_facts():
        raise Http404
    slot = request.GET.get("at") or None
    day = request.GET.get("on", "")
    slots = {slot or "on": date.fromisoformat(day)} if _is_day(day) else {}
    reading = FactReader(slots=slots).read(subject.pk, key, slot or ("on" if slots else None))
    panel = explanations.fact_panel(reading)
    behind = {chained for chained, _seq in reading.acts}
    seen = set(visible_to(seat_of(request)).filter(pk__in=behind).values_list("pk", flat=True))
    return explanation_page(request, panel if behind <= seen else _unlinked(panel), subject)


def _unlinked(value: Any) -> Any:
    """A panel without links, for whoever may not see everything that it rests on."""
    if isinstance(value, dict):
        return {key: "" if key == "url" else _unlinked(each) for key, each in value.items()}
    return [_unlinked(each) for each in value] if isinstance(value, list) else value


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def explanation_page(request: HttpRequest, panel: dict[str, Any], subject: Subject) -> HttpResponse:
    """An explanation: the panel alone for htmx, the whole page otherwise."""
    panel = {**panel, "url": request.get_full_path() if request.headers.get("HX-Request") else ""}
    template = "ui/_explain.html" if request.headers.get("HX-Request") else "ui/explain.html"
    crumbs = [{"label": subject.name, "url": url_of(subject)}]
    context = {"explanation": panel, "crumbs": crumbs, "heading": _("这个数字怎么来的"), "lang": lang()}
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response
