"""Amending a charter: drafted change by change, submitted, and adopted by a second officer; and exemptions from it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Annotated, TypeVar

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.charter import amend, editions
from kaifaqu.kernel.charter.amend import BadEdit, Edit
from kaifaqu.kernel.charter.amendments import place_of, soundness, started, untouched
from kaifaqu.kernel.charter.drafting import Draft, Texts, beginning, headed
from kaifaqu.kernel.charter.editing import REFUSED, Desk, Unfit, Wanted, carried, joined, unknown_names
from kaifaqu.kernel.charter.load import BadCharter, Problem, parse
from kaifaqu.kernel.charter.models import Amendment, Edition, Exemption, Stage
from kaifaqu.kernel.charter.schema.base import Force
from kaifaqu.kernel.charter.schema.nouns import Constraint
from kaifaqu.kernel.charter.words import AND, LISTED
from kaifaqu.kernel.organs import since
from kaifaqu.kernel.organs.actions import TitleEn
from kaifaqu.kernel.organs.models import Organ, Place, PlaceKind
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.kernel.subjects.lang import lang
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts

T = TypeVar("T")
SHOWN = 5
EXEMPTIBLE = ("zone", PlaceKind.COUNTY_UNIT.value)
Paper = Annotated[
    str, Field(min_length=2, max_length=200), Label(_("依据文件"), _("修订所依据文件的全称，将列入方案的出处"))
]
InForce = Annotated[date, Label(_("施行日期"), _("自这一天起按新的执行"))]
Reason = Annotated[str, Field(min_length=2, max_length=500), Label(_("理由"), long=True)]


@action(title=_("起草修订"), founds=True)
def begin_amendment(
    place: Ref[Place],
    *,
    by: Actor,
    document: Paper,
    in_force: InForce,
    issuer: Annotated[str, Field(max_length=200), Label(_("发文单位"))] = "",
    published: Annotated[date | None, Label(_("发文日期"))] = None,
    title_en: TitleEn = "",
    template: Annotated[
        str, Field(max_length=60), Label(_("以哪个方案为底本"), _("本地还没有方案时填写，如 yantai；不填则从空白起草"))
    ] = "",
) -> Amendment:
    """A draft of what the place's charter is to be: its latest edition, or where it has none a template's text."""
    base = editions.latest(place.id)
    if base is not None and template:
        raise Refusal("template", _("这里已有方案，修订在现行版本上进行，不能另选底本。"), field="template")
    _require_in_order(in_force, base)
    draft = _drafted(lambda: beginning(place.row, base, in_force, template))
    paper = {"title": document, "by": issuer, "published": published.isoformat() if published else ""}
    paper["key"] = f"{place.row.slug}-{in_force.year}-{Amendment.objects.filter(subject__place=place.id).count() + 1}"
    files = headed(draft.files, paper, in_force)
    subject = new_subject(
        Amendment.KIND, document, title_en=title_en, place=place.id, synthetic=place.subject.synthetic
    )
    acts.current().born(subject.pk)
    return Amendment.objects.create(
        subject=subject, base=base, origin=files, text=files, document=paper, in_force=in_force
    )


class Unsound(Refusal):
    """A charter that would not hold together: every problem, so that a form can put each where it belongs."""

    def __init__(self, problems: list[Problem], words: str) -> None:
        super().__init__("unsound", words)
        self.problems = problems


@action(title=_("改方案条款"))
def amend_clause(
    amendment: Ref[Amendment],
    *,
    by: Actor,
    changes: Annotated[list[Wanted], Field(min_length=1, max_length=100), Label(_("各处改动"))],
    paragraph: Annotated[str, Field(max_length=60), Label(_("出自哪一条"), _("依据文件的条款，如 第三条"))] = "",
    start: Annotated[date | None, Label(_("自何日起"), _("数值自这一天起改变；不填即施行日期"))] = None,
) -> Amendment:
    """Change, repeal, add or remove parts of the draft, all or none. The result must still read as a charter."""
    row = _in_stage(amendment.row, Stage.DRAFTING)
    source = f"{row.document['key']} {paragraph}".strip()
    desk = _drafted(lambda: Desk.of(row))
    _rewrite(row, joined(desk, [Edit.read(raw) for raw in row.changes], changes, start, source), desk.draft)
    _refuse_problems(unknown_names(desk.now, desk.institution(row.text), [wanted.path for wanted in changes]))
    for wanted in changes:
        acts.current().changed(wanted.path, old=wanted.old or None, new=wanted.new or None)
    return row


@action(title=_("取消一处改动"))
def undo_change(
    amendment: Ref[Amendment],
    *,
    by: Actor,
    path: Annotated[str, Field(min_length=3, max_length=200), Label(_("位置"))],
) -> Amendment:
    """Take a change back out of the draft; of a whole clause, every change to it."""
    row = _in_stage(amendment.row, Stage.DRAFTING)
    gone = [raw for raw in row.changes if f"{raw['path']}.".startswith(f"{path}.")]
    if not gone:
        raise Refusal("unknown", REFUSED["unknown"] % {"path": path}, field="path")
    _rewrite(row, [Edit.read(raw) for raw in row.changes if raw not in gone])
    for raw in gone:
        acts.current().changed(raw["path"], old=raw["new"], new=raw["old"])
    return row


@action(title=_("整体换文本"))
def replace_text(amendment: Ref[Amendment], *, by: Actor, text: Annotated[Texts, Label(_("方案文本"))]) -> Amendment:
    """Put a whole text in the draft's place, written elsewhere; single changes made so far are in it or are gone."""
    row = _in_stage(amendment.row, Stage.DRAFTING)
    draft = _drafted(lambda: Draft.of(text.files, place_of(row), row.in_force))
    row.origin = row.text = headed(draft.files, row.document, row.in_force)
    row.changes = []
    row.save(update_fields=["origin", "text", "changes"])
    acts.current().changed("text", old=None, new=text.as_record())
    return row


@action(title=_("按新版重做"))
def rebase_amendment(
    amendment: Ref[Amendment],
    *,
    by: Actor,
    in_force: Annotated[date | None, Label(_("施行日期"), _("不早于新版的施行日期；不填则不变"))] = None,
) -> Amendment:
    """Make the draft's changes on the newest edition; those that no longer fit are left out and named in its remark."""
    row = _in_stage(amendment.row, Stage.DRAFTING)
    newest = editions.latest(row.subject.place_id or 0)
    if newest is None or newest.pk == row.base_id:
        raise Refusal("current", _("这份修订就是在最新的一版上起草的，不必重做。"))
    if row.origin != _drafted(lambda: started(row)):
        raise Refusal("whole_text", _("这份修订换过整个文本，不能逐处重做。请先恢复到起草时的版本，或另行起草。"))
    day = in_force or row.in_force
    _require_in_order(day, newest)
    draft = _drafted(lambda: beginning(place_of(row), newest, day, ""))
    draft = Draft(headed(draft.files, row.document, day), draft.superiors)
    edits = [replace(edit, start=max(edit.start, day)) for edit in map(Edit.read, row.changes)]
    kept, left = carried(edits, draft)
    acts.current().changed("base", old=row.base and row.base.digest, new=newest.digest)
    for edit in left:
        acts.current().changed(edit.path, old=edit.new, new=None)
    told = LISTED[lang() == "en"].join(dict.fromkeys(edit.path for edit in left))
    row.remark = str(_("按第 %(n)s 版重做时没有沿用：%(paths)s") % {"n": newest.number, "paths": told}) if left else ""
    row.base, row.in_force, row.origin = newest, day, draft.files
    _rewrite(row, kept, draft)
    return row


@action(title=_("提交复核"))
def submit_amendment(
    amendment: Ref[Amendment],
    *,
    by: Actor,
    remark: Annotated[
        str, Field(max_length=2000), Label(_("说明"), _("算例结果有变化的，说明为什么应当变化"), long=True)
    ] = "",
) -> Amendment:
    """Ask a second officer to adopt it. The draft must be sound; examples that come out otherwise must be explained."""
    row = _in_stage(amendment.row, Stage.DRAFTING)
    _require_current(row)
    if untouched(row):
        raise Refusal("nothing", _("这份修订没有改动任何一处，不能提交。"))
    found = soundness(row)
    _refuse_problems(found.problems)
    if found.examples and not remark:
        words = _("%(n)s 个算例的结果会变：%(first)s。请在说明中写明为什么应当变化。")
        raise Refusal(
            "examples", words % {"n": len(found.examples), "first": found.examples[0].text(lang())}, field="remark"
        )
    if isinstance(by, Seat):
        row.submitted_by_id = by.person
    return _step(row, Stage.SUBMITTED, remark)


@action(title=_("复核施行"))
def adopt_amendment(amendment: Ref[Amendment], *, by: Actor) -> Amendment:
    """A second officer adopts it: a new edition, in force from its day, and what every place below it comes to."""
    row = _in_stage(amendment.row, Stage.SUBMITTED)
    if isinstance(by, Seat) and by.person == row.submitted_by_id:
        raise Refusal("second_officer", _("须由另一人复核；提交人不能复核自己的修订。"))
    _require_current(row)
    _refuse_problems(soundness(row).problems)
    return _adopted(row)


@action(title=_("退回修改"))
def return_amendment(amendment: Ref[Amendment], *, by: Actor, reason: Reason) -> Amendment:
    """Back to drafting, with what has to be mended."""
    return _step(_in_stage(amendment.row, Stage.SUBMITTED), Stage.DRAFTING, reason)


@action(title=_("撤回修订"))
def withdraw_amendment(amendment: Ref[Amendment], *, by: Actor, reason: Reason) -> Amendment:
    """Nothing comes of it; it stays in the record."""
    return _step(_in_stage(amendment.row, Stage.DRAFTING, Stage.SUBMITTED), Stage.WITHDRAWN, reason)


@action(title=_("装入方案文本"), founds=True)
def install_charter(place: Ref[Place], *, by: Actor) -> Amendment:
    """The first edition of a place from the charters that come with the software: setting up, by the software's rule.

    Refuses where the place has an edition already, or where the charter's superior has none.
    """
    if editions.latest(place.id) is not None:
        raise Refusal("adopted", _("这里已有方案；请走修订。"))
    draft = _drafted(lambda: beginning(place.row, None, None, place.row.slug))
    charter = parse(draft.files).charter
    subject = new_subject(Amendment.KIND, charter.title.zh, title_en=charter.title.en, place=place.id)
    acts.current().born(subject.pk)
    row = Amendment.objects.create(
        subject=subject, origin=draft.files, text=draft.files, in_force=charter.in_force, remark="seed"
    )
    _refuse_problems(soundness(row).problems)
    return _adopted(row)


@action(title=_("同意豁免"))
def exempt(
    place: Annotated[Ref[Place], Among(EXEMPTIBLE)],
    *,
    by: Actor,
    clause: Annotated[str, Field(pattern=r"^constraints\.[a-z][a-z0-9_]*$"), Label(_("哪一条约束"))],
    reason: Reason,
    on: Annotated[date, Label(_("自何日起"))],
    until: Annotated[date | None, Label(_("至何日止"), _("到这一天为止；长期的不填"))] = None,
    basis: Annotated[str, Field(max_length=500), Label(_("依据"), _("文号、批示或会议；没有就留空"))] = "",
) -> Place:
    """A zone or county unit need not keep a constraint, for a reason and until a day.

    What holds in principle may be exempted from by whoever may act here; from what must hold only at the place whose
    charter says it, or above.
    """
    since.require_near(on, "on")
    since.require_each_in_being([place.id], on)
    _require_exemptible(place.row, clause, on, by)
    if until is not None and not on < until:
        raise Refusal("dates", _("截止日期须晚于生效日期。"), field="until")
    same = Exemption.objects.filter(subject=place.id, clause=clause, start=on).first()
    if same is not None and (same.until, same.reason) == (until, reason):
        return place.row
    if same is not None:
        raise Refusal("taken", _("这一天起的豁免已经记过。"), field="on")
    Exemption.objects.create(subject_id=place.id, clause=clause, start=on, until=until, reason=reason, basis=basis)
    acts.current().changed(clause, old=None, new=_span(on, until))
    return place.row


@action(title=_("终止豁免"))
def end_exemption(
    place: Annotated[Ref[Place], Among(EXEMPTIBLE)],
    *,
    by: Actor,
    clause: Annotated[str, Field(pattern=r"^constraints\.[a-z][a-z0-9_]*$"), Label(_("哪一条约束"))],
    on: Annotated[date, Label(_("自何日起"))],
    reason: Reason,
) -> Place:
    """From a day on the constraint holds again."""
    since.require_near(on, "on")
    since.require_each_in_being([place.id], on)
    begun = list(Exemption.objects.filter(subject=place.id, clause=clause, start__lte=on))
    running = [e for e in begun if runs(e, on)]
    if not running and all(e.until != on for e in begun):
        raise Refusal("unknown", _("这一天没有这一条的豁免。"), field="on")
    for each in running:
        acts.current().changed(clause, old=_span(each.start, each.until), new=_span(each.start, on))
        Exemption.objects.filter(pk=each.pk).update(until=on)
    return place.row


# ── What the acts share ──────────────────────────────────────────────────────────────────────────────────────────────


def runs(exemption: Exemption, day: date) -> bool:
    """Whether an exemption is in force on a day; its last day is the one before `until`."""
    return exemption.start <= day and (exemption.until is None or day < exemption.until)


def _drafted(make: Callable[[], T]) -> T:
    try:
        return make()
    except BadCharter as error:
        _refuse_problems(error.problems)
        raise


def _rewrite(row: Amendment, changes: list[Edit], draft: Draft | None = None) -> None:
    """The draft's text anew: what it starts from, with every change made."""
    try:
        start = draft or Draft.of(row.origin, place_of(row), row.in_force)
        row.text = amend.amended(row.origin, changes, start.superiors)
        parse(row.text)
    except BadEdit as error:
        raise Unfit([error]) from error
    except BadCharter as error:
        _refuse_problems(error.problems)
    row.changes = [edit.as_json() for edit in changes]
    row.save(update_fields=["base", "in_force", "origin", "text", "changes", "remark"])


def _refuse_problems(problems: Iterable[Problem]) -> None:
    told = list(problems)
    if told:
        more = _(" …共 %(n)s 处") % {"n": len(told)} if len(told) > SHOWN else ""
        raise Unsound(told, AND[lang() == "en"].join(p.line(lang()) for p in told[:SHOWN]) + str(more))


def _require_in_order(in_force: date, base: Edition | None) -> None:
    if base is not None and in_force < base.in_force:
        words = _("施行日期须不早于现行版本的施行日期 %(day)s。")
        raise Refusal("order", words % {"day": base.in_force.isoformat()}, field="in_force")
    since.require_near(in_force, "in_force")


def _require_current(row: Amendment) -> None:
    newest = editions.latest(row.subject.place_id or 0)
    if newest is not None and newest.pk != row.base_id:
        words = _("起草之后方案已有第 %(n)s 版（%(day)s 起施行）。请按新版重做；这里的改动都还在。")
        raise Refusal("outdated", words % {"n": newest.number, "day": newest.in_force.isoformat()})


def _in_stage(row: Amendment, *stages: Stage) -> Amendment:
    if row.stage not in stages:
        raise Refusal("stage", _("这份修订现在是“%(stage)s”，不能这样办。") % {"stage": Stage(row.stage).label})
    return row


def _step(row: Amendment, stage: Stage, remark: str) -> Amendment:
    acts.current().changed("stage", old=row.stage, new=stage.value)
    row.stage, row.remark = stage, remark
    row.save(update_fields=["stage", "remark", "submitted_by", "edition"])
    return row


def _adopted(row: Amendment) -> Amendment:
    place = place_of(row)
    row.edition = editions.write_edition(place, row.text, row.in_force)
    acts.current().changed("edition", old=row.base and row.base.digest, new=row.edition.digest, of=place.pk)
    for resolution in editions.resolve(place, row.in_force):
        acts.current().mention(resolution.place_id)
    return _step(row, Stage.ADOPTED, row.remark)


def _require_exemptible(place: Place, clause: str, on: date, by: Actor) -> None:
    institution = editions.governing(place, on)
    found = institution.clauses.get(("constraints", clause.partition(".")[2])) if institution else None
    if found is None or not isinstance(found[1], Constraint):
        raise Refusal("unknown", REFUSED["unknown"] % {"path": clause}, field="clause")
    layer, constraint = found
    if constraint.force is Force.MUST and isinstance(by, Seat) and not _speaks_for(by, layer.name):
        words = _("这一条是“应当”，只有规定它的地方或其上级能同意豁免。")
        raise Refusal("must", words, field="clause")


def _speaks_for(by: Seat, slug: str) -> bool:
    """Whether the seat's organ lies at the place of that name or above it."""
    home = Organ.objects.filter(pk=by.organ).values_list("subject__place", flat=True).first()
    maker = Place.objects.filter(slug=slug).first()
    return maker is not None and f"/{home}/" in maker.path


def _span(start: date, until: date | None) -> str:
    return f"{start.isoformat()}/{until.isoformat() if until else ''}"
