"""Cases of which much is due at once: warnings, an effect, silence that counts twice. Started by `kills.py`.

All cases are alike, so one that was drained undisturbed says what each must have come to.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date
from multiprocessing import get_context
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.models import Count

from kaifaqu.kernel.actions import Ref, batch
from kaifaqu.kernel.cases import effects, worker
from kaifaqu.kernel.cases.actions import open_case
from kaifaqu.kernel.cases.doctor import drifted
from kaifaqu.kernel.cases.models import Ask, Case, ClockEntry
from kaifaqu.kernel.notices.models import Notice
from kaifaqu.kernel.subjects import search
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.subjects.registry import new_subject
from kaifaqu.kernel.trail import acts
from kaifaqu.kernel.trail.models import Entry
from kaifaqu.kernel.trail.verify import verify
from tests import charters
from tests.cast import Cast, assemble
from tests.kernel.cases.matters import at

FORK = get_context("fork")
NOTE = "killing_note"
PROCEDURES = """\
procedures:
  matter:
    title: {zh: 事项, en: Matter}
    topic: whistle
    src: paper (五)
    about: case
    outer: {from: agree, to: confirm, within: 2wd}
    stages:
      agree: {by: lead, within: 1wd, silent: agreed, does: {agreed: killing_note}, then: {agreed: confirm}}
      confirm: {by: caller, within: 3wd, silent: done, then: {done: end}}
    ladder:
      on: outer
      quiet: never
      nobody: office
      steps: [{at: 80%, do: warn}, {at: 100%, do: urge}, {at: +1wd, do: follow_up}]
"""
SHORTEST = 0.05  # seconds that a worker lives at least before it is killed
GRACE = 1_800  # seconds for the last one to come to an end


def note(live: Any, ask: Any, said: Any, by: Any) -> None:
    """An effect that can be counted: a subject of its own for each time it was run."""
    made = new_subject(NOTE, str(live.case.pk), place=live.case.subject.place_id, synthetic=True)
    acts.current().born(made.pk)


effects.register(NOTE, "note", note)


def killed(kills: int, cases: int, longest: float) -> int:
    """Prepare, kill workers within `longest` seconds, let the last one end, judge; 1 where anything does not add up."""
    call_command("migrate", verbosity=0)
    cast = assemble()
    charters.adopted(cast, cast.city.pk, date(2024, 1, 1), charters.CITY + PROCEDURES)
    [model] = called(cast, 1)
    work()
    wanted = comes_to([model])[model]
    ids = called(cast, cases)
    connections.close_all()  # a connection cannot be shared with a forked process
    begun = time.monotonic()
    done, early = 0, 0
    while done < kills:
        process = FORK.Process(target=work)
        process.start()
        time.sleep(random.uniform(SHORTEST, longest))
        early += not process.is_alive()
        process.kill()  # only what we started
        process.join()
        done += 1
    waiting, acted = left(), Entry.objects.filter(action="cases.run_due").count() - _due(wanted)
    connections.close_all()
    last = FORK.Process(target=work)
    last.start()
    last.join(GRACE)
    return judge(
        ids,
        wanted,
        {"kills": kills, "left_when_last_began": waiting, "done_by_the_killed": acted, "killed_after_the_end": early},
        begun,
    )


def called(cast: Cast, count: int) -> list[int]:
    """So many matters, opened on one morning by batches of acts."""
    made: list[int] = []
    with at(2025, 6, 9):
        for start in range(0, count, 200):
            refs: list[Ref[Any]] = [Ref(cast.zone_a.pk)] * min(200, count - start)
            given: dict[str, Any] = {"procedure": "matter", "title": "路口塌陷", "words": "请来处置"}
            found = batch(open_case, refs, by=cast.zone_clerk, lead=Ref(cast.department.pk), **given)
            made += [case.pk for case in found.done]
    return made


def work() -> None:
    """The worker, weeks later: everything is due; and weeks after that what has become due since."""
    with at(2025, 6, 30):
        worker.turn()
    with at(2025, 7, 15):
        worker.turn()


def left() -> int:
    """How many cases have something due."""
    with at(2025, 7, 15):
        return worker.waiting().count()


def comes_to(ids: list[int]) -> dict[int, Any]:
    """What has come of each case: its acts, asks, clocks, rungs, notices and effects, each as often as it is there."""
    told: dict[int, list[str]] = {pk: [] for pk in ids}
    for pk, action, body in Entry.objects.filter(subject__in=ids).values_list("subject", "action", "body"):
        changes = json.loads(body)["changes"]
        told[pk].append(f"act {action} {sorted(change['field'] for change in changes)}")
    for pk, *row in Ask.objects.filter(case__in=ids).values_list("case", "number", "stage", "kind", "verdict"):
        told[pk].append(f"ask {row}")
    for pk, *row in ClockEntry.objects.filter(case__in=ids).values_list("case", "clock", "move"):
        told[pk].append(f"clock {row}")
    for pk, *row in Notice.objects.filter(case__in=ids).values_list("case", "organ", "kind"):
        told[pk].append(f"notice {row}")
    for title, times in Subject.objects.filter(kind=NOTE).values_list("title").annotate(n=Count("pk")):
        if int(title) in told:
            told[int(title)].append(f"effect {times}")
    for case in Case.objects.filter(pk__in=ids):
        told[case.pk].append(f"case {case.status} {case.outcome} {case.kept}")
    return {pk: Counter(rows) for pk, rows in told.items()}


def judge(ids: list[int], wanted: Counter[str], tally: dict[str, int], begun: float) -> int:
    """Compare; prints a tally and every violation."""
    seconds = time.monotonic() - begun
    found: dict[int, Counter[str]] = {}
    for start in range(0, len(ids), 500):
        found |= comes_to(ids[start : start + 500])
    lost = sum(bool(wanted - each) for each in found.values())
    twice = sum(bool(each - wanted) for each in found.values())
    tally |= {"cases": len(ids), "due_things": len(ids) * _due(wanted), "lost": lost, "twice": twice}
    print(json.dumps({**tally, "seconds": round(seconds)}))
    violations = [*_violations(tally, wanted)]
    print(*violations or ["nothing lost, nothing twice; verify green, doctor clean"], sep="\n")
    return 1 if violations else 0


def _due(wanted: Counter[str]) -> int:
    return sum(times for what, times in wanted.items() if what.startswith("act cases.run_due"))


def _violations(tally: dict[str, int], wanted: Counter[str]) -> Iterator[str]:
    if _due(wanted) < 4 or not any(what.startswith("effect") for what in wanted):
        yield f"the model case came to too little: {wanted}"
    if tally["killed_after_the_end"] == tally["kills"]:
        yield "no worker was killed at work"
    if tally["lost"] or tally["twice"]:
        yield "something that was due did not happen, or happened twice"
    if waiting := left():
        yield f"{waiting} cases still wait"
    if not (report := verify()).sound:
        yield f"verify: {report.finding}"
    if wrong := list(drifted()):
        yield f"the doctor finds {len(wrong)} cases: {wrong[:3]}"
    if lacking := search.missing():
        yield f"the index of words: {lacking}"
