"""What is put into a draft as a whole: a new parameter, a new clause of another kind, a text written elsewhere."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import Ref, Refusal, through
from kaifaqu.kernel.charter import offers
from kaifaqu.kernel.charter.actions import amend_clause, replace_text
from kaifaqu.kernel.charter.amend import as_yaml
from kaifaqu.kernel.charter.amendments import place_of, proposed, started
from kaifaqu.kernel.charter.diff import diff
from kaifaqu.kernel.charter.drafting import Draft, Texts
from kaifaqu.kernel.charter.editing import MOST, Wanted
from kaifaqu.kernel.charter.entered import entered
from kaifaqu.kernel.charter.load import BadCharter
from kaifaqu.kernel.charter.models import Amendment
from kaifaqu.kernel.charter.schema.document import NOUNS
from kaifaqu.kernel.charter.schema.topics import TOPICS
from kaifaqu.kernel.charter.words import KINDS_OF_VALUE
from kaifaqu.kernel.charter.words import NOUNS as NOUN_NAMES
from kaifaqu.kernel.figures import UNITS
from kaifaqu.kernel.ui.amending import code, found, may_amend, readable
from kaifaqu.kernel.ui.lang import lang
from kaifaqu.kernel.ui.pages import seat_of

MOST_BYTES = 1_000_000
KEY = r"^[a-z][a-z0-9_]*$"
SKELETON = """title: {zh: , en: }
text: {zh: , en: }
topic: duty_list
"""


def opened(request: HttpRequest, pk: int) -> Amendment:
    """A draft that the person may change."""
    row = found(request, pk)
    if not may_amend(request, row):
        raise Http404
    return row


def _key(**given: Any) -> forms.Field:
    return forms.RegexField(
        KEY,
        label=_("标识"),
        max_length=60,
        error_messages={"invalid": _("只用小写英文字母、数字和下划线，以字母开头。")},
        **given,
    )


def _paragraph() -> forms.Field:
    return forms.CharField(
        label=_("出自哪一条"), required=False, max_length=60, help_text=_("依据文件的条款，如 第三条")
    )


class NewParam(forms.Form):
    """A parameter that is not there yet, field by field."""

    def __init__(self, in_force: date, **given: Any) -> None:
        super().__init__(**given)
        en = lang() == "en"
        topics = [(key, topic.en if en else topic.zh) for key, topic in TOPICS.items()]
        units = [(key, unit.en if en else unit.zh) for key, unit in UNITS.items()]
        units = [(key, label or key) for key, label in units if key != "ratio"]
        first = [("ratio", _("比例")), ("limit", KINDS_OF_VALUE["limit"][en])]
        empty = [("", "—")]
        self.fields["zh"] = forms.CharField(label=_("名称"), max_length=200)
        self.fields["en"] = forms.CharField(label=_("英文名称"), max_length=200)
        self.fields["topic"] = forms.ChoiceField(label=_("题目"), choices=[*empty, *topics])
        self.fields["unit"] = forms.ChoiceField(label=_("单位"), choices=[*empty, *first, *units])
        self.fields["value"] = forms.CharField(
            label=_("数值"), max_length=200, help_text=_("如 3%、150、20个工作日、1.5亿元")
        )
        self.fields["qualifier"] = forms.ChoiceField(
            label=_("限定词"), required=False, choices=[*empty, *offers.qualifiers(lang())]
        )
        self.fields["start"] = forms.CharField(
            label=_("自何日起"), initial=in_force.isoformat(), widget=forms.DateInput()
        )
        self.fields["force"] = forms.ChoiceField(label=_("约束力"), choices=offers.table("force", lang()))
        self.fields["bound"] = forms.ChoiceField(
            label=_("下级方案"), choices=offers.table("bound", lang()), initial="fixed"
        )
        self.fields["paragraph"] = _paragraph()
        self.fields["key"] = _key(required=False, help_text=_("不填则由英文名称得出"))

    def path(self) -> str:
        """Under which name it will stand: the one given, or one made of the English title."""
        made = re.sub(r"[^a-z0-9]+", "_", str(self.cleaned_data["en"]).lower()).strip("_")[:50]
        made = made if made[:1].isalpha() else f"p_{made}".rstrip("_")
        return f"params.{self.cleaned_data['key'] or made}"

    def text(self) -> str:
        """The clause as charters write it."""
        given = self.cleaned_data
        value = {
            "from": given["start"],
            "value": entered(given["value"], given["unit"]),
            "qualifier": given["qualifier"],
        }
        clause = {
            "title": {"zh": given["zh"], "en": given["en"]},
            "topic": given["topic"],
            "unit": given["unit"],
            "force": given["force"] if given["force"] != "must" else "",
            "bound": given["bound"],
            "values": [{key: text for key, text in value.items() if text}],
        }
        return as_yaml({key: part for key, part in clause.items() if part})

    def blame(self, refusal: Refusal) -> None:
        """Beside the value what is wrong with the value, above the form everything else."""
        for problem in getattr(refusal, "problems", ()):
            beside = "value" if ".values" in problem.key else problem.key.rpartition(".")[2]
            self.add_error(beside if beside in self.fields else None, problem.text(lang()))
        if not hasattr(refusal, "problems"):
            self.add_error("start" if refusal.code == "early" else None, str(refusal))


class NewClause(forms.Form):
    """A clause of another kind: as what, under which name, and its text."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        nouns = [(noun, NOUN_NAMES[noun][lang() == "en"]) for noun in NOUNS if noun != "params"]
        self.fields["noun"] = forms.ChoiceField(label=_("类别"), choices=nouns)
        self.fields["key"] = _key(help_text=_("小写英文字母、数字和下划线"))
        self.fields["text"] = forms.CharField(
            label=_("内容"),
            widget=forms.Textarea(attrs={"rows": 14, "class": "code", "spellcheck": "false"}),
            initial=SKELETON,
            help_text=_("与方案文件的写法相同；可照别处的条款改"),
        )
        self.fields["paragraph"] = _paragraph()

    def clean_text(self) -> str:
        """Not the skeleton as it was offered: a clause has a name; and not more than one change holds."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n").strip()
        if len(text) > MOST:
            raise forms.ValidationError(_("有一处超过 %(most)s 个字，请缩短。") % {"most": MOST})
        if re.search(r"title:\s*\{zh:\s*,", text):
            raise forms.ValidationError(_("请写明名称：title 的 zh 和 en。"))
        return re.sub(r"^text: \{zh: *, en: *\}\n?", "", text, flags=re.MULTILINE)

    def path(self) -> str:
        """Where it will stand."""
        return f"{self.cleaned_data['noun']}.{self.cleaned_data['key']}"

    def text(self) -> str:
        """The clause as it was written."""
        return str(self.cleaned_data["text"])

    def blame(self, refusal: Refusal) -> None:
        """Beside the text what is wrong with it."""
        told = [f"{p.key.partition('.')[2]}: {p.text(lang())}" for p in getattr(refusal, "problems", ())]
        for words in told or [str(refusal)]:
            self.add_error("key" if refusal.code == "taken" else "text", words)


@readable
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a clause to a draft: a parameter in a form of its own, anything else as text."""
    row = opened(request, pk)
    other = request.GET.get("as") == "text"
    sent = {"data": request.POST} if request.method == "POST" else {}
    form: NewParam | NewClause = NewClause(**sent) if other else NewParam(row.in_force, **sent)
    if request.method == "POST" and form.is_valid():
        try:
            wanted = Wanted(path=form.path(), new=form.text())
            with through("page"):
                amend_clause(Ref(pk), by=seat_of(request), changes=[wanted], paragraph=form.cleaned_data["paragraph"])
        except Refusal as refusal:
            form.blame(refusal)
        else:
            messages.success(request, _("已改入草稿"))
            return redirect("charters:desk", pk)
    tabs = [{"label": _("参数"), "url": "?", "on": not other}, {"label": _("其他条款"), "url": "?as=text", "on": other}]
    return _form_page(request, row, form, _("新增条款"), tabs=tabs)


# ── A whole text ─────────────────────────────────────────────────────────────────────────────────────────────────────


class WholeText(forms.Form):
    """The files of a charter written elsewhere: all of it, or some files of it."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.fields["files"] = _Files(label=_("方案文件"), help_text=_("一个或几个 .yaml 文件"))
        ways = [("some", _("只换同名的文件，其余不动")), ("all", _("合起来是整个方案，替换全部"))]
        self.fields["how"] = forms.ChoiceField(label=_("怎样替换"), choices=ways, widget=forms.RadioSelect)


class Confirmed(forms.Form):
    """The text that was read, and that it is meant."""

    text = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.fields["sure"] = forms.BooleanField(label=_("我已核对以上增删改，确认替换草稿"))

    def clean_text(self) -> Texts:
        """The files by name."""
        try:
            return Texts({str(k): str(v) for k, v in json.loads(self.cleaned_data["text"]).items()})
        except (ValueError, AttributeError) as error:
            raise forms.ValidationError(_("请重新选择文件。")) from error


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


@readable
def text(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a whole text, or some files, in the place of a draft's: first shown, then done."""
    row = opened(request, pk)
    if request.method == "POST" and "text" in request.POST:
        return _confirmed(request, row)
    form = WholeText(data=request.POST, files=request.FILES) if request.method == "POST" else WholeText()
    if request.method == "POST" and form.is_valid():
        try:
            read = _read(place_of(row).slug, request.FILES.getlist("files"))
            files = {**row.text, **read} if form.cleaned_data["how"] == "some" else read
            return _preview(request, row, Confirmed(initial={"text": json.dumps(files, ensure_ascii=False)}), files)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        except BadCharter as error:
            for problem in error.problems:
                form.add_error("files", problem.line(lang()))
    return _form_page(request, row, form, _("整体换文本"))


def _confirmed(request: HttpRequest, row: Amendment) -> HttpResponse:
    form = Confirmed(data=request.POST)
    if form.is_valid():
        try:
            with through("page"):
                replace_text(Ref(row.pk), by=seat_of(request), text=form.cleaned_data["text"])
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("草稿已换成这份文本"))
            return redirect("charters:desk", row.pk)
    texts = form.cleaned_data.get("text")
    return _preview(request, row, form, texts.files if texts else row.text)


def _preview(request: HttpRequest, row: Amendment, form: Confirmed, files: dict[str, str]) -> HttpResponse:
    """What would come and go: how many clauses are added, removed and changed, and each in a sentence."""
    new = Draft.of(files, place_of(row), row.in_force).institution()
    changes = diff(proposed(row), new, row.in_force)
    kinds = {"added": _("新增"), "removed": _("删去")}
    clauses = {kind: {c.path for c in changes if c.kind == kind} for kind in kinds}
    changed = {".".join(c.path.split(".")[:2]) for c in changes if c.kind not in kinds}
    counts = [(label, len(clauses[kind])) for kind, label in kinds.items()] + [(_("改动"), len(changed))]
    facts = [{"label": label, "text": _("%(n)s 条") % {"n": n}} for label, n in counts]
    every = [{"label": kinds.get(c.kind, _("改动")), "text": c.sentence(lang())} for c in changes]
    return _form_page(
        request,
        row,
        form,
        _("整体换文本：请核对"),
        boxes=[{"title": _("与现在的草稿相比"), "facts": facts}, {"title": _("逐条"), "facts": every}],
        submit=_("替换草稿"),
        will=_("替换后，草稿里已有的单处改动不再单列；可以恢复到现行版本。"),
    )


def _read(slug: str, files: list[Any]) -> dict[str, str]:
    read: dict[str, str] = {}
    for file in files:
        stem = str(file.name).rpartition(".")[0].lower().replace(" ", "_")
        if file.size > MOST_BYTES:
            raise Refusal("file_too_big", _("%(name)s 超过 1 MB；方案没有这么大。") % {"name": file.name})
        try:
            read[f"{slug}/{stem}.yaml"] = file.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise Refusal("file_content", _("%(name)s 不是 UTF-8 文本。") % {"name": file.name}) from error
    return read


def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the edition that the draft began with in the place of the text that replaced it."""
    row = opened(request, pk)
    if request.method != "POST" or row.base is None:
        raise Http404
    try:
        with through("page"):
            replace_text(Ref(pk), by=seat_of(request), text=Texts(started(row)))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("草稿已恢复到现行版本"))
    return redirect("charters:desk", pk)


def _form_page(request: HttpRequest, row: Amendment, form: forms.Form, title: str, **more: Any) -> HttpResponse:
    context = {
        "title": title,
        "crumbs": [{"label": row.subject.name, "url": reverse("charters:desk", args=[row.pk])}],
        "form": form,
        "cancel_url": reverse("charters:desk", args=[row.pk]),
        "submit": _("改入草稿"),
        **more,
    }
    return render(request, "ui/charters/entry.html", context, status=code(form))


urlpatterns = [
    path("amendments/<int:pk>/add/", add, name="add"),
    path("amendments/<int:pk>/text/", text, name="text"),
    path("amendments/<int:pk>/restore/", restore, name="restore"),
]
