"""What a letter says, composed once from the case when it is issued, and then sealed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from kaifaqu.kernel.cases import parties
from kaifaqu.kernel.cases.models import Ask, Case
from kaifaqu.kernel.clock import local
from kaifaqu.kernel.clock.limits import as_limit
from kaifaqu.kernel.letters import wording
from kaifaqu.kernel.letters.models import Letter, LetterKind
from kaifaqu.kernel.organs.models import OrganKind
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.chain import digest


@dataclass(frozen=True)
class Occasion:
    """From whom to whom, of which kind, about which ask of a case; what the sender adds."""

    case: Case
    ask: Ask | None
    sender: Subject
    to: Subject
    kind: LetterKind
    colour: str
    number: str
    at: datetime
    mandate: str
    words: str
    post: str
    phone: str
    limit: str
    named: dict[int, Subject]

    @property
    def due(self) -> datetime | None:
        """Until when: what the addressee was asked for, else the whole case."""
        asked = self.ask.due_at if self.ask else None
        return asked or self.case.due_at


def compose(of: Occasion) -> dict[str, Any]:
    """The letter as it is sealed: text and whole numbers only."""
    rows = _facts(of)
    return {
        "kind": of.kind.value,
        "colour": of.colour,
        "number": of.number,
        "sender": of.sender.title,
        "to": of.to.title,
        "title": _title(of),
        "day": wording.day(local(of.at)),
        "rows": rows,
        "paragraphs": _paragraphs(of, rows),
        "asks": _asks(of),
        "sample": of.case.subject.synthetic,
        "case": of.case.pk,
        "due": of.due.isoformat() if of.due else "",
    }


def read(letter: Letter) -> dict[str, Any]:
    """What a letter says."""
    found: dict[str, Any] = json.loads(letter.content)
    return found


def intact(letter: Letter) -> bool:
    """Whether it still is what was sealed."""
    return digest(letter.content) == letter.digest


def _title(of: Occasion) -> str:
    if of.kind is LetterKind.SLIP:
        word = wording.SLIP if of.mandate or not _office(of.sender) else wording.SOFT_SLIP
        return wording.SLIPS.get(of.colour, "") + word
    return wording.TITLES[of.kind].format(title=of.case.subject.title)


def _office(organ: Subject) -> bool:
    return organ.kind == OrganKind.OFFICE


def _facts(of: Occasion) -> dict[str, str]:
    """What a slip tells row by row, and a letter in its paragraphs."""
    case = of.case
    contact = wording.CONTACT.format(organ=of.sender.title, post=of.post).strip()
    if of.phone:
        contact += wording.PHONE.format(phone=of.phone)
    return {
        "number": case.number,
        "matter": case.subject.title,
        "origin": _origin(case),
        "words": case.words,
        "lead": _names(of, parties.LEAD),
        "assist": _names(of, parties.ASSIST),
        "limit": _limit(of),
        "contact": contact,
    }


def _origin(case: Case) -> str:
    return wording.ORIGINS.get(case.origin, "")


def _names(of: Occasion, role: str) -> str:
    return wording.LISTED.join(of.named[pk].title for pk in of.case.parties.get(role, []) if pk in of.named)


def _limit(of: Occasion) -> str:
    if of.due is None:
        return wording.NO_LIMIT_SHORT
    due, limit = wording.minute(local(of.due)), as_limit(of.limit) if of.limit else None
    return wording.COUNTED.format(due=due, limit=limit.text("zh")) if limit else due


def _paragraphs(of: Occasion, rows: dict[str, str]) -> list[str]:
    aside = [
        *([wording.FROM.format(origin=rows["origin"])] if rows["origin"] else []),
        *([wording.NUMBERED.format(number=rows["number"])] if rows["number"] else []),
    ]
    inside = wording.ASIDE.format(text=wording.PARTED.join(aside)) if aside else ""
    bodies = [
        *([wording.LEAD.format(names=rows["lead"])] if rows["lead"] else []),
        *([wording.ASSIST.format(names=rows["assist"])] if rows["assist"] else []),
    ]
    late = of.kind is LetterKind.URGE and of.due is not None and of.due < of.at
    said = wording.ended(rows["words"].strip()) == wording.ended(rows["matter"])  # the matter is its own title
    opening = wording.THIS_MATTER if said else wording.MATTER
    return [
        opening.format(title=rows["matter"], aside=inside),
        *map(wording.ended, _lines(rows["words"])),
        *(["".join(bodies)] if bodies else []),
        *map(wording.ended, _lines(of.words)),
        *([wording.LATE.format(due=rows["limit"])] if late else []),
        _asks(of),
        *([wording.MANDATE.format(mandate=of.mandate)] if of.mandate else []),
    ]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _asks(of: Occasion) -> str:
    """What is asked, and by when; a limit that has passed already is not asked for again."""
    ahead = of.due is not None and of.due >= of.at
    limit = wording.LIMIT.format(due=wording.minute(local(of.due))) if ahead and of.due else wording.NO_LIMIT
    role = next((word for key, word in wording.ROLES.items() if of.to.pk in of.case.parties.get(key, [])), wording.ROLE)
    return wording.ASKS[of.kind].format(limit=limit, role=role, today=wording.day(local(of.at)))
