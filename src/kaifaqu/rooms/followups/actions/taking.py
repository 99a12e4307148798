"""Taking in what was ordered, and assigning it item by item: each becomes a case. HA-16, how-offices-work 2 and S3."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated

from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.calendars.lookup import calendar_of
from kaifaqu.kernel.cases.checks import require_living
from kaifaqu.kernel.cases.models import Case, Origin, Status
from kaifaqu.kernel.cases.opening import opening
from kaifaqu.kernel.cases.parties import ASSIST, LEAD
from kaifaqu.kernel.clock import ZONE, now, today
from kaifaqu.kernel.clock.faults import BadTime
from kaifaqu.kernel.files.store import keep
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, PlaceKind, Post
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.kernel.subjects.lang import lang
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts
from kaifaqu.rooms.followups.models import FollowUp, Kind, Order
from kaifaqu.rooms.followups.queries.rulebook import Rulebook, rulebook
from kaifaqu.rooms.followups.rules import titled, written_number
from kaifaqu.rooms.followups.rules.limits import Derived, derived

HERE = tuple(kind.value for kind in PlaceKind if kind is not PlaceKind.GROUP)
PROCEDURE, LONG = "follow_up", "follow_up_long"
LATEST = 366 * 10
EARLIEST = date(2000, 1, 1)
Words = Annotated[str, Field(min_length=2, max_length=100_000), Label(_("原文"), _("照抄，不改写"), long=True)]
Matter = Annotated[str, Field(min_length=2, max_length=2000), Label(_("交办事项"), _("要做成什么"), long=True)]
LimitWords = Annotated[
    str,
    Field(max_length=60),
    Label(_("时限"), _("照原话写：月底前、15个工作日、2026-12-01；不写按急件、平件、长期的规定")),
]
Lead = Annotated[Ref[Organ], Label(_("牵头单位")), Among(tuple(OrganKind))]
Assists = Annotated[list[int], Field(max_length=20), Label(_("协办单位"))]
Paper = Annotated[
    Upload | None, Label(_("批示件或文件"), _("照片、扫描件、docx 或 PDF，不超过 20 MB；严禁上传涉密文件"))
]


@action(title=_("登记交办来源"), founds=True)
def take_in_order(
    place: Annotated[Ref[Place], Among(HERE)],
    *,
    by: Actor,
    origin: Annotated[Origin, Label(_("来源"))],
    words: Words,
    day: Annotated[date, Label(_("日期"), _("批示、会议或文件的日期，不是录入之日"))],
    giver: Annotated[str, Field(max_length=60), Label(_("谁交办的"), _("如：分管副市长；会议写会议名称"))] = "",
    post: Annotated[Ref[Post] | None, Label(_("批示领导的岗位"))] = None,
    document: Annotated[str, Field(max_length=80), Label(_("文号"), _("没有的不填"))] = "",
    file: Paper = None,
) -> Order:
    """A paper from which work comes is taken in, its words as they stand. What is to be done is assigned afterwards."""
    if day > today():
        raise Refusal("in_future", _("日期不能晚于今天。"), field="day")
    if day < EARLIEST:
        raise Refusal("too_early", _("日期太早，请核对年份。"), field="day")
    sheet = Sheet(origin.value, giver, day, document, post.id if post else None)
    row = _founded(place.id, sheet, words, by, synthetic=place.subject.synthetic)
    if file:
        keep(file, row.pk)
    return row


@action(title=_("分派事项"), founds=True)
def assign(
    order: Annotated[Ref[Order], Label(_("来源"))],
    *,
    by: Actor,
    words: Matter,
    lead: Lead,
    assists: Assists = [],  # noqa: B006  (Pydantic copies defaults)
    kind: Annotated[Kind, Label(_("缓急"))] = Kind.ORDINARY,
    limit: LimitWords = "",
    given: Annotated[date | None, Label(_("交办日期"), _("不填为今天；补录旧件时填当时的日期"))] = None,
) -> Case:
    """One matter of an order is assigned: who leads, who assists, by when. It is a case from now on.

    The words of the limit are kept, and its day follows from them by the rule that is shown.
    """
    row = order.row
    place = Place.objects.select_related("subject").get(pk=order.subject.place_id)
    on = given or today()
    if not row.day <= on <= today():
        raise Refusal("dates", _("交办日期须在来源日期（%(day)s）和今天之间。") % {"day": row.day}, field="given")
    return _taken(row, place, Item(words, lead.id, tuple(assists), kind, limit_of(limit, kind, on, place), on), by)


@action(title=_("再分解"), founds=True)
def split_item(
    case: Ref[Case],
    *,
    by: Actor,
    words: Matter,
    lead: Lead,
    assists: Assists = [],  # noqa: B006  (Pydantic copies defaults)
    limit: LimitWords = "",
) -> Case:
    """Whoever leads a matter gives a part of it to another unit, as a case of its own below it; he answers for both."""
    parent = case.row
    if parent.status not in (Status.OPEN, Status.PAUSED):
        raise Refusal("closed", _("这件事已经办结或撤回。"))
    if isinstance(by, Seat) and by.organ not in (*parent.parties.get(LEAD, []), parent.caller_id):
        raise Refusal("not_yours", _("只有牵头单位或交办单位可以再分解。"))
    own = FollowUp.objects.filter(case=parent.pk).first()
    place = Place.objects.select_related("subject").get(pk=case.subject.place_id)
    kind = Kind(own.kind) if own else Kind.ORDINARY
    due = limit_of(limit, kind, today(), place) if limit or not own else _as_parent(parent, kind, place)
    part = Case.objects.filter(parent=parent.pk).count() + 1
    number = f"{parent.number}-{part}" if parent.number else ""
    item = Item(words, lead.id, tuple(assists), kind, due, parent=parent.pk)
    child = _opened(place, parent.origin, by, item, number[:40])
    FollowUp.objects.create(
        case=child, order_id=own.order_id if own else None, item=part, kind=kind, given=today(), limit=due.words
    )
    acts.current().mention(parent.pk)
    return child


# ── What the acts share ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Sheet:
    """What a paper is besides its words: where it comes from, who gave it, its day and number."""

    origin: str
    giver: str
    day: date
    document: str
    post: int | None = None


@dataclass(frozen=True)
class Item:
    """A matter about to be assigned."""

    words: str
    lead: int
    assists: tuple[int, ...]
    kind: Kind
    due: Derived
    given: date | None = None
    parent: int | None = None


def _founded(place: int, sheet: Sheet, words: str, by: Actor, *, synthetic: bool) -> Order:
    """An order, numbered by its desk within the year."""
    desk, year = by.organ if isinstance(by, Seat) else None, today().year
    last = Order.objects.filter(desk=desk, year=year).aggregate(last=Max("number"))["last"] or 0
    subject = new_subject(Order.KIND, titled(words), place=place, organ=desk, synthetic=synthetic)
    acts.current().born(subject.pk)
    return Order.objects.create(
        subject=subject,
        origin=sheet.origin,
        day=sheet.day,
        words=words,
        document=sheet.document,
        giver=sheet.giver,
        post_id=sheet.post,
        desk_id=desk,
        year=year,
        number=last + 1,
    )


def _taken(row: Order, place: Place, item: Item, by: Actor) -> Case:
    """A matter of an order becomes a case."""
    number = row.split + 1
    case = _opened(place, row.origin, by, item, number_of(row, number))
    given = item.given or today()
    FollowUp.objects.create(case=case, order=row, item=number, kind=item.kind, given=given, limit=item.due.words)
    Order.objects.filter(pk=row.pk).update(split=number)
    row.split = number
    acts.current().changed("order.split", old=number - 1, new=number, of=row.pk)
    return case


def write_sheet(place: Place, sheet: Sheet, items: Sequence[Item], by: Actor) -> list[int]:
    """A paper of an old ledger and its matters; only inside an act. The ids of what came into being."""
    words = "\n".join(item.words for item in items)
    order = _founded(place.pk, sheet, words, by, synthetic=place.subject.synthetic)
    return [order.pk, *(_taken(order, place, item, by).pk for item in items)]


def _opened(place: Place, origin: str, by: Actor, item: Item, number: str) -> Case:
    if item.lead in item.assists:
        raise Refusal("twice", _("牵头单位不能同时协办。"), field="assists")
    require_living([item.lead, *item.assists])
    return opening(
        place,
        LONG if item.kind is Kind.LONG else PROCEDURE,
        titled(item.words),
        item.words,
        by=by,
        parties={LEAD: [item.lead], ASSIST: list(item.assists)},
        within=item.due.day.isoformat(),
        origin=origin,
        number=number,
        parent=item.parent,
        since=item.given,
    )


def number_of(order: Order, item: int) -> str:
    """The desk's own number of an item."""
    return written_number(order.year, order.number, item)


def limit_of(words: str, kind: Kind, on: date, place: Place, field: str = "limit") -> Derived:
    """The day that a limit in words comes to where it was given on a day; a Refusal that says what would be right."""
    book = rulebook(place, today())
    found = read_limit(words, kind, on, place, book, field)
    if found is None:
        raise Refusal("no_limit", _("制度方案没有规定这一类的时限，请写明时限。"), field=field)
    if found.day < on:
        raise Refusal("limit_before", _("时限（%(day)s）早于交办日期。") % {"day": found.day.isoformat()}, field=field)
    if (found.day - on).days > LATEST:
        raise Refusal("limit_far", _("时限太远，请核对。"), field=field)
    return found


def read_limit(words: str, kind: Kind, on: date, place: Place, book: Rulebook, field: str = "limit") -> Derived | None:
    """The same, without bounds; None where nothing is written and no rule gives a limit."""
    began = now() if on == today() else datetime.combine(on, time(9), tzinfo=ZONE)
    try:
        return derived(words, began, calendar_of(place), book.limit_of(kind))
    except BadTime as fault:
        raise Refusal("limit", fault.text(lang()), field=field) from fault


def _as_parent(parent: Case, kind: Kind, place: Place) -> Derived:
    """A part without a limit of its own is due when the whole is."""
    if parent.limit_at is None:
        return limit_of("", kind, today(), place)
    day = max(parent.limit_at.astimezone(ZONE).date(), today())
    return Derived(day, "", "同上级事项", "as the matter that it is a part of")
