"""A paper on its way to the desk: its text, and what it comes to for whoever brings it. Nothing is written here."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.calendars.lookup import calendar_of
from kaifaqu.kernel.clock import ZONE, now, today
from kaifaqu.kernel.files.upload import MAX_BYTES, MEDIA_TYPES, TOO_BIG, Upload
from kaifaqu.kernel.organs.models import OrganKind, Place
from kaifaqu.kernel.organs.since import in_being
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.followups.rules import reading, seeing
from kaifaqu.rooms.followups.rules.splitting import one_item, split
from kaifaqu.rooms.followups.rules.splitting_head import secret_mark
from kaifaqu.rooms.followups.rules.splitting_names import Directory
from kaifaqu.rooms.followups.rules.splitting_types import SURE, Item, Match, Named, Proposal, Span, When, Who
from kaifaqu.rooms.followups.rules.splitting_when import Start, due_of

MOST_ORGANS = 5_000
FAULTS: dict[str, Words] = {
    "kind": gettext_lazy("读不了这种文件；可用 docx、txt、pdf、png、jpg，或者把文字粘贴进来。"),
    "old_word": gettext_lazy("旧版 Word 或 WPS 文件读不了，请另存为 docx 再传，或者把文字粘贴进来。"),
    "encrypted": gettext_lazy("文件加了密码，读不了。请去掉密码再传，或者把文字粘贴进来。"),
    "macro": gettext_lazy("文件带宏，为安全起见不读。请另存为不带宏的 docx 再传。"),
    "broken": gettext_lazy("文件打不开，可能已损坏。请用原始文件再传，或者把文字粘贴进来。"),
    "bomb": gettext_lazy("文件解开后过大，不读。请把文字粘贴进来。"),
    "too_long": gettext_lazy("文字超过 200 KB，请分成几份。"),
    "empty": gettext_lazy("文件里没有文字。"),
    "scan": gettext_lazy("这份 PDF 是扫描件，里面没有文字。请传照片，或者照着录入。"),
    "pixels": gettext_lazy("照片像素过大，不读。请缩小后再传。"),
}
SECRET = gettext_lazy("文中有密级标志“%(mark)s”。本系统是非涉密系统，严禁处理涉密信息，没有读取也没有保存。")


@dataclass(frozen=True)
class Brought:
    """What was brought: its words, and whether they were read from a photo and have to be checked against it."""

    words: str
    from_photo: bool = False


def text_of(upload: Upload) -> Brought:
    """What a file says; that of a photo where photos can be read here. Raises Refusal in plain words.

    A photo that is not read gives no words: it stands beside the box, and a person types what it says.
    """
    if upload.size > MAX_BYTES:
        raise Refusal("file_too_big", TOO_BIG % {"limit": MAX_BYTES // 1024 // 1024}, field="file")
    if not upload.size:
        raise Refusal("file_empty", FAULTS["empty"], field="file")
    upload.stream.seek(0)
    data = upload.stream.read()
    try:
        if upload.ending in reading.PHOTOS:
            return _of_photo(upload, data)
        found = reading.read(upload.name, data)
    except reading.Unreadable as fault:
        raise Refusal(f"file_{fault.code}", FAULTS[fault.code], field="file") from fault
    if upload.ending in MEDIA_TYPES:
        Upload(upload.name, upload.size, io.BytesIO(data)).check("file")
    refuse_secret(f"{upload.name.rpartition('.')[0]}\n{found.beside}", field="file")
    refuse_secret(found.words, field="file")
    return Brought(found.words)


def _of_photo(upload: Upload, data: bytes) -> Brought:
    Upload(upload.name, upload.size, io.BytesIO(data)).check("file")
    reading.check_photo(data)
    refuse_secret(upload.name.rpartition(".")[0], field="file")
    words = reading.cleaned(seeing.seen(data)) if seeing.can_see() else ""
    refuse_secret(words, field="file")
    return Brought(words, from_photo=bool(words.strip()))


def refuse_secret(words: str, *, field: str) -> None:
    """Refuse what bears a mark of secrecy at its head. how-offices-work 10."""
    if mark := secret_mark(words):
        raise Refusal("secret", SECRET % {"mark": mark}, field=field)


@dataclass(frozen=True)
class Desk:
    """Who reads a text, where, and the organs that it may name."""

    actor: Actor
    place: Place

    @cached_property
    def organs(self) -> dict[int, Subject]:
        """The living organs within sight, by id."""
        rows = visible_to(self.actor).filter(kind__in=list(OrganKind), pk__in=in_being(today()).values("subject"))
        found = rows.select_related("place").order_by("sort_key", "pk")[:MOST_ORGANS]
        return {each.pk: each for each in found}

    @cached_property
    def directory(self) -> Directory:
        """The same organs by every name that papers have for them."""
        near = _near(self.place)
        named = [
            Named(pk, each.title, near=each.place_id in near, place=each.place.title if each.place else "")
            for pk, each in self.organs.items()
        ]
        return Directory(named)

    def start(self, day: date | None = None) -> Start:
        """From when limits count: the day of the paper where it is known, else now."""
        at = datetime.combine(day, time(9), ZONE) if day and day < today() else now()
        return Start(at, calendar_of(self.place), today())

    def split(self, words: str) -> Proposal:
        """A text as matters; a short one in which none is seen is one matter as a whole."""
        found = split(words, self.directory, self.start())
        if found.items or not words.strip() or len(words) > SHORT:
            return found
        span = Span(0, len(words))
        return Proposal(words, (one_item(words, span, self.directory, self.start(found.head.day)),), (), found.head)

    def read_one(self, words: str, day: date | None) -> Item:
        """Some words as one matter."""
        return one_item(words, Span(0, len(words)), self.directory, self.start(day))

    def due(self, limit: str, day: date | None) -> date | None:
        """The day that a limit comes to, counted from a paper's day; None where it is not understood."""
        return due_of(limit, self.start(day)) if limit.strip() else None


SHORT = 500
"""Characters up to which a text without any matter that is seen is taken for one: a slip of a few words."""


def _near(place: Place) -> set[int]:
    """The place of a desk with all above and below it; other counties' bureaus bear the same names."""
    above = {int(part) for part in place.path.split("/") if part}
    return above | set(Place.objects.filter(path__startswith=place.path).values_list("pk", flat=True))


# ── For programs ─────────────────────────────────────────────────────────────────────────────────────────────────────


def told(found: Proposal) -> dict[str, Any]:
    """A proposal for programs: every character of the text is in an item or in the rest."""
    head = found.head
    return {
        "text": found.text,
        "head": {
            "origin": head.origin,
            "by": head.by,
            "number": head.number,
            "day": head.day.isoformat() if head.day else None,
        },
        "items": [_item(item, found.text) for item in found.items],
        "rest": [{"start": r.span.start, "end": r.span.end, "why": r.why} for r in found.rest],
    }


def _item(item: Item, text: str) -> dict[str, Any]:
    return {
        "start": item.span.start,
        "end": item.span.end,
        "words": item.said.of(text),
        "lead": item.lead,
        "leads": [_who(each) for each in item.leads],
        "assists": [_who(each) for each in item.assists],
        "limit": _limit(item.when) if item.when else None,
        "kind": item.urgency,
        "notes": [
            {"code": note.code, "words": note.words, "text": note_words(note.code, note.words)} for note in item.notes
        ],
    }


def _who(who: Who) -> dict[str, Any]:
    matches = [{"organ": m.organ, "certainty": m.certainty, "why": m.why} for m in who.matches]
    return {"words": who.words, "start": who.span.start, "end": who.span.end, "organ": who.organ, "matches": matches}


def _limit(when: When) -> dict[str, Any]:
    return {
        "words": when.words,
        "due": when.due.isoformat() if when.due else None,
        "assumed": when.assumed,
        "from_all": when.from_all,
    }


# ── In words ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def note_words(code: str, words: str) -> str:
    """What the clerk has to look at, in a sentence."""
    told = {
        "no_lead": _("没有写牵头单位"),
        "two_leads": _("写了几个牵头单位，请选一个：%(words)s"),
        "all_units": _("写的是“%(words)s”，请选一个牵头单位，其余列为协办"),
        "lead_unknown": _("牵头单位“%(words)s”不在登记的机构里"),
        "lead_unsure": _("牵头单位“%(words)s”认不准，请选"),
        "assist_unsure": _("协办单位认不准：%(words)s"),
        "list_first": _("并列的单位，排第一的作牵头：%(words)s"),
        "also_does": _("文中还要“%(words)s”承担一部分，已列为协办"),
        "label_empty": _("“%(words)s”后面没有内容") if words else _("牵头单位一栏是空的"),
        "no_limit": _("没有写时限，按缓急的规定"),
        "limit_unknown": _("时限“%(words)s”推算不出日期"),
        "limit_past": _("时限“%(words)s”已经过了"),
        "limit_far": _("时限“%(words)s”没写年份，推到了很久以后，请核对"),
        "two_limits": _("写了几个时限，取最后一个：%(words)s"),
        "recurring": _("要定期报：%(words)s"),
    }
    return told[code] % {"words": words}


def why_words(match: Match) -> str:
    """How a name came to an organ."""
    return {
        "exact": _("全称"),
        "alias": _("别称"),
        "place_left_out": _("省去了地名"),
        "short": _("惯用简称"),
        "level_left_out": _("省去了“市、县、区”"),
        "zone_named": _("写的是开发区"),
        "several": _("几个单位都可以这样叫"),
        "elsewhere": _("不在本地"),
        "similar": _("名称相近"),
    }[match.why]


def sure(matches: Iterable[Match]) -> Match | None:
    """The match that is certain enough to be filled in."""
    return next((match for match in matches if match.certainty >= SURE), None)
