"""The hand-over pack (交接包) of a post: all that is open in it, so that nothing is lost when it changes hands.

What there is comes from contributors: whoever keeps something that hangs on a post or on the person in it says here
how to list it. The kernel names no room.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.organs.deputies import leaves
from kaifaqu.kernel.organs.models import HandOver, Post, Since, Token
from kaifaqu.kernel.organs.since import HOLDER, PROXY, as_of, ended_on
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.chain import digest
from kaifaqu.kernel.trail.models import Entry

FORMAT = 1
BACK = timedelta(days=180)
"""How long ago a post may have changed hands for the missing hand-over still to be asked for."""
MOST = 200
"""So many items of a section are listed; a clerk with more hands over with the register itself."""
Pair = dict[str, str]


@dataclass(frozen=True)
class Item:
    """One open thing: what it is called in both languages, where it stands, its day, and the subject it leads to.

    `key` names it within its section, so that a note stays with it. No name of a person: what is sealed stays.
    """

    key: str
    label: Pair
    state: Pair
    due: date | None = None
    subject: int | None = None


Contributor = Callable[[Post, int, date], Iterable[Item]]
_sections: dict[str, tuple[Words, Contributor]] = {}


def contribute(key: str, title: Words, items: Contributor) -> None:
    """Say how to list something that whoever leaves a post hands over: of the post, the person and the day."""
    if key in _sections:
        raise ValueError(f"two sections of a hand-over are called {key}")
    _sections[key] = (title, items)


def both(words: Words, **given: object) -> Pair:
    """Words in both languages."""
    found: Pair = {}
    for lang, code in (("zh", "zh-hans"), ("en", "en")):
        with translation.override(code):
            said = {name: value[lang] if isinstance(value, dict) else value for name, value in given.items()}
            found[lang] = str(words) % said if said else str(words)
    return found


def named(subject: Subject | None) -> Pair:
    """A subject's name in both languages."""
    return {"zh": subject.title, "en": subject.title_en or subject.title} if subject else {"zh": "—", "en": "—"}


def content(post: Post, person: int, day: date, notes: Mapping[str, str] | None = None) -> dict[str, Any]:
    """What a person leaves open in a post on a day, section by section, as plain data that can be sealed."""
    sections = []
    for key, (title, items) in _sections.items():
        rows = [_row(item, f"{key}/{item.key}", notes or {}) for item in items(post, person, day)]
        if rows:
            sections.append({"key": key, "title": both(title), "items": rows})
    return {
        "format": FORMAT,
        "post": {"id": post.pk, "title": named(post.subject)},
        "organ": named(post.subject.organ),
        "person": person,
        "synthetic": post.subject.synthetic,
        "as_of": now().isoformat(timespec="minutes"),
        "sections": sections,
    }


def _row(item: Item, key: str, notes: Mapping[str, str]) -> dict[str, Any]:
    return {
        "key": key,
        "label": item.label,
        "state": item.state,
        "due": item.due.isoformat() if item.due else None,
        "subject": item.subject,
        "note": notes.get(key, "").strip(),
    }


def items_of(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every item of a pack."""
    return [item for section in told["sections"] for item in section["items"]]


def ahead(told: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The items with a day, the nearest first."""
    return sorted((item for item in items_of(told) if item["due"]), key=lambda item: (item["due"], item["key"]))


def read(row: HandOver) -> dict[str, Any]:
    """A pack as it was sealed."""
    told: dict[str, Any] = json.loads(row.content)
    return told


def intact(row: HandOver) -> bool:
    """Whether a pack still is what was sealed."""
    return digest(row.content) == row.digest


# ── Who hands over to whom ───────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Change:
    """A post that changed hands, or will: from whom, to whom (None: to nobody yet), on which day, and its pack."""

    post: Subject
    leaver: Subject
    successor: Subject | None
    day: date
    pack: HandOver | None

    @property
    def state(self) -> str:
        """missing, handed or taken."""
        if self.pack is None:
            return "missing"
        return "taken" if self.pack.taken_at else "handed"


def holder_of(post: int, day: date) -> Subject | None:
    """Who holds a post on a day."""
    row = as_of(HOLDER, day).filter(subject=post).select_related("ref").first()
    return row.ref if row else None


def changes(posts: Any, day: date) -> list[Change]:
    """How posts changed hands of late or will, and packs that were signed ahead of it; the latest first."""
    rows: dict[int, list[Since]] = {}
    held = Since.objects.filter(subject__in=posts, relation=HOLDER.key).select_related("subject", "ref")
    for row in held.order_by("subject", "start", "id"):
        rows.setdefault(row.subject_id, []).append(row)
    packs = _packs(rows)
    found = [
        change
        for post, line in rows.items()
        for before, after in pairwise(line)
        if before.ref is not None and before.ref_id != after.ref_id and after.start > day - BACK
        for change in [
            Change(after.subject, before.ref, after.ref, after.start, packs.pop((post, before.ref.pk), None))
        ]
    ]
    found += [Change(row.post, row.leaver, None, row.day, row) for row in packs.values() if row.taken_at is None]
    return sorted(found, key=lambda each: (each.day, each.post.pk), reverse=True)


def _packs(posts: Iterable[int]) -> dict[tuple[int, int], HandOver]:
    """The latest pack of each post and leaver."""
    rows = HandOver.objects.filter(post__in=list(posts)).select_related("subject", "post", "leaver", "successor")
    return {(row.post_id, row.leaver_id): row for row in rows.order_by("pk")}


def unfinished(posts: Any, day: date) -> list[Change]:
    """Hand-overs that are not signed by both, the oldest first; one who left nothing open needs none."""
    found = []
    for change in reversed(changes(posts, day)):
        if change.state == "handed":
            found.append(change)
        elif change.state == "missing":
            post = Post.objects.select_related("subject__organ").get(pk=change.post.pk)
            if content(post, change.leaver.pk, day)["sections"]:
                found.append(change)
    return found


@dataclass(frozen=True)
class Shown:
    """A pack to look at: sealed (`row`), or what would be handed over now."""

    told: dict[str, Any]
    leaver: Subject
    row: HandOver | None = None

    @property
    def state(self) -> str:
        """Open while nothing is signed, then handed."""
        return "handed" if self.row else "open"


def current(post: Post, day: date, leaver: Subject | None = None) -> Shown | None:
    """The pack of a post that waits for a successor, else what its holder, or a former one, leaves open; None: nobody.

    Of a post that changed hands without a hand-over it is the former holder's, who is the one that owes it.
    """
    waiting = (
        HandOver.objects.filter(post=post.pk, taken_at__isnull=True).select_related("leaver").order_by("-pk").first()
    )
    if waiting is not None and leaver in (None, waiting.leaver):
        return Shown(read(waiting), waiting.leaver, waiting)
    owed = next((each for each in changes([post.pk], day) if each.state == "missing" and each.day <= day), None)
    person = leaver or (owed.leaver if owed else holder_of(post.pk, day))
    return Shown(content(post, person.pk, day), person) if person else None


# ── What the kernel itself contributes ───────────────────────────────────────────────────────────────────────────────


def begun_by(subjects: Iterable[int], person: int) -> set[int]:
    """Those of some subjects that a person brought into being, as their first entries say."""
    rows = Entry.objects.filter(subject__in=list(subjects), seq=1).values_list("subject", "body")
    return {subject for subject, body in rows if json.loads(body)["actor"].get("person") == person}


def _proxies(post: Post, person: int, day: date) -> Iterable[Item]:
    """Who may act for whoever holds the post, and for whom the post acts."""
    rows = ended_on(as_of(PROXY, day).filter(subject=post.pk, ref__isnull=False)).select_related("ref")
    acts_for = ended_on(as_of(PROXY, day).filter(ref=post.pk)).select_related("subject")
    for row in rows:
        yield Item(
            f"to-{row.ref_id}", named(row.ref), both(_("可代本岗位办理")), getattr(row, "until", None), row.ref_id
        )
    for row in acts_for:
        state = both(_("本岗位可代其办理"))
        yield Item(f"for-{row.subject_id}", named(row.subject), state, getattr(row, "until", None), row.subject_id)


def _deputies(post: Post, person: int, day: date) -> Iterable[Item]:
    for leave in leaves([post.pk], day):
        own = leave.post.pk == post.pk
        state = both(_("离岗期间代理本岗位")) if own else both(_("离岗期间由本岗位代理"))
        other = leave.deputy if own else leave.post
        yield Item(f"{other.pk}-{leave.start}", named(other), state, leave.last, other.pk)


def _tokens(post: Post, person: int, day: date) -> Iterable[Item]:
    """Programs that act from the post by a key of the leaver; the keys act no longer once he has left it."""
    rows = Token.objects.filter(post=post.pk, account__person=person, expires_on__gt=day).order_by("id")
    for row in rows:
        yield Item(str(row.pk), {"zh": row.label, "en": row.label}, both(_("离任即失效，接手人须另开")), row.expires_on)


contribute("proxies", _("代办授权"), _proxies)
contribute("deputies", _("离岗代理"), _deputies)
contribute("tokens", _("接口令牌"), _tokens)
