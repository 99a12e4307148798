"""An order that a desk gives: with a limit of its own, an objection that may change lead and limit, and effects."""

from __future__ import annotations

from datetime import date
from typing import Any

from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases.actions import open_case
from kaifaqu.kernel.cases.models import Case
from tests import charters
from tests.kernel.cases.matters import PROCEDURES, Scene

ORDERS = """\
  order:
    title: {zh: 交办, en: Order}
    topic: whistle
    src: paper (七)
    about: instruction
    outer: {from: carry_out, to: verify, within: 15wd, own: true}
    stages:
      carry_out:
        by: lead
        with: {assist: any}
        then: {reported: verify, objected: objection}
      objection:
        by: caller
        within: 2wd
        sets: [lead, assist, limit]
        then: {upheld: carry_out, rejected: carry_out}
      verify:
        by: caller
        does: {verified: note_done}
        then: {verified: end, returned: carry_out}
    ladder: {on: outer, quiet: night, nobody: office, steps: [{at: 80%, do: warn}, {at: 100%, do: urge}]}
"""


def ordered(here: Scene, **given: Any) -> Case:
    """The office gives an order to the first bureau."""
    inputs: dict[str, Any] = {"procedure": "order", "title": "整治占道", "words": "请牵头整治", **given}
    return open_case(Ref(here.cast.city.pk), by=here.office, lead=Ref(here.lead.organ), **inputs)


def govern(here: Scene) -> None:
    """The city under a second edition, which knows orders."""
    text = charters.CITY.replace("2024-01-01", "2025-01-01") + PROCEDURES + ORDERS
    charters.adopted(here.cast, here.cast.city.pk, date(2025, 1, 1), text)
