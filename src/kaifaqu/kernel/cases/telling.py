"""Who is told what when an act on a case is done: read from what the act has left different, so that none is forgotten.

Nobody is told of his own doing, and nobody twice of one thing: `outbox.tell` keeps what says the most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kaifaqu.kernel.cases.ladder import NEVER_QUIET
from kaifaqu.kernel.cases.machine import RETURN
from kaifaqu.kernel.cases.models import Ask, AskKind, Case, Status
from kaifaqu.kernel.charter.schema.nouns import Rung
from kaifaqu.kernel.notices.models import NoticeKind
from kaifaqu.kernel.notices.outbox import Telling
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.trail import acts

if TYPE_CHECKING:
    from kaifaqu.kernel.cases.engine import Live

RUNGS = {
    "warn": NoticeKind.WARNED,
    "urge": NoticeKind.URGED,
    "follow_up": NoticeKind.FOLLOWED_UP,
    "convene": NoticeKind.CONVENED,
    "report": NoticeKind.REPORTED,
}
WITH_WORDS = frozenset({NoticeKind.URGED, NoticeKind.RETURNED, NoticeKind.WITHDRAWN, NoticeKind.REOPENED})
"""Kinds that carry the words of the act into the app."""


@dataclass(frozen=True)
class Before:
    """What of a case has to be known as it was before the act."""

    status: str
    urged: int
    reopened: int
    climbed: frozenset[str]
    asks: int
    due: datetime | None
    dues: dict[int, datetime | None]
    posts: dict[int, int | None]

    @classmethod
    def of(cls, case: Case, asks: list[Ask]) -> Before:
        """As a case and its asks are now."""
        kept = case.kept
        return cls(
            status=case.status,
            urged=int(kept.get("urged", 0)),
            reopened=int(kept.get("reopened", 0)),
            climbed=frozenset(kept.get("climbed", ())),
            asks=len(asks),
            due=case.due_at,
            dues={ask.number: ask.due_at for ask in asks if ask.answered_at is None},
            posts={ask.number: ask.post_id for ask in asks},
        )


def tellings(live: Live) -> list[Telling]:
    """What has to be told of a case that was worked on; its projections must have been derived."""
    found = [*_asked(live), *_pressed(live), *_over(live), *_moved(live)]
    actor = acts.current().actor
    if not isinstance(actor, Seat):
        return found
    return [each for each in found if each.organ != actor.organ or each.post not in (None, actor.post)]


def _asked(live: Live) -> Iterator[Telling]:
    """Those who are newly asked for something, and the posts to which it was given."""
    reopened = int(live.kept.get("reopened", 0)) > live.before.reopened
    for ask in live.asks:
        if ask.answered_at is not None:
            continue
        if ask.number > live.before.asks:
            yield _to(live, ask.organ_id, _kind_of(ask, reopened), due=ask.due_at)
        elif ask.post_id and ask.post_id != live.before.posts[ask.number]:
            yield _to(live, ask.organ_id, NoticeKind.ASKED, post=ask.post_id, due=ask.due_at)


def _kind_of(ask: Ask, reopened: bool) -> NoticeKind:
    if ask.kind == AskKind.COPY:
        return NoticeKind.COPIED
    if ask.stage == RETURN:
        return NoticeKind.RETURNED
    return NoticeKind.REOPENED if reopened else NoticeKind.ASKED


def _pressed(live: Live) -> Iterator[Telling]:
    """Whoever holds the case where it is urged, or where a rung was climbed; from following up on, his superior too."""
    kinds = [NoticeKind.URGED] if int(live.kept.get("urged", 0)) > live.before.urged else []
    kinds += [RUNGS[rung.do] for rung in _climbed(live)]
    for kind in kinds:
        for ask in live.open_asks(AskKind.ACT):
            yield _to(live, ask.organ_id, kind, post=ask.post_id, due=ask.due_at)
        for organ in live.told:
            yield _to(live, organ, kind)


def _climbed(live: Live) -> Iterator[Rung]:
    marks = [mark for mark in live.kept.get("climbed", ()) if mark not in live.before.climbed]
    ladders = [live.machine.procedure.ladder, *([live.machine.within(live.case.stage)[0].ladder] if marks else [])]
    for mark in marks:
        at = mark.partition("@")[2]
        steps = [rung for ladder in ladders if ladder for rung in ladder.steps if rung.at == at]
        yield from steps[:1]


def _over(live: Live) -> Iterator[Telling]:
    """Where the case is over: whoever called and whoever acted; where it was withdrawn, whoever still had it."""
    case = live.case
    if case.status == live.before.status or case.status not in (Status.ENDED, Status.WITHDRAWN):
        return
    if case.status == Status.WITHDRAWN:
        for organ in dict.fromkeys(ask.organ_id for ask in _ended(live)):
            yield _to(live, organ, NoticeKind.WITHDRAWN)
        return
    acting = [ask.organ_id for ask in live.asks if ask.kind == AskKind.ACT]
    for organ in dict.fromkeys([*([case.caller_id] if case.caller_id else []), *acting]):
        yield _to(live, organ, NoticeKind.ENDED)


def ended_below(live: Live, holders: Mapping[int, int | None]) -> list[Telling]:
    """To whoever holds the case above: the last of those below it is over."""
    actor = acts.current().actor
    own = actor.organ if isinstance(actor, Seat) else None
    return [_to(live, organ, NoticeKind.ENDED, post=post) for organ, post in holders.items() if organ != own]


def _moved(live: Live) -> Iterator[Telling]:
    """Those whose deadline has become another without their being asked anew.

    An ask without a limit of its own has the case's, which also becomes another when somebody else has answered.
    """
    still = len(live.asks) == live.before.asks and not _ended(live)
    for ask in live.open_asks():
        was, due = live.before.dues.get(ask.number), ask.due_at
        if was is None and due is None and still:
            was, due = live.before.due, live.case.due_at
        if was is not None and due is not None and was != due:
            yield _to(live, ask.organ_id, NoticeKind.RECALCULATED, post=ask.post_id, due=due)


def _ended(live: Live) -> list[Ask]:
    """The asks that were open before the act and are no longer."""
    return [ask for ask in live.asks if ask.number in live.before.dues and ask.answered_at is not None]


def _to(live: Live, organ: int, kind: NoticeKind, *, post: int | None = None, due: datetime | None = None) -> Telling:
    ladder = live.machine.procedure.ladder
    words = acts.current().inputs.get("words", "") if kind in WITH_WORDS else ""
    return Telling(
        case=live.case.pk,
        organ=organ,
        kind=kind.value,
        at=live.at,
        post=post,
        urgent=ladder is not None and ladder.quiet == NEVER_QUIET,
        words=words if isinstance(words, str) else "",
        number=live.case.number,
        due=due or live.case.due_at,
    )
