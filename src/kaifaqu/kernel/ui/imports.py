"""Importing: bring a file or paste, see what it would do and everything that is wrong with it, then import it."""

from __future__ import annotations

import io
import secrets
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from kaifaqu.kernel.actions import Refusal, through
from kaifaqu.kernel.clock import local
from kaifaqu.kernel.imports import reviews, service
from kaifaqu.kernel.imports.checking import Progress
from kaifaqu.kernel.imports.faults import Fault
from kaifaqu.kernel.imports.grids import all_grids
from kaifaqu.kernel.imports.kinds import Column, ImportKind, Type, all_kinds
from kaifaqu.kernel.imports.reading import ENDINGS
from kaifaqu.kernel.imports.reviews import Reviewed
from kaifaqu.kernel.imports.sheets import MEDIA_TYPE, template
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.ui.forms import UploadField
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.kernel.ui.numbers import counted
from kaifaqu.kernel.ui.pages import demo_pill, files_of, seat_of, visible, will
from kaifaqu.kernel.ui.templatetags.ui import as_written

BASIS_MOST = 500


def _kind_and_place(request: HttpRequest, key: str, pk: int) -> tuple[ImportKind, Place]:
    """The kind and the place, for whoever may do all of it there one by one."""
    kind = all_kinds().get(key)
    visible(request, pk)
    place = Place.objects.select_related("subject").filter(pk=pk).first()
    if kind is None or place is None or not kind.may(seat_of(request), pk):
        raise Http404
    return kind, place


# ── Bringing a file ──────────────────────────────────────────────────────────────────────────────────────────────────


class Bring(forms.Form):
    """A file, or what was copied from a sheet; and in which unit each column is, asked once."""

    def __init__(self, kind: ImportKind, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["file"] = UploadField(
            accept=",".join(ENDINGS), label=_("文件"), required=False, help_text=_("xlsx、xls 或 csv，不超过 20 MB")
        )
        self.fields["pasted"] = forms.CharField(
            label=_("或从 Excel 粘贴"),
            required=False,
            strip=False,
            widget=forms.Textarea(attrs={"rows": 6, "class": "code", "spellcheck": "false"}),
            help_text=_("连同表头一起复制"),
        )
        for column in kind.columns:
            if column.units:
                choices = [("", _("按表头里写的")), *((u.key, u.title.text(lang())) for u in column.units)]
                label = _("“%(column)s”的单位") % {"column": column.title.text(lang())}
                self.fields[f"unit_{column.key}"] = forms.ChoiceField(choices=choices, label=label, required=False)
        for field in self.fields.values():
            field.plain = True  # type: ignore[attr-defined]  # one of two: neither "optional" nor required

    def clean(self) -> dict[str, Any]:
        """One of the two, not both: nothing that was brought is passed over."""
        found: dict[str, Any] = super().clean() or {}
        both = [name for name in ("file", "pasted") if found.get(name) or name in self.errors]
        if not both:
            self.add_error("file", _("请选择文件，或粘贴内容。"))
        if len(both) > 1:
            self.add_error("pasted", _("文件和粘贴只能选一样。"))
        return found

    def brought(self) -> service.Brought:
        """What was brought."""
        upload = self.cleaned_data.get("file")
        if upload is None:
            return service.Brought("", self.cleaned_data["pasted"].encode())
        upload.stream.seek(0)
        return service.Brought(upload.name, upload.stream.read())

    def units(self) -> dict[str, str]:
        """The unit chosen for each column."""
        return {n.removeprefix("unit_"): v for n, v in self.cleaned_data.items() if n.startswith("unit_") and v}


def start(request: HttpRequest, key: str, pk: int) -> HttpResponse:
    """The form; when it is sent, the file is checked and kept, and nothing else happens."""
    kind, place = _kind_and_place(request, key, pk)
    form = Bring(kind)
    if request.method == "POST":
        form = Bring(kind, request.POST, files_of(request))
        if form.is_valid():
            seat, ticket = seat_of(request), request.POST.get("ticket", "")
            told = _teller(ticket, reviews.owner_of(seat))
            made = service.review(kind, place, form.brought(), by=seat, units=form.units(), progress=told)
            reviews.finished(ticket)
            return redirect("imports:review", made.key)
    ticket = secrets.token_urlsafe(16)
    context = {
        "title": _("批量导入：%(kind)s") % {"kind": kind.title.text(lang())},
        "crumbs": [{"label": place.subject.name, "url": url_of(place.subject)}],
        "sub": kind.about.text(lang()),
        "pills": demo_pill(place.subject),
        "form": form,
        "ticket": ticket,
        "progress_url": reverse("imports:progress", args=[ticket]),
        "grid_url": reverse("grid:page", args=[kind.key, place.pk]) if kind.key in all_grids() else "",
        "template_url": reverse("imports:template", args=[kind.key, place.pk]),
        "columns": [_described(column) for column in kind.columns],
        "most": f"{kind.most:,}",
    }
    return render(request, "ui/imports/start.html", context, status=422 if form.errors else 200)


def _teller(ticket: str, owner: str) -> Progress:
    return partial(reviews.report, ticket, owner)


def _described(column: Column) -> dict[str, Any]:
    told = [column.hint.text(lang())]
    if column.type is Type.CHOICE:
        told.append(_("、").join(option.title.text(lang()) for option in column.options()))
    if column.units:
        told.append(_("单位：%(units)s") % {"units": _("、").join(u.title.text(lang()) for u in column.units)})
    return {
        "title": column.title.text(lang()),
        "required": column.required,
        "hint": _("；").join(text for text in told if text),
    }


def template_file(request: HttpRequest, key: str, pk: int) -> FileResponse:
    """The template, with the lists of this place."""
    kind, place = _kind_and_place(request, key, pk)
    name = f"{kind.title.text(lang())}-{place.subject.name}.xlsx"
    return _workbook(template(kind, place), name)


def _workbook(data: bytes, name: str) -> FileResponse:
    return FileResponse(io.BytesIO(data), as_attachment=True, filename=name, content_type=MEDIA_TYPE)


def progress(request: HttpRequest, ticket: str) -> JsonResponse:
    """How far a check has come, in words; empty where nothing is known of it."""
    told = reviews.progress(ticket, reviews.owner_of(seat_of(request)))
    words = _("%(stage)s：%(n)s 行") % {"stage": _(told["stage"]), "n": f"{told['done']:,}"} if told else ""
    return JsonResponse({"words": words})


# ── What it came to ──────────────────────────────────────────────────────────────────────────────────────────────────


def _reviewed(request: HttpRequest, key: str) -> tuple[Reviewed, ImportKind, Place]:
    try:
        found = reviews.find(key, seat_of(request))
    except Refusal as refusal:
        raise Http404 from refusal
    return found, *_kind_and_place(request, found.kind, found.place)


def review(request: HttpRequest, key: str) -> HttpResponse:
    """What the file would do and what is wrong with it; and the import itself."""
    found, kind, place = _reviewed(request, key)
    if request.method == "POST":
        return _carry_out(request, found, place)
    return _review_page(request, found, kind, place)


def _carry_out(request: HttpRequest, found: Reviewed, place: Place) -> HttpResponse:
    seat, ticket = seat_of(request), request.POST.get("ticket", "")
    basis, leave_bad = request.POST.get("basis", ""), request.POST.get("leave_bad") == "1"
    reviews.report(ticket, reviews.owner_of(seat), WRITING, found.to_write)
    try:
        with through("page"):
            service.carry_out(found, by=seat, leave_bad=leave_bad, basis=basis)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return (
            redirect("imports:start", found.kind, found.place) if isinstance(refusal, reviews.Gone) else _again(found)
        )
    finally:
        reviews.finished(ticket)
    words = _("已导入 %(rows)s 行，记为一次办理。") % {"rows": f"{found.to_write:,}"}
    messages.success(request, words)
    return _again(found) if found.bad else redirect(url_of(place.subject))


WRITING = gettext_noop("写入")


def _again(found: Reviewed) -> HttpResponse:
    return redirect("imports:review", found.key)


def _review_page(request: HttpRequest, found: Reviewed, kind: ImportKind, place: Place) -> HttpResponse:
    ticket = secrets.token_urlsafe(16)
    context = {
        "title": _("核对结果：%(kind)s") % {"kind": kind.title.text(lang())},
        "crumbs": [{"label": place.subject.name, "url": url_of(place.subject)}],
        "sub": as_written(found.file) if found.file else _("粘贴的内容"),
        "pills": demo_pill(place.subject),
        "found": found,
        "stats": _stats(found),
        "notes": _notes(found, kind),
        "columns": [{"label": _("行")}, {"label": _("列")}, {"label": _("原因")}],
        "rows": [{"url": "", "cells": _fault(fault, kind)} for fault in found.faults],
        "more": max(0, found.faulty - len(found.faults)),
        "will": will(request),
        "ticket": ticket,
        "progress_url": reverse("imports:progress", args=[ticket]),
        "again_url": reverse("imports:start", args=[kind.key, place.pk]),
        "reasons_url": reverse("imports:reasons", args=[found.key]) if found.header else "",
        "until": f"{local(found.until):%Y-%m-%d %H:%M}",
        "basis_most": BASIS_MOST,
    }
    return render(request, "ui/imports/review.html", context)


def _stats(found: Reviewed) -> list[dict[str, Any]]:
    names = {"new": _("新增"), "changed": _("变更"), "unchanged": _("没有变化"), "bad": _("有错")}
    shown = [name for name in names if name != "changed" or found.counts.get("changed")]
    return [{"label": names[name], "value": counted(found.counts.get(name, 0), "row")} for name in shown]


def _notes(found: Reviewed, kind: ImportKind) -> list[str]:
    notes = []
    if found.unknown:
        notes.append(_("这些列不认识，没有读：%(columns)s") % {"columns": _("、").join(found.unknown)})
    if found.others:
        notes.append(_("工作簿里还有别的表，没有读：%(sheets)s") % {"sheets": _("、").join(found.others)})
    for key, unit in found.units.items():
        column = kind.column(key)
        if column is not None:
            given = {"column": column.title.text(lang()), "unit": column.unit(unit).title.text(lang())}
            notes.append(_("“%(column)s”按%(unit)s读。") % given)
    return notes


def _fault(fault: Fault, kind: ImportKind) -> list[Any]:
    column = kind.column(fault.column)
    row = {"text": _("第 %(row)s 行") % {"row": fault.row} if fault.row else _("全表"), "src_kind": "computed"}
    title = column.title.text(lang()) if column else "—"
    return [row, title, {"text": fault.words(), "src_kind": "computed"}]


def reasons(request: HttpRequest, key: str) -> FileResponse:
    """The same file with a column of reasons; after an import, the rows that were left out."""
    found, kind, _place = _reviewed(request, key)
    if not found.header:
        raise Http404
    stem = found.file.rpartition(".")[0] or kind.title.text(lang())
    return _workbook(service.given_back(found), f"{stem}-{_('原因')}.xlsx")


app_name = "imports"
urlpatterns = [
    path("<slug:key>/<int:pk>/", start, name="start"),
    path("<slug:key>/<int:pk>/template.xlsx", template_file, name="template"),
    path("reviews/<slug:key>/", review, name="review"),
    path("reviews/<slug:key>/reasons.xlsx", reasons, name="reasons"),
    path("progress/<slug:ticket>/", progress, name="progress"),
]
