"""What becomes of a draft's changes: joined by others, taken back, and made again on a newer edition.

What somebody saw is compared with the draft as it stands; what is kept is what the draft starts from, so that changes
can be taken back in any order, and be told apart from a newer edition's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, Field

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.charter import amend
from kaifaqu.kernel.charter.amend import DATED, QUALIFIER, BadEdit, Edit, Files
from kaifaqu.kernel.charter.amendments import place_of
from kaifaqu.kernel.charter.checking import linted
from kaifaqu.kernel.charter.drafting import Draft
from kaifaqu.kernel.charter.load import BadCharter, Problem, parse
from kaifaqu.kernel.charter.models import Amendment
from kaifaqu.kernel.charter.overlay import Resolved
from kaifaqu.kernel.subjects.lang import lang

NOTHING = "—"
REFUSED: dict[str, Words] = {
    "stale": _("这一处现在写的是“%(detail)s”，与您看到的不同。请核对后再改。"),
    "unknown": _("方案里没有这一处：%(path)s。"),
    "early": _("日期须不早于这次修订的施行日期 %(detail)s。"),
    "same": _("与现在的写法相同，没有变化。"),
    "above": _("这里的值是上位方案规定的，本地没有另作规定，不能在这里废止。"),
    "taken": _("已有同名的条目：%(path)s。"),
    "form": _("这段文字读不出来：%(detail)s。"),
}
MOST = 20_000


class Wanted(BaseModel):
    """One change: what it is to, what was seen there, and what is to stand there; nothing: repeal or remove."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    path: Annotated[str, Field(min_length=3, max_length=200)]
    old: Annotated[str, Field(max_length=MOST)] = ""
    new: Annotated[str, Field(max_length=MOST)] = ""


class Unfit(Refusal):
    """Changes that do not fit what stands there, each by its path: what is wrong, and what stands there."""

    def __init__(self, found: Sequence[BadEdit]) -> None:
        self.faults: Mapping[str, Words] = {each.path: _words(each) for each in found}
        super().__init__(found[0].code, _words(found[0]))


def _words(error: BadEdit) -> Words:
    return REFUSED[error.code] % {"path": error.path, "detail": error.told(lang())}


@dataclass(frozen=True)
class Desk:
    """A draft with its changes made: the institution that it starts from, and as it stands."""

    draft: Draft
    base: Resolved
    now: Resolved
    in_force: date

    @classmethod
    def of(cls, row: Amendment) -> Desk:
        """The desk of an amendment. BadCharter where a superior has gone on."""
        draft = Draft.of(row.origin, place_of(row), row.in_force)
        return cls(draft, draft.institution(), Draft(row.text, draft.superiors).institution(), row.in_force)

    def text(self, edits: Sequence[Edit]) -> Files:
        """The text with these changes made."""
        return amend.amended(self.draft.files, edits, self.draft.superiors)

    def institution(self, files: Files) -> Resolved:
        """What a text would come to."""
        return Resolved([*self.draft.superiors, parse(files)])

    def joined(self, edits: list[Edit], wanted: Wanted, start: date | None, source: str) -> list[Edit]:
        """The changes with one more. BadEdit where what was seen is not what stands there."""
        path, new = wanted.path, wanted.new or None
        if path.count(".") == 1:
            return self._whole(edits, Edit(path, wanted.old or None, new, self.in_force, source))
        day = start if start and is_dated(path) else self.in_force
        if day < self.in_force:
            raise BadEdit("early", path, self.in_force.isoformat())
        self._require_seen(wanted, day)
        was = amend.written(self.base, path, day)
        others = [e for e in edits if (e.path, e.start) != (path, day)]
        if len(others) < len(edits) and new == was and self._after(others, path, day) == new:
            return others
        edit = Edit(path, was, new, day, source)
        return [edit if (e.path, e.start) == (path, day) else e for e in edits] + [edit] * (len(others) == len(edits))

    def _whole(self, edits: list[Edit], edit: Edit) -> list[Edit]:
        """A clause added; or removed, with whatever was changed in it: what only the draft had is simply gone."""
        if edit.new is not None:
            return [*edits, edit]
        rest = [e for e in edits if not f"{e.path}.".startswith(f"{edit.path}.")]
        added = any(e.path == edit.path and e.new is not None for e in edits)
        return rest if added else [*rest, edit]

    def _require_seen(self, wanted: Wanted, day: date) -> None:
        stands = amend.written(self.now, wanted.path, day)
        own = amend.written_in(self.now.own, wanted.path, day)
        if wanted.old not in {stands or "", own or ""}:
            raise BadEdit("stale", wanted.path, stands or NOTHING)
        if not wanted.new and own is None and stands is not None:
            if wanted.path.endswith(f".{QUALIFIER}"):
                return
            raise BadEdit("above", wanted.path)
        if (wanted.new or None) == own:
            raise BadEdit("same", wanted.path)

    def _after(self, edits: list[Edit], path: str, day: date) -> str | None:
        return amend.written(self.institution(self.text(edits)), path, day)


def is_dated(path: str) -> bool:
    """Whether what stands at a path holds from a day: a parameter's value, and its qualifier."""
    noun, _key, *inner = path.split(".")
    return noun == "params" and bool(inner) and inner[0] in DATED


def joined(desk: Desk, edits: list[Edit], changes: Sequence[Wanted], start: date | None, source: str) -> list[Edit]:
    """A draft's changes and these. Unfit with every one that does not fit."""
    bad = list[BadEdit]()
    for wanted in changes:
        try:
            edits = desk.joined(edits, wanted, start, source)
        except BadEdit as error:
            bad.append(error)
    if bad:
        raise Unfit(bad)
    return edits


def unknown_names(before: Resolved, after: Resolved, paths: Sequence[str]) -> list[Problem]:
    """What is newly wrong with the clauses of these paths: organs, stages and parameters that nobody knows."""
    clauses = {clause_of(path) for path in paths}
    found = [problem for problem in linted(after) if clause_of(problem.key) in clauses]
    if not found:
        return []
    old = {(problem.key, problem.words) for problem in linted(before)}
    return [problem for problem in found if (problem.key, problem.words) not in old]


def clause_of(path: str) -> str:
    """The noun and the id of a path."""
    return ".".join(path.split(".")[:2])


def carried(edits: Sequence[Edit], draft: Draft) -> tuple[list[Edit], list[Edit]]:
    """Which changes fit another text, and which do not: something else stands there, or the same already."""
    base = draft.institution()
    kept = [edit for edit in edits if _fits(edit, base, edits)]
    if not _can_be_made(kept, draft):
        tried: list[Edit] = []
        for edit in kept:
            tried += [edit] if _can_be_made([*tried, edit], draft) else []
        kept = tried
    return kept, [edit for edit in edits if edit not in kept]


def _fits(edit: Edit, base: Resolved, edits: Sequence[Edit]) -> bool:
    if edit.path.count(".") == 1 or any(e.path == clause_of(edit.path) and e.new for e in edits):
        return True
    return amend.written(base, edit.path, edit.start) == edit.old


def _can_be_made(edits: Sequence[Edit], draft: Draft) -> bool:
    try:
        parse(amend.amended(draft.files, edits, draft.superiors))
    except (BadEdit, BadCharter):
        return False
    return True
