"""The site's own pages: signing in, choosing a seat, audit, people, health, tokens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import LoginView
from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs.models import Account, Token
from kaifaqu.kernel.organs.seats import chairs_of
from kaifaqu.kernel.organs.tokens import issue_token, withdraw_token
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.models import Seal
from kaifaqu.kernel.trail.timeline import latest
from kaifaqu.kernel.trail.verify import verify
from kaifaqu.kernel.ui import records
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.numbers import counted
from kaifaqu.kernel.ui.pages import imports_offered, seat_of
from kaifaqu.site import demo, doctor
from kaifaqu.site.middleware import BASIS, SEAT


class SignIn(LoginView):
    """Signing in; where the demonstration is loaded its accounts are offered."""

    template_name = "ui/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and the demo accounts where there are any."""
        return {**super().get_context_data(**kwargs), "demo_accounts": demo.accounts() if settings.DEMO else []}


def locked_out(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """Too many wrong passwords: said plainly, with when to try again."""
    return render(request, "site/locked_out.html", status=429)


@require_POST
def switch_seat(request: HttpRequest) -> HttpResponse:
    """Choose the post to act from; acting for a leader asks for the ground first."""
    key = request.POST.get("seat", "")[:60]
    chair = next((c for c in cast(Any, request).chairs if c.key == key), None)
    if chair is None:
        raise Http404
    basis = request.POST.get("basis", "").strip()[:200]
    back = _back(request)
    if chair.leader is not None and not basis:
        context = {"title": _("代领导办理"), "chair": chair, "next": back, "asked": "basis" in request.POST}
        return render(request, "site/on_behalf.html", context)
    request.session[SEAT], request.session[BASIS] = key, basis
    return redirect(back)


def _back(request: HttpRequest) -> str:
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return asked if safe else reverse("home")


def latest_records(request: HttpRequest) -> HttpResponse:
    """The latest acts on everything within sight, newest first."""
    before = request.GET.get("before", "")
    place = int(before) if before.isdecimal() and len(before) < 19 else None
    seen = visible_to(seat_of(request))
    lines = latest(seen, limit=PAGE + 1, before_id=place)
    pager = {"older": f"?before={lines[PAGE - 1].id}"} if len(lines) > PAGE else {}
    context = {
        "title": _("办理记录"),
        "sub": _("您可以查看的范围内，最近的在前。"),
        "entries": records.entries(lines[:PAGE]),
        "pager": pager,
        "nothing": {"text": _("还没有办理记录。")},
    }
    return render(request, "ui/history.html", context)


PAGE = 50


# ── System ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def audit(request: HttpRequest) -> HttpResponse:
    """The auditor's page: verification of the whole trail, seals, the latest acts."""
    report = verify() if request.method == "POST" else None
    finding = report.finding if report else None
    broken = Subject.objects.filter(pk=finding.subject).first() if finding else None
    seal = Seal.objects.order_by("-number").first()
    context = {
        "title": _("记录核验"),
        "sub": _("从头读一遍全部办理记录，逐条核对校验值和封签。"),
        "report": report,
        "entries_read": counted(report.entries, "item") if report else None,
        "subjects_read": counted(report.subjects, "item") if report else None,
        "words": doctor.finding_words(finding) if finding else "",
        "broken": broken,
        "broken_url": url_of(broken) if broken else "",
        "seal": seal,
        "seal_number": counted(seal.number, "item") if seal else None,
        "unsealed": counted(Subject.objects.filter(seq__gt=F("sealed_seq")).count(), "item"),
        "entries": records.entries(latest(visible_to(seat_of(request)), limit=10)),
    }
    return render(request, "site/audit.html", context)


def people(request: HttpRequest) -> HttpResponse:
    """The security officer's page: accounts, the posts they act from, and locks."""
    accounts = Account.objects.select_related("person__subject__organ").order_by("username")[:500]
    rows = [{"url": url_of(a.person.subject) if a.person else "", "cells": _account_cells(a)} for a in accounts]
    labels = [_("姓名"), _("用户名"), _("岗位"), _("所属机构"), _("上次登录")]
    context = {
        "title": _("账号与岗位"),
        "columns": [{"label": label} for label in labels],
        "rows": rows,
        "nothing": {"text": _("还没有账号。用命令 kaifaqu account 开立。")},
        "total_text": str(len(rows)),
        "actions": imports_offered(seat_of(request), cast(Any, request).seat_place.subject),
    }
    return render(request, "ui/list.html", context)


def _account_cells(account: Account) -> list[Any]:
    chairs = chairs_of(account.person_id) if account.person_id else []
    posts = _("、").join(c.post.subject.name for c in chairs if c.leader is None)
    organ = account.person.subject.organ if account.person else None
    last = account.last_login
    return [
        account.person.subject.name if account.person else "—",
        account.username,
        posts or _("无岗位"),
        organ.name if organ else "—",
        f"{timezone.localtime(last):%Y-%m-%d %H:%M}" if last else _("从未"),
    ]


def health(request: HttpRequest) -> HttpResponse:
    """The system officer's page: what the doctor finds."""
    findings = [
        {
            "label": check.title,
            "pill": _health_pill(check.ok),
            "note": check.detail,
            "note_src": "computed",
            "url": reverse(WHERE[check.key]) if check.key in WHERE and not check.ok else "",
        }
        for check in doctor.examine()
    ]
    context = {"title": _("运行状况"), "facts": findings, "facts_title": _("各项检查"), "entries": None}
    return render(request, "ui/detail.html", context)


WHERE = {"calendar": "calendar", "notices": "notices:log"}
"""Where what a check found can be looked into."""


def _health_pill(ok: bool) -> dict[str, str]:
    return {"kind": "ok", "text": _("正常")} if ok else {"kind": "late", "text": _("有问题")}


class TokenForm(forms.Form):
    """What a token is for and how long it lives."""

    label = forms.CharField(max_length=80)
    days = forms.IntegerField(min_value=1, max_value=366, initial=90)


def tokens(request: HttpRequest) -> HttpResponse:
    """One's own keys for programs: issued from the present seat, shown once, withdrawn at any time."""
    account = cast(Account, request.user)
    form = TokenForm(request.POST if "label" in request.POST else None)
    form.fields["label"].label, form.fields["days"].label = _("用途"), _("有效天数")
    fresh = ""
    if request.method == "POST" and "withdraw" in request.POST and request.POST["withdraw"].isdecimal():
        withdraw_token(account, int(request.POST["withdraw"]))
        messages.success(request, _("令牌已撤销。"))
        return redirect("tokens")
    if form.is_bound and form.is_valid():
        until = today() + timedelta(days=form.cleaned_data["days"])
        fresh = issue_token(account, cast(Any, request).chair.post, form.cleaned_data["label"], until)
        form = TokenForm()
        form.fields["label"].label, form.fields["days"].label = _("用途"), _("有效天数")
    own = Token.objects.filter(account=account).select_related("post__subject").order_by("-issued_at")
    context = {"title": _("接口令牌"), "form": form, "fresh": fresh, "tokens": own, "today": today()}
    return render(request, "site/tokens.html", context)
