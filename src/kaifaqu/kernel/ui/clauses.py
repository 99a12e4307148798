"""The form in which one clause of a draft is changed: its values first, then everything else that it says."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import Ref, Refusal, through
from kaifaqu.kernel.charter.actions import Wanted, amend_clause
from kaifaqu.kernel.charter.amend import VALUE
from kaifaqu.kernel.charter.amendments import before, proposed
from kaifaqu.kernel.charter.fields import Part, parts
from kaifaqu.kernel.charter.models import Amendment
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.reading import sentence
from kaifaqu.kernel.charter.words import NOUNS
from kaifaqu.kernel.ui.amending import code, found, may_amend
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.pages import seat_of


class ClauseForm(forms.Form):
    """The parts of a clause; what is changed becomes one act."""

    def __init__(self, told: list[Part], in_force: date, **given: Any) -> None:
        super().__init__(**given)
        self.told = {f"part{i}": part for i, part in enumerate(told)}
        for name, part in self.told.items():
            self.fields[name] = _field(part)
        if any(part.value for part in told):
            self.fields["start"] = forms.CharField(
                label=_("自何日起"),
                initial=in_force.isoformat(),
                widget=forms.DateInput(),
                help_text=_("数值自这一天起改变；其他各项随新版施行"),
            )
        self.fields["paragraph"] = forms.CharField(
            label=_("出自哪一条"), required=False, max_length=60, help_text=_("依据文件的条款，如 第三条")
        )

    def wanted(self, noun: str, key: str) -> list[dict[str, str]]:
        """The changes that were made in the form."""
        found = []
        for name, part in self.told.items():
            given = str(self.cleaned_data.get(name) or "").strip().replace("\r\n", "\n")
            if given != part.text.strip():
                found.append({"path": f"{noun}.{key}.{part.path}", "old": part.text, "new": given})
        return found

    def blame(self, refusal: Refusal) -> None:
        """Put a refusal beside the part that it speaks of, or above the form."""
        for problem in getattr(refusal, "problems", ()):
            said = re.sub(r"\bvalues\.\d+\.value\b", VALUE, problem.key).split(".")[2:]
            paths = {name: part.path.split(".") for name, part in self.told.items()}
            beside = [name for name, at in paths.items() if said and at == said[: len(at)]]
            self.add_error(beside[0] if beside else None, problem.text(lang()) if beside else problem.line(lang()))
        if not getattr(refusal, "problems", ()):
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Everything but the values, each group under its name."""
        found: dict[str, list[forms.BoundField]] = {}
        for name, part in self.told.items():
            if not part.value:
                found.setdefault(part.group, []).append(self[name])
        return sorted(found.items(), key=lambda group: bool(group[0]))


def _field(part: Part) -> forms.Field:
    common: dict[str, Any] = {"label": part.label, "initial": part.text, "required": False, "help_text": part.hint}
    made: Any
    if part.choices:
        made = forms.ChoiceField(choices=[("", "—"), *part.choices], **common)
    elif part.long:
        rows = min(12, 2 + part.text.count("\n") + len(part.text) // 60)
        made = forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), **common)
    else:
        made = forms.CharField(widget=forms.TextInput(), **common)
    made.plain = True  # every part may be left as it is: no mark says so
    return made  # type: ignore[no-any-return]  # one of Django's fields


def clause(request: HttpRequest, pk: int, noun: str, key: str) -> HttpResponse:
    """Change one clause of a draft: its values first, then everything else that it says."""
    row = found(request, pk)
    if not may_amend(request, row):
        raise Http404
    institution = proposed(row)
    if (noun, key) not in institution.clauses:
        raise Http404
    seen = _as_begun(row, noun, key)
    form = ClauseForm(seen, row.in_force, **({"data": request.POST} if request.method == "POST" else {}))
    if request.method == "POST" and form.is_valid():
        if request.POST.get("remove"):
            changes = [{"path": f"{noun}.{key}", "old": "", "new": ""}]
        else:
            changes = form.wanted(noun, key)
        if _amended(request, row, form, changes):
            return redirect("charters:desk", pk)
    return render(
        request, "ui/charters/clause.html", _clause_page(row, institution, noun, key, form), status=code(form)
    )


def _as_begun(row: Amendment, noun: str, key: str) -> list[Part]:
    """The clause as it stands in the draft; of what was changed, `old` is what stood there before the draft."""
    return parts(proposed(row), noun, key, row.in_force, lang())


def _amended(request: HttpRequest, row: Amendment, form: ClauseForm, changes: list[dict[str, str]]) -> bool:
    if not changes:
        form.add_error(None, _("没有改动任何一处。"))
        return False
    origin = {raw["path"]: raw["old"] or "" for raw in row.changes}
    wanted = [Wanted(**{**each, "old": origin.get(each["path"], each["old"])}) for each in changes]
    given = {name: form.cleaned_data.get(name) or None for name in ("paragraph", "start")}
    try:
        with through("page"):
            amend_clause(Ref(row.pk), by=seat_of(request), changes=wanted, **{k: v for k, v in given.items() if v})
    except Refusal as refusal:
        form.blame(refusal)
        return False
    messages.success(request, _("已改入草稿"))
    return True


def _clause_page(row: Amendment, institution: Resolved, noun: str, key: str, form: ClauseForm) -> dict[str, Any]:
    layer, own = institution.clauses[noun, key]
    old = before(row)
    facts = [
        {"label": _("类别"), "text": NOUNS[noun][lang() == "en"]},
        {"label": _("规定它的方案"), "text": layer.loaded.charter.title.text(lang())},
        {"label": _("出处"), "text": own.src or ""},
    ]
    shown = sentence(old, noun, key, row.in_force, lang()) if old and (noun, key) in old.clauses else ""
    return {
        "title": own.title.text(lang()),
        "crumbs": [{"label": row.subject.name, "url": reverse("charters:desk", args=[row.pk])}],
        "sub": shown,
        "form": form,
        "values": [form[name] for name, part in form.told.items() if part.value],
        "groups": form.groups(),
        "basis": [form[name] for name in ("start", "paragraph") if name in form.fields],
        "submit": _("改入草稿"),
        "boxes": [{"title": _("现状"), "facts": [fact for fact in facts if fact["text"]]}],
        "cancel_url": reverse("charters:desk", args=[row.pk]),
        "removable": True,
    }
