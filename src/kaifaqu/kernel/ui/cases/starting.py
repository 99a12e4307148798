"""Starting a case from a page: by which procedure of the charter, then what it is and whom it asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import NotFound, Ref, Refusal, through
from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.cases.actions import open_case
from kaifaqu.kernel.cases.machine import Machine
from kaifaqu.kernel.cases.names import Words
from kaifaqu.kernel.cases.parties import ASSIST, LEAD
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.reading import cited, sentence
from kaifaqu.kernel.charter.schema.nouns import Procedure
from kaifaqu.kernel.charter.schema.topics import TOPICS
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.lang import lang
from kaifaqu.kernel.ui.cases.extras import started_at
from kaifaqu.kernel.ui.cases.pickers import LimitField, OrganField, OrgansField, near, told_apart
from kaifaqu.kernel.ui.forms import ActForm, UploadField
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.pages import files_of, seat_of, will

OPEN, MOST_PLACES = "cases.open_case", 100


def start(request: HttpRequest) -> HttpResponse:
    """Choose by which procedure; or, where one is chosen, say what it is."""
    places = _places(request)
    if not places:
        raise Http404
    own = cast(Any, request).seat_place
    wanted = request.GET.get("place") or (own.slug if own else "")
    place = next((each for each in places if each.slug == wanted), places[0])
    rules = _rules(place)
    key = request.GET.get("procedure", "")
    found = rules.of("procedures").get(key) if rules else None
    if rules is not None and isinstance(found, Procedure) and key in startable(rules):
        return _form(request, place, rules, key, found)
    return _choice(request, place, places, rules)


def _places(request: HttpRequest) -> list[Place]:
    """Where the seat may start a case, from the top down."""
    may = reach(seat_of(request), OPEN)
    return list(Place.objects.filter(subject__in=may).select_related("subject").order_by("path")[:MOST_PLACES])


def _rules(place: Place) -> Resolved | None:
    row = editions.resolution_on(place.path, today())
    return editions.resolved_of(row.pk, row.digest) if row else None


def startable(rules: Resolved) -> dict[str, Procedure]:
    """The procedures that a case can begin by: all but those into which others turn."""
    told = {key: each for key, each in rules.of("procedures").items() if isinstance(each, Procedure)}
    within = {each.returns.more.opens for each in told.values() if each.returns and each.returns.more}
    return {key: each for key, each in told.items() if key not in within and started_at(key) is not None}


# ── By which procedure ───────────────────────────────────────────────────────────────────────────────────────────────


def _choice(request: HttpRequest, place: Place, places: list[Place], rules: Resolved | None) -> HttpResponse:
    topics: dict[str, list[dict[str, Any]]] = {}
    for key, procedure in (startable(rules) if rules else {}).items():
        topic = TOPICS[procedure.topic]
        drawn = _drawn(cast(Resolved, rules), place, key, procedure)
        topics.setdefault(topic.en if lang() == "en" else topic.zh, []).append(drawn)
    options = [{"value": each.slug, "label": each.subject.name, "selected": each == place} for each in places]
    context = {
        "title": _("发起办件"),
        "sub": _("先选按哪个程序办；时限、谁来办、退回和逾期怎么办，都由程序定。"),
        "crumbs": [{"label": _("待办"), "url": reverse("inbox")}],
        "filters": [{"name": "place", "label": _("在哪里"), "kind": "select", "options": options}],
        "topics": list(topics.items()),
        "nothing": {"text": _("这里没有施行的制度方案，还不能发起办件。")},
    }
    return render(request, "ui/cases/start.html", context)


def _drawn(rules: Resolved, place: Place, key: str, procedure: Procedure) -> dict[str, Any]:
    words = Words(Machine(rules, key, today()))
    own = started_at(key)
    return {
        "title": procedure.title.text(lang()),
        "text": sentence(rules, "procedures", key, today(), lang()),
        "source": cited(rules, procedure.src or "", lang()),
        "grounding": str(procedure.grounding),
        "steps": [words.stage(stage) for stage in procedure.stages],
        "url": own or f"?{urlencode({'place': place.slug, 'procedure': key})}",
    }


# ── What it is ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _form(request: HttpRequest, place: Place, rules: Resolved, key: str, procedure: Procedure) -> HttpResponse:
    seat = seat_of(request)
    form_class: Callable[..., ActForm] = type("StartForm", (ActForm,), _fields(request, procedure))
    form = form_class(request.POST, files_of(request)) if request.method == "POST" else form_class()
    if request.method == "POST" and form.is_valid():
        try:
            with through("page"):
                made = open_case(Ref(place.pk), by=seat, procedure=key, **cast(dict[str, Any], form.typed()))
        except NotFound as refusal:
            raise Http404 from refusal
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(request, _("已发起"))
            return redirect(url_of(made.subject))
    first = next(iter(procedure.stages))
    words = Words(Machine(rules, key, today()))
    limit = words.machine.limit(procedure.stages[first].within)
    context = {
        "title": procedure.title.text(lang()),
        "crumbs": [{"label": _("发起办件"), "url": f"{reverse('case_start')}?{urlencode({'place': place.slug})}"}],
        "sub": place.subject.name,
        "text": sentence(rules, "procedures", key, today(), lang()),
        "source": cited(rules, procedure.src or "", lang()),
        "will": will(request) if cast(Any, request).chair.leader is not None else "",
        "form": form,
        "submit": _("发起"),
        "first": words.stage(first),
        "by": words.role(procedure.stages[first].by),
        "within": limit.text(lang()) if limit else "",
        "organs": [told_apart(organ) for organ in near(seat, _above(place))],
        "cancel_url": f"{reverse('case_start')}?{urlencode({'place': place.slug})}",
    }
    return render(request, "ui/cases/start_form.html", context, status=422 if form.errors else 200)


def _above(place: Place) -> list[int]:
    return [int(part) for part in place.path.strip("/").split("/") if part]


def _fields(request: HttpRequest, procedure: Procedure) -> dict[str, forms.Field]:
    """What is asked for: who leads and assists only where a stage of the procedure is up to them."""
    seat, stages = seat_of(request), procedure.stages.values()
    fields: dict[str, forms.Field] = {
        "title": forms.CharField(label=_("办件名称"), max_length=200, help_text=_("一句话，别人一看就知道是什么事")),
        "words": forms.CharField(label=_("要办的事"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5})),
    }
    if any(stage.by == LEAD for stage in stages):
        hint = _("不填的，按程序找负责的单位，找不到的由兜底单位接")
        fields["lead"] = OrganField(seat, label=_("牵头单位"), required=False, help_text=hint)
    if any(stage.along is not None or stage.by == ASSIST for stage in stages):
        fields["assists"] = OrgansField(seat, label=_("协办单位"))
    if procedure.outer is not None and procedure.outer.own:
        fields["within"] = LimitField(label=_("时限"), required=False)
    fields["file"] = UploadField(label=_("附件"), required=False)
    return fields
