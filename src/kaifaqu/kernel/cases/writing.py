"""What acts have made of cases, written: one at a time, or those of a page together.

A page reads the asks and clocks of all its cases in two statements and writes what has changed in four, however many
cases there are; every act on the way works in memory. A savepoint is made only where an effect is about to write.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

from django.db import transaction

from kaifaqu.kernel.actions.frozen import frozen, number_in_place
from kaifaqu.kernel.cases import parties
from kaifaqu.kernel.cases.clocks import Movement
from kaifaqu.kernel.cases.models import Ask, Case, ClockEntry
from kaifaqu.kernel.trail import guard
from kaifaqu.kernel.trail.bulk import save_rows, update_rows

if TYPE_CHECKING:
    from kaifaqu.kernel.cases.engine import Live

MOVED = (
    *("rules", "number", "parties", "kept", "stage", "status"),
    *("outcome", "holder", "due_at", "limit_at", "next_at", "ended_at"),
)
"""What an act may change of a case."""
SEALED = ("post", "due_at", "answered_at", "verdict", "words", "given", "minutes", "person")
"""What an act may change of an ask."""


class Page:
    """Cases whose acts read and write together."""

    def __init__(self, cases: Sequence[Case]) -> None:
        self.cases = {case.pk: case for case in cases}
        self.unread = set(self.cases)
        self.asks: dict[int, list[Ask]] = defaultdict(list)
        self.entries: dict[int, list[Movement]] = defaultdict(list)
        for ask in Ask.objects.filter(case__in=self.cases).order_by("case", "number"):
            self.asks[ask.case_id].append(ask)
        entries = ClockEntry.objects.filter(case__in=self.cases).order_by("case", "id")
        for of, *told in entries.values_list("case", *Movement._fields):
            self.entries[of].append(Movement(*told))
        self.settled: list[Live] = []
        self._savepoints: list[str] = []

    @contextmanager
    def one(self) -> Iterator[None]:
        """One act of the page: what it has done is undone where it is refused."""
        held = len(self.settled)
        self._savepoints.clear()
        try:
            yield
        except BaseException:
            del self.settled[held:]
            for savepoint in self._savepoints:
                transaction.savepoint_rollback(savepoint)
            raise
        for savepoint in self._savepoints:
            transaction.savepoint_commit(savepoint)

    def secure(self) -> None:
        """Be able to undo what this act is about to write by itself; what was known of the registry may change."""
        self.flush()
        parties.forget()
        if not self._savepoints:
            self._savepoints.append(transaction.savepoint())

    def flush(self) -> None:
        """Write what the acts so far have come to."""
        settled, self.settled = self.settled, []
        with guard.lifted("what the acts of a page have come to"):
            write(settled)


_page: ContextVar[Page | None] = ContextVar("kaifaqu_cases_page", default=None)


@contextmanager
def together(cases: Sequence[Case]) -> Iterator[Callable[[], AbstractContextManager[None]]]:
    """Let the acts on these cases read and write together; yields what each of them runs in."""
    page = Page(cases)
    token = _page.set(page)
    try:
        with parties.asked_once():
            yield page.one
        page.flush()
    finally:
        _page.reset(token)


def page() -> Page | None:
    """The page that is under way, if one is."""
    return _page.get()


def secure() -> None:
    """Say that an act is about to write other things than its case."""
    if (under_way := _page.get()) is not None:
        under_way.secure()


def flush() -> None:
    """Write what the acts of the page so far have come to, because a statement is about to read it."""
    if (under_way := _page.get()) is not None:
        under_way.flush()


def knows(case: int, *, has_children: bool) -> None:
    """Let a case of the page that is still to be worked on know what has become of those below it."""
    under_way = _page.get()
    if under_way is not None and case in under_way.unread:
        beside: Any = under_way.cases[case]
        beside.has_children = has_children


def books_of(case: Case) -> tuple[list[Ask], list[Movement]]:
    """The asks of a case in their order, and the movements of its clocks in theirs."""
    under_way = _page.get()
    if case._state.adding:
        return [], []
    if under_way is not None and case.pk in under_way.unread:
        under_way.unread.remove(case.pk)
        return under_way.asks[case.pk], under_way.entries[case.pk]
    one = number_in_place(0)
    asks = frozen("cases.asks", lambda: Ask.objects.filter(case=one).order_by("number"))
    told = Movement._fields
    entries = frozen("cases.clocks", lambda: ClockEntry.objects.filter(case=one).order_by("id").values_list(*told))
    return list(asks.rows({one: case.pk})), [Movement(*entry) for entry in entries.rows({one: case.pk})]


def settled(live: Live) -> None:
    """Write what an act has made of a case; of a page, with the others."""
    under_way = _page.get()
    if under_way is not None and live.case.pk in under_way.cases:
        under_way.settled.append(live)
    else:
        write([live])


def write(lives: Sequence[Live]) -> None:
    """Write cases and what is told of them: four statements, however many they are."""
    new = [live.case for live in lives if live.case._state.adding]
    save_rows(new)
    update_rows([live.case for live in lives if not live.case._state.adding], MOVED)
    for case in new:
        case._state.adding = False
    touched = [ask for live in lives for ask in live.asks if ask.number in live.touched]
    save_rows(touched, unique=("case", "number"), update=SEALED)
    save_rows([entry for live in lives for entry in live.added])
    save_rows([notice for live in lives for notice in live.notices])
