"""What the house tells of a case: written with the act of which it tells, in one statement, and kept for good."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from kaifaqu.kernel.notices.models import Notice, NoticeKind
from kaifaqu.kernel.trail.bulk import save_rows

GATHERING = timedelta(minutes=1)
"""So long a notice waits for others to the same organ, so that they leave the house as one message."""
LONGEST = 2_000

FIRST_TOLD = (
    NoticeKind.REOPENED,
    NoticeKind.RETURNED,
    NoticeKind.WITHDRAWN,
    NoticeKind.ENDED,
    NoticeKind.REPORTED,
    NoticeKind.CONVENED,
    NoticeKind.FOLLOWED_UP,
    NoticeKind.URGED,
    NoticeKind.WARNED,
    NoticeKind.ASKED,
    NoticeKind.COPIED,
    NoticeKind.RECALCULATED,
)
"""Of several things that one act tells an organ of one case the first in this order is told: it says the most."""
WEIGHT: dict[str, int] = {kind.value: at for at, kind in enumerate(FIRST_TOLD)}


@dataclass(frozen=True)
class Telling:
    """An organ, or one post of it, is to be told of a case. `number` and `due` are the case's as they are now."""

    case: int
    organ: int
    kind: str
    at: datetime
    post: int | None = None
    urgent: bool = False
    words: str = ""
    number: str = ""
    due: datetime | None = None


def notices_of(tellings: Iterable[Telling]) -> list[Notice]:
    """Notices to be written; made inside the act that they tell of. An organ is told once of a case in an act.

    Raises ValueError for a kind that there is none of: the engine names it, not a person.
    """
    return [_row(each) for each in _once(tellings)]


def tell(tellings: Iterable[Telling]) -> None:
    """Make notices and write them at once; only inside an act."""
    save_rows(notices_of(tellings))


def _once(tellings: Iterable[Telling]) -> list[Telling]:
    """Each organ and case once: what weighs most, and in the organ as a whole before one post of it."""
    kept: dict[tuple[int, int], Telling] = {}
    for each in tellings:
        if each.kind not in WEIGHT:
            raise ValueError(f"nobody can be told {each.kind!r}")
        key = (each.case, each.organ)
        if key not in kept or _weight(each) < _weight(kept[key]):
            kept[key] = each
    return list(kept.values())


def _weight(telling: Telling) -> tuple[bool, int, bool]:
    return not telling.urgent, WEIGHT[telling.kind], telling.post is not None


def _row(telling: Telling) -> Notice:
    return Notice(
        case_id=telling.case,
        organ_id=telling.organ,
        post_id=telling.post,
        kind=telling.kind,
        at=telling.at,
        urgent=telling.urgent,
        words=telling.words[:LONGEST],
        number=telling.number,
        due_at=telling.due,
        leaves_at=telling.at if telling.urgent else telling.at + GATHERING,
    )
