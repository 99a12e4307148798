"""The command `kaifaqu deadline`: when a limit ends, and why; without an installation by the national calendar."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

BAD = 2


@click.command("deadline")
@click.argument("start")
@click.argument("limit")
@click.option("--pause", "pauses", multiple=True, help="FROM..TO[:ground], both days included; FROM.. while it lasts.")
@click.option("--extend", "extensions", multiple=True, help="LIMIT[:reason], as 10wd.")
@click.option("--restart", "restarted", default="", help="The limit is counted anew from this moment.")
@click.option("--place", "slug", default="", help="Short name of the place, as in addresses: yantai.")
@click.option("--json", "as_json", is_flag=True)
def deadline(
    start: str,
    limit: str,
    pauses: tuple[str, ...],
    extensions: tuple[str, ...],
    restarted: str,
    slug: str,
    as_json: bool,
) -> None:
    """When LIMIT ends that began at START: kaifaqu deadline 2025-09-30T16:00 20wd.

    LIMIT is 30min, 24h, 3wh, 15d, 20wd, 1w, 1m, 1y (20wd: working days), or words such as 月底前.
    """
    from kaifaqu.kernel.actions import Refusal
    from kaifaqu.kernel.calendars.asking import asked, told

    try:
        due = asked(_calendar(slug), start, limit, pauses=pauses, extensions=extensions, restarted=restarted)
    except Refusal as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(BAD)
    found = told(due)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    _print(found)


def _calendar(slug: str) -> Any:
    from django.db import DatabaseError

    from kaifaqu.kernel.calendars import national
    from kaifaqu.kernel.calendars.lookup import calendar_of
    from kaifaqu.kernel.organs.models import Place

    try:
        place = Place.objects.filter(slug=slug).first() if slug else None
        if slug and place is None:
            click.echo(f"{slug}: no such place.", err=True)
            sys.exit(BAD)
        return calendar_of(place)
    except DatabaseError:  # no installation here yet
        if slug:
            click.echo(f"{slug}: no such place.", err=True)
            sys.exit(BAD)
        return national.calendar()


def _print(found: dict[str, Any]) -> None:
    from django.utils.translation import gettext as _

    click.echo(found["due"] or _("到期日待恢复计时后确定"))
    if found["provisional"]:
        click.echo(_("暂定：所跨年份的放假安排通知尚未登记，调休上班日未计入。"))
    for step in found["steps"]:
        click.echo(f"  · {step['text']}")
    for notice in found["notices"]:
        click.echo(f"  [{notice['year']}] {notice['number'] or notice['title']}")
