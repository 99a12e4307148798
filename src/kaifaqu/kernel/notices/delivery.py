"""Messages are sent at least once, each try with the same key and on record.

A worker claims a message by moving its `next_at` two minutes ahead, sends it outside any transaction, and then records
what came of it. Killed in between it leaves a message that is claimed again, by whoever looks next.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import perf_counter

from django.db import transaction

from kaifaqu.kernel.clock import now
from kaifaqu.kernel.notices import gateways
from kaifaqu.kernel.notices.connections import connection
from kaifaqu.kernel.notices.gateways import DETAIL, Outgoing, Receipt
from kaifaqu.kernel.notices.models import Attempt, Carried, Message, MessageState, Notice
from kaifaqu.kernel.notices.routing import openings, route
from kaifaqu.kernel.notices.wording import said

LEASE = timedelta(minutes=2)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=6)
MOST_TRIES = 12
"""Twelve tries take most of a day; then somebody has to look."""
JITTER = (0.8, 1.2)


@dataclass(frozen=True)
class Drained:
    """How many messages were made, handed over, and not handed over."""

    made: int = 0
    sent: int = 0
    failed: int = 0


def drain() -> Drained:
    """Make messages of what may leave, and send what waits, until nothing does."""
    made, sent, failed = route(), 0, 0
    while (message := claim()) is not None:
        if deliver(message):
            sent += 1
        else:
            failed += 1
    return Drained(made, sent, failed)


def claim() -> Message | None:
    """Take the message that waits longest, danger first, for two minutes; None where none waits."""
    at = now()
    with transaction.atomic():
        waiting = Message.objects.select_for_update(skip_locked=True, of=("self",)).filter(next_at__lte=at)
        message = waiting.select_related("channel__organ").order_by("-urgent", "next_at", "id").first()
        if message is not None:
            Message.objects.filter(pk=message.pk).update(next_at=at + LEASE)
    return message


def deliver(message: Message) -> bool:
    """Send a claimed message once and record it; whether it was handed over."""
    started = perf_counter()
    receipt = send(message)
    record(message, receipt, round((perf_counter() - started) * 1000))
    return receipt.ok


def send(message: Message) -> Receipt:
    """Send a message once; what fails is a receipt like any other."""
    carried = Carried.objects.filter(message=message.pk).values("notice")
    notices = list(Notice.objects.filter(pk__in=carried).select_related("case", "organ").order_by("pk"))
    text, fields, data = said(message, notices)
    channel = message.channel
    outgoing = Outgoing(
        key=str(message.key),
        address=channel.address,
        connection=connection(channel.connection),
        text=text,
        at=message.made_at,
        template=channel.template,
        urgent=message.urgent,
        fields=fields,
        data=data,
    )
    try:
        receipt = gateways.find(channel.gateway).send(outgoing)
    except Exception as error:  # a gateway may be anybody's: what it raises must not stop the others
        return Receipt(False, "error", detail=type(error).__name__)
    return Receipt(receipt.ok, receipt.code, receipt.again, outgoing.connection.scrub(receipt.detail))


@transaction.atomic
def record(message: Message, receipt: Receipt, latency: int) -> None:
    """Write the attempt, and what is to happen next."""
    at, tries = now(), message.tries + 1
    Attempt.objects.create(
        message_id=message.pk,
        at=at,
        code=receipt.code[:40],
        ok=receipt.ok,
        latency=latency,
        detail=receipt.detail[:DETAIL],
    )
    row = Message.objects.filter(pk=message.pk, state=MessageState.WAITING)
    if receipt.ok:
        row.update(state=MessageState.SENT, tries=tries, next_at=None, ended_at=at)
    elif not receipt.again or tries >= MOST_TRIES:
        row.update(state=MessageState.GIVEN_UP, tries=tries, next_at=None, ended_at=at)
    else:
        again = next_try(message, tries, at)
        row.update(tries=tries, next_at=again)
        _hold_back(message, again)


def next_try(message: Message, tries: int, at: datetime) -> datetime:
    """When to try again; what is not danger waits until offices are open."""
    again = at + pause_after(tries)
    return again if message.urgent else openings([message.channel.organ_id], again)[message.channel.organ_id]


def pause_after(tries: int) -> timedelta:
    """Twice as long after each try, from a minute to six hours, a fifth more or less so that not all come at once."""
    pause = FIRST_PAUSE * (1 << min(tries - 1, 10)) * random.uniform(*JITTER)
    return min(max(pause, FIRST_PAUSE), LONGEST_PAUSE)


def _hold_back(message: Message, until: datetime) -> None:
    """What else waits for this channel waits along: a hundred messages must not each find out that it is down."""
    others = Message.objects.filter(channel=message.channel_id, state=MessageState.WAITING, urgent=False)
    others.filter(next_at__lt=until).exclude(pk=message.pk).update(next_at=until)
