"""A post changes hands: the leaver signs what he leaves open, the successor signs that he has taken it over."""

from __future__ import annotations

from typing import Annotated

from django.utils.translation import gettext_lazy as _
from pydantic import Field

from kaifaqu.kernel.actions import Among, Label, Ref, Refusal, action
from kaifaqu.kernel.clock import now, today
from kaifaqu.kernel.organs import handover, since
from kaifaqu.kernel.organs.actions import Basis, On
from kaifaqu.kernel.organs.models import HandOver, Person, Post
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts
from kaifaqu.kernel.trail.chain import canonical, digest

LONGEST_NOTE = 500
Said = Annotated[str, Field(max_length=1000), Label(_("说明"), long=True)]
Note = Annotated[str, Field(max_length=LONGEST_NOTE)]


@action(title=_("离任"))
def end_appointment(post: Ref[Post], *, by: Actor, on: On, basis: Basis = "") -> Post:
    """From that day nobody holds the post: its holder has moved, retired, or gone back to where he was lent from."""
    since.put(post.id, since.HOLDER, on, also=[post.subject.organ_id])
    return post.row


TITLE = ("{post}移交清单 {day}", "Hand-over of {post}, {day}")


@action(title=_("签署移交"), founds=True)
def hand_over(
    post: Ref[Post],
    *,
    by: Actor,
    notes: Annotated[dict[str, Note], Label(_("逐项说明"))] = {},  # noqa: B006  (Pydantic copies defaults)
    words: Said = "",
    leaver: Annotated[Ref[Person] | None, Label(_("移交人"), _("不填就是现任")), Among((Person.KIND,))] = None,
) -> HandOver:
    """The leaver signs what is open in his post, with a note to each item: it is sealed as it stands.

    For somebody who has gone already somebody else signs, and says why; never his successor.
    """
    day = today()
    holder = handover.holder_of(post.id, day)
    person = leaver.id if leaver else (holder.pk if holder else 0)
    if not person:
        raise Refusal("vacant", _("这个岗位没有人任职，请写明移交人。"), field="leaver")
    _require_signer(person, holder.pk if holder else None, by, words)
    told = handover.content(post.row, person, day, notes)
    lost = set(notes) - {item["key"] for item in handover.items_of(told)}
    if any(notes[key].strip() for key in lost):
        raise Refusal("changed", _("有事项在您填写期间已经办结或变动，请核对后重新签署。"), field="notes")
    told["words"] = words
    text = canonical(told)
    subject = new_subject(
        HandOver.KIND,
        TITLE[0].format(post=post.subject.title, day=day.isoformat())[:200],
        title_en=TITLE[1].format(post=post.subject.title_en or post.subject.title, day=day.isoformat())[:200],
        place=post.subject.place_id,
        organ=post.subject.organ_id,
        synthetic=post.subject.synthetic,
    )
    acts.current().born(subject.pk)
    acts.current().changed("handover_digest", old=None, new=digest(text))
    return HandOver.objects.create(
        subject=subject,
        post_id=post.id,
        leaver_id=person,
        signed_by_id=by.person if isinstance(by, Seat) else None,
        day=day,
        content=text,
        digest=digest(text),
        handed_at=now(),
    )


def _require_signer(person: int, holder: int | None, by: Actor, words: str) -> None:
    if not isinstance(by, Seat) or by.person == person:
        return
    if by.person == holder:
        raise Refusal("own_hands", _("接手人不能替移交人签署。"))
    if len(words.strip()) < 2:
        raise Refusal("words", _("替移交人签署的，须写明原因。"), field="words")


@action(title=_("签署接收"))
def take_over(post: Ref[Post], *, by: Actor, words: Said = "") -> Post:
    """The successor has gone through what was handed over and takes it. What is missing he says in his words."""
    row = HandOver.objects.filter(post=post.id, taken_at__isnull=True).order_by("-pk").first()
    if row is None:
        raise Refusal("nothing", _("这个岗位没有待接收的移交清单。"))
    holder = handover.holder_of(post.id, today())
    if isinstance(by, Seat) and by.person == row.leaver_id:
        raise Refusal("own_hands", _("移交人不能自己接收。"))
    if holder is None or holder.pk == row.leaver_id:
        raise Refusal("no_successor", _("接手人还没有任职；任职生效后由他签署。"))
    if isinstance(by, Seat) and by.person != holder.pk and len(words.strip()) < 2:
        raise Refusal("words", _("替接手人签署的，须写明原因。"), field="words")
    acts.current().changed("handover", old="handed", new="taken", of=row.pk)
    row.successor_id, row.taken_at, row.remark = holder.pk, now(), words
    row.save(update_fields=["successor", "taken_at", "remark"])
    return post.row


__all__ = ["end_appointment", "hand_over", "take_over"]
