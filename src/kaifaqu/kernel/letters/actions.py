"""Letters go out, and what comes back stamped is filed; a reply becomes an answer when somebody says so."""

from __future__ import annotations

from typing import Annotated

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, NotFound, Ref, Refusal, action
from kaifaqu.kernel.cases.engine import Answer, Live
from kaifaqu.kernel.cases.machine import END, RETURN
from kaifaqu.kernel.cases.models import Ask, AskKind, Case, ClockEntry, Move, Status
from kaifaqu.kernel.clock import local, now
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.files.store import digest_of, keep
from kaifaqu.kernel.files.upload import Upload
from kaifaqu.kernel.letters import wording
from kaifaqu.kernel.letters.content import Occasion, compose
from kaifaqu.kernel.letters.models import DIRECTIVE, Colour, Letter, LetterKind, Reply
from kaifaqu.kernel.letters.numbering import next_number
from kaifaqu.kernel.organs.models import Organ, OrganKind
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail import acts
from kaifaqu.kernel.trail.chain import canonical, digest

BODIES = tuple(kind.value for kind in OrganKind)
FREE = (LetterKind.CONSULT, LetterKind.ASSIST)
"""Kinds that may go to a body which the case has not asked for anything yet."""
MOST_FILES = 20
Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]


@action(title=_("发函"))
def issue_letter(
    case: Ref[Case],
    *,
    by: Actor,
    to: Annotated[Ref[Organ], Among(BODIES), Label(_("发给"))],
    kind: Annotated[LetterKind | None, Label(_("文种"), _("不选：改革办等办公室发提示函，其他单位发交办函"))] = None,
    colour: Annotated[Colour | None, Label(_("单子颜色"))] = None,
    words: Annotated[str, Field(max_length=1000), Label(_("补充说明"), long=True)] = "",
    phone: Annotated[str, Field(max_length=40), Label(_("联系电话"))] = "",
    mandate: Annotated[
        str,
        Field(max_length=200),
        Label(_("授权依据"), _("改革办等议事协调机构办公室发交办函、督办单须有授权；没有就用提示函")),
    ] = "",
) -> Letter:
    """A letter or slip on a case goes out to an organ, numbered and sealed.

    Without a kind it is a reminder where the sender is a co-ordinating office, which may not direct others (若干规定
    2024, 一·1), and an assignment otherwise.
    """
    row = case.row
    if not isinstance(by, Seat):
        raise Refusal("no_seat", _("发函须以单位的岗位办理。"))
    if row.status not in (Status.OPEN, Status.PAUSED):
        raise Refusal("closed", _("这件事已经办结或撤回。"))
    named = Subject.objects.in_bulk({by.organ, by.post, *_parties(row)})
    office = named[by.organ].kind == OrganKind.OFFICE
    chosen = kind or (LetterKind.REMIND if office else LetterKind.ASSIGN)
    ask = _asked(row, to.id)
    _require_fitting(chosen, colour, office=office, mandate=mandate, met=ask is not None or to.id in _parties(row))
    at = now()
    number = next_number(by.organ, _series(chosen, office=office, mandate=mandate), local(at).year)
    of = Occasion(
        case=row,
        ask=ask,
        sender=named[by.organ],
        to=to.subject,
        kind=chosen,
        colour=colour or "",
        number=number,
        at=at,
        mandate=mandate,
        words=words,
        post=named[by.post].title,
        phone=phone,
        limit=getattr(ask, "limit", None) or "",
        named=named,
    )
    return _sealed(of, by)


def _sealed(of: Occasion, by: Seat) -> Letter:
    text = canonical(compose(of))
    acts.current().changed("letter_number", old=None, new=of.number)
    acts.current().changed("letter_digest", old=None, new=digest(text))
    return Letter.objects.create(
        case=of.case,
        ask=of.ask.number if of.ask else None,
        sender=of.sender,
        to=of.to,
        kind=of.kind,
        colour=of.colour,
        number=of.number,
        issued_at=of.at,
        due_at=of.due,
        content=text,
        digest=digest(text),
        person_id=by.person,
    )


def _parties(case: Case) -> set[int]:
    return {organ for organs in case.parties.values() for organ in organs}


def _asked(case: Case, organ: int) -> Ask | None:
    """What the addressee is being asked for, with the limit of its clock as it was set."""
    started = ClockEntry.objects.filter(case=case.pk, clock=OuterRef("number"), move=Move.START).order_by("-id")
    rows = Ask.objects.filter(case=case.pk, organ=organ, answered_at__isnull=True).exclude(kind=AskKind.COPY)
    return rows.annotate(limit=Subquery(started.values("limit")[:1])).order_by("number").first()


def _series(kind: LetterKind, *, office: bool, mandate: str) -> str:
    soft = kind is LetterKind.SLIP and office and not mandate
    return wording.SOFT_SLIP if soft else wording.SERIES[kind]


def _require_fitting(kind: LetterKind, colour: Colour | None, *, office: bool, mandate: str, met: bool) -> None:
    if kind is LetterKind.SLIP and colour is None:
        raise Refusal("colour", _("请选择单子的颜色：蓝、黄或红。"), field="colour")
    if kind is not LetterKind.SLIP and colour is not None:
        raise Refusal("no_colour", _("只有督办单分颜色。"), field="colour")
    if kind is LetterKind.ASSIGN and office and not mandate:
        words = _("议事协调机构办公室不得向下级党委政府发布指令性文件；请改用提示函，或写明授权依据。")
        raise Refusal("mandate", words, field="mandate")
    if mandate and kind not in DIRECTIVE:
        raise Refusal("no_mandate", _("只有交办函和督办单需要写授权依据。"), field="mandate")
    if not met and kind not in FREE:
        raise Refusal("not_party", _("这个单位没有参与这件事；可以发协办函或征求意见函。"), field="to")


# ── What comes back ──────────────────────────────────────────────────────────────────────────────────────────────────


@action(title=_("归档回函"))
def file_reply(
    case: Ref[Case],
    *,
    by: Actor,
    letter: Annotated[Number, Label(_("哪一份函件"))],
    files: Annotated[list[Upload], Field(min_length=1, max_length=MOST_FILES), Label(_("扫描件或照片"))],
    stamped: Annotated[bool, Label(_("已盖章"))],
    pages: Annotated[list[Number], Field(max_length=99), Label(_("识别到的页"))] = [],  # noqa: B006  (Pydantic copies)
    words: Annotated[str, Field(max_length=1000), Label(_("说明"), long=True)] = "",
) -> Reply:
    """What came back on a letter goes on the record of its case. It answers nothing by itself.

    `stamped` is what the person sees; `pages` are the pages of the letter whose codes were read.
    """
    found = _of_case(case, letter)
    _require_new(case.id, files)
    for file in files:
        keep(file, case.id, field="files")
    acts.current().changed("letter_reply", old=None, new=found.number)
    acts.current().changed("letter_stamped", old=None, new="yes" if stamped else "no")
    return Reply.objects.create(
        letter=found,
        filed_at=now(),
        stamped=stamped,
        pages=sorted(set(pages)),
        words=words,
        person_id=by.person if isinstance(by, Seat) else None,
    )


def _of_case(case: Ref[Case], letter: int) -> Letter:
    found = Letter.objects.filter(pk=letter, case=case.id).first()
    if found is None:
        raise NotFound
    return found


def _require_new(case: int, files: list[Upload]) -> None:
    """Refuse what is on the record already, byte for byte, or twice among what was brought."""
    digests = [digest_of(file) for file in files]
    known = dict(File.objects.filter(subject=case, digest__in=digests).values_list("digest", "name"))
    for at, (file, own) in enumerate(zip(files, digests, strict=True)):
        if own in known or own in digests[:at]:
            words = _("“%(name)s”与已归档的“%(known)s”完全相同。")
            told = {"name": file.name, "known": known.get(own) or files[digests.index(own)].name}
            raise Refusal("duplicate", words % told, field="files")


@action(title=_("按回函办结"))
def accept_reply(
    case: Ref[Case],
    *,
    by: Actor,
    reply: Annotated[Number, Label(_("哪一份回函"))],
    verdict: Annotated[Key, Label(_("结论"))],
    words: Annotated[str, Field(min_length=2, max_length=1900), Label(_("回函内容摘要"), long=True)],
) -> Case:
    """A filed reply becomes the answer of the organ that sent it, given for it by whoever sent the letter."""
    row = Reply.objects.select_related("letter").filter(pk=reply, letter__case=case.id).first()
    if row is None:
        raise NotFound
    letter = row.letter
    if isinstance(by, Seat) and by.organ != letter.sender_id:
        raise Refusal("not_sender", _("只有发函的单位可以按回函办结。"))
    live = Live(case.row)
    live.require_open()
    asked = [ask for ask in live.open_asks() if ask.organ_id == letter.to_id]
    mine = next((ask for ask in asked if ask.number == letter.ask), asked[0] if asked else None)
    if mine is None:
        raise Refusal("answered", _("这一项已经有人答复。"))
    _require_no_plan(live, mine, verdict)
    acts.current().changed("letter_basis", old=None, new=letter.number)
    live.answer(mine, Answer(verdict, words + wording.BASIS.format(number=letter.number)), by)
    return live.settle()


def _require_no_plan(live: Live, ask: Ask, verdict: str) -> None:
    """A plan names its own day: the organ itself gives that answer."""
    to = live.machine.then(ask.stage).get(verdict, END) if ask.kind == AskKind.ACT else END
    if to not in (RETURN, END) and live.machine.stage(to).until:
        raise Refusal("plan", _("报方案须写明完成日期，请由对方单位自己答复。"), field="verdict")
