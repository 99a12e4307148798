"""Parallel approval: a case is opened, eight organs agree, each by an act and a commit of its own, the lead closes."""

from __future__ import annotations

from datetime import date

from benchmarks.measure import Table, bare_commit, per_second, statements
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.cases.actions import answer_case, open_case
from kaifaqu.kernel.cases.models import Case, Status
from kaifaqu.kernel.organs.actions import establish_organ
from kaifaqu.kernel.organs.models import OrganKind
from kaifaqu.kernel.subjects.actor import Seat
from tests import charters
from tests.cast import FOUNDED, SETUP, Cast, assemble, sit

WAYS = 8
PROCEDURES = """\
procedures:
  approval:
    title: {zh: 联审, en: Approval}
    topic: whistle
    src: paper (五)
    about: case
    outer: {from: agree, to: agree, within: 5wd}
    stages:
      agree: {by: lead, within: 3wd, with: {assist: all}, then: {agreed: end}}
    ladder:
      on: outer
      quiet: night
      nobody: office
      steps: [{at: 80%, do: warn}, {at: 100%, do: urge}, {at: +1wd, do: follow_up}]
"""


class Bureaus:
    """A zone that calls, a lead, and eight who are to agree."""

    def __init__(self, cast: Cast) -> None:
        charters.adopted(cast, cast.city.pk, date(2024, 1, 1), charters.CITY + PROCEDURES)
        self.zone, self.caller = cast.zone_a.pk, cast.zone_clerk
        kind = OrganKind.DEPARTMENT
        self.seats: list[Seat] = []
        for n in range(WAYS + 1):
            organ = establish_organ(Ref(cast.city.pk), by=SETUP, kind=kind, title=f"第{n}局", on=FOUNDED)
            self.seats.append(sit(organ, f"经办{n}", "department_officer")[0])

    def open(self) -> Ref[Case]:
        """A matter is put to all of them."""
        lead, *others = self.seats
        case = open_case(
            Ref(self.zone),
            by=self.caller,
            procedure="approval",
            title="企业厂房扩建联合审批",
            words="请各单位就厂房扩建提出意见",
            lead=Ref(lead.organ),
            assists=[seat.organ for seat in others],
        )
        return Ref(case.pk)

    def one(self) -> int:
        """From opened to closed: ten acts, ten commits."""
        case = self.open()
        for seat in self.seats[1:]:
            answer_case(case, by=seat, verdict="done", words="同意")
        closed = answer_case(case, by=self.seats[0], verdict="agreed", words="各单位均同意")
        if closed.status != Status.ENDED:
            raise RuntimeError("the case is not closed")
        return 1


def run() -> Table:
    """Whole cases a second, beside what the disk allows."""
    table = Table(f"approval by {WAYS}, every decision a commit")
    bureaus = Bureaus(assemble())
    bureaus.one()
    whole, commits = per_second(bureaus.one, bare_commit())
    table.rate("cases from opened to closed, ten commits each", whole, "bare commit", commits, "≥ 20/s")
    case = bureaus.open()
    with statements() as sent:
        answer_case(case, by=bureaus.seats[1], verdict="done", words="同意")
    table.count("statements of an answer, BEGIN and COMMIT included", len(sent), "≤ 17")
    return table
