"""The command `kaifaqu followups`: the desk of a place, one matter, what needs the leader."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from kaifaqu.site.splitting_cli import split

BAD = 2


@click.group("followups")
def followups() -> None:
    """All that must be done at a place, whoever asked for it."""


followups.add_command(split)


@followups.command("list")
@click.option("--place", "slug", required=True, help="Short name of the place, as in addresses: yantai.")
@click.option("--all", "everything", is_flag=True, help="What is closed out and withdrawn as well.")
@click.option("--json", "as_json", is_flag=True)
def listed(slug: str, everything: bool, as_json: bool) -> None:
    """The matters of a place and of the places below it, the next due first."""
    from kaifaqu.rooms.followups.queries import NEXT_DUE, OPEN, glance, lines
    from kaifaqu.rooms.followups.queries.as_json import glance_json, line_json

    place, rows, shown = _desk(slug)
    asked = rows if everything else rows.filter(OPEN)
    items = [line_json(line, shown.day) for line in lines(asked.order_by(*NEXT_DUE), shown)]
    told = {
        "place": place.slug,
        "on": shown.day.isoformat(),
        "totals": glance_json(glance(rows, shown)),
        "items": items,
    }
    if as_json:
        _out(told)
        return
    click.echo("  ".join(f"{name} {count}" for name, count in told["totals"].items()))
    for row in items:
        _print(row)


@followups.command("show")
@click.argument("number", type=int)
@click.option("--place", "slug", required=True, help="Short name of the place, as in addresses: yantai.")
@click.option("--json", "as_json", is_flag=True)
def show(number: int, slug: str, as_json: bool) -> None:
    """One matter by its id, with its paper and what units reported."""
    from kaifaqu.rooms.followups.queries import lines
    from kaifaqu.rooms.followups.queries.as_json import matter_json
    from kaifaqu.rooms.followups.queries.units import reports_of

    _place, rows, shown = _desk(slug)
    found = lines(rows.filter(pk=number), shown)
    if not found:
        _fail(f"{number}: no such matter at {slug}.")
    told = matter_json(found[0], shown.day, reports_of(number))
    if as_json:
        _out(told)
        return
    _print(told)
    click.echo(f"  {told['words']}")
    for report in told["reports"]:
        click.echo(f"  {report['at']}  {report['organ']}: {report['done']}  {report['stuck']}")


@followups.command("leader")
@click.option("--place", "slug", required=True, help="Short name of the place, as in addresses: yantai.")
@click.option("--json", "as_json", is_flag=True)
def leader(slug: str, as_json: bool) -> None:
    """Only what needs the leader of a place, each with what he is asked to decide."""
    from kaifaqu.kernel.clock import today
    from kaifaqu.rooms.followups.queries.as_json import needed_json
    from kaifaqu.rooms.followups.queries.leading import needed
    from kaifaqu.rooms.followups.queries.rulebook import rulebook

    place, rows, shown = _desk(slug)
    items = [needed_json(each, shown.day) for each in needed(rows, shown, rulebook(place, today()))]
    if as_json:
        _out({"place": place.slug, "on": shown.day.isoformat(), "items": items})
        return
    for row in items:
        click.echo(f"{row['decision']:<10}", nl=False)
        _print(row)


def _desk(slug: str) -> tuple[Any, Any, Any]:
    """A place, the rows of its desk, and the lights of today."""
    from kaifaqu.kernel.clock import today
    from kaifaqu.kernel.organs.models import Place
    from kaifaqu.kernel.subjects.models import Subject
    from kaifaqu.rooms.followups.queries import Lights, followed, within
    from kaifaqu.rooms.followups.queries.rulebook import rulebook

    place = Place.objects.select_related("subject").filter(slug=slug).first()
    if place is None:
        _fail(f"{slug}: no such place.")
        raise SystemExit(BAD)
    rows = followed(Subject.objects.all()).filter(within(place))
    return place, rows, Lights(today(), rulebook(place, today()).limits)


def _print(row: dict[str, Any]) -> None:
    lead = ", ".join(each["title"] for each in row["lead"])
    click.echo(
        f"{row['light']:<12} {row['due'] or '—':<11} {row['id']:>6}  {row['number']:<14} {row['title']}  [{lead}]"
    )


def _out(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _fail(words: str) -> None:
    click.echo(words, err=True)
    sys.exit(BAD)
