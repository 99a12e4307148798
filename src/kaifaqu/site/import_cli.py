"""The command `kaifaqu import`: the same check and the same act as on the page."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

FOUND, BAD, SHOWN = 1, 2, 50


@click.command("import")
@click.argument("kind")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--place", "slug", required=True, help="Short name of the place, as in addresses: yantai.")
@click.option("--as", "username", required=True, help="The account that acts, from its first post or from --post.")
@click.option("--post", type=int, default=None)
@click.option("--unit", "units", multiple=True, help="The unit of a column: --unit area=mu.")
@click.option("--dry-run", is_flag=True, help="Check and count; write nothing.")
@click.option("--leave-bad", is_flag=True, help="Import the good rows where others are bad.")
@click.option("--reasons", type=click.Path(dir_okay=False, path_type=Path), help="Write the file back with reasons.")
@click.option("--basis", default="", help="Document, instruction or meeting that the import rests on.")
@click.option("--json", "as_json", is_flag=True)
def import_(
    kind: str,
    file: Path,
    slug: str,
    username: str,
    post: int | None,
    units: tuple[str, ...],
    dry_run: bool,
    leave_bad: bool,
    reasons: Path | None,
    basis: str,
    as_json: bool,
) -> None:
    """Import a workbook or csv into a place: kaifaqu import organs 机构.xlsx --place yantai --as wangmin --dry-run."""
    from kaifaqu.kernel.actions import Refusal, through
    from kaifaqu.kernel.imports import service

    found, place, seat = _asked(kind, slug, username, post)
    if not file.is_file():
        _fail(f"{file}: no such file.")
    brought = service.Brought(file.name, file.read_bytes())
    chosen = dict(each.partition("=")[::2] for each in units)
    made = service.review(found, place, brought, by=seat, units=chosen, progress=_say)
    if made.faulty and reasons and made.header:
        reasons.write_bytes(service.given_back(made))
    _tell(made, found, as_json)
    if made.unreadable:
        sys.exit(BAD)
    if dry_run or (made.bad and not leave_bad):
        sys.exit(FOUND if made.faulty else 0)
    try:
        with through("cli"):
            service.carry_out(made, by=seat, leave_bad=leave_bad, basis=basis)
    except Refusal as refusal:
        _fail(refusal)
    if not as_json:
        click.echo(f"✓ {made.to_write:,}")
    sys.exit(FOUND if made.faulty else 0)


def _asked(kind: str, slug: str, username: str, post: int | None) -> tuple[Any, Any, Any]:
    from kaifaqu.kernel.imports.kinds import all_kinds
    from kaifaqu.kernel.organs.models import Place
    from kaifaqu.site.acting import seat_of

    found = all_kinds().get(kind)
    if found is None:
        _fail(f"{kind}: nothing of this kind can be imported. There are: {', '.join(all_kinds())}.")
        raise AssertionError
    seat = seat_of(username, post)
    if seat is None:
        _fail(f"{username} holds no such post.")
        raise AssertionError
    place = Place.objects.select_related("subject").filter(slug=slug).first()
    if place is None or not found.may(seat, place.pk):
        _fail(f"{slug}: no such place, or not yours to import {kind} into.")
    return found, place, seat


def _tell(made: Any, kind: Any, as_json: bool) -> None:
    from kaifaqu.kernel.imports import reviews
    from kaifaqu.kernel.imports.sheets import told

    faults = reviews.faults_of(made)
    if as_json:
        rows = [{"row": f.row, "column": f.column, "code": f.code, "words": f.words()} for f in faults]
        data = {"file": made.file, "counts": made.counts, "digest": made.digest, "unknown": made.unknown, "rows": rows}
        click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    click.echo("  ".join(f"{verdict} {count:,}" for verdict, count in made.counts.items()))
    for title in made.unknown:
        click.echo(f"? {title}")
    for fault in faults[:SHOWN]:
        click.echo(f"✗ {fault.row or ''} {told(kind, fault)}".replace("  ", " "))
    if len(faults) > SHOWN:
        click.echo(f"… {len(faults) - SHOWN:,} more; --reasons FILE.xlsx writes all of them.")


def _say(stage: str, done: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done:,}", nl=False, err=True)


def _fail(words: object) -> None:
    click.echo(str(words), err=True)
    sys.exit(BAD)
