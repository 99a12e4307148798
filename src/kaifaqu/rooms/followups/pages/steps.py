"""What can be done to a matter, in the desk's words: each a form of a few lines over an act of the case or the room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import Ref, Refusal, find, through
from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.cases.machine import Machine, NoSuchStage
from kaifaqu.kernel.cases.models import Ask, AskKind, Case, Status
from kaifaqu.kernel.cases.parties import LEAD
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.clock import local, today
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.ui.forms import UploadField
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.pages import demo_pill, files_of, seat_of, visible, will
from kaifaqu.rooms.followups.actions.taking import limit_of
from kaifaqu.rooms.followups.effects import LIMIT_WORDS
from kaifaqu.rooms.followups.models import FollowUp, Kind
from kaifaqu.rooms.followups.pages.fields import (
    DeskForm,
    OrganField,
    OrgansField,
    form_of,
    limit_field,
    organs_for,
    words_field,
)
from kaifaqu.rooms.followups.pages.words import stage_title
from kaifaqu.rooms.followups.queries.naming import Organs

ANSWER, URGE, REPORT = "cases.answer_case", "cases.urge_case", "followups.report_item"
WORDS, SPLIT, REOPEN, WITHDRAW = (
    "followups.explain_delay",
    "followups.split_item",
    "cases.reopen_case",
    "cases.withdraw_case",
)
Fields = Callable[[Organs], dict[str, forms.Field]]


@dataclass(frozen=True)
class Step:
    """One thing that can be done: what it is called, which act it is, what that is given, which fields are asked for.

    `verdict`: the answer that it gives, where the act is an answer.
    """

    key: str
    title: Callable[[], str]
    act: str
    fields: Fields
    verdict: str = ""
    note: Callable[[], str] = lambda: ""
    given: Mapping[str, str] = field(default_factory=dict)


# ── The fields ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _paper(label: str) -> forms.Field:
    return UploadField(label=label, required=False, help_text=_("PDF、图片、docx、xlsx 或 ofd，不超过 20 MB"))


def _nothing(organs: Organs) -> dict[str, forms.Field]:
    return {"words": words_field(_("备注"), required=False)}


def _objection(organs: Organs) -> dict[str, forms.Field]:
    about = [("lead", _("不该由本单位牵头")), ("limit", _("时限不合理"))]
    return {
        "about": forms.ChoiceField(label=_("对什么有异议"), choices=about),
        "words": words_field(_("理由和依据"), _("写明职责依据，或者为什么来不及")),
        "suggested": forms.CharField(
            label=_("建议"), required=False, max_length=60, help_text=_("建议由谁牵头，或者什么时候能办完")
        ),
        "file": _paper(_("书面意见")),
    }


def report_fields(organs: Organs) -> dict[str, forms.Field]:
    """The three lines of a report."""
    return {
        "done": _line(_("做到哪一步"), required=True),
        "stuck": _line(_("卡在哪里")),
        "need": _line(_("需要什么支持")),
        "need_from": OrganField(organs, label=_("需要谁支持"), required=False),
        "file": _paper(_("附件")),
    }


def _line(label: str, *, required: bool = False) -> forms.Field:
    return forms.CharField(label=label, required=required, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))


def _claim(organs: Organs) -> dict[str, forms.Field]:
    return {
        "words": words_field(_("办成了什么")),
        "file": _paper(_("佐证材料")),
        "evidence": forms.CharField(
            label=_("佐证在哪里看"), required=False, max_length=200, help_text=_("不便上传的，写文号、地点或网址")
        ),
    }


def _more_time(organs: Organs) -> dict[str, forms.Field]:
    until = forms.CharField(label=_("申请延到"), max_length=60, help_text=_("如：12月20日前、10个工作日"))
    return {"suggested": until, "words": words_field(_("延期理由"))}


def _reassign(organs: Organs) -> dict[str, forms.Field]:
    return {
        "lead": OrganField(organs, label=_("改由谁牵头")),
        "assist": OrgansField(
            organs, label=_("协办单位"), required=False, help_text=_("几个单位用顿号隔开；不改的不填")
        ),
        "limit": limit_field(),
        "words": words_field(_("说明"), required=False),
    }


def _new_limit(organs: Organs) -> dict[str, forms.Field]:
    return {"limit": limit_field(required=True), "words": words_field(_("说明"), required=False)}


def _reasons(organs: Organs) -> dict[str, forms.Field]:
    return {"words": words_field(_("理由"))}


def _missing(organs: Organs) -> dict[str, forms.Field]:
    return {"words": words_field(_("还缺什么")), "limit": limit_field()}


def _own_words(organs: Organs) -> dict[str, forms.Field]:
    return {"words": _line(_("为什么晚了、什么时候能办完"), required=True), "file": _paper(_("附件"))}


def item_fields(organs: Organs) -> dict[str, forms.Field]:
    """What assigning a matter takes."""
    return {
        "words": words_field(_("交办事项"), _("要做成什么；一项只写一件事")),
        "kind": forms.ChoiceField(label=_("缓急"), choices=Kind.choices, initial=Kind.ORDINARY),
        "lead": OrganField(organs, label=_("牵头单位")),
        "assists": OrgansField(organs, label=_("协办单位"), required=False, help_text=_("几个单位用顿号隔开")),
        "limit": forms.CharField(
            label=_("时限"),
            required=False,
            max_length=60,
            help_text=_("照原话写也可以：月底前、15个工作日；不写按缓急的规定"),
        ),
    }


def _part(organs: Organs) -> dict[str, forms.Field]:
    fields = item_fields(organs)
    del fields["kind"]
    fields["limit"].help_text = _("不写则与本件相同")
    return fields


STEPS = (
    Step("sign", lambda: _("签收"), ANSWER, _nothing, "sign", lambda: _("签收后开始办理；牵头单位对整件事负责。")),
    Step(
        "objection",
        lambda: _("提出异议"),
        ANSWER,
        _objection,
        "objection",
        lambda: _("交办单位答复以前，时限照算；过了签收期限不提的，视为签收。"),
    ),
    Step("report", lambda: _("报进展"), REPORT, report_fields, note=lambda: _("三句话就够，照原样保存。")),
    Step(
        "claim",
        lambda: _("报办结"),
        ANSWER,
        _claim,
        "claimed_done",
        lambda: _("报办结不等于销号，由交办单位另一人核实。"),
    ),
    Step("done", lambda: _("协办完成"), ANSWER, _nothing, "done"),
    Step("more_time", lambda: _("申请延期"), ANSWER, _more_time, "more_time"),
    Step("words", lambda: _("逾期说明"), WORDS, _own_words, note=lambda: _("说明与亮灯一并显示。")),
    Step("reassign", lambda: _("改派"), ANSWER, _reassign, "reassigned"),
    Step("new_limit", lambda: _("调整时限"), ANSWER, _new_limit, "limit_changed"),
    Step("uphold", lambda: _("维持原交办"), ANSWER, _reasons, "upheld"),
    Step("grant", lambda: _("同意延期"), ANSWER, _new_limit, "granted"),
    Step("refuse", lambda: _("不同意延期"), ANSWER, _reasons, "refused"),
    Step("verify", lambda: _("核实销号"), ANSWER, _nothing, "verified", lambda: _("看过佐证、核对过结果再销号。")),
    Step("return", lambda: _("退回"), ANSWER, _missing, "returned"),
    Step("split", lambda: _("再分解"), SPLIT, _part, note=lambda: _("分出去的一项另立一件，牵头责任不变。")),
    Step("urge", lambda: _("催办"), URGE, _nothing),
    Step("withdraw", lambda: _("撤回交办"), WITHDRAW, _reasons),
    Step("reopen", lambda: _("重开"), REOPEN, _reasons),
)
BY_KEY = {each.key: each for each in STEPS}


# ── Which of them a person may take now ──────────────────────────────────────────────────────────────────────────────


def offered(seat: Seat, case: Case) -> list[Step]:
    """What the person may do to the case where it stands, the next step first."""
    may = _may(seat, case.pk)
    return [step for step in STEPS if step.act in may and _fits(step, seat, case)]


def _may(seat: Seat, pk: int) -> set[str]:
    return {act for act in {step.act for step in STEPS} if reach(seat, act).filter(pk=pk).exists()}


def _fits(step: Step, seat: Seat, case: Case) -> bool:
    running = case.status in (Status.OPEN, Status.PAUSED)
    if step.act == REOPEN:
        return case.status == Status.ENDED and case.caller_id == seat.organ
    if not running:
        return False
    if step.act == ANSWER:
        return step.verdict in _answers(seat, case)
    if step.act in (URGE, WITHDRAW):
        return case.caller_id == seat.organ
    named = {organ for role, organs in case.parties.items() if role != "caller" for organ in organs}
    if step.act == SPLIT:
        return seat.organ in case.parties.get(LEAD, []) and case.stage == "handle"
    if step.key == "words":
        return (
            seat.organ in case.parties.get(LEAD, []) and case.limit_at is not None and case.limit_at.date() <= today()
        )
    return seat.organ in named


def _answers(seat: Seat, case: Case) -> set[str]:
    """What the person's organ may answer now."""
    found: set[str] = set()
    told: Any = case
    machine = Machine(
        editions.resolved_of(case.rules_id, told.rules_digest), case.procedure, local(case.opened_at).date()
    )
    for ask in _asks(seat, case):
        try:
            found |= set(machine.then(ask.stage)) if ask.kind == AskKind.ACT else {"done"}
        except NoSuchStage:
            continue
    return found


def _asks(seat: Seat, case: Case) -> QuerySet[Ask]:
    rows = Ask.objects.filter(case=case.pk, organ=seat.organ, answered_at__isnull=True)
    return rows.exclude(kind=AskKind.COPY)


# ── The page of a step ───────────────────────────────────────────────────────────────────────────────────────────────


def step(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """The form of a step, and the step itself."""
    seat, subject = seat_of(request), visible(request, pk)
    case = Case.objects.exclude(origin="").filter(pk=pk).select_related("subject").first()
    found = BY_KEY.get(key)
    if case is None or found is None or found not in offered(seat, case):
        raise Http404
    organs = organs_for(seat)
    made = form_of(found.fields(organs), organs)
    if request.method != "POST":
        return _page(request, case, found, made(), subject.seq)
    form = made(request.POST, files_of(request))
    seen = int(request.POST["seen"]) if request.POST.get("seen", "").isdecimal() else None
    if form.is_valid():
        try:
            done = _done(found, case, seen, seat, form)
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(request, _("已办理：%(act)s") % {"act": found.title()})
            return redirect(_next(request) or url_of(done.subject if found.act == SPLIT else subject))
    return _page(request, case, found, form, seen or subject.seq, status=422)


def _done(found: Step, case: Case, seen: int | None, seat: Seat, form: DeskForm) -> Any:
    """Do it: what was written goes to the act, the limit as the day that its words come to."""
    values: dict[str, Any] = {name: value for name, value in form.typed().items() if value not in ("", [])}
    if found.act == ANSWER:
        values = _answer(found, case, values)
    for name in ("lead", "need_from"):
        if name in values:
            values[name] = Ref(values[name])
    with through("page"):
        return find(found.act)(Ref(case.pk, None if found.act == SPLIT else seen), by=seat, **values)


ANSWERED_IN = {"object": ["objection"], "extend": ["more_time"], "verify": ["claimed_done"]}
GIVEN = ("about", "suggested", "evidence")
"""What goes into an answer beside its words."""


def _answer(found: Step, case: Case, values: dict[str, Any]) -> dict[str, Any]:
    given = {name: values.pop(name) for name in GIVEN if name in values}
    if words := values.pop("limit", ""):
        own = FollowUp.objects.filter(case=case.pk).first()
        place = Place.objects.select_related("subject").get(pk=case.subject.place_id)
        due = limit_of(words, Kind(own.kind) if own else Kind.ORDINARY, today(), place)
        values["limit"], given[LIMIT_WORDS] = due.day.isoformat(), due.words
    return {**values, "verdict": found.verdict, "given": given}


def _next(request: HttpRequest) -> str:
    """Where the person came from: the unit's own page, which holds the report's form itself."""
    return reverse("followups:mine") if request.GET.get("from") == "mine" else ""


def _page(request: HttpRequest, case: Case, found: Step, form: DeskForm, seen: int, status: int = 200) -> HttpResponse:
    context = {
        "title": found.title(),
        "crumbs": [
            {"label": _("督办台"), "url": reverse("followups:desk")},
            {"label": case.number or case.subject.name, "url": url_of(case.subject)},
        ],
        "sub": case.subject.name,
        "will": found.note() or will(request),
        "form": form,
        "seen": seen,
        "submit": found.title(),
        "cancel_url": url_of(case.subject),
        "boxes": [{"title": _("这件事"), "facts": facts_of(case)}],
        "pills": demo_pill(case.subject),
        "names": form.listed,
    }
    return render(request, "followups/step.html", context, status=status)


def facts_of(case: Case) -> list[dict[str, Any]]:
    """What somebody who answers has to have before him: the words, the limit, where it stands."""
    own = FollowUp.objects.filter(case=case.pk).select_related("order__subject").first()
    due = local(case.limit_at).date().isoformat() if case.limit_at else _("没有时限")
    limit = {"label": _("时限"), "text": due, "src_kind": "computed"}
    if own and own.limit and own.limit != due:
        limit |= {"note": own.limit}
    rows: list[dict[str, Any]] = [
        {"label": _("交办事项"), "text": case.words},
        limit,
        {"label": _("现在"), "text": stage_title(case)},
        *_said(case),
    ]
    if own and own.order:
        rows.append({"label": _("来源"), "text": own.order.subject.name, "src_kind": "sourced"})
    return rows


def _said(case: Case) -> list[dict[str, Any]]:
    """What the unit said last, where somebody answers just that: an objection, a wish for more time, a claim."""
    last = case.asks.filter(verdict__in=ANSWERED_IN.get(case.stage, [])).order_by("answered_at", "pk").last()
    if last is None:
        return []
    title = next(each.title() for each in STEPS if each.verdict == last.verdict)
    said = {"label": title, "text": last.words, "src_kind": "sourced"}
    if wished := last.given.get("suggested"):
        said["note"] = _("建议：%(words)s") % {"words": wished}
    return [said]


def step_url(case: int, key: str) -> str:
    """The address of a step."""
    return reverse("followups:step", args=[case, key])


def acts_of(seat: Seat, case: Case) -> list[dict[str, Any]]:
    """The steps as buttons, the next one first."""
    steps = offered(seat, case)
    return [
        {
            "label": each.title(),
            "url": step_url(case.pk, each.key),
            "primary": n == 0 and each.act == ANSWER,
            "act": each.act,
            "verdict": each.verdict,
        }
        for n, each in enumerate(steps)
    ]
