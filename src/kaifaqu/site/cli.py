"""The command `kaifaqu`. Exit 0: done; 1: something was found; 2: bad input. `--json` prints for programs."""

from __future__ import annotations

import json
import os
import socket
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import click
import django

from kaifaqu.site.case_cli import case
from kaifaqu.site.charter_cli import charter
from kaifaqu.site.deadline_cli import deadline
from kaifaqu.site.followups_cli import followups
from kaifaqu.site.handover_cli import handover
from kaifaqu.site.import_cli import import_
from kaifaqu.site.notices_cli import notices
from kaifaqu.site.scan_cli import scan

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kaifaqu.site.settings")
FOUND, BAD = 1, 2


@click.group()
def main() -> None:
    """Kaifaqu runs the institutions of development zones."""
    django.setup()
    from django.utils import translation

    language = os.environ.get("KAIFAQU_LANG") or os.environ.get("LANG", "")
    translation.activate("en" if language.startswith("en") else "zh-hans")


def _fail(words: object) -> None:
    click.echo(str(words), err=True)
    sys.exit(BAD)


def _out(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _migrate() -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)


main.add_command(charter)
main.add_command(deadline)
main.add_command(case)
main.add_command(followups)
main.add_command(handover)
main.add_command(import_)
main.add_command(notices)
main.add_command(scan)


# ── Running ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=int, envvar="PORT", default=8000, show_default=True)
@click.option("--worker/--no-worker", default=True, show_default=True, help="Also do what has become due.")
def serve(host: str, port: int, worker: bool) -> None:
    """Bring the database up to date and serve the pages and the API."""
    _migrate()
    _serve(host, port, worker=worker)


@main.command()
@click.option("--once", is_flag=True, help="Do what is due now, and stop.")
def worker(once: bool) -> None:
    """Do what has become due (silence that counts as an answer, the next rung of a ladder), send what waits.

    Several may run.
    """
    from kaifaqu.kernel.cases.worker import turn
    from kaifaqu.kernel.notices import delivery
    from kaifaqu.site.working import work

    _migrate()
    if not once:
        with suppress(KeyboardInterrupt):
            work(Event())
        return
    drained, posted = turn(), delivery.drain()
    click.echo(f"{drained.done} done; {posted.sent} messages sent, {posted.failed} to be tried again")
    if drained.stuck:
        _fail(f"cases that would not move on: {', '.join(map(str, drained.stuck))}")


def _serve(host: str, port: int, *, worker: bool = True) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            _fail(f"{host}:{port}: {error.strerror}. Choose another with PORT=…")
    from granian import Granian
    from granian.constants import Interfaces

    from kaifaqu.site.working import beside

    stop = Event()

    server = Granian(
        "kaifaqu.site.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=4,
        websockets=False,
        log_enabled=False,
    )
    forked: Callable[..., None] = server.startup

    def startup(*given: Any, **more: Any) -> None:
        forked(*given, **more)
        if worker:  # only now: a thread that holds a lock while the web process is forked holds it there for good
            beside(stop)

    server.startup = startup  # type: ignore[method-assign]  # granian has hooks before it forks, none after
    try:
        server.serve()
    finally:
        stop.set()


@main.command()
@click.option("--port", type=int, envvar="PORT", default=8000, show_default=True)
@click.option("--load-only", is_flag=True, help="Make the database and stop.")
def demo(port: int, load_only: bool) -> None:
    """Make a database with the demonstration (once), print the accounts, and serve it."""
    from django.conf import settings

    from kaifaqu.kernel.subjects.models import Subject
    from kaifaqu.site import demo as demonstration

    click.echo(f"• database {settings.DATABASES['default']['NAME']}")
    _migrate()
    if not demonstration.loaded():
        if Subject.objects.exists():
            _fail("This database holds a city already; the demonstration needs one of its own (KAIFAQU_HOME=…).")
        demonstration.load(lambda words: click.echo(f"• {words}"))
    os.environ["KAIFAQU_DEMO"], settings.DEMO = "1", True
    click.echo(f"\n  http://127.0.0.1:{port}\n")
    for account in demonstration.accounts():
        click.echo(f"  {account.username:<10} {account.password}   {account.who} · {account.what}")
    click.echo()
    if not load_only:
        _serve("127.0.0.1", port)


@main.command()
@click.option("--rebuild", is_flag=True, help="Derive anew what cases show from their asks and clocks.")
@click.option("--json", "as_json", is_flag=True)
def doctor(rebuild: bool, as_json: bool) -> None:
    """Look at everything that can be wrong with this installation."""
    from kaifaqu.kernel.cases import doctor as of_cases
    from kaifaqu.site.doctor import examine

    if rebuild:
        click.echo(f"{of_cases.rebuild()} cases put right", err=as_json)
    checks = examine()
    if as_json:
        _out([vars(check) for check in checks])
    else:
        for check in checks:
            click.echo(f"{'✓' if check.ok else '✗'} {check.title}: {check.detail}")
    sys.exit(0 if all(check.ok for check in checks) else FOUND)


@main.command("search")
@click.argument("words", required=False, default="")
@click.option("--kind", default="", help="Only of this kind, such as case or zone.")
@click.option("--as", "username", default="", help="Only what this account sees.")
@click.option("--rebuild", is_flag=True, help="Make the index anew from what is on record.")
@click.option("--json", "as_json", is_flag=True)
def search_(words: str, kind: str, username: str, rebuild: bool, as_json: bool) -> None:
    """Find things by words of their names, and matters by what they say too: the newest 25."""
    from django.db import transaction

    from kaifaqu.kernel.actions.authority import visible_to
    from kaifaqu.kernel.subjects import search
    from kaifaqu.kernel.subjects.models import Subject
    from kaifaqu.site.acting import seat_of

    if rebuild:
        with transaction.atomic():
            click.echo(f"{search.rebuild():,} subjects")
        return
    seat = seat_of(username) if username else None
    if username and seat is None:
        _fail(f"{username} holds no post.")
    found = search.find(visible_to(seat) if seat else Subject.objects.all(), words, kind=kind)
    if as_json:
        _out([{"id": row.pk, "kind": row.kind, "title": row.title} for row in found.rows])
    else:
        for row in found.rows:
            click.echo(f"{row.pk}\t{row.kind}\t{row.title}")
    sys.exit(0 if found.rows else FOUND)


# ── Setting up ───────────────────────────────────────────────────────────────────────────────────────────────────────


@main.command()
@click.option("--city", required=True, help="Name of the city, in Chinese.")
@click.option("--slug", required=True, help="Short name in small letters, for addresses and commands.")
@click.option("--city-en", default="")
@click.option("--office", default="", help="Name of the reform office.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), default=None, help="The office exists since (today).")
def init(city: str, slug: str, city_en: str, office: str, since: Any) -> None:
    """Begin an empty city: the place and its reform office. Then open accounts with `kaifaqu account`."""
    from kaifaqu.kernel.actions import Refusal
    from kaifaqu.kernel.clock import today
    from kaifaqu.site.installation import Opening, open_city

    _migrate()
    day = since.date() if since else today()
    try:
        organ = open_city(Opening(city=city, slug=slug, city_en=city_en, office=office), day)
    except Refusal as refusal:
        _fail(refusal)
    else:
        click.echo(f"{city} · {organ.subject.title} (organ {organ.pk})")


@main.command()
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--post", required=True, help="The title of his post.")
@click.option("--role", required=True, help="His role; see site/permissions.yaml.")
@click.option("--organ", type=int, default=None, help="Id of the organ (the reform office).")
def account(username: str, name: str, post: str, role: str, organ: int | None) -> None:
    """Open an account: a person, his post in an organ, his appointment, and a password that is printed once."""
    from kaifaqu.kernel.actions import Refusal
    from kaifaqu.kernel.organs.models import Account, Organ, OrganKind
    from kaifaqu.site.installation import Door, new_password, open_door
    from kaifaqu.site.permissions import read

    if role not in read().roles:
        _fail(f"No role {role}. Roles: {', '.join(read().roles)}")
    if Account.objects.filter(username=username).exists():
        _fail(f"{username}: this user name is taken.")
    found = Organ.objects.filter(pk=organ) if organ else Organ.objects.filter(kind=OrganKind.OFFICE)
    home = found.select_related("subject").first()
    if home is None:
        _fail("No such organ. Begin a city with `kaifaqu init`.")
        return
    password = new_password()
    try:
        open_door(home, Door(username, name, "", post, "", role), password)
    except Refusal as refusal:
        _fail(refusal)
    click.echo(f"{username}  {password}")


# ── The trail ────────────────────────────────────────────────────────────────────────────────────────────────────────


@main.group()
def trail() -> None:
    """Verify the record of acts, and take seals of it out of the house."""


@trail.command("verify")
@click.option("--seals", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Seals taken out earlier.")
@click.option("--json", "as_json", is_flag=True)
def trail_verify(seals: Path | None, as_json: bool) -> None:
    """Read the whole trail; name the first place that is not as it was written."""
    from kaifaqu.kernel.subjects.models import Subject
    from kaifaqu.kernel.trail.seals import read_sheets
    from kaifaqu.kernel.trail.verify import verify
    from kaifaqu.site.doctor import finding_words

    try:
        sheets = read_sheets(seals) if seals else []
    except (ValueError, UnicodeDecodeError) as error:
        _fail(f"{seals}: {error}")
    report = verify(sheets)
    found = report.finding
    if as_json:
        _out(
            {"entries": report.entries, "subjects": report.subjects, "seals": report.seals, "sound": report.sound}
            | ({"finding": vars(found)} if found else {})
        )
    elif found is None:
        click.echo(f"✓ {report.entries} entries of {report.subjects} subjects, {report.seals} seals")
    else:
        subject = Subject.objects.filter(pk=found.subject).first()
        where = f"#{found.subject} {subject.title if subject else ''}".strip() if found.subject else ""
        click.echo(f"✗ {where} {finding_words(found)} [{found.what}] {found.detail}".replace("  ", " "))
    sys.exit(0 if report.sound else FOUND)


@trail.command("seal")
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to append the seal to."
)
def trail_seal(out: Path) -> None:
    """Seal what has grown since the last seal, and append the seal to a file that is to leave the house."""
    from django.conf import settings

    from kaifaqu.kernel.trail.seals import seal, signing_key

    sheet = seal(signing_key(Path(settings.KAIFAQU_HOME) / "seal_key.pem"))
    if sheet is None:
        click.echo("Nothing new since the last seal.")
        return
    with out.open("a", encoding="utf-8") as file:
        file.write(sheet.as_line() + "\n")
    click.echo(f"seal {sheet.number}: {len(sheet.leaves)} subjects → {out}")


# ── Reports ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@main.command()
@click.argument("name", type=click.Choice(["reform", "institutions", "goals"]))
@click.option("--place", required=True, help="Short name of the place, as in addresses: yantai.")
@click.option("--json", "as_json", is_flag=True)
def report(name: str, place: str, as_json: bool) -> None:
    """Compute a report for a place, each number with its inputs and source."""
    from kaifaqu.kernel.ui.lang import lang
    from kaifaqu.site.reports import report as compute

    data = compute(name, place, lang())
    if data is None:
        _fail(f"No {name} on record for a place called {place}.")
        return
    if as_json:
        _out(data)
        return
    click.echo(data.get("group") or data["place"])
    for measure in data.get("measures", {}).values():
        click.echo(
            f"  {measure['title']}: {measure['printed']}   {' ; '.join(measure['steps'])}   [{measure['source']}]"
        )
    for count in data.get("counts", {}).values():
        click.echo(f"  {count['title']}: {count['printed']}   [{count['source']}]")
    _goals(data.get("programmes", ()))
    for row in data.get("tasks", ()):
        proofs = ", ".join(f"{key}: {verdict}" for key, verdict in row["proofs"].items())
        click.echo(f"  {row['light']:<9} {row['title']}  {proofs}  [{row['source']}]")
    for row in data.get("adjustments", ()):
        named = ", ".join(row["bodies"]) or (str(row["count"]) + ("?" if row["inferred"] else ""))
        into = f" → {', '.join(row['into'])}" if row["into"] else ""
        click.echo(f"  {row['stage']:<9} {row['title']}: {named}{into}   [{row['source']}]")


def _goals(programmes: Iterable[dict[str, Any]]) -> None:
    for programme in programmes:
        click.echo(f"  {programme['title']}   [{programme['source']}]")
        for target in programme["targets"]:
            due = target["due"] or target["due_words"]
            measured = f"{target['value']['printed']} → {target['reach']}"
            click.echo(f"    {target['standing']:<9} {target['title']}: {measured}, {due}   [{target['source']}]")


# ── Acts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


@main.group()
def act() -> None:
    """Do from here what can be done from a page: every act of the house."""


@act.command("list")
def act_list() -> None:
    """Every act, with its inputs."""
    from kaifaqu.kernel.actions import all_actions

    for name, action in all_actions().items():
        given = " ".join(f"{i.name}={i.label}" if i.required else f"[{i.name}={i.label}]" for i in action.inputs)
        click.echo(f"{name}  {action.title}  {given}")


@act.command("run")
@click.argument("name")
@click.argument("inputs", nargs=-1)
@click.option("--on", "subject", type=int, required=True, help="Id of the thing it is done to.")
@click.option("--as", "username", required=True, help="The account that acts, from its first post or from --post.")
@click.option("--post", type=int, default=None)
@click.option("--seen", type=int, default=None, help="The version you saw.")
def act_run(
    name: str, inputs: tuple[str, ...], subject: int, username: str, post: int | None, seen: int | None
) -> None:
    """Do one act: kaifaqu act run institutions.change_quota --on 19 --as wangmin quota=90 on=2026-11-22."""
    from kaifaqu.kernel.actions import Ref, Refusal, all_actions, through
    from kaifaqu.kernel.trail.timeline import history
    from kaifaqu.site.acting import seat_of

    action = all_actions().get(name)
    if action is None or not action.subject_parameter:
        _fail(f"No act {name}; see `kaifaqu act list`.")
        return
    seat = seat_of(username, post)
    if seat is None:
        _fail(f"{username} holds no such post.")
        return
    try:
        with through("cli"):
            result = action(Ref(subject, seen), by=seat, **_read(inputs))
    except Refusal as refusal:
        _fail(refusal)
    else:
        line = history(result.pk if action.founds else subject, limit=1)[0]
        click.echo(f"✓ {action.title}  #{line.subject}/{line.seq}  {line.hash}")


def _read(inputs: tuple[str, ...]) -> dict[str, object]:
    from kaifaqu.kernel.files.upload import Upload

    values: dict[str, object] = {}
    for given in inputs:
        key, sign, value = given.partition("=")
        if not sign:
            _fail(f"{given}: write key=value.")
        if value.startswith("@"):
            path = Path(value[1:])
            if not path.is_file():
                _fail(f"{path}: no such file.")
            values[key] = Upload(path.name, path.stat().st_size, path.open("rb"))
        else:
            values[key] = value
    return values


@main.command()
@click.argument("subject", type=int)
@click.option("--json", "as_json", is_flag=True)
def history(subject: int, as_json: bool) -> None:
    """What was done to a subject, newest first."""
    from kaifaqu.kernel.trail.timeline import history as read
    from kaifaqu.kernel.ui import records

    lines = read(subject, limit=1000)
    if as_json:
        _out(
            [
                {"subject": x.subject, "seq": x.seq, "at": x.at, "action": x.action, "hash": x.hash, **x.body}
                for x in lines
            ]
        )
        return
    for entry in records.entries(lines, about=subject):
        changes = "; ".join(f"{c['label']} {c['old']} → {c['new']}" for c in entry.changes)
        behalf = f" ({entry.on_behalf_of})" if entry.on_behalf_of else ""
        click.echo(f"{entry.at:%Y-%m-%d %H:%M}  {entry.sentence}  {changes}  {entry.who}{behalf}")


@main.command()
@click.option("--on", "day", default="", help="As of this day (today).")
@click.option("--json", "as_json", is_flag=True)
def ledger(day: str, as_json: bool) -> None:
    """Every zone with its facts as of a day."""
    from kaifaqu.kernel.clock import today
    from kaifaqu.kernel.figures import Figure
    from kaifaqu.kernel.measures.explain import plain
    from kaifaqu.kernel.subjects.models import Subject
    from kaifaqu.kernel.ui.lang import lang
    from kaifaqu.rooms.institutions import queries

    try:
        when = date.fromisoformat(day) if day else today()
    except ValueError:
        _fail(f"{day}: write a day as 2020-08-15.")
    rows = queries.ledger(list(queries.zones(Subject.objects.all())), when)
    if as_json:
        figures = [(r, {k: x.figure for k, x in r.readings.items()}) for r in rows]
        _out(
            [
                {"id": r.zone.pk, "zone": r.zone.subject.title, "synthetic": r.zone.subject.synthetic}
                | {k: plain(f) if isinstance(f, Figure) else None for k, f in facts.items()}
                for r, facts in figures
            ]
        )
        return
    for row in rows:
        facts = "  ".join(f"{x.fact.title.text(lang())} {x.figure.text(lang())}" for x in row.readings.values())
        click.echo(f"{row.zone.pk:>5}  {row.zone.subject.name}  {facts}")
