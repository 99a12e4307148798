"""From notices to messages: when a notice may leave the house, by which channels, and with which others.

Danger leaves at once. Everything else leaves while the offices of the organ's place are open, and waits a minute for
company: what waits for one organ then leaves as one message. An organ without a channel is phoned; see `calls`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from kaifaqu.kernel.calendars.lookup import calendar_of
from kaifaqu.kernel.clock import local, now
from kaifaqu.kernel.clock.calendar import awake
from kaifaqu.kernel.notices.models import Carried, Channel, Message, Notice
from kaifaqu.kernel.organs.models import Place
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import guard

PAGE = 200
WHY = "delivery: a notice is looked at for leaving the house, which is nobody's act"


def route() -> int:
    """Make messages of all notices that may leave now; returns how many messages."""
    made = 0
    while True:
        with guard.lifted(WHY), transaction.atomic():
            looked_at, messages = _page(now())
        made += messages
        if not looked_at:
            return made


def _page(at: datetime) -> tuple[int, int]:
    """Look at a page of ripe notices, the oldest first; several workers take different ones."""
    waiting = Notice.objects.select_for_update(skip_locked=True).filter(leaves_at__isnull=False)
    ripe = list(waiting.filter(leaves_at__lte=at).order_by("leaves_at", "id")[:PAGE])
    if not ripe:
        return 0, 0
    opening = openings({notice.organ_id for notice in ripe}, at)
    asleep = [n for n in ripe if not n.urgent and opening[n.organ_id] > at]
    _leave_later(asleep, opening)
    leaving = {n.pk: n for n in ripe if n.urgent or opening[n.organ_id] <= at}
    organs = {n.organ_id for n in leaving.values() if not n.urgent}
    company = waiting.filter(organ__in=organs, urgent=False).order_by("id")[:PAGE]
    leaving |= {n.pk: n for n in company}
    messages = _messages(list(leaving.values()), at)
    Notice.objects.filter(pk__in=leaving).update(leaves_at=None)
    return len(ripe), messages


def openings(organs: Iterable[int], at: datetime) -> dict[int, datetime]:
    """For each organ the moment itself where its place's offices are open, else when they open next."""
    ids = list(organs)
    paths = _paths(ids)
    by_path = {
        path: awake(local(at), calendar_of(Place(path=path) if path else None)) for path in {*paths.values(), ""}
    }
    return {organ: by_path[paths.get(organ, "")] for organ in ids}


def _paths(organs: Sequence[int]) -> dict[int, str]:
    """The path of the place where each organ is."""
    places = dict(Subject.objects.filter(pk__in=organs, place__isnull=False).values_list("pk", "place"))
    path_of = dict(Place.objects.filter(pk__in=set(places.values())).values_list("pk", "path"))
    return {organ: path_of[place] for organ, place in places.items() if place in path_of}


def _leave_later(asleep: Sequence[Notice], opening: dict[int, datetime]) -> None:
    by_moment: dict[datetime, list[int]] = defaultdict(list)
    for notice in asleep:
        by_moment[opening[notice.organ_id]].append(notice.pk)
    for moment, ids in by_moment.items():
        Notice.objects.filter(pk__in=ids).update(leaves_at=moment)


def _messages(notices: Sequence[Notice], at: datetime) -> int:
    """One message for each channel that takes any of an organ's notices; danger goes apart."""
    channels: dict[int, list[Channel]] = defaultdict(list)
    for channel in Channel.objects.filter(organ__in={n.organ_id for n in notices}, closed_at=None).order_by("pk"):
        channels[channel.organ_id].append(channel)
    groups: dict[tuple[int, bool], list[Notice]] = defaultdict(list)
    for notice in sorted(notices, key=lambda n: n.pk):
        groups[notice.organ_id, notice.urgent].append(notice)
    carried: list[tuple[Message, Channel, list[Notice]]] = []
    for (organ, urgent), told in groups.items():
        for channel in channels[organ]:
            if taken := [notice for notice in told if channel.takes(notice)]:
                carried.append((Message(channel=channel, urgent=urgent, made_at=at, next_at=at), channel, taken))
    Message.objects.bulk_create([message for message, _channel, _taken in carried])
    Carried.objects.bulk_create(
        Carried(message=message, channel=channel, notice=notice)
        for message, channel, taken in carried
        for notice in taken
    )
    return len(carried)
