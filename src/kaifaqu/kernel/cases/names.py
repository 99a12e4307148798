"""What the stages, answers and roles of a case are called, by the rules that it runs by."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from django.utils.translation import gettext as _

from kaifaqu.kernel.actions.refusals import Words as Said
from kaifaqu.kernel.cases import parties
from kaifaqu.kernel.cases.engine import DROPPED, OVERTAKEN, READ, TRANSFERRED
from kaifaqu.kernel.cases.machine import ASSIGNED, RETURN, Machine, NoSuchStage
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.charter import editions
from kaifaqu.kernel.charter.models import Resolution
from kaifaqu.kernel.charter.schema.nouns import Procedure
from kaifaqu.kernel.clock import local
from kaifaqu.kernel.subjects.lang import lang

_given: dict[str, tuple[Said, dict[str, Said]]] = {}


def name_given(key: str, words: Said, values: Mapping[str, Said] | None = None) -> None:
    """Say what something is called that a room's answers bring along, and what its values are."""
    _given[key] = (words, dict(values or {}))


class Words:
    """The words of one case's procedure."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine

    @cached_property
    def procedure(self) -> str:
        """What the procedure is called; its key where the rules have lost it."""
        found = self.machine.rules.of("procedures").get(self.machine.key)
        return found.title.text(lang()) if isinstance(found, Procedure) else self.machine.key

    def stage(self, key: str) -> str:
        """What a stage is called: by its title, else by whoever it is up to."""
        if key == RETURN:
            return _("退回重派")
        try:
            stage = self.machine.stage(key)
        except NoSuchStage:
            return key
        return stage.title.text(lang()) if stage.title else self.role(stage.by)

    def verdict(self, key: str) -> str:
        """What an answer is called."""
        own = {
            ASSIGNED: _("另定牵头单位"),
            OVERTAKEN: _("不再需要"),
            DROPPED: _("已减签"),
            TRANSFERRED: _("已转出"),
            READ: _("已阅"),
            "done": _("已答复"),
            "withdrawn": _("已撤回"),
        }
        found = own.get(key) or self.machine.rules.word("outcome", key, lang())
        return found[:1].upper() + found[1:]

    def role(self, key: str) -> str:
        """What a role in a case is called."""
        own = {
            parties.CALLER: _("发起单位"),
            parties.LEAD: _("牵头单位"),
            parties.ASSIST: _("协办单位"),
            "supervisor": _("督办单位"),
        }
        found = own.get(key) or self.machine.rules.party(key, lang())
        return found[:1].upper() + found[1:]

    def need(self, key: str) -> str:
        """What something that a stage asks for is called."""
        if key in _given:
            return str(_given[key][0])
        found = self.machine.rules.word("need", key, lang())
        return found[:1].upper() + found[1:]

    def given(self, key: str, said: str) -> str:
        """What was given, as it is read: a value that a room names by its name."""
        return str(_given[key][1].get(said, said)) if key in _given else said


def of_cases(cases: list[Case]) -> dict[int, Words]:
    """The words of each of some cases, by its id: one query for all of them."""
    wanted = {case.rules_id for case in cases}
    digests = dict(Resolution.objects.filter(pk__in=wanted).values_list("pk", "digest")) if wanted else {}
    return {
        case.pk: Words(
            Machine(
                editions.resolved_of(case.rules_id, digests[case.rules_id]),
                case.procedure,
                local(case.opened_at).date(),
            )
        )
        for case in cases
    }
