"""The amendment desk: a draft with its changes and what is wrong with it, and the form in which a clause is changed."""

from __future__ import annotations

import io
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import Ref, Refusal, through
from kaifaqu.kernel.actions.authority import reach
from kaifaqu.kernel.charter import papers
from kaifaqu.kernel.charter.actions import Wanted, amend_clause, replace_text, soundness, undo_change
from kaifaqu.kernel.charter.amendments import changes_of, place_of, proposed
from kaifaqu.kernel.charter.checking import Checked
from kaifaqu.kernel.charter.diff import Change
from kaifaqu.kernel.charter.drafting import Texts
from kaifaqu.kernel.charter.load import BadCharter, Problem
from kaifaqu.kernel.charter.models import Amendment, Stage
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.charter.reading import cited
from kaifaqu.kernel.charter.schema.document import NOUNS
from kaifaqu.kernel.charter.words import NOUNS as NOUN_NAMES
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.links import act_url, page_of
from kaifaqu.kernel.ui.pages import demo_pill, recent, seat_of, visible

AMEND, DOCX = "charter.amend_clause", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OFFERED: dict[str, tuple[str, ...]] = {
    Stage.DRAFTING: ("charter.submit_amendment", "charter.withdraw_amendment"),
    Stage.SUBMITTED: ("charter.adopt_amendment", "charter.return_amendment", "charter.withdraw_amendment"),
}
PILLS = {Stage.DRAFTING: "plain", Stage.SUBMITTED: "soon", Stage.ADOPTED: "ok", Stage.WITHDRAWN: "plain"}


def found(request: HttpRequest, pk: int) -> Amendment:
    """An amendment that the person may see."""
    visible(request, pk)
    row = Amendment.objects.select_related("subject__place", "base", "edition", "submitted_by__subject").filter(pk=pk)
    return cast(Amendment, row.first()) if row else _missing()


def _missing() -> Any:
    raise Http404


def may_amend(request: HttpRequest, row: Amendment) -> bool:
    """Whether the person may change this draft now."""
    return row.stage == Stage.DRAFTING and reach(seat_of(request), AMEND).filter(pk=row.pk).exists()


# ── The desk ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def desk(request: HttpRequest, pk: int) -> HttpResponse:
    """One amendment: what it changes, what is wrong with it, what may be done with it, its papers and its record."""
    row = found(request, pk)
    place = place_of(row)
    reader = reverse("charters:read", args=[place.slug])
    context = {
        "title": row.subject.name,
        "crumbs": [
            {"label": _("制度方案"), "url": reverse("charters:list")},
            {"label": place.subject.name, "url": reader},
        ],
        "pills": [{"kind": PILLS[Stage(row.stage)], "text": Stage(row.stage).label}, *demo_pill(row.subject)],
        "sub": _basis(row),
        "row": row,
        "open": may_amend(request, row),
        "reader_url": f"{reader}?{'draft' if row.stage != Stage.ADOPTED else 'on'}="
        f"{row.pk if row.stage != Stage.ADOPTED else row.in_force.isoformat()}",
        "add_url": reverse("charters:add", args=[row.pk]),
        "text_url": reverse("charters:text", args=[row.pk]),
        "boxes": _boxes(request, row),
        **_content(row),
        **recent(request, row.subject),
    }
    return render(request, "ui/charters/desk.html", context)


def _basis(row: Amendment) -> str:
    if row.base is None:
        return _("首个方案，%(day)s 起施行") % {"day": row.in_force.isoformat()}
    return _("在第 %(n)s 版上修订，%(day)s 起施行") % {"n": row.base.number, "day": row.in_force.isoformat()}


def _content(row: Amendment) -> dict[str, Any]:
    try:
        changes, checked = changes_of(row), soundness(row)
        new = proposed(row)
    except BadCharter as error:
        return {"changes": [], "problems": [told(p) for p in error.problems], "examples": [], "below": []}
    if row.stage == Stage.ADOPTED:
        checked = Checked()
    return {
        "changes": [_change_row(row, change, new) for change in changes],
        "first": sum(1 for _ in new.own.charter.clauses()) if row.base is None else 0,
        "problems": [told(p) for p in checked.problems],
        "examples": [told(p) for p in checked.examples],
    }


def told(problem: Problem) -> dict[str, str]:
    """A problem as a row: where, at which key, what."""
    return {"where": str(problem.place), "key": problem.key, "words": problem.text(lang())}


def _change_row(row: Amendment, change: Change, new_one: Resolved) -> dict[str, Any]:
    noun, key = change.path.split(".")[:2]
    old, new = change.values(lang())
    return {
        "sentence": change.sentence(lang()),
        "old": old,
        "new": new,
        "start": change.start.isoformat() if change.start else "",
        "source": cited(new_one, change.source),
        "url": reverse("charters:clause", args=[row.pk, noun, key]),
        "undo": f"{noun}.{key}",
    }


def _boxes(request: HttpRequest, row: Amendment) -> list[dict[str, Any]]:
    seat = seat_of(request)
    offered: list[dict[str, Any]] = []
    for name in OFFERED.get(row.stage, ()):
        own = name == "charter.adopt_amendment" and row.submitted_by_id == seat.person
        if not own and reach(seat, name).filter(pk=row.pk).exists():
            label = ACT_NAMES()[name]
            offered.append({"label": label, "url": act_url(name, row.pk), "primary": not offered})
    boxes: list[dict[str, Any]] = [{"title": _("我可以"), "actions": offered}] if offered else []
    if row.stage == Stage.SUBMITTED and row.submitted_by_id == seat.person:
        boxes.append({"title": _("等待复核"), "note": _("须由另一人复核；提交人不能复核自己的修订。")})
    return [
        *boxes,
        {"title": _("基本情况"), "facts": _facts(row)},
        {"title": _("文书"), "actions": _papers(row), "aside": True},
    ]


def ACT_NAMES() -> dict[str, str]:  # noqa: N802
    """The acts on an amendment as buttons say them."""
    return {
        "charter.submit_amendment": _("提交复核"),
        "charter.withdraw_amendment": _("撤回修订"),
        "charter.adopt_amendment": _("复核施行"),
        "charter.return_amendment": _("退回修改"),
    }


def _facts(row: Amendment) -> list[dict[str, Any]]:
    paper = row.document
    told = [
        (_("依据文件"), paper.get("title", "")),
        (_("发文单位"), paper.get("by", "")),
        (_("发文日期"), paper.get("published", "")),
        (_("提交人"), row.submitted_by.subject.name if row.submitted_by else ""),
        (_("说明"), row.remark if row.remark != "seed" else ""),
        (_("成为"), _("第 %(n)s 版") % {"n": row.edition.number} if row.edition else ""),
    ]
    return [{"label": label, "text": text} for label, text in told if text]


def _papers(row: Amendment) -> list[dict[str, Any]]:
    return [
        {"label": title, "url": reverse("charters:paper", args=[row.pk, name]), "icon": "download"}
        for name, title in papers.TITLES().items()
    ]


def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the changes to one clause back out of the draft."""
    row = found(request, pk)
    if request.method != "POST" or not may_amend(request, row):
        raise Http404
    try:
        with through("page"):
            undo_change(Ref(pk), by=seat_of(request), path=request.POST.get("path", ""))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已取消这一处改动"))
    return redirect("charters:desk", pk)


def code(form: forms.Form) -> int:
    """422 where the form is not filled as it should be."""
    return 422 if form.errors else 200


# ── A new clause, a whole text ───────────────────────────────────────────────────────────────────────────────────────


class NewClause(forms.Form):
    """A clause that is not there yet: as what, under which name, and its text."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        nouns = [(noun, NOUN_NAMES[noun][lang() == "en"]) for noun in NOUNS]
        self.fields["noun"] = forms.ChoiceField(label=_("类别"), choices=nouns)
        self.fields["key"] = forms.RegexField(
            r"^[a-z][a-z0-9_]*$",
            label=_("标识"),
            help_text=_("小写英文字母、数字和下划线，如 bottom_exit_min"),
            error_messages={"invalid": _("只用小写英文字母、数字和下划线，以字母开头。")},
        )
        self.fields["text"] = forms.CharField(
            label=_("内容"),
            widget=forms.Textarea(attrs={"rows": 14, "class": "code", "spellcheck": "false"}),
            initial=SKELETON,
            help_text=_("与方案文件的写法相同；可照别处的条款改"),
        )
        self.fields["paragraph"] = forms.CharField(label=_("出自哪一条"), required=False, max_length=60)


SKELETON = """title: {zh: , en: }
text: {zh: , en: }
topic: bottom_exit
unit: ratio
bound: floor
values:
  - {from: 2026-01-01, value: 0.02, grounding: assumed}
"""


def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a clause to a draft."""
    row = found(request, pk)
    if not may_amend(request, row):
        raise Http404
    form = NewClause(data=request.POST) if request.method == "POST" else NewClause()
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        wanted = Wanted(path=f"{given['noun']}.{given['key']}", new=given["text"])
        try:
            with through("page"):
                amend_clause(Ref(pk), by=seat_of(request), changes=[wanted], paragraph=given["paragraph"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已改入草稿"))
            return redirect("charters:desk", pk)
    return _form_page(request, row, form, _("新增条款"))


class WholeText(forms.Form):
    """The files of a charter written elsewhere."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.fields["files"] = _Files(label=_("方案文件"), help_text=_("一个或几个 .yaml 文件，合起来是整个方案"))


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class _Files(forms.FileField):
    """Several files at once."""

    def __init__(self, **given: Any) -> None:
        super().__init__(widget=_FilesInput(attrs={"accept": ".yaml,.yml", "multiple": True}), **given)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Every file that was chosen."""
        many = data if isinstance(data, list | tuple) else [data]
        return [super(_Files, self).clean(each, initial) for each in many]


MOST_BYTES = 1_000_000


def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a whole text in the place of a draft's."""
    row = found(request, pk)
    if not may_amend(request, row):
        raise Http404
    form = WholeText(data=request.POST, files=request.FILES) if request.method == "POST" else WholeText()
    if request.method == "POST" and form.is_valid():
        try:
            texts = _read(place_of(row).slug, request.FILES.getlist("files"))
            with through("page"):
                replace_text(Ref(pk), by=seat_of(request), text=texts)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("草稿已换成这份文本"))
            return redirect("charters:desk", pk)
    return _form_page(request, row, form, _("整体换文本"))


def _read(slug: str, files: list[Any]) -> Texts:
    read: dict[str, str] = {}
    for file in files:
        stem = str(file.name).rpartition(".")[0].lower().replace(" ", "_")
        if file.size > MOST_BYTES:
            raise Refusal("file_too_big", _("%(name)s 超过 1 MB；方案没有这么大。") % {"name": file.name})
        try:
            read[f"{slug}/{stem}.yaml"] = file.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise Refusal("file_content", _("%(name)s 不是 UTF-8 文本。") % {"name": file.name}) from error
    return Texts(read)


def _form_page(request: HttpRequest, row: Amendment, form: forms.Form, title: str) -> HttpResponse:
    context = {
        "title": title,
        "crumbs": [{"label": row.subject.name, "url": reverse("charters:desk", args=[row.pk])}],
        "form": form,
        "cancel_url": reverse("charters:desk", args=[row.pk]),
        "submit": _("改入草稿"),
    }
    return render(request, "ui/form.html", context, status=code(form))


# ── Papers ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def paper(request: HttpRequest, pk: int, name: str) -> FileResponse:
    """A paper made of the draft's changes, as docx."""
    row = found(request, pk)
    if name not in papers.TITLES():
        raise Http404
    facts = papers.Occasion(
        title=row.subject.name,
        place=row.subject.place.name if row.subject.place else "",
        document=row.document.get("title", ""),
        in_force=row.in_force,
        adopted=row.stage == Stage.ADOPTED,
        synthetic=row.subject.synthetic,
    )
    return download(papers.write(name, facts, changes_of(row), proposed(row), lang()), name, facts.title)


def download(content: bytes, name: str, about: str) -> FileResponse:
    """A docx to be kept."""
    filename = f"{papers.TITLES()[name]}-{about}.docx"
    return FileResponse(io.BytesIO(content), content_type=DOCX, as_attachment=True, filename=filename)


page_of(Amendment.KIND, lambda subject: reverse("charters:desk", args=[subject.pk]))
urlpatterns = [
    path("amendments/<int:pk>/", desk, name="desk"),
    path("amendments/<int:pk>/undo/", undo, name="undo"),
    path("amendments/<int:pk>/add/", add, name="add"),
    path("amendments/<int:pk>/text/", text, name="text"),
    path("amendments/<int:pk>/papers/<slug:name>.docx", paper, name="paper"),
]
