"""Founding and changing places, organs, posts and people."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Personal, Ref, Refusal, action
from kaifaqu.kernel.organs import roles, since
from kaifaqu.kernel.organs.models import Organ, OrganKind, Person, Place, PlaceKind, Post
from kaifaqu.kernel.subjects.actor import Actor
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts

Title = Annotated[str, Field(min_length=1, max_length=200), Label(_("名称"))]
TitleEn = Annotated[str, Field(max_length=200), Label(_("英文名称"))]
On = Annotated[date, Label(_("生效日期"), _("实际发生之日，不是录入之日"))]
Basis = Annotated[str, Field(max_length=500), Label(_("依据"), _("文号、批示或会议；没有就留空"), long=True)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,59}$"), Label(_("短名"), _("小写拼音，用于网址和命令"))]


@action(title=_("建立首个地方"), founds=True)
def found_place(
    *, by: Actor, kind: Annotated[PlaceKind, Label(_("层级"))], title: Title, slug: Slug, on: On, title_en: TitleEn = ""
) -> Place:
    """The root of an empty installation: the first place, which has no parent."""
    if Place.objects.exists():
        raise Refusal("not_empty", _("已有地方；其余地方请在上级之下建立。"))
    return _place(None, kind, title, slug, on, title_en=title_en, code="", synthetic=False)


@action(title=_("建立地方"), founds=True)
def add_place(
    parent: Annotated[
        Ref[Place], Among((PlaceKind.COUNTRY, PlaceKind.PROVINCE, PlaceKind.CITY, PlaceKind.COUNTY_UNIT))
    ],
    *,
    by: Actor,
    kind: Annotated[PlaceKind, Label(_("层级"))],
    title: Title,
    slug: Slug,
    on: On,
    title_en: TitleEn = "",
    code: Annotated[str, Field(max_length=12), Label(_("区划代码"))] = "",
    synthetic: Annotated[bool, Label(_("演示数据"))] = False,
) -> Place:
    """A place below another. `code` is the GB/T 2260 code where the place is a division; zones have none."""
    return _place(parent.row, kind, title, slug, on, title_en=title_en, code=code, synthetic=synthetic)


def _place(
    parent: Place | None, kind: PlaceKind, title: str, slug: str, on: date, *, title_en: str, code: str, synthetic: bool
) -> Place:
    subject = new_subject(kind, title, title_en=title_en, place=parent.pk if parent else None, synthetic=synthetic)
    acts.current().born(subject.pk)
    place = put_into_tree(subject, kind, slug, parent, code=code)
    since.begin(subject.pk, on)
    return place


def put_into_tree(subject: Subject, kind: PlaceKind, slug: str, parent: Place | None, *, code: str = "") -> Place:
    """The place of a new subject below `parent`. Refuses a short name that another place has, also one given just now.

    The refusal must leave the act: the database takes no further statement in this transaction.
    """
    path = f"{parent.path if parent else '/'}{subject.pk}/"
    try:
        return Place.objects.create(subject=subject, kind=kind, slug=slug, code=code, path=path)
    except IntegrityError as error:
        raise Refusal("taken", _("这个短名已被使用。"), field="slug") from error


@action(title=_("设立机构"), founds=True)
def establish_organ(
    place: Ref[Place],
    *,
    by: Actor,
    kind: Annotated[OrganKind, Label(_("机构类别"))],
    title: Title,
    on: Annotated[date | None, Label(_("生效日期"), _("不清楚就留空"))] = None,
    title_en: TitleEn = "",
    parent: Annotated[Ref[Organ] | None, Label(_("上级机构")), Among(tuple(OrganKind))] = None,
    basis: Basis = "",
) -> Organ:
    """An organ at a place; an internal unit has the organ that it is a part of as its parent.

    Without a day its beginning is unknown, as of bodies that a source names in passing.
    """
    if on:
        since.require_each_in_being([place.id, *([parent.id] if parent else [])], on)
    subject = new_subject(
        kind,
        title,
        title_en=title_en,
        place=place.id,
        organ=parent.id if parent else None,
        synthetic=place.subject.synthetic,
    )
    acts.current().born(subject.pk)
    organ = Organ.objects.create(subject=subject, kind=kind, parent_id=parent.id if parent else None)
    if on:
        since.begin(subject.pk, on)
    return organ


@action(title=_("撤销机构"))
def abolish_organ(
    organ: Ref[Organ],
    *,
    by: Actor,
    on: On,
    into: Annotated[Ref[Organ] | None, Label(_("职能并入"), _("由哪个单位承接；没办完的事随之转去"))] = None,
    basis: Basis = "",
) -> Organ:
    """The organ ends on that day; it stays in the record, and nothing more can be done to it.

    Whoever takes its work over is asked in its place from then on.
    """
    if into:
        if into.id == organ.id:
            raise Refusal("same", _("不能并入自身。"), field="into")
        since.put(organ.id, since.SUCCESSOR, on, ref=into.id)
    since.put(organ.id, since.STATUS, on, code=since.ABOLISHED)
    return organ.row


@action(title=_("设置岗位"), founds=True)
def add_post(
    organ: Ref[Organ],
    *,
    by: Actor,
    title: Title,
    role: Annotated[str, Field(pattern=r"^[a-z_]+$", max_length=40), Label(_("权限角色"))],
    on: On,
    title_en: TitleEn = "",
) -> Post:
    """A post in an organ. The role says what its holder may do; `site/permissions.yaml` knows the roles."""
    if role not in roles.known():
        known = " ".join(roles.known())
        raise Refusal("unknown_role", _("没有这个角色；可用 %(roles)s。") % {"roles": known}, field="role")
    since.require_each_in_being([organ.id], on)
    subject = _inside(organ.row, Post.KIND, title, title_en)
    post = Post.objects.create(subject=subject, role=role)
    since.begin(subject.pk, on)
    return post


@action(title=_("登记人员"), founds=True)
def add_person(
    organ: Ref[Organ],
    *,
    by: Actor,
    name: Annotated[str, Field(min_length=1, max_length=80), Label(_("姓名")), Personal()],
    on: On,
    name_en: Annotated[str, Field(max_length=80), Label(_("英文姓名")), Personal()] = "",
) -> Person:
    """Somebody who works in an organ. The name goes into the spine, where it can be erased; not into the trail."""
    since.require_each_in_being([organ.id], on)
    subject = _inside(organ.row, Person.KIND, name, name_en)
    person = Person.objects.create(subject=subject)
    since.begin(subject.pk, on)
    return person


def _inside(organ: Organ, kind: str, title: str, title_en: str) -> Subject:
    home = organ.subject
    subject = new_subject(kind, title, title_en=title_en, place=home.place_id, organ=organ.pk, synthetic=home.synthetic)
    acts.current().born(subject.pk)
    return subject


@action(title=_("任职"))
def appoint(
    post: Ref[Post],
    *,
    by: Actor,
    person: Annotated[Ref[Person], Label(_("任职人")), Among((Person.KIND,))],
    on: On,
) -> Post:
    """From that day the person holds the post; whoever held it before no longer does."""
    since.put(post.id, since.HOLDER, on, ref=person.id, also=[post.subject.organ_id])
    return post.row


@action(title=_("授权代办"))
def grant_proxy(
    post: Ref[Post],
    *,
    by: Actor,
    to: Annotated[Ref[Post], Label(_("代办岗位")), Among((Post.KIND,))],
    on: On,
    until: Annotated[date, Label(_("截止日期"))],
    basis: Basis = "",
) -> Post:
    """The holder of post `to` may act for the holder of this post from `on` to the day before `until`."""
    if not on < until:
        raise Refusal("dates", _("截止日期须晚于生效日期。"), field="until")
    since.put_until(post.id, since.PROXY, on, until, ref=to.id, also=[post.subject.organ_id])
    return post.row
