"""What the processes of the storm do: one prepares the city, many act, one judges. Started by `storm.py`."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db.models import Count, Max

from kaifaqu.kernel.actions import Ref, Refusal
from kaifaqu.kernel.organs.actions import establish_organ, found_place
from kaifaqu.kernel.organs.models import Organ, OrganKind, Place, PlaceKind, Since
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.models import Entry, Mention
from kaifaqu.kernel.trail.verify import verify
from kaifaqu.rooms.institutions.actions import change_quota, hand_over_duty, list_duty, register_zone
from tests.cast import FOUNDED, SETUP, sit

DAYS = [FOUNDED + timedelta(n - 2) for n in range(12)]  # two of them before anything was there
QUOTAS = range(4)


def main() -> None:
    """`prepare FOLDER SUBJECTS` · `act FOLDER NUMBER SECONDS` · `judge FOLDER KILLS SECONDS`."""
    command, folder, *rest = sys.argv[1:]
    if command == "prepare":
        prepare(Path(folder), int(rest[0]))
    elif command == "act":
        act(Path(folder), int(rest[0]), float(rest[1]))
    else:
        sys.exit(judge(Path(folder), int(rest[0]), float(rest[1])))


def prepare(folder: Path, subjects: int) -> None:
    """A city with half as many zones as subjects, and as many duties."""
    call_command("migrate", verbosity=0)
    city = found_place(by=SETUP, kind=PlaceKind.CITY, title="市", slug="city", on=FOUNDED)
    office, *takers = (_organ(city, kind) for kind in (OrganKind.OFFICE, OrganKind.TOWN, OrganKind.DEPARTMENT))
    zones = [
        register_zone(Ref(city.pk), by=SETUP, title=f"区{n}", slug=f"zone-{n}", on=FOUNDED)
        for n in range(subjects // 2)
    ]
    duties = []
    for zone in zones:
        committee = establish_organ(Ref(zone.pk), by=SETUP, kind=OrganKind.COMMITTEE, title="管委会", on=FOUNDED)
        owner: Ref[Organ] = Ref(committee.pk)
        duties.append(list_duty(Ref(zone.pk), by=SETUP, title="职能", category="类", owner=owner, on=FOUNDED))
    clerk, _ = sit(office, "经办", "reform_office")
    plan = {
        "seat": [clerk.person, clerk.post, clerk.organ],
        "zones": [zone.pk for zone in zones],
        "duties": [duty.pk for duty in duties],
        "takers": [taker.pk for taker in takers],
        "before": Entry.objects.count(),
    }
    (folder / "plan.json").write_text(json.dumps(plan), encoding="utf-8")


def _organ(city: Place, kind: OrganKind) -> Organ:
    return establish_organ(Ref(city.pk), by=SETUP, kind=kind, title=str(kind), on=FOUNDED)


def act(folder: Path, number: int, seconds: float) -> None:
    """Random acts until the time is over; each one done is acknowledged on disk before the next begins."""
    plan, chance, until = _plan(folder), random.Random(), time.monotonic() + seconds
    seat = Seat(*plan["seat"])
    with (folder / f"{number}.told").open("ab", buffering=0) as told:
        for turn in range(10**9):
            if time.monotonic() > until:
                break
            told.write(f"{_one(plan, seat, chance, f'{number}-{turn}')}\n".encode())
            os.fsync(told.fileno())


def _one(plan: dict[str, Any], seat: Seat, chance: random.Random, note: str) -> str:
    on: date = chance.choice(DAYS)
    try:
        if chance.random() < 0.5:
            zone = chance.choice(plan["zones"])
            seen = Subject.objects.values_list("seq", flat=True).get(pk=zone) if chance.random() < 0.3 else None
            change_quota(Ref(zone, seen=seen), by=seat, quota=chance.choice(QUOTAS), on=on, basis=note)
        else:
            duty, to = chance.choice(plan["duties"]), chance.choice(plan["takers"])
            hand_over_duty(Ref(duty), by=seat, to=Ref(to), on=on, basis=note)
    except Refusal as refusal:
        return f"refused {refusal.code}"
    return f"done {note}"


def judge(folder: Path, kills: int, seconds: float) -> int:
    """Compare what was acknowledged with what stands; prints a summary and every violation."""
    time.sleep(0.5)  # what a killed process had sent may still be on its way to the disk
    told = Counter(_told(folder))
    done = {line.removeprefix("done ") for line in told if line.startswith("done ")}
    refused = Counter({line: n for line, n in told.items() if line.startswith("refused ")})
    entries = Counter(_notes())
    unacknowledged = entries.keys() - done
    acts = sum(entries.values())
    print(
        f"{acts} acts in {seconds:.0f} s ({acts / seconds:.0f}/s), {sum(refused.values())} refused, {kills} killed -9,"
    )
    print(f"{len(unacknowledged)} done but not acknowledged; refused: {dict(refused.most_common())}")
    violations = [*_of_acknowledgement(done, entries, unacknowledged, kills), *_of_the_trail(), *_of_the_registry()]
    if not (done and refused and kills):
        violations.append("nothing happened: no acts, no refusals or no kills")
    print(*violations or ["no fork, no gap, nothing lost, nothing twice; verify green"], sep="\n")
    return 1 if violations else 0


def _of_acknowledgement(done: set[str], entries: Counter[str], more: set[str], kills: int) -> Iterator[str]:
    if lost := done - entries.keys():
        yield f"acknowledged but not in the trail: {sorted(lost)[:5]}"
    if twice := [note for note, times in entries.items() if times > 1]:
        yield f"in the trail more than once: {twice[:5]}"
    if len(more) > kills:
        yield f"{len(more)} entries were never acknowledged, but only {kills} processes were killed"


def _of_the_trail() -> Iterator[str]:
    report = verify()
    if not report.sound:
        yield f"verify: {report.finding}"
    chains = Entry.objects.values("subject").annotate(
        last=Max("seq"), many=Count("id"), different=Count("seq", distinct=True)
    )
    heads = dict(Subject.objects.values_list("id", "seq"))
    for row in chains:
        if not row["last"] == row["many"] == row["different"] == heads[row["subject"]]:
            yield f"a fork or a gap on subject {row['subject']}: {row}"
    mentioned = sum(len(json.loads(body).get("mentions", [])) for body in Entry.objects.values_list("body", flat=True))
    if mentioned != Mention.objects.count():
        yield f"{mentioned} mentions in the trail, {Mention.objects.count()} in the index"


def _of_the_registry() -> Iterator[str]:
    written = set(Entry.objects.values_list("subject", "seq"))
    if orphans := set(Since.objects.values_list("act_subject", "act_seq")) - written:
        yield f"rows of acts that left no entry: {sorted(orphans)[:5]}"


def _told(folder: Path) -> Iterator[str]:
    for path in folder.glob("*.told"):
        *lines, torn = path.read_text(encoding="utf-8").split("\n")  # a line without its end was never said
        yield from lines


def _notes() -> Iterator[str]:
    before = _plan_count()
    for body in Entry.objects.order_by("id").values_list("body", flat=True)[before:]:
        yield str(json.loads(body)["inputs"]["basis"])


def _plan_count() -> int:
    return int(_plan(Path(sys.argv[2]))["before"])


def _plan(folder: Path) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
    return plan
