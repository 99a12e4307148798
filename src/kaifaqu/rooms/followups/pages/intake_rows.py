"""The matters of a draft: as the form sends them, as they are merged, parted and added, and as the page draws them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.ui.links import url_of
from kaifaqu.rooms.followups.actions.taking import read_limit
from kaifaqu.rooms.followups.models import Kind
from kaifaqu.rooms.followups.queries.drafts import Draft, Row
from kaifaqu.rooms.followups.queries.intake import Desk, note_words, sure, why_words
from kaifaqu.rooms.followups.queries.rulebook import Rulebook, rulebook
from kaifaqu.rooms.followups.rules.splitting import rest_of
from kaifaqu.rooms.followups.rules.splitting_types import Item, Match, Proposal, Span, Who

FIELDS = ("words", "lead", "assists", "limit", "kind")
LONGEST = {"words": 2_000, "lead": 120, "assists": 600, "limit": 60, "kind": 12}
HEAD = {"origin": 20, "giver": 60, "document": 80, "day": 10}
PICKS = 4
QUIET = ("blank", "sender", "reply", "quote", "table_head", "heading", "signature", "for_all")
_PARTS = re.compile(r"\n\s*\n")
_SENTENCES = re.compile(r"(?<=[。；;！!？?])\s*")


@dataclass(frozen=True)
class Names:
    """Organs by what the page calls them: their name, and where they lie where two bear the same."""

    desk: Desk

    @cached_property
    def labels(self) -> dict[int, str]:
        """What the page calls each organ."""
        found = self.desk.organs.values()
        names = [each.name for each in found]
        twice = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()
        return {each.pk: _told_apart(each) if each.name in twice else each.name for each in found}

    @cached_property
    def ids(self) -> dict[str, int]:
        """The organ of each label, and of each title that only one bears."""
        titles: dict[str, int] = {}
        for organ in self.desk.organs.values():
            titles[organ.title] = 0 if organ.title in titles else organ.pk
        return {title: pk for title, pk in titles.items() if pk} | {label: pk for pk, label in self.labels.items()}

    def read(self, written: str) -> int | None:
        """The organ that was written: as the page calls it, else as papers do, where that is certain."""
        plain = written.strip()
        if not plain:
            return None
        if plain in self.ids:
            return self.ids[plain]
        found = sure(self.desk.directory.lookup(plain))
        return found.organ if found else None

    def several(self, written: str) -> list[tuple[str, int | None]]:
        """Names with 、 between them, each with its organ."""
        parts = [part.strip() for part in re.split(r"[、，,;；\n]+", written) if part.strip()]
        return [(part, self.read(part)) for part in parts]


def _told_apart(organ: Subject) -> str:
    return f"{organ.name} · {organ.place.name}" if organ.place else organ.name


# ── From a text ──────────────────────────────────────────────────────────────────────────────────────────────────────


def rows_of(found: Proposal, names: Names) -> list[Row]:
    """The matters of a proposal."""
    return [row_of(item, found.text, number, names) for number, item in enumerate(found.items, 1)]


def row_of(item: Item, text: str, number: int, names: Names) -> Row:
    """A matter as the page first shows it: what is certain is filled in, the rest is offered."""
    notes = [[note.code, note.words] for note in item.notes]
    lead = item.leads[0] if len(item.leads) == 1 else None
    return Row(
        id=number,
        spans=[[item.span.start, item.span.end]],
        words=item.said.of(text)[: LONGEST["words"]],
        lead=names.labels.get(item.lead or 0, ""),
        said="、".join(who.words for who in item.leads),
        picks=[] if lead and lead.organ else _picks(item.leads),
        assists="、".join(_called(who, names) for who in item.assists)[: LONGEST["assists"]],
        limit=item.when.words[: LONGEST["limit"]] if item.when else "",
        kind=item.urgency,
        notes=notes,
    )


def _picks(leads: tuple[Who, ...]) -> list[list[Any]]:
    """Whom the clerk may choose, the most certain first, each once."""
    found: dict[int, Match] = {}
    for match in sorted((match for who in leads for match in who.matches), key=lambda each: -each.certainty):
        found.setdefault(match.organ, match)
    return [[match.organ, match.certainty, match.why] for match in list(found.values())[:PICKS]]


def _called(who: Who, names: Names) -> str:
    return names.labels.get(who.organ or 0, who.words)


# ── From the form ────────────────────────────────────────────────────────────────────────────────────────────────────


def taken_over(draft: Draft, sent: Mapping[str, str], names: Names) -> None:
    """What stands in the form goes into the draft, whatever button was pressed."""
    for name, most in HEAD.items():
        if name in sent and not draft.order:
            setattr(draft, name, sent[name].strip()[:most])
    for row in draft.open:
        for name in FIELDS:
            value = sent.get(f"{name}-{row.id}")
            if value is not None:
                _set(row, name, value.replace("\r\n", "\n").strip()[: LONGEST[name]])
        pick = sent.get(f"pick-{row.id}", "")
        if not row.lead and pick.isdecimal():
            _set(row, "lead", names.labels.get(int(pick), ""))
        row.kind = row.kind if row.kind in Kind.values else Kind.ORDINARY.value


def _set(row: Row, name: str, value: str) -> None:
    """What is changed is no longer what was at fault."""
    if getattr(row, name) != value:
        setattr(row, name, value)
        row.faults.pop(name, None)


def day_of(draft: Draft) -> date | None:
    """The day of the paper, where one is written that is one."""
    try:
        return date.fromisoformat(draft.day)
    except ValueError:
        return None


# ── What the buttons do ──────────────────────────────────────────────────────────────────────────────────────────────


def merge(draft: Draft, number: int) -> int:
    """Put a matter to the open one before it; which one that is."""
    row = draft.row(number)
    before = [each for each in draft.open if each.id != number][: _place(draft, number)]
    if row is None or row.case or not before:
        return number
    kept = before[-1]
    kept.words = f"{kept.words}\n{row.words}"[: LONGEST["words"]]
    kept.spans = sorted([*kept.spans, *row.spans])
    kept.lead, kept.limit = kept.lead or row.lead, kept.limit or row.limit
    others = [name for name in (kept.assists, row.lead if row.lead != kept.lead else "", row.assists) if name]
    listed = [name for name in dict.fromkeys("、".join(others).split("、")) if name != kept.lead]
    kept.assists = "、".join(listed)[: LONGEST["assists"]]
    kept.notes, kept.faults = _both_notes(kept, row), {}
    draft.rows.remove(row)
    return kept.id


def _place(draft: Draft, number: int) -> int:
    return next((at for at, each in enumerate(draft.open) if each.id == number), 0)


def _both_notes(kept: Row, row: Row) -> list[list[str]]:
    settled = {"no_lead"} if kept.lead else set()
    settled |= {"no_limit"} if kept.limit else set()
    notes = [note for note in [*kept.notes, *row.notes] if note[0] not in settled]
    return [list(note) for note in dict.fromkeys((code, words) for code, words in notes)]


def part(draft: Draft, number: int, names: Names) -> int:
    """Part a matter where its words have an empty line, else at each sentence; the first keeps who and when."""
    row = draft.row(number)
    if row is None or row.case:
        return number
    pieces = [piece.strip() for piece in _PARTS.split(row.words) if piece.strip()]
    if len(pieces) < 2:
        pieces = [piece.strip() for piece in _SENTENCES.split(row.words) if piece.strip()]
    if len(pieces) < 2:
        return number
    at = draft.rows.index(row)
    made: list[Row] = []
    for piece in pieces:
        item = names.desk.read_one(piece, day_of(draft))
        new = row_of(item, piece, draft.next_id() + len(made), names)
        new.spans, new.words = _found_in(draft.text, piece, row.spans), piece[: LONGEST["words"]]
        made.append(new)
    if not made[0].lead:
        made[0].lead, made[0].notes = row.lead, [note for note in made[0].notes if note[0] != "no_lead"]
    if not any(new.limit for new in made):
        made[0].limit = row.limit
    draft.rows[at : at + 1] = made
    return made[0].id


def _found_in(text: str, piece: str, spans: list[list[int]]) -> list[list[int]]:
    """Where in its matter's stretch of the text a piece stands; nowhere where it was changed."""
    for start, end in spans:
        at = text.find(piece, start, end)
        if at >= 0:
            return [[at, at + len(piece)]]
    return []


def leave_out(draft: Draft, number: int) -> None:
    """Take a matter off the list; its words are told as not listed again."""
    row = draft.row(number)
    if row is not None and not row.case:
        draft.rows.remove(row)


def add(draft: Draft, span: str, names: Names) -> int:
    """A further matter: a stretch of the text that was not listed, or an empty one."""
    found = re.fullmatch(r"(\d{1,7})-(\d{1,7})", span)
    number = draft.next_id()
    if found is None:
        draft.rows.append(Row(number, [], ""))
        return number
    stretch = Span(int(found[1]), min(int(found[2]), len(draft.text)))
    taken = [Span(*each) for row in draft.rows for each in row.spans]
    if stretch.start >= stretch.end or any(t.start < stretch.end and stretch.start < t.end for t in taken):
        return draft.rows[-1].id if draft.rows else 0
    words = stretch.of(draft.text).strip()
    row = row_of(names.desk.read_one(words, day_of(draft)), words, number, names)
    row.spans, row.words = [list(stretch)], words[: LONGEST["words"]]
    draft.rows.append(row)
    draft.rows.sort(key=lambda each: each.spans[0][0] if each.spans else len(draft.text))
    return number


# ── As it is drawn ───────────────────────────────────────────────────────────────────────────────────────────────────


def drawn_source(draft: Draft) -> list[dict[str, Any]]:
    """The text in pieces: those of a matter with its number, the others with what they are."""
    owners = {tuple(span): at for at, row in enumerate(draft.rows, 1) for span in row.spans}
    taken = sorted(Span(*span) for span in owners)
    rest = rest_of(draft.text, taken, [(Span(start, end), why) for start, end, why in draft.aside])
    pieces: list[tuple[Span, int, str]] = [(span, owners[tuple(span)], "") for span in taken]
    pieces += [(each.span, 0, each.why) for each in rest]
    return [_piece(draft, span, number, why) for span, number, why in sorted(pieces)]


def _piece(draft: Draft, span: Span, number: int, why: str) -> dict[str, Any]:
    may = not number and why not in QUIET and not draft.order
    words = span.of(draft.text)
    row = draft.rows[number - 1] if number else None
    return {
        "text": words,
        "number": number,
        "row": row.id if row else 0,
        "quiet": why in QUIET,
        "why": why,
        "take": f"{span.start}-{span.end}" if may and len(words.strip()) > 3 else "",
    }


@dataclass(frozen=True)
class Drawing:
    """How the matters of a draft are drawn."""

    draft: Draft
    names: Names

    @cached_property
    def book(self) -> Rulebook:
        """The charter's limits by kind."""
        return rulebook(self.names.desk.place, today())

    def rows(self) -> Iterator[dict[str, Any]]:
        """Every matter, in order."""
        subjects = Subject.objects.in_bulk([row.case for row in self.draft.rows if row.case])
        for number, row in enumerate(self.draft.rows, 1):
            case = subjects.get(row.case)
            yield {
                "number": number,
                "row": row,
                "notes": [note_words(code, words) for code, words in row.notes if not _settled(code, row)],
                "picks": self._picks(row),
                "kinds": [{"value": k.value, "label": k.label, "chosen": k.value == row.kind} for k in Kind],
                "due": self.due_words(row),
                "url": url_of(case) if case else "",
                "first": number == 1,
                "lines": min(8, max(2, 1 + row.words.count("\n") + len(row.words) // 42)),
            }

    def _picks(self, row: Row) -> list[dict[str, Any]]:
        known = [(pk, certainty, why) for pk, certainty, why in row.picks if pk in self.names.labels]
        return [
            {"id": pk, "label": self.names.labels[pk], "why": why_words(Match(pk, certainty, why)), "sure": certainty}
            for pk, certainty, why in known
        ]

    def due_words(self, row: Row) -> str:
        """The day that a matter's limit comes to, and how it stands to today."""
        if not row.limit:
            return self._by_default(Kind(row.kind))
        due = self.names.desk.due(row.limit, day_of(self.draft))
        if due is None:
            return _("推算不出日期，请写成 2026-12-01 这样")
        return _day_words(due)

    def _by_default(self, kind: Kind) -> str:
        try:
            found = read_limit("", kind, today(), self.names.desk.place, self.book)
        except Refusal:
            return ""
        if found is None:
            return _("制度方案没有规定时限，请写明")
        return _("没写时限，按%(kind)s：%(day)s") % {"kind": kind.label, "day": _day_words(found.day)}


def _settled(code: str, row: Row) -> bool:
    """A doubt about a lead that has been chosen meanwhile, or a limit that has been written, is none any more."""
    lead = ("no_lead", "two_leads", "all_units", "lead_unknown", "lead_unsure", "label_empty")
    return bool((code in lead and row.lead) or (code == "no_limit" and row.limit))


def _day_words(day: date) -> str:
    """A day with its weekday and how far off it is."""
    week = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))[day.weekday()]
    left = (day - today()).days
    if left < 0:
        ago = _("已过 %(n)s 天") % {"n": -left}
        return f"{day.isoformat()} {week} · {ago}"
    ahead = _("还有 %(n)s 天") % {"n": left} if left else _("今天")
    return f"{day.isoformat()} {week} · {ahead}"
