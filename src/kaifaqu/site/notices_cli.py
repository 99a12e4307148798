"""The command `kaifaqu notices`: what somebody was told, a trial of a channel, the log of what left the house."""

from __future__ import annotations

import json
import sys
from time import perf_counter
from typing import Any
from uuid import uuid4

import click

FOUND, BAD = 1, 2


@click.group("notices")
def notices() -> None:
    """What organs are told, in the app and outside the house."""


@notices.command("list")
@click.option("--as", "username", required=True, help="The account, from its first post or from --post.")
@click.option("--post", type=int, default=None)
@click.option("--new", is_flag=True, help="Only what was not looked at.")
@click.option("--json", "as_json", is_flag=True)
def list_(username: str, post: int | None, new: bool, as_json: bool) -> None:
    """What the organ and post of an account were told in the last ninety days, the latest first."""
    from kaifaqu.kernel.clock import local
    from kaifaqu.kernel.notices import reading
    from kaifaqu.kernel.notices.models import NoticeKind
    from kaifaqu.site.acting import seat_of

    seat = seat_of(username, post)
    if seat is None:
        _fail(f"{username} holds no such post.")
        return
    rows: Any = (reading.unseen(seat) if new else reading.told(seat)).select_related("case")[:1000]
    if as_json:
        _out([_notice(row) for row in rows])
        return
    for row in rows:
        mark = "•" if row.unseen else " "
        kind = NoticeKind(row.kind).label
        click.echo(f"{mark} {local(row.at):%Y-%m-%d %H:%M}  {kind}  {row.case.name}  {row.number}  #{row.case_id}")


def _notice(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "case": row.case_id,
        "title": row.case.title,
        "kind": row.kind,
        "level": row.level.value,
        "at": row.at.isoformat(),
        "number": row.number,
        "due": row.due_at.isoformat() if row.due_at else None,
        "seen": not row.unseen,
    }


@notices.command("send-test")
@click.argument("channel", type=int)
@click.option("--json", "as_json", is_flag=True)
def send_test(channel: int, as_json: bool) -> None:
    """Send a trial through CHANNEL (an id of `kaifaqu notices channels`); exit 1 where it does not arrive."""
    from django.utils.translation import gettext as _

    from kaifaqu.kernel.clock import now
    from kaifaqu.kernel.notices import gateways
    from kaifaqu.kernel.notices.connections import connection
    from kaifaqu.kernel.notices.models import Channel
    from kaifaqu.kernel.notices.outcomes import outcome

    found = Channel.objects.filter(pk=channel, closed_at=None).select_related("organ").first()
    if found is None:
        _fail(f"{channel}: no such channel; see `kaifaqu notices channels`.")
        return
    kept = connection(found.connection)
    words = _("【测试】这是开发区系统的测试消息，无需办理。")
    fields = {"kind": _("测试"), "title": _("测试"), "number": "", "organ": found.organ.title, "due": "", "count": "1"}
    trial = gateways.Outgoing(
        str(uuid4()), found.address, kept, words, now(), found.template, fields=fields, data={"test": True}
    )
    started = perf_counter()
    receipt = gateways.find(found.gateway).send(trial)
    told = {
        "ok": receipt.ok,
        "code": receipt.code,
        "words": outcome(receipt.code),
        "detail": kept.scrub(receipt.detail),
        "latency": round((perf_counter() - started) * 1000),
    }
    if as_json:
        _out(told)
    else:
        mark = "✓" if receipt.ok else "✗"
        click.echo(f"{mark} {told['words']} [{told['code']}] {told['latency']} ms {told['detail']}".strip())
    sys.exit(0 if receipt.ok else FOUND)


@notices.command("channels")
@click.option("--json", "as_json", is_flag=True)
def channels(as_json: bool) -> None:
    """Every open channel."""
    from kaifaqu.kernel.notices.gateways import title_of
    from kaifaqu.kernel.notices.models import Channel
    from kaifaqu.kernel.notices.outcomes import shown_address

    rows = Channel.objects.filter(closed_at=None).select_related("organ").order_by("organ__sort_key", "pk")
    if as_json:
        names = ("connection", "template", "kinds", "level")
        _out(
            [{"id": r.pk, "organ": r.organ_id, "gateway": r.gateway, **{n: getattr(r, n) for n in names}} for r in rows]
        )
        return
    for row in rows:
        click.echo(f"{row.pk:>5}  {row.organ.name}  {title_of(row.gateway)}  {shown_address(row.gateway, row.address)}")


@notices.command("log")
@click.option("--state", type=click.Choice(["waiting", "sent", "given_up", "dropped"]), default=None)
@click.option("--json", "as_json", is_flag=True)
def log(state: str | None, as_json: bool) -> None:
    """The latest messages and every try to hand them over; exit 1 where any was given up."""
    from kaifaqu.kernel.api.notices import told
    from kaifaqu.kernel.clock import local
    from kaifaqu.kernel.notices.models import Message, MessageState
    from kaifaqu.kernel.notices.outcomes import outcome

    rows = Message.objects.select_related("channel__organ").prefetch_related("attempts", "carried").order_by("-pk")
    found = list((rows.filter(state=state) if state else rows)[:200])
    if as_json:
        _out([told(row) for row in found])
    for row in found if not as_json else ():
        tries = [f"{outcome(each.code)} {each.latency} ms" for each in row.attempts.all()]
        label = MessageState(row.state).label
        click.echo(
            f"{local(row.made_at):%Y-%m-%d %H:%M}  {label}  {row.channel.organ.name}  {row.key}  {'; '.join(tries)}"
        )
    sys.exit(FOUND if any(row.state == MessageState.GIVEN_UP for row in found) else 0)


def _fail(words: object) -> None:
    click.echo(str(words), err=True)
    sys.exit(BAD)


def _out(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))
