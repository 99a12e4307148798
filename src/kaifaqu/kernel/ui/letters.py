"""Letters on pages: what went out and came back, a new one, the sheets to print, a reply taken as the answer."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.forms import ChoiceField, HiddenInput
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import Action, Ref, Refusal, through
from kaifaqu.kernel.actions.authority import reach, visible_to
from kaifaqu.kernel.cases.engine import Live, verdicts
from kaifaqu.kernel.cases.models import AskKind, Case, Status
from kaifaqu.kernel.cases.parties import LEAD
from kaifaqu.kernel.clock import local
from kaifaqu.kernel.documents.codes import svg
from kaifaqu.kernel.files.upload import MEDIA_TYPES
from kaifaqu.kernel.letters import content, queries
from kaifaqu.kernel.letters.actions import accept_reply, issue_letter
from kaifaqu.kernel.letters.layout import Page, head_size, pages
from kaifaqu.kernel.letters.models import Letter, Reply
from kaifaqu.kernel.letters.paper import docx
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.cases.extras import add_box
from kaifaqu.kernel.ui.forms import ActForm, form_for
from kaifaqu.kernel.ui.labels import name_fields
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.listing import Filter, options
from kaifaqu.kernel.ui.pages import demo_pill, offered_elsewhere, seat_of, visible, will

SIZE, MOST_PRINTED = 50, 100
PILLS = {queries.REPLIED: "ok", queries.OVERDUE: "late", queries.SENT: "plain"}
offered_elsewhere("letters.issue_letter", "letters.file_reply", "letters.accept_reply")


# ── The list ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def letters(request: HttpRequest) -> HttpResponse:
    """What my organ sent, or was sent: newest first, with what is late; all that is listed prints in one go."""
    rows, filters, chosen = _listed(request)
    page = list(_before(rows, request)[: SIZE + 1])
    more, page = len(page) > SIZE, page[:SIZE]
    query = "&".join(f"{name}={value}" for name, value in chosen.items() if value)
    shown = [{"url": reverse("letters:letter", args=[each.pk]), "cells": _cells(each)} for each in page]
    printing = [
        {"label": _("打印所列"), "url": f"{reverse('letters:many')}?{query}", "icon": "file-text"},
        {"label": _("所列合为一个 docx"), "url": f"{reverse('letters:many_docx')}?{query}", "icon": "download"},
    ]
    context = {
        "title": _("函件"),
        "sub": _("发出的函和单子，以及盖章回来的回执。"),
        "actions": [{"label": _("归档回函"), "url": reverse("scans"), "primary": True}, *(printing if page else [])],
        "columns": [{"label": label} for label in _heads()],
        "rows": shown,
        "filters": [each.drawn(chosen[each.name]) for each in filters],
        "clear_url": "?" if any(chosen.values()) else "",
        "pager": {"older": f"?{query}&before={page[-1].pk}"} if more else {},
        "nothing": {"text": _("还没有函件。在办件的页面上发函。")},
    }
    return render(request, "ui/list.html", context)


def _heads() -> list[str]:
    return [_("文号"), _("文种"), _("办件"), _("发给"), _("发出日期"), _("反馈时限"), _("状态")]


def _cells(letter: Letter) -> list[Any]:
    state = queries.state_of(letter)
    return [
        {"text": letter.number, "src_kind": "computed"},
        letter.get_kind_display(),
        letter.case.subject.name,
        letter.to.name,
        _day(letter.issued_at),
        _day(letter.due_at),
        {"pill": {"kind": PILLS[state], "text": str(queries.STATES[state])}},
    ]


def _day(moment: Any) -> str:
    return local(moment).strftime("%Y-%m-%d") if moment else "—"


def _listed(request: HttpRequest) -> tuple[Any, list[Filter[Letter]], dict[str, str]]:
    seat = seat_of(request)
    received = request.GET.get("way") == "in"
    rows = queries.to_organ(seat.organ) if received else queries.of_organ(seat.organ)
    rows = rows.filter(case__in=visible_to(seat).values("pk"))
    addressees = [] if received else Subject.objects.filter(pk__in=rows.values("to")).order_by("sort_key")[:200]
    filters: list[Filter[Letter]] = [
        Filter("way", _("收发"), lambda found, _way: found, options=options([("in", _("收到的"))], _("发出的"))),
        Filter("state", _("状态"), queries.in_state, options=options(queries.STATES.items(), _("全部"))),
        Filter(
            "to",
            _("发给"),
            lambda found, organ: found.filter(to=int(organ)),
            options=options(((str(each.pk), each.name) for each in addressees), _("全部")),
        ),
    ]
    chosen = {each.name: each.value(request.GET) for each in filters}
    for each in filters:
        if chosen[each.name]:
            rows = each.apply(rows, chosen[each.name])
    if picked := [int(each) for each in request.GET.getlist("pick")[:MOST_PRINTED] if _is_id(each)]:
        rows = rows.filter(pk__in=picked)
    return rows, filters, chosen


def _is_id(text: str) -> bool:
    return text.isdecimal() and len(text) < 19


def _before(rows: Any, request: HttpRequest) -> Any:
    """The page behind a letter: ids grow with time."""
    sent = request.GET.get("before", "")
    return rows.filter(pk__lt=int(sent)) if _is_id(sent) else rows


# ── To print ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """A letter as it is printed, with what came back on it."""
    row = _seen(request, pk)
    return _printed(request, [row], row.number, reverse("letters:docx", args=[pk]))


def letter_docx(request: HttpRequest, pk: int) -> FileResponse:
    """A letter as docx."""
    row = _seen(request, pk)
    return _file([row], row.number)


def many(request: HttpRequest) -> HttpResponse:
    """Everything that is listed, to be printed in one go."""
    rows = list(_listed(request)[0][:MOST_PRINTED])
    address = f"{reverse('letters:many_docx')}?{request.GET.urlencode()}"
    return _printed(request, rows, _("函件"), address) if rows else redirect("letters:list")


def many_docx(request: HttpRequest) -> HttpResponse | FileResponse:
    """Everything that is listed, as one docx."""
    rows = list(_listed(request)[0][:MOST_PRINTED])
    return _file(rows, _("函件")) if rows else redirect("letters:list")


def _seen(request: HttpRequest, pk: int) -> Letter:
    found = queries.seen_by(seat_of(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _printed(request: HttpRequest, rows: Sequence[Letter], title: str, address: str) -> HttpResponse:
    told = [(row, content.read(row)) for row in rows]
    sheets = [
        {**vars(page), "told": words, "svg": _code(page), "size": head_size(words["sender"])}
        for row, words in told
        for page in pages(row, words)
    ]
    single = rows[0] if len(rows) == 1 else None
    context = {
        "title": title,
        "sheets": sheets,
        "docx_url": address,
        "back_url": url_of(single.case.subject) if single else reverse("letters:list"),
        "back": single.case.subject.name if single else _("函件"),
        "broken": [row.number for row in rows if not content.intact(row)],
        "count": len(rows),
    }
    return render(request, "ui/letters/print.html", context)


def _code(page: Page) -> str:
    return mark_safe(svg(str(page.code)))  # noqa: S308  drawn here, from a code of ours


def _file(rows: Sequence[Letter], name: str) -> FileResponse:
    made = io.BytesIO(docx(rows))
    return FileResponse(made, content_type=MEDIA_TYPES[".docx"], as_attachment=True, filename=f"{name}.docx")


# ── Acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """A new letter on a case: to whom, of which kind; the rest is in the case."""
    case = _case(request, pk, issue_letter)
    form_class = form_for(issue_letter, seat_of(request))
    initial = {"to": _asked_now(case), **dict(request.GET.items())}
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    form.fields["to"].choices = _addressees(case, form, seat_of(request))  # type: ignore[attr-defined]  # it has choices
    if request.method == "POST" and form.is_valid():
        try:
            with through("page"):
                made = issue_letter(Ref(pk), by=seat_of(request), **form.typed())  # type: ignore[arg-type]  # it reads them
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(request, _("已发函：%(number)s。打印盖章后送出。") % {"number": made.number})
            return redirect("letters:letter", made.pk)
    return _form(request, issue_letter, case, form, {})


def _asked_now(case: Case) -> int | None:
    """Whom a letter most likely goes to: the lead while he is asked, else whoever is, else the lead."""
    asks = case.asks.filter(answered_at__isnull=True).exclude(kind=AskKind.COPY).exclude(organ=case.caller_id)
    asked = list(asks.values_list("organ", flat=True))
    leads = [organ for organ in case.parties.get(LEAD, []) if organ != case.caller_id]
    return next(iter([*(organ for organ in leads if organ in asked), *asked, *leads]), None)


def _addressees(case: Case, form: ActForm, sender: Seat) -> list[Any]:
    """Those who have to do with the case first; then everybody else but the sender."""
    mine = {str(organ) for organs in case.parties.values() for organ in organs}
    mine |= {str(organ) for organ in case.asks.values_list("organ", flat=True)}
    every = form.fields["to"].choices  # type: ignore[attr-defined]  # it has choices
    choices = [each for each in every if each[0] != str(sender.organ)]
    first = [each for each in choices if each[0] in mine]
    rest = [each for each in choices if each[0] not in mine and each[0]]
    return [("", "—"), (_("参与这件事的单位"), first), (_("其他单位（协办函、征求意见函）"), rest)]


def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """A filed reply becomes the answer of its organ: the verdict, what it says, and that is all."""
    row = Reply.objects.select_related("letter__to").filter(pk=pk).first()
    if row is None:
        raise Http404
    case = _case(request, row.letter.case_id, accept_reply)
    form = form_for(accept_reply, seat_of(request))(request.POST if request.method == "POST" else None)
    form.fields["reply"].widget, form.fields["reply"].initial = HiddenInput(), pk
    form.fields["verdict"] = _verdicts(case, row.letter)
    if request.method == "POST" and form.is_valid():
        try:
            with through("page"):
                given = {**form.typed(), "reply": pk}
                accept_reply(Ref(case.pk), by=seat_of(request), **given)  # type: ignore[arg-type]  # the action reads them
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(request, _("已按回函代“%(organ)s”答复。") % {"organ": row.letter.to.name})
            return redirect(url_of(case.subject))
    return _form(request, accept_reply, case, form, {"reply": row})


def _verdicts(case: Case, of: Letter) -> Any:
    """What the organ may be taken to say now, in words."""
    live = Live(case)
    asked = [ask for ask in live.open_asks() if ask.organ_id == of.to_id]
    mine = next((ask for ask in asked if ask.number == of.ask), asked[0] if asked else None)
    keys = verdicts(live, mine) if mine else []
    named = [(key, _verdict(live, mine, key)) for key in keys]
    field = ChoiceField(choices=[("", "—"), *named], label=_("结论"))
    field.initial = keys[0] if len(keys) == 1 else ""
    return field


def _verdict(live: Live, ask: Any, key: str) -> str:
    return _("同意") if ask.kind == AskKind.SIGN else _("已办") if key == "done" else _word(live, key)


def _word(live: Live, key: str) -> str:
    return live.machine.rules.word("outcome", key, lang())


def _case(request: HttpRequest, pk: int, act: Action[..., Any]) -> Case:
    subject = visible(request, pk)
    case = Case.objects.select_related("subject__place").filter(pk=subject.pk).first()
    if case is None or not reach(seat_of(request), act.name).filter(pk=pk).exists():
        raise Http404
    return case


def _form(
    request: HttpRequest, act: Action[..., Any], case: Case, form: ActForm, about: dict[str, Any]
) -> HttpResponse:
    reply = about.get("reply")
    boxes = [{"title": _("办件"), "facts": [{"label": _("内容"), "text": case.words}]}]
    if reply is not None:
        boxes = [{"title": _("回函"), "facts": _told(reply)}, *boxes]
    context = {
        "title": act.title,
        "crumbs": [{"label": case.subject.name, "url": url_of(case.subject)}],
        "will": _will(request, act),
        "form": form,
        "submit": act.title,
        "cancel_url": url_of(case.subject),
        "boxes": boxes,
        "pills": demo_pill(case.subject),
    }
    return render(request, "ui/form.html", context, status=422 if form.errors else 200)


def _will(request: HttpRequest, act: Action[..., Any]) -> str:
    own = {
        issue_letter.name: _("提交后编号、封存内容并可打印；内容不能再改，有误就重发一份。"),
        accept_reply.name: _("代对方单位答复，记录上写明依据是哪一份盖章的回函。"),
    }
    return own.get(act.name) or will(request)


def _told(reply: Reply) -> list[dict[str, Any]]:
    found = queries.replies([reply.letter_id]).get(reply.letter_id, [])
    files = next((each.files for each in found if each.reply.pk == reply.pk), [])
    stamp = _("已盖章") if reply.stamped else _("未盖章")
    return [
        {"label": _("函件"), "text": reply.letter.number},
        {"label": _("归档"), "text": f"{_day(reply.filed_at)} · {stamp}"},
        *({"label": _("扫描件"), "text": each.name, "url": reverse("file", args=[each.pk])} for each in files),
    ]


# ── On the page of a case ────────────────────────────────────────────────────────────────────────────────────────────


def box(request: HttpRequest, case: Case) -> list[dict[str, Any]]:
    """The letters of a case and what came back on them, with what can be done."""
    seat = seat_of(request)
    rows = list(queries.letters().filter(case=case.pk).order_by("-id")[:SIZE])
    may = reach(seat, issue_letter.name).filter(pk=case.pk).exists()
    running = case.status in (Status.OPEN, Status.PAUSED)
    if not rows and not (may and running):
        return []
    back = queries.replies([row.pk for row in rows])
    waiting = set(case.asks.filter(answered_at=None).exclude(kind=AskKind.COPY).values_list("organ", flat=True))
    lines = []
    for row in rows:
        mine = may and running and row.sender_id == seat.organ and row.to_id in waiting
        lines.append(_line(row, back.get(row.pk, []), may=mine))
    actions = [
        *([{"label": _("发函"), "url": reverse("letters:issue", args=[case.pk])}] if may and running else []),
        *([{"label": _("归档回函"), "url": reverse("scans")}] if may and rows else []),
    ]
    return [
        {"title": _("函件"), "template": "ui/letters/box.html", "letters": lines, "actions": actions, "aside": True}
    ]


def _line(row: Letter, back: list[queries.Filed], *, may: bool) -> dict[str, Any]:
    state = queries.state_of(row)
    return {
        "row": row,
        "url": reverse("letters:letter", args=[row.pk]),
        "docx": reverse("letters:docx", args=[row.pk]),
        "pill": PILLS[state],
        "state": queries.STATES[state],
        "due": row.due_at,
        "replies": [
            {
                "reply": each.reply,
                "files": [(file, reverse("file", args=[file.pk])) for file in each.files],
                "accept": reverse("letters:accept", args=[each.reply.pk]) if may and n == 0 else "",
            }
            for n, each in enumerate(back)
        ],
    }


def _named(key: str) -> str:
    named = {
        "letter_number": _("文号"),
        "letter_digest": _("内容校验值"),
        "letter_reply": _("回函所对的函件"),
        "letter_stamped": _("盖章"),
        "letter_basis": _("依据的回函"),
    }
    return named.get(key, key)


def _value(key: str) -> Any:
    if key == "letter_digest":
        return lambda value: f"{value[:16]}…"
    return lambda value: {"yes": _("有"), "no": _("没有")}.get(value, value)


for each in ("letter_number", "letter_digest", "letter_reply", "letter_stamped", "letter_basis"):
    name_fields(each, _named, _value(each))
add_box(box)

app_name = "letters"
urlpatterns = [
    path("", letters, name="list"),
    path("print/", many, name="many"),
    path("print.docx", many_docx, name="many_docx"),
    path("<int:pk>/", letter, name="letter"),
    path("<int:pk>.docx", letter_docx, name="docx"),
    path("case/<int:pk>/", issue, name="issue"),
    path("replies/<int:pk>/", accept, name="accept"),
]
