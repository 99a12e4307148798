"""The form in which one clause of a draft is changed: its values first, then everything else that it says."""

from __future__ import annotations

import json
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
from kaifaqu.kernel.charter import offers
from kaifaqu.kernel.charter.actions import amend_clause
from kaifaqu.kernel.charter.amend import VALUE
from kaifaqu.kernel.charter.amendments import before, proposed
from kaifaqu.kernel.charter.editing import MOST, NOTHING, Wanted, is_dated
from kaifaqu.kernel.charter.fields import Part, parts
from kaifaqu.kernel.charter.models import Amendment
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.reading import sentence
from kaifaqu.kernel.charter.words import LISTED, NOUNS
from kaifaqu.kernel.ui.amending import code, found, may_amend, readable
from kaifaqu.kernel.ui.entries import field_of, given_in
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.pages import seat_of

Seen = dict[str, Any]


def as_seen(told: list[Part], day: date) -> Seen:
    """What a form shows: each part's text, of a dated one every day with its text, and the day that is shown."""
    series = {part.path: [list(each[:2]) for each in part.series] for part in told if part.series}
    return {"day": day.isoformat(), "parts": {part.path: part.text for part in told}, "series": series}


def seen_in(request: HttpRequest, otherwise: Seen) -> Seen:
    """What the form showed when it was drawn; as it would be drawn now where that was not sent."""
    try:
        sent = json.loads(request.POST.get("seen", ""))
        return {"day": str(sent["day"]), "parts": dict(sent["parts"]), "series": dict(sent["series"])}
    except (ValueError, KeyError, TypeError):
        return otherwise


class ClauseForm(forms.Form):
    """The parts of a clause; what is changed becomes one act."""

    def __init__(self, told: list[Part], seen: Seen, **given: Any) -> None:
        super().__init__(**given)
        self.told = {f"part.{part.path}": part for part in told}
        self.seen = seen
        for name, part in self.told.items():
            self.fields[name] = field_of(part)
        if any(part.value for part in told):
            self.fields["start"] = forms.CharField(
                label=_("自何日起"),
                initial=seen["day"],
                widget=forms.DateInput(),
                help_text=_("数值自这一天起改变；其他各项随新版施行"),
            )
            self.fields["repeal"] = forms.BooleanField(label=_("废止（自该日起不再规定）"), required=False)
        self.fields["paragraph"] = forms.CharField(
            label=_("出自哪一条"), required=False, max_length=60, help_text=_("依据文件的条款，如 第三条")
        )

    def clean(self) -> dict[str, Any]:
        """An emptied value is repealed only where that is ticked."""
        given = self.cleaned_data
        values = [(name, part) for name, part in self.told.items() if part.path.split(".")[0] == VALUE]
        emptied = [name for name, part in values if name in given and not given[name] and self._old(part)]
        for name in [] if given.get("repeal") else emptied:
            self.add_error(name, _("数值空着：要废止请勾选“废止”，否则填写数值。"))
        if given.get("repeal") and not emptied and len(values) > 1:
            self.add_error("repeal", _("请把要废止的数值清空。"))
        elif given.get("repeal") and not emptied and values:
            given[values[0][0]] = ""
        return given

    def _old(self, part: Part) -> str:
        """What the form showed of a part: of a dated one on the day from which it is to change."""
        series = self.seen["series"].get(part.path)
        if series is None:
            return str(self.seen["parts"].get(part.path, ""))
        start = str(self.cleaned_data.get("start") or self.seen["day"])
        return next((text for day, text in reversed(series) if day <= start), "")

    def wanted(self, noun: str, key: str) -> list[dict[str, str]]:
        """The changes that were made in the form: what differs from what it showed."""
        made = []
        for name, part in self.told.items():
            shown = self.seen["parts"].get(part.path)
            if shown is None or name not in self.cleaned_data:
                continue
            given, old = given_in(part, self.cleaned_data[name]), self._old(part)
            if given not in (shown.strip(), old.strip()):
                made.append({"path": f"{noun}.{key}.{part.path}", "old": old, "new": given})
        return made

    def gone(self) -> list[str]:
        """Parts that were changed here and that the draft no longer has."""
        left = self.seen["parts"].keys() - {part.path for part in self.told.values()}
        shown = {path: self.seen["parts"][path] for path in sorted(left)}
        return [path for path, text in shown.items() if self.data.get(f"part.{path}", text) != text]

    def blame(self, refusal: Refusal) -> None:
        """Put a refusal beside the part that it speaks of, or above the form."""
        for path, words in getattr(refusal, "faults", {}).items():
            name = self._beside(path.split(".")[2:])
            self.add_error(name, str(words))
            if name and refusal.code == "stale":  # what stands there has now been seen
                self.seen["parts"][self.told[name].path] = self.told[name].text
                self.seen["series"] |= as_seen([self.told[name]], date.min)["series"]
        for problem in getattr(refusal, "problems", ()):
            said = re.sub(r"\bvalues\.\d+\.(value|qualifier)\b", r"\1", problem.key).split(".")[2:]
            name = self._beside(said)
            self.add_error(name, problem.text(lang()) if name else problem.line(lang()))
        if not hasattr(refusal, "faults") and not hasattr(refusal, "problems"):
            self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))

    def _beside(self, said: list[str]) -> str | None:
        paths = {name: part.path.split(".") for name, part in self.told.items()}
        said = said or [VALUE]
        close = (n for n, at in paths.items() if at == said[: len(at)] or said == at[: len(said)])
        return next(close, None)

    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Everything but the values, each group under its name."""
        found: dict[str, list[forms.BoundField]] = {}
        for name, part in self.told.items():
            if not part.value:
                found.setdefault(part.group, []).append(self[name])
        return sorted(found.items(), key=lambda group: bool(group[0]))


@readable
def clause(request: HttpRequest, pk: int, noun: str, key: str) -> HttpResponse:
    """Change one clause of a draft: its values first, then everything else that it says."""
    row = found(request, pk)
    if not may_amend(request, row):
        raise Http404
    institution = proposed(row)
    if (noun, key) not in institution.clauses:
        raise Http404
    day = _day(request, row, noun, key)
    told = parts(institution, noun, key, day, lang())
    seen = as_seen(told, day)
    if request.method != "POST":
        form = ClauseForm(told, seen, initial={"paragraph": _paragraph(row, noun, key)})
        return _drawn(request, row, institution, noun, key, form)
    form = ClauseForm(told, seen_in(request, seen), data=request.POST)
    if form.is_valid() and _amended(request, row, form, _asked(request, form, noun, key)):
        return redirect("charters:desk", pk)
    return _drawn(request, row, institution, noun, key, form)


def _asked(request: HttpRequest, form: ClauseForm, noun: str, key: str) -> list[dict[str, str]]:
    if request.POST.get("remove"):
        return [{"path": f"{noun}.{key}", "old": "", "new": ""}]
    return form.wanted(noun, key)


def _day(request: HttpRequest, row: Amendment, noun: str, key: str) -> date:
    """The day whose values are shown: one that was asked for, or the last from which the draft changes them."""
    days = [raw["from"] for raw in row.changes if raw["path"].startswith(f"{noun}.{key}.") and is_dated(raw["path"])]
    try:
        return max(row.in_force, date.fromisoformat(request.GET.get("at", "") or max(days, default="")))
    except ValueError:
        return row.in_force


def _paragraph(row: Amendment, noun: str, key: str) -> str:
    """The paragraph that the draft's last change to the clause goes by, so that a second change keeps it."""
    by = [raw["source"] for raw in row.changes if raw["path"].startswith(f"{noun}.{key}.")]
    return str(by[-1]).partition(" ")[2] if by else ""


def _amended(request: HttpRequest, row: Amendment, form: ClauseForm, changes: list[dict[str, str]]) -> bool:
    for path in form.gone():
        form.add_error(None, _("这一处已不在草稿里，没有改：%(path)s。") % {"path": path})
    if form.errors:
        return False
    if not changes:
        form.add_error(None, _("没有改动任何一处。"))
        return False
    given = {name: form.cleaned_data.get(name) or None for name in ("paragraph", "start")}
    try:
        wanted = [Wanted(**each) for each in changes]
        with through("page"):
            amend_clause(Ref(row.pk), by=seat_of(request), changes=wanted, **{k: v for k, v in given.items() if v})
    except Refusal as refusal:
        form.blame(refusal)
        return False
    except ValueError:  # too long for one change: text of many lines is counted after it is put together
        form.add_error(None, _("有一处超过 %(most)s 个字，请缩短。") % {"most": MOST})
        return False
    messages.success(request, _("已改入草稿"))
    return True


def _drawn(
    request: HttpRequest, row: Amendment, institution: Resolved, noun: str, key: str, form: ClauseForm
) -> HttpResponse:
    layer, own = institution.clauses[noun, key]
    old = before(row)
    facts = [
        {"label": _("类别"), "text": NOUNS[noun][lang() == "en"]},
        {"label": _("规定它的方案"), "text": layer.loaded.charter.title.text(lang())},
        {"label": _("出处"), "text": own.src or ""},
    ]
    shown = sentence(old, noun, key, row.in_force, lang()) if old and (noun, key) in old.clauses else ""
    context = {
        "title": own.title.text(lang()),
        "crumbs": [{"label": row.subject.name, "url": reverse("charters:desk", args=[row.pk])}],
        "sub": shown,
        "form": form,
        "seen": json.dumps(form.seen, ensure_ascii=False),
        "uses": _uses(row, institution, noun, key),
        "series": _series(row, noun, key, form),
        "values": [form[name] for name, part in form.told.items() if part.value],
        "groups": form.groups(),
        "basis": [form[name] for name in ("start", "repeal", "paragraph") if name in form.fields],
        "submit": _("改入草稿"),
        "boxes": [{"title": _("现状"), "facts": [fact for fact in facts if fact["text"]]}],
        "cancel_url": reverse("charters:desk", args=[row.pk]),
        "removable": True,
    }
    return render(request, "ui/charters/clause.html", context, status=code(form))


def _uses(row: Amendment, institution: Resolved, noun: str, key: str) -> list[dict[str, str]]:
    """The parameters that the clause speaks of, each with its own form."""
    layer = institution.clauses[noun, key][0]
    names = offers.used(institution, layer.loaded.source.values[noun][key])
    return [
        {
            "text": offers.parameter(institution, name, row.in_force, lang()),
            "url": reverse("charters:clause", args=[row.pk, "params", name]),
        }
        for name in names
        if (noun, key) != ("params", name)
    ]


def _series(row: Amendment, noun: str, key: str, form: ClauseForm) -> list[dict[str, Any]]:
    """Every day from which a value holds, past and to come, as it is read; the draft's own marked."""
    own = {raw["from"] for raw in row.changes if raw["path"].startswith(f"{noun}.{key}.{VALUE}")}
    told = [part for part in form.told.values() if part.path.split(".")[0] == VALUE]
    days = sorted({day for part in told for day, _text, _read in part.series})
    return [
        {
            "day": day,
            "text": LISTED[lang() == "en"].join(
                f"{part.label} {read or NOTHING}" if len(told) > 1 else read or _("不再规定")
                for part in told
                for at, _text, read in part.series
                if at == day
            ),
            "own": day in own,
            "url": f"?at={day}" if day >= row.in_force.isoformat() else "",
        }
        for day in days
    ]
