"""What the processes of the storm do: one prepares the city, many act, one judges. Started by `storm.py`."""

from __future__ import annotations

import json
import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from multiprocessing import get_context
from multiprocessing.context import ForkProcess
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections
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
SHORTEST, LONGEST = 0.1, 2.0  # seconds that a process lives before it is killed, at random
GRACE = 60  # seconds for the last acts to end
FORK = get_context("fork")  # the new process has Django already


@dataclass(frozen=True)
class City:
    """What the processes act on, from which seat, and how many entries there were before."""

    seat: Seat
    zones: list[int]
    duties: list[int]
    takers: list[int]
    before: int


@dataclass
class Storm:
    """The running processes; those at the even places live dangerously."""

    city: City
    folder: Path
    until: float
    kills: int = 0
    started: int = 0
    processes: dict[int, ForkProcess] = field(default_factory=dict)
    dies_at: dict[int, float] = field(default_factory=dict)

    def start(self, place: int) -> None:
        """Start a process at a place, or the one that replaces it."""
        self.started += 1
        process = FORK.Process(target=act, args=(self.city, self.folder, self.started, self.until))
        process.start()
        self.processes[place] = process
        if place % 2 == 0:
            self.dies_at[place] = time.monotonic() + random.uniform(SHORTEST, LONGEST)

    def kill_who_is_due(self) -> None:
        """Kill -9, only what we started, and replace it."""
        for place, moment in list(self.dies_at.items()):
            process = self.processes[place]
            if time.monotonic() >= moment and process.is_alive():
                process.kill()
                process.join()
                self.kills += 1
                self.start(place)

    def end(self) -> list[str]:
        """Wait for the last acts; tells of each process that did not end well."""
        for process in self.processes.values():
            process.join(GRACE)
            process.kill()
            process.join()
        codes = [process.exitcode for process in self.processes.values()]
        return [f"a process ended with {code}" for code in codes if code]


def storm(folder: Path, seconds: float, processes: int, subjects: int) -> int:
    """Prepare, storm, judge; 1 where anything does not add up."""
    city = prepare(subjects)
    connections.close_all()  # a connection cannot be shared with a forked process
    running = Storm(city, folder, time.monotonic() + seconds)
    for place in range(processes):
        running.start(place)
    while time.monotonic() < running.until:
        time.sleep(0.01)
        running.kill_who_is_due()
    violations = [*running.end(), *judge(city, folder, running.kills, seconds)]
    print(*violations or ["no fork, no gap, nothing lost, nothing twice; verify green"], sep="\n")
    return 1 if violations else 0


def prepare(subjects: int) -> City:
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
    return City(
        seat=clerk,
        zones=[zone.pk for zone in zones],
        duties=[duty.pk for duty in duties],
        takers=[taker.pk for taker in takers],
        before=Entry.objects.count(),
    )


def _organ(city: Place, kind: OrganKind) -> Organ:
    return establish_organ(Ref(city.pk), by=SETUP, kind=kind, title=str(kind), on=FOUNDED)


def act(city: City, folder: Path, number: int, until: float) -> None:
    """Random acts until the time is over; each one done is acknowledged on disk before the next begins."""
    chance, turn = random.Random(), 0
    with (folder / f"{number}.told").open("ab", buffering=0) as told:
        while time.monotonic() < until:
            turn += 1
            told.write(f"{_one(city, chance, f'{number}-{turn}')}\n".encode())
            os.fsync(told.fileno())


def _one(city: City, chance: random.Random, note: str) -> str:
    on: date = chance.choice(DAYS)
    try:
        if chance.random() < 0.5:
            zone = chance.choice(city.zones)
            seen = Subject.objects.values_list("seq", flat=True).get(pk=zone) if chance.random() < 0.3 else None
            change_quota(Ref(zone, seen=seen), by=city.seat, quota=chance.choice(QUOTAS), on=on, basis=note)
        else:
            duty, to = chance.choice(city.duties), chance.choice(city.takers)
            hand_over_duty(Ref(duty), by=city.seat, to=Ref(to), on=on, basis=note)
    except Refusal as refusal:
        return f"refused {refusal.code}"
    return f"done {note}"


def judge(city: City, folder: Path, kills: int, seconds: float) -> list[str]:
    """Compare what was acknowledged with what stands; prints a tally, returns every violation."""
    time.sleep(0.5)  # what a killed process had sent may still be on its way to the disk
    told = Counter(_told(folder))
    done = {line.removeprefix("done ") for line in told if line.startswith("done ")}
    refused = {line.removeprefix("refused "): n for line, n in told.items() if line.startswith("refused ")}
    later = Entry.objects.order_by("id").values_list("body", flat=True)[city.before :]
    entries = Counter(str(json.loads(body)["inputs"]["basis"]) for body in later)
    tally = {
        "acts": sum(entries.values()),
        "acts_per_second": round(sum(entries.values()) / seconds),
        "kills": kills,
        "lost": len(done - entries.keys()),
        "twice": sum(times > 1 for times in entries.values()),
        "unacknowledged": len(entries.keys() - done),
        "refused": refused,
    }
    print(json.dumps(tally))
    return [*_of_acknowledgement(tally), *_of_the_trail(), *_of_the_registry()]


def _of_acknowledgement(tally: dict[str, Any]) -> Iterator[str]:
    if not (tally["acts"] and tally["refused"] and tally["kills"]):
        yield "nothing happened: no acts, no refusals or no kills"
    if tally["lost"] or tally["twice"]:
        yield "acts were acknowledged and are not in the trail, or are in it more than once"
    if tally["unacknowledged"] > tally["kills"]:
        yield "more acts were done without being acknowledged than processes were killed"


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
        yield from path.read_text(encoding="utf-8").split("\n")[:-1]  # what has no end of line was never said
