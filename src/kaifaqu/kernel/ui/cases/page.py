"""One case on one page: where it stands, who holds it, what happened, and what this seat may do now."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.kernel.actions import NotFound, Ref, Refusal, Stale, all_actions, through
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.cases import inbox, spans
from kaifaqu.kernel.cases.doable import Doable, doable
from kaifaqu.kernel.cases.events import Event
from kaifaqu.kernel.cases.models import Case, Status
from kaifaqu.kernel.cases.reading import Account, answered_by, cases
from kaifaqu.kernel.cases.told import ClockTold, Source
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.verify import verify_chain
from kaifaqu.kernel.ui.cases.acting import OFTEN, Drawn, forms_of
from kaifaqu.kernel.ui.cases.extras import boxes_of
from kaifaqu.kernel.ui.cases.pickers import near, told_apart
from kaifaqu.kernel.ui.labels import hide_fields, name_kind
from kaifaqu.kernel.ui.links import page_of, url_of
from kaifaqu.kernel.ui.pages import demo_pill, seat_of, visible, will

Boxes = list[dict[str, Any]]
PILLS = {spans.LATE: "late", spans.SOON: "soon", spans.PAUSED: "soon"}


def case(request: HttpRequest, pk: int) -> HttpResponse:
    """A case, for whoever was asked, called for it or was told of it; and whatever he may do with it."""
    subject = visible(request, pk)
    found = cases().filter(pk=subject.pk).first()
    if found is None:
        raise Http404
    seat = seat_of(request)
    account = Account(found)
    can = doable(account, seat)
    boxes = boxes_of(request, found)
    drawn = forms_of(request, account, can, seat, _answered_by(boxes))
    if request.method != "POST":
        return _page(request, account, can, boxes, drawn)
    sent = next((each for each in drawn if each.key == request.POST.get("form")), None)
    if sent is None:
        return _page(request, account, can, boxes, drawn, refused=_gone(request, account), status=409)
    if sent.form.is_valid() and _done(request, sent, pk):
        return redirect("case", pk)
    account = Account(cases().get(pk=pk))  # what somebody else did meanwhile is told, and what is open now is offered
    can = doable(account, seat)
    boxes = boxes_of(request, account.case)
    again = forms_of(request, account, can, seat, _answered_by(boxes))
    faults = sent.form.errors
    still = [Drawn(**{**vars(each), "form": sent.form}) if each.key == sent.key else each for each in again]
    refused = _refused(request, account, sent) if faults else None
    if all(each.key != sent.key for each in again):
        refused = _gone(request, account)
    return _page(request, account, can, boxes, still, refused=refused, status=422)


def _done(request: HttpRequest, sent: Drawn, pk: int) -> bool:
    """Do the act; where it is refused, say so in its form."""
    seen = int(request.POST["seen"]) if request.POST.get("seen", "").isdecimal() else None
    try:
        with through("page"):
            all_actions()[sent.act](Ref(pk, seen), by=seat_of(request), **sent.typed(request))
    except NotFound as refusal:
        if not isinstance(refusal, Stale):
            raise Http404 from refusal
        sent.form.blame(refusal)
        return False
    except Refusal as refusal:
        _blame(sent, refusal)
        return False
    titles = {button.value: button.label for button in sent.buttons}
    said = titles.get(request.POST.get("verdict", ""), str(all_actions()[sent.act].title))
    messages.success(request, _("已办理：%(act)s") % {"act": said})
    return True


def _blame(sent: Drawn, refusal: Refusal) -> None:
    """A refusal at its field: what a stage still needs is told above the form, which shows each need by name."""
    sent.form.blame(refusal)


def _faults(sent: Drawn) -> list[str]:
    return [str(words) for words in sent.form.non_field_errors()]


def _refused(request: HttpRequest, account: Account, sent: Drawn) -> dict[str, Any]:
    """What was refused, and what happened since the form was opened."""
    return {"words": _faults(sent), "since": _since(request, account), "form": sent, "typed": []}


def _gone(request: HttpRequest, account: Account) -> dict[str, Any]:
    """The form that was sent is no longer there: who was first and when; and what was typed, so that it is not lost."""
    asked = request.POST.get("form", "").split("-")
    number = int(asked[1]) if asked[0] == "answer" and len(asked) > 1 and asked[1].isdecimal() else 0
    first = answered_by(account, number) if number else None
    words = [_("这一步现在不能这样办，什么都没有改动。")]
    if first is not None and first.answered_at is not None:
        given = {
            "who": first.person_name or _("系统"),
            "organ": first.organ_name,
            "at": f"{first.answered_at:%Y-%m-%d %H:%M}",
            "verdict": first.verdict_title,
        }
        words = [_("%(organ)s %(who)s 已于 %(at)s 答复：%(verdict)s。您这一次没有提交。") % given]
    typed = [str(value) for name, value in request.POST.items() if name not in OURS and len(str(value).strip()) > 1]
    return {"words": words, "since": _since(request, account), "form": None, "typed": typed}


OURS = ("csrfmiddlewaretoken", "form", "seen", "verdict")


def _since(request: HttpRequest, account: Account) -> list[Event]:
    """What was done to the case since the form was opened."""
    seen = request.POST.get("seen", "")
    if not seen.isdecimal():
        return []
    return [event for event in account.record if event.subject == account.case.pk and event.seq > int(seen)]


# ── What is drawn ────────────────────────────────────────────────────────────────────────────────────────────────────


def _page(
    request: HttpRequest,
    account: Account,
    can: Doable,
    boxes: Boxes,
    drawn: list[Drawn],
    refused: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    seat, found = seat_of(request), account.case
    seen = visible_to(seat)
    children, hidden = account.children(seen)
    beside = [row for row in (found.about, found.parent.subject if found.parent else None) if row]
    open_to = set(seen.filter(pk__in=[row.pk for row in beside]).values_list("pk", flat=True)) if beside else set()
    parties, doing = _parties(account, seen), _doing(boxes, drawn)
    opened = [each for each in drawn if each.opened and each.head]
    rest = [each for each in drawn if not (each.opened and each.head)]
    context = {
        "title": found.subject.name,
        "account": account,
        "found": found,
        "crumbs": [{"label": _("待办"), "url": reverse("inbox")}],
        "number": found.number,
        "pills": [*_standing(account), *demo_pill(found.subject)],
        "seen": found.subject.seq,
        "answers": opened,
        "often": rest[:OFTEN],
        "more": rest[OFTEN:],
        "waits": [each for each in can.asked if each.waits_for],
        "doing": doing,
        "nothing": _nothing(account, can, seat) if not opened else "",
        "next": _next(request, seat, found.pk) if not can.asked else None,
        "refused": refused,
        "will": will(request) if cast(Any, request).chair.leader is not None else "",
        "organs": [told_apart(organ) for organ in near(seat, _places(account))] if drawn else [],
        "record": [_event(event, found.pk) for event in account.record],
        "integrity": {"ok": verify_chain(found.subject)},
        "clocks": [_clock(clock) for clock in account.clocks],
        "rungs": account.rungs,
        "parties": parties,
        "named": parties[: len(found.parties)],
        "about": _linked(found.about, open_to),
        "parent": _linked(found.parent.subject if found.parent else None, open_to),
        "children": [_child(child) for child in children],
        "hidden": hidden,
        "rules": account.rules,
        "rules_url": _rules_url(account),
        "files": [_file(file) for file in account.files],
        "boxes": [box for box in boxes if not (box.get("wide") or _acts(box))],
        "wide": [box for box in boxes if box.get("wide")],
    }
    return render(request, "ui/cases/page.html", context, status=status)


def _acts(box: dict[str, Any]) -> list[dict[str, Any]]:
    """The actions of a box that do something to the case."""
    return [action for action in box.get("actions") or () if action.get("act")]


def _answered_by(boxes: Boxes) -> set[str]:
    """The answers for which a room has a form of its own."""
    return {action["verdict"] for box in boxes for action in _acts(box) if action.get("verdict")}


def _doing(boxes: Boxes, drawn: list[Drawn]) -> list[dict[str, Any]]:
    """What rooms offer to do, without what stands here as a form already; the first stands out where no answer does."""
    here = {(each.act, button.value) for each in drawn for button in each.buttons}
    found = [a for box in boxes for a in _acts(box) if (a["act"], a.get("verdict", "")) not in here]
    answers = any(each.opened and each.head for each in drawn)
    return [{**action, "primary": not at and not answers} for at, action in enumerate(found)]


def _standing(account: Account) -> list[dict[str, str]]:
    """What stands beside the title: late by how much, soon, paused, or how it ended."""
    if account.open:
        left = account.standing
        return [{"kind": PILLS.get(left.light, "plain"), "text": left.words}]
    kind = "ok" if account.case.status == Status.ENDED else "plain"
    words = account.case.get_status_display()
    outcome = account.outcome if account.case.status == Status.ENDED else ""
    return [{"kind": kind, "text": f"{words} · {outcome}" if outcome and outcome != words else words}]


def _nothing(account: Account, can: Doable, seat: Seat) -> str:
    """Why there is nothing to answer here, in a sentence."""
    if can.asked:
        return ""
    if not account.open:
        return _("这件事已经结束。")
    holders = str(_("、")).join(dict.fromkeys(account.name(ask.organ_id) for ask in account.live.open_asks()))
    return _("现在等 %(who)s 办理，不用您答复。") % {"who": holders or "—"}


def _next(request: HttpRequest, seat: Seat, here: int) -> dict[str, str] | None:
    """The next thing that waits for the seat, for whoever works through his inbox."""
    rows = inbox.to_do(seat.organ, seat.acting_post).exclude(case=here)
    found = rows.first()
    return {"label": found.case.subject.name, "url": url_of(found.case.subject)} if found else None


def _places(account: Account) -> list[int]:
    return [int(part) for part in account.live.path.strip("/").split("/") if part]


def _event(event: Event, here: int) -> dict[str, Any]:
    return {**vars(event), "files": [_file(file) for file in event.files]}


def _file(file: File) -> dict[str, Any]:
    size = f"{file.size / 1024:.0f} KB" if file.size < 1024 * 1024 else f"{file.size / 1024 / 1024:.1f} MB"
    return {"name": file.name, "url": reverse("file", args=[file.pk]), "size": size}


def _clock(clock: ClockTold) -> dict[str, Any]:
    return {**vars(clock), "url": _source_url(clock.source) if clock.source else ""}


def _source_url(source: Source) -> str:
    """Where a limit is read: its parameter, or the clause in its charter."""
    if not Place.objects.filter(slug=source.charter).exists():
        return ""
    if source.noun == "params":
        return reverse("charters:param", args=[source.charter, source.key])
    return f"{reverse('charters:read', args=[source.charter])}#{source.noun}.{source.key}"


def _rules_url(account: Account) -> str:
    rules = account.rules
    on = f"?on={rules.in_force}" if rules.in_force else ""
    return f"{reverse('charters:read', args=[rules.charter])}{on}#procedures.{account.case.procedure}"


def _parties(account: Account, seen: QuerySet[Subject]) -> list[dict[str, Any]]:
    told = account.parties()
    ids = {organ for _role, organs in told for organ in organs}
    rows = {row.pk: row for row in seen.filter(pk__in=ids)}
    return [
        {
            "role": role,
            "organs": [
                {"name": account.name(organ), "url": url_of(rows[organ]) if organ in rows else ""} for organ in organs
            ],
        }
        for role, organs in told
    ]


def _linked(subject: Subject | None, open_to: set[int]) -> dict[str, str] | None:
    """What the case is about, or below: by name for whoever may see it, else only that there is something."""
    if subject is None:
        return None
    if subject.pk not in open_to:
        return {"label": _("（不在您的权限范围内）"), "url": ""}
    return {"label": subject.name, "url": url_of(subject)}


def _child(child: Case) -> dict[str, str]:
    return {"label": child.subject.name, "url": url_of(child.subject), "status": child.get_status_display()}


page_of(Case.KIND, lambda subject: reverse("case", args=[subject.pk]))
name_kind(Case.KIND, gettext_lazy("办件"))
hide_fields(Case.KIND)
