"""By which ways an organ is told outside the house, and that somebody was told by telephone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from pydantic import Field

from kaifaqu.kernel.actions import Label, NotFound, Personal, Ref, Refusal, action
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.notices import gateways
from kaifaqu.kernel.notices.connections import NAME
from kaifaqu.kernel.notices.models import Call, Channel, Level, Message, MessageState, Notice, NoticeKind
from kaifaqu.kernel.organs.models import Organ
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.kernel.trail import acts

LARGEST = 2**63 - 1
Gateway = Annotated[str, Field(max_length=20), Label(_("方式"))]
Address = Annotated[
    str,
    Field(min_length=3, max_length=300),
    Label(_("地址"), _("群机器人或对接系统的网址（不带密钥）、手机号码，或邮箱")),
    Personal(),
]
Connection = Annotated[str, Field(max_length=40), Label(_("密钥名称"), _("secrets 文件里的小节名；密钥本身不填在这里"))]
Template = Annotated[
    str, Field(max_length=200), Label(_("短信模板"), _("已报备的模板编号和参数，如 SMS_15: number, due"))
]
Kinds = Annotated[str, Field(max_length=200), Label(_("只发哪几类"), _("如 催办、督办；不填即各类都发"))]
SPLIT = re.compile(r"[\s,;\uff0c\u3001\uff1b]+")  # commas and semicolons of either script


@action(title=_("设置通知渠道"))
def set_channel(
    organ: Ref[Organ],
    *,
    by: Actor,
    gateway: Gateway,
    address: Address,
    connection: Connection = "",
    template: Template = "",
    kinds: Kinds = "",
    level: Annotated[Level, Label(_("从哪一级起发"))] = Level.ALL,
) -> Organ:
    """From now on the organ is told this way too; the same way once more changes what goes by it."""
    known = gateways.all_gateways()
    if gateway not in known:
        raise Refusal("gateway", _("没有这种方式；可用 %(known)s。") % {"known": ", ".join(known)}, field="gateway")
    if connection and not re.fullmatch(NAME, connection):
        words = _("密钥名称用小写字母、数字和下划线，以字母开头。")
        raise Refusal("connection", words, field="connection")
    known[gateway].check(gateways.Wanted(address, connection, template))
    given = {"connection": connection, "template": template, "kinds": read_kinds(kinds), "level": level.value}
    found = Channel.objects.filter(organ=organ.id, gateway=gateway, address=address, closed_at=None).first()
    before = {name: getattr(found, name) for name in given} if found else {}
    if before == given:
        raise Refusal("nothing_changes", _("与现状相同，没有需要办理的变化。"))
    acts.current().changed("notices.channel", old=_told(gateway, before), new=_told(gateway, given))
    channel = found or Channel(organ_id=organ.id, gateway=gateway, address=address, opened_at=now())
    for name, value in given.items():
        setattr(channel, name, value)
    channel.act_subject, channel.act_seq = acts.current_subject(), acts.current_seq()
    channel.save()
    return organ.row


def _told(gateway: str, given: Mapping[str, object]) -> str | None:
    """A channel in the record: which gateway and what goes by it; no address."""
    if not given:
        return None
    kinds = given["kinds"]
    return " ".join([gateway, str(given["level"]), *(kinds if isinstance(kinds, list) else [])])


def read_kinds(text: str) -> list[str]:
    """Kinds of notice as people name them, in either language or by their keys; refuses what is none."""
    known: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            known |= {str(label).lower(): value for value, label in NoticeKind.choices}
    known |= {value: value for value in NoticeKind.values}
    said = text.strip().lower()
    words = [said] if said in known else [word for word in SPLIT.split(said) if word]
    if unknown := [word for word in words if word not in known]:
        told = _("没有这类通知：%(unknown)s。可用 %(known)s。")
        named = str(_("、")).join(str(label) for label in NoticeKind.labels)
        raise Refusal("kinds", told % {"unknown": " ".join(unknown)[:60], "known": named}, field="kinds")
    chosen = {known[word] for word in words}
    return [value for value in NoticeKind.values if value in chosen]


@action(title=_("停用通知渠道"))
def close_channel(
    organ: Ref[Organ],
    *,
    by: Actor,
    channel: Annotated[int, Field(ge=1, le=LARGEST), Label(_("渠道"))],
    reason: Annotated[str, Field(max_length=200), Label(_("原因"))] = "",
) -> Organ:
    """Nothing goes this way any more; what waited to go is dropped and stays in the log."""
    found = Channel.objects.filter(pk=channel, organ=organ.id, closed_at=None).first()
    if found is None:
        raise NotFound
    held = {name: getattr(found, name) for name in ("level", "kinds")}
    acts.current().changed("notices.channel", old=_told(found.gateway, held), new=None)
    found.closed_at = now()
    found.act_subject, found.act_seq = acts.current_subject(), acts.current_seq()
    found.save()
    waiting = Message.objects.filter(channel=found.pk, state=MessageState.WAITING)
    waiting.update(state=MessageState.DROPPED, next_at=None, ended_at=now())
    return organ.row


@action(title=_("登记电话通知"))
def record_call(
    organ: Ref[Organ],
    *,
    by: Actor,
    spoke_to: Annotated[str, Field(min_length=1, max_length=80), Label(_("接电话的人")), Personal()],
    until: Annotated[int | None, Field(ge=1, le=LARGEST), Label(_("截至通知号"), _("留空即到目前为止"))] = None,
    words: Annotated[str, Field(max_length=500), Label(_("对方答复"), long=True)] = "",
) -> Organ:
    """Somebody of the organ was told by telephone of what waits for it; those notices leave the list of calls."""
    told = Notice.objects.filter(organ=organ.id)
    if until is not None:
        told = told.filter(pk__lte=until)
    last = told.order_by("-pk").values_list("pk", flat=True).first()
    if last is None:
        raise Refusal("nothing_to_tell", _("没有需要电话通知这个单位的事项。"), field="until")
    if Call.objects.filter(organ=organ.id, until__gte=last).exists():
        raise Refusal("called", _("已经有人打过电话，这些事项都通知到了。"))
    acts.current().changed("notices.call", old=None, new=last)
    Call.objects.create(
        organ_id=organ.id,
        until=last,
        at=now(),
        person_id=by.person if isinstance(by, Seat) else None,
        spoke_to=spoke_to,
        words=words,
    )
    return organ.row
