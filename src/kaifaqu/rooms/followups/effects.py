"""What answers at the desk have to bring, and what follows from them; the charter says for which outcome."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.cases.effects import register
from kaifaqu.kernel.cases.engine import Answer, Live
from kaifaqu.kernel.cases.models import Ask
from kaifaqu.kernel.cases.names import name_given
from kaifaqu.kernel.subjects.actor import Actor, Seat
from kaifaqu.kernel.trail import acts
from kaifaqu.rooms.followups.models import FollowUp

LIMIT_WORDS = "limit_words"
"""Under which name an answer that changes the limit brings the words that it was given in."""


def needs_words(live: Live, ask: Ask, said: Answer, by: Actor) -> None:
    """An objection, a request, a return: in writing, or it is none. 平政办〔2017〕18号."""
    if not said.words.strip():
        raise Refusal("words", _("请写明理由。"), field="words")


def needs_evidence(live: Live, ask: Ask, said: Answer, by: Actor) -> None:
    """A claim says what was done, and brings a paper or says where it can be seen."""
    filed = any(change["field"] == "file" for change in acts.current().changes)
    if not said.words.strip():
        raise Refusal("words", _("请写明办成了什么。"), field="words")
    if not filed and not said.given.get("evidence", "").strip():
        raise Refusal("evidence", _("请附上佐证，或者写明在哪里可以看到。"), field="evidence")


def second_officer(live: Live, ask: Ask, said: Answer, by: Actor) -> None:
    """Nobody verifies his own claim."""
    claims = [each for each in live.asks if each.verdict and each.person_id and each.stage != ask.stage]
    claimed = max(claims, key=lambda each: (each.answered_at or live.at, each.number), default=None)
    if claimed is not None and isinstance(by, Seat) and claimed.person_id == by.person:
        raise Refusal("second_officer", _("须由另一人核实；不能核实自己报的办结。"))


def needs_limit(live: Live, ask: Ask, said: Answer, by: Actor) -> None:
    """More time is granted until when."""
    if not said.limit:
        raise Refusal("limit", _("请写明新的时限。"), field="limit")


def limit_follows(live: Live, ask: Ask, said: Answer, by: Actor) -> None:
    """The words of a limit follow the limit."""
    if said.limit:
        FollowUp.objects.filter(case=live.case.pk).update(limit=said.given.get(LIMIT_WORDS, "")[:60])


register("needs_words", _("须写明理由"), needs_words)
register("needs_evidence", _("须附佐证"), needs_evidence)
register("second_officer", _("须由另一人核实"), second_officer)
register("needs_limit", _("须写明新时限"), needs_limit)
register("limit_follows", _("更新时限"), limit_follows)

name_given("about", _("对什么有异议"), {"lead": _("牵头单位"), "limit": _("时限")})
name_given("suggested", _("建议"))
name_given(LIMIT_WORDS, _("时限"))
