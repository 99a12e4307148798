"""What a seat may do with a case, as short forms: answers with what follows from them, and the other acts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import all_actions
from kaifaqu.kernel.cases.doable import ANSWER, Asked, Choice, Doable
from kaifaqu.kernel.cases.models import AskKind
from kaifaqu.kernel.cases.reading import Account
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.files.upload import ACCEPT
from kaifaqu.kernel.organs.reach import living_posts
from kaifaqu.kernel.organs.since import HOLDER, as_of
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.lang import lang
from kaifaqu.kernel.ui.cases.pickers import LimitField, OrganField, OrgansField
from kaifaqu.kernel.ui.cases.starting import startable
from kaifaqu.kernel.ui.forms import ActForm, UploadField
from kaifaqu.kernel.ui.pages import files_of

PHOTO, PICTURES = "photo", "image/jpeg,image/png"
NEED = "need_"
MAIN, PLAN, RETURN = "main", "plan", "return"
OFTEN = 4
"""Acts beside the answers that are seen at once; the rest are behind "more"."""


@dataclass(frozen=True)
class Button:
    """What sends a form: an answer with what follows from it, or the act itself."""

    label: str
    value: str = ""
    note: str = ""
    primary: bool = False


@dataclass(frozen=True)
class Drawn:
    """A form on a case's page: which act, its fields, its buttons; `opened` where it is the thing to do."""

    key: str
    act: str
    title: str
    form: ActForm
    buttons: tuple[Button, ...]
    ask: int = 0
    opened: bool = False
    head: str = ""
    note: str = ""

    def typed(self, request: HttpRequest) -> dict[str, object]:
        """The inputs of the act."""
        values = self.form.typed()
        given = {name.removeprefix(NEED): values.pop(name) for name in list(values) if name.startswith(NEED)}
        if self.act == ANSWER:
            values |= {"ask": self.ask, "verdict": request.POST.get("verdict", "")}
            values |= {"given": given} if given else {}
        return values


def forms_of(
    request: HttpRequest, account: Account, can: Doable, seat: Seat, elsewhere: Collection[str] = ()
) -> list[Drawn]:
    """Every form that the seat is offered; the one that was sent holds what was typed.

    `elsewhere`: the answers for which a room has a form of its own.
    """
    sent = request.POST.get("form", "") if request.method == "POST" else ""

    def bind(kind: type[ActForm], key: str) -> ActForm:
        auto = f"{key}_%s"
        if key == sent:
            return kind(request.POST, files_of(request), auto_id=auto)
        return kind(auto_id=auto)

    found = [*_answers(can, seat, bind, elsewhere), *_others(account, can, seat, bind)]
    return [replace(each, opened=each.opened or each.key == sent) for each in found]


Bind = Callable[[type[ActForm], str], ActForm]
Fields = dict[str, forms.Field]


def _made(fields: Fields) -> type[ActForm]:
    return type("CaseForm", (ActForm,), dict(fields))


def _long(label: str, *, required: bool = False, rows: int = 2, hint: str = "") -> forms.Field:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, widget=widget, max_length=2000, help_text=hint)


# ── Answers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _answers(can: Doable, seat: Seat, bind: Bind, elsewhere: Collection[str]) -> Iterator[Drawn]:
    for asked in can.asked:
        if asked.waits_for:
            continue  # the page says for whom; whatever was answered now would be refused
        for kind in (MAIN, PLAN, RETURN):
            choices = [each for each in asked.choices if _kind(each) == kind and not _taken(each, elsewhere)]
            if choices:
                yield _answer(asked, kind, choices, seat, bind)


def _taken(choice: Choice, elsewhere: Collection[str]) -> bool:
    """Whether an answer is better given on a room's own form: it knows what an effect wants."""
    return choice.verdict in elsewhere and (choice.does or bool(choice.sets))


def _kind(choice: Choice) -> str:
    return RETURN if choice.returns else PLAN if choice.plans else MAIN


def _answer(asked: Asked, kind: str, choices: list[Choice], seat: Seat, bind: Bind) -> Drawn:
    key = f"answer-{asked.number}-{kind}"
    buttons = tuple(
        Button(choice.title, choice.verdict, choice.follows, primary=not at and kind != RETURN)
        for at, choice in enumerate(choices)
    )
    title = {
        MAIN: asked.title,
        PLAN: _("一时办不完：%(verdict)s") % {"verdict": choices[0].title},
        RETURN: _("不该我办：退回"),
    }[kind]
    return Drawn(
        key=key,
        act=ANSWER,
        title=title,
        form=bind(_made(_answer_fields(asked, kind, choices, seat)), key),
        buttons=buttons,
        ask=asked.number,
        opened=kind == MAIN,
        head=_heads(asked) if kind == MAIN else "",
    )


def _heads(asked: Asked) -> str:
    kind = str(AskKind(asked.kind).label)
    return (
        asked.title if asked.kind == AskKind.ACT else _("%(stage)s · %(kind)s") % {"stage": asked.title, "kind": kind}
    )


def _answer_fields(asked: Asked, kind: str, choices: list[Choice], seat: Seat) -> Fields:
    fields: Fields = {}
    if kind == RETURN:
        hint = _("写明哪个文件第几条说不归本单位")
        fields["words"] = _long(asked.reason or _("理由和依据"), required=True, hint=hint)
        fields["file"] = UploadField(label=_("附件"), required=False)
        return fields
    if kind == PLAN:
        latest = choices[0].plan_latest
        hint = _("不晚于 %(day)s") % {"day": latest} if latest else ""
        widget = forms.DateInput()
        fields["plan"] = forms.CharField(label=_("哪一天办完"), widget=widget, help_text=hint)
        fields["words"] = _long(_("怎么办、分几步"), required=True)
        fields["file"] = UploadField(label=_("附件"), required=False)
        return fields
    return {**_settable(choices, seat), **_needed(asked)}


def _settable(choices: list[Choice], seat: Seat) -> Fields:
    sets = {name for choice in choices for name in choice.sets}
    fields: Fields = {}
    if "lead" in sets:
        fields["lead"] = OrganField(seat, label=_("牵头单位"), required=all(c.sets == ("lead",) for c in choices))
    if "assist" in sets:
        fields["assist"] = OrgansField(seat, label=_("协办单位"))
    if "limit" in sets:
        fields["limit"] = LimitField(label=_("时限"), required=False)
    return fields


def _needed(asked: Asked) -> Fields:
    """What the stage needs, each by its name: papers as files, the rest in words; words and a file are always open."""
    fields: Fields = {
        f"{NEED}{need.key}": forms.CharField(label=need.title, max_length=2000)
        for need in asked.needs
        if not need.filed
    }
    papers = [need for need in asked.needs if need.filed]
    if papers:
        accept = PICTURES if all(need.key == PHOTO for need in papers) else ACCEPT
        label = str(_("、")).join(need.title for need in papers)
        fields["file"] = UploadField(label=label, accept=accept, required=True)
    fields["words"] = _long(_("意见"))
    if not papers:
        fields["file"] = UploadField(label=_("附件"), required=False)
    return fields


# ── Other acts ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _others(account: Account, can: Doable, seat: Seat, bind: Bind) -> Iterator[Drawn]:
    actions = all_actions()
    for name in can.acts:
        fields = FIELDS[name.removeprefix("cases.")](account, can, seat)
        if fields is None:
            continue
        title, key = str(actions[name].title), name.replace(".", "-")
        primary = name == "cases.read_copy" and not can.asked
        yield Drawn(
            key=key,
            act=name,
            title=title,
            form=bind(_made(fields), key),
            buttons=(Button(title, primary=True),),
            opened=primary,
            head=_("请阅知") if primary else "",
            note=_told(name),
        )


def _told(name: str) -> str:
    """What an act does, where its name does not say it."""
    return {
        "cases.transfer_case": _("对方的时限从转到时起算；您用的时间照记。"),
        "cases.delegate_case": _("只在本单位内部分工，时限不变。"),
        "cases.copy_case": _("对方可以看到这件事，不用办理。"),
        "cases.pause_case": _("各项时限一起停住，恢复后接着算。"),
        "cases.open_child": _("下级办件全部办结后，这一步才能办结。"),
        "cases.extend_case": _("理由记入办理记录；程序规定由谁同意的，先报批。"),
        "cases.withdraw_case": _("撤回后这件事结束，不能再办。"),
    }.get(name, "")


def _ground(label: str = "") -> forms.Field:
    return forms.CharField(
        label=label or _("理由和依据"), max_length=500, min_length=2, widget=forms.Textarea(attrs={"rows": 2})
    )


def _posts(account: Account, can: Doable, seat: Seat) -> Fields | None:
    """The posts of the seat's organ, each with whoever holds it."""
    posts = living_posts(today()).filter(subject__organ=seat.organ).select_related("subject")
    holders = as_of(HOLDER, today()).filter(subject__in=posts.values("pk"), ref__isnull=False).select_related("ref")
    held = {row.subject_id: row.ref.name for row in holders if row.ref}
    choices = [(str(p.pk), f"{p.subject.name} · {held[p.pk]}") for p in posts.filter(Q(pk__in=held)).order_by("pk")]
    if not choices:
        return None
    return {"to": forms.ChoiceField(label=_("交给岗位"), choices=choices)}


def _child(account: Account, can: Doable, seat: Seat) -> Fields | None:
    """A case below: by which procedure of those of its rules by which anybody may begin one, and what is to be done."""
    rules = account.live.machine.rules
    choices = [(key, each.title.text(lang())) for key, each in startable(rules).items()]
    if not choices:
        return None
    return {
        "procedure": forms.ChoiceField(label=_("按哪个程序办"), choices=choices),
        "title": forms.CharField(label=_("办件名称"), max_length=200, min_length=2),
        "words": forms.CharField(
            label=_("内容"), max_length=5000, min_length=2, widget=forms.Textarea(attrs={"rows": 3})
        ),
        "lead": OrganField(seat, label=_("牵头单位"), required=False),
    }


FIELDS: dict[str, Callable[[Account, Doable, Seat], Fields | None]] = {
    "read_copy": lambda account, can, seat: {},
    "open_child": _child,
    "transfer_case": lambda account, can, seat: {"to": OrganField(seat, label=_("转给")), "words": _ground()},
    "delegate_case": _posts,
    "add_signer": lambda account, can, seat: {
        "organ": OrganField(seat, label=_("会签单位")),
        "words": _long(_("请对方看什么")),
    },
    "drop_signer": lambda account, can, seat: {
        "organ": forms.ChoiceField(label=_("会签单位"), choices=[(str(pk), name) for pk, name in can.signers]),
        "words": _ground(),
    },
    "copy_case": lambda account, can, seat: {"organ": OrganField(seat, label=_("抄送单位"))},
    "urge_case": lambda account, can, seat: {"words": _long(_("说一句"))},
    "pause_case": lambda account, can, seat: {
        "ground": forms.ChoiceField(label=_("事由"), choices=[(each, each) for each in can.grounds])
    },
    "resume_case": lambda account, can, seat: {},
    "extend_case": lambda account, can, seat: {
        "limit": LimitField(label=_("延长多久"), day=False),
        "ground": _ground(),
    },
    "withdraw_case": lambda account, can, seat: {"words": _ground(_("为什么撤回"))},
    "reopen_case": lambda account, can, seat: {"words": _ground(_("为什么重开"))},
    "move_case": lambda account, can, seat: {
        "stage": forms.ChoiceField(label=_("从哪一步接着办"), choices=list(can.stages), required=False)
    },
}
