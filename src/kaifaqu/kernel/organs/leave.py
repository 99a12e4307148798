"""Going away and coming back: who takes what is given to a post meanwhile (AB 角)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Label, Ref, Refusal, action
from kaifaqu.kernel.clock import today
from kaifaqu.kernel.organs import roles, since
from kaifaqu.kernel.organs.actions import Basis
from kaifaqu.kernel.organs.deputies import A_DAY, spans
from kaifaqu.kernel.organs.models import Post
from kaifaqu.kernel.subjects.actor import Actor

Away = Annotated[date, Label(_("离岗自"), _("离岗的第一天"))]
Last = Annotated[date, Label(_("离岗至"), _("离岗的最后一天，含当日"))]
Back = Annotated[date, Label(_("回岗日期"), _("从这一天起不再代理"))]


@action(title=_("安排离岗代理"))
def set_deputy(
    post: Ref[Post],
    *,
    by: Actor,
    deputy: Annotated[Ref[Post], Label(_("代理岗位"), _("本单位的另一个岗位"))],
    start: Away,
    last: Last,
    basis: Basis = "",
) -> Post:
    """While the post's holder is away, what is given to the post waits for another post of the organ too.

    The deputy acts in his own name and with his own permissions. To use a leader's takes a proxy.
    """
    _require_days(start, last)
    _require_fit(post.row, deputy.row)
    _require_manned(post.id, deputy.id, start)
    _require_free(post.id, deputy.id, start, last)
    since.put_until(post.id, since.DEPUTY, start, last + A_DAY, ref=deputy.id, also=[post.subject.organ_id])
    return post.row


@action(title=_("结束离岗代理"))
def end_deputy(post: Ref[Post], *, by: Actor, back: Back, basis: Basis = "") -> Post:
    """The holder is back before the day that was said, or does not go: the leave under way, else the next, ends."""
    if back < today():
        raise Refusal("past", _("不能早于今天；过去的日子已经按代理办理。"), field="back")
    rows = list(spans(Q(subject=post.id)))
    ahead = next((row for row in rows if getattr(row, "until", date.max) > back), None)
    if ahead is None:
        raise Refusal("no_deputy", _("这个岗位在这一天以后没有离岗代理。"), field="back")
    since.put(post.id, since.DEPUTY, max(back, ahead.start))
    return post.row


def _require_days(start: date, last: date) -> None:
    if start < today():
        raise Refusal("past", _("离岗不能从过去的日子算起；已经收到的事项从今天起转给代理人。"), field="start")
    if last < start:
        raise Refusal("dates", _("离岗的最后一天不能早于第一天。"), field="last")
    since.require_near(last, "last")


def _require_fit(post: Post, deputy: Post) -> None:
    if deputy.pk == post.pk:
        raise Refusal("self", _("不能由本岗位自己代理。"), field="deputy")
    if deputy.subject.organ_id != post.subject.organ_id:
        raise Refusal("other_organ", _("只能由本单位的岗位代理。"), field="deputy")
    if not roles.may_cover(post.role, deputy.role):
        raise Refusal("apart", _("系统管理员、安全员、审计员三员分设，只能由同类岗位代理。"), field="deputy")


def _require_manned(post: int, deputy: int, start: date) -> None:
    """Both posts have a holder on the first day, and not the same one."""
    held = since.as_of(since.HOLDER, start).filter(subject__in=[post, deputy], ref__isnull=False)
    holders = dict(held.values_list("subject", "ref"))
    if post not in holders:
        raise Refusal("vacant", _("这个岗位没有人任职；交给它的事项本单位的人都能办。"))
    if deputy not in holders:
        raise Refusal("vacant", _("代理岗位没有人任职。"), field="deputy")
    if holders[post] == holders[deputy]:
        raise Refusal("self", _("两个岗位是同一个人任职。"), field="deputy")


def _require_free(post: int, deputy: int, start: date, last: date) -> None:
    """Nobody stands in twice at a time: a post has one deputy, and no deputy is himself away, nor the other way."""
    rows = [
        row
        for row in spans(Q(subject__in=[post, deputy]) | Q(ref=post)).select_related("subject")
        if row.start <= last and getattr(row, "until", date.max) > start
    ]
    if any(row.subject_id == post for row in rows):
        raise Refusal("overlap", _("这几天已经安排了代理；先结束原来的，再重新安排。"), field="start")
    if any(row.subject_id == deputy for row in rows):
        raise Refusal("away", _("代理人自己在这几天也离岗，请另选一个岗位。"), field="deputy")
    if rows:
        words = _("这个岗位在这几天代理“%(post)s”，请先改由他人代理。")
        raise Refusal("deputising", words % {"post": rows[0].subject.name}, field="start")
