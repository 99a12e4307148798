"""The command `kaifaqu followups split`: a paper as matters, as the intake page proposes them."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, NoReturn

import click

FOUND, BAD = 1, 2


@click.command("split")
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--place", "slug", required=True, help="Short name of the place whose desk reads it: yantai.")
@click.option("--as", "username", required=True, help="The account that reads, from its first post or from --post.")
@click.option("--post", type=int, default=None)
@click.option("--json", "as_json", is_flag=True)
def split(file: Path, slug: str, username: str, post: int | None, as_json: bool) -> None:
    """Split a docx, txt, pdf or photo into matters; - reads a text from standard input. Nothing is written.

    Exit 1 where something is left for a person to decide.
    """
    from kaifaqu.kernel.actions import Refusal
    from kaifaqu.rooms.followups.queries.intake import refuse_secret, text_of, told

    desk = _desk(slug, username, post)
    try:
        if str(file) == "-":
            words = sys.stdin.read()
            refuse_secret(words, field="text")
        else:
            words = text_of(_upload(file)).words
        found = told(desk.split(words))
    except Refusal as refusal:
        _fail(refusal)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        _print(found)
    sys.exit(FOUND if any(item["notes"] for item in found["items"]) or not found["items"] else 0)


def _desk(slug: str, username: str, post: int | None) -> Any:
    from kaifaqu.kernel.actions.authority import reach
    from kaifaqu.kernel.organs.models import Place
    from kaifaqu.rooms.followups.queries.intake import Desk
    from kaifaqu.site.acting import seat_of

    seat = seat_of(username, post)
    place = Place.objects.filter(slug=slug).first()
    if seat is None:
        _fail(f"{username} holds no such post.")
    if place is None or not reach(seat, "followups.take_in_order").filter(pk=place.pk).exists():
        _fail(f"{slug}: no desk of {username}'s.")
    return Desk(seat, place)


def _upload(file: Path) -> Any:
    from kaifaqu.kernel.files.upload import Upload

    if not file.is_file():
        _fail(f"{file}: no such file.")
    return Upload(file.name, file.stat().st_size, file.open("rb"))


def _print(found: dict[str, Any]) -> None:
    for number, item in enumerate(found["items"], 1):
        click.echo(f"{number}. {item['words']}")
        who = [", ".join(each["words"] for each in item[role]) for role in ("leads", "assists")]
        limit = item["limit"]
        due = f"{limit['words']} → {limit['due'] or '?'}" if limit else ""
        click.echo("   " + " · ".join(part for part in (*who, due, item["kind"]) if part))
        for note in item["notes"]:
            click.echo(f"   ! {note['text']}")


def _fail(words: object) -> NoReturn:
    click.echo(str(words), err=True)
    sys.exit(BAD)
