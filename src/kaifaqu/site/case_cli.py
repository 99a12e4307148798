"""The command `kaifaqu case`: what waits for somebody, the cases within his sight, and one with everything about it."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import Any

import click

BAD = 2


@click.group()
def case() -> None:
    """Read cases as a page shows them. Acting on one: kaifaqu act run cases.answer_case --on ID --as NAME verdict=…."""


@case.command("inbox")
@click.option("--as", "username", required=True, help="Whose inbox: the account, from its first post or from --post.")
@click.option("--post", type=int, default=None)
@click.option("--tab", "which", type=click.Choice(["todo", "done", "started", "copied"]), default="todo")
@click.option("--after", default="", help="`next` of the page before.")
@click.option("--json", "as_json", is_flag=True)
def inbox(username: str, post: int | None, which: str, after: str, as_json: bool) -> None:
    """What waits for somebody, the most pressing first; or what his organ has done, started, was told of."""
    from kaifaqu.kernel.cases.inbox import Narrowed, counts
    from kaifaqu.kernel.cases.listing import Cut, line, tab

    seat = _seat(username, post)
    rows, following = tab(which, seat, Narrowed(), Cut.read(after))
    found: dict[str, Any] = {"count": counts(seat)._asdict(), "items": [line(row) for row in rows], "next": following}
    if as_json:
        _out(found)
        return
    for each in found["items"]:
        _print_line(each)


@case.command("list")
@click.option("--as", "username", required=True, help="Within whose sight.")
@click.option("--post", type=int, default=None)
@click.option("--status", type=click.Choice(["open", "paused", "ended", "withdrawn"]), default=None)
@click.option("--procedure", default="")
@click.option("--find", "words", default="", help="Part of the title or of the official number.")
@click.option("--before", type=int, default=None, help="`next` of the page before.")
@click.option("--json", "as_json", is_flag=True)
def list_cases(
    username: str,
    post: int | None,
    status: str | None,
    procedure: str,
    words: str,
    before: int | None,
    as_json: bool,
) -> None:
    """The cases within somebody's sight, the newest first."""
    from kaifaqu.kernel.actions.authority import visible_to
    from kaifaqu.kernel.cases.listing import line, listed

    seen = visible_to(_seat(username, post))
    rows, following = listed(seen, status or "", procedure, words, before)
    found: dict[str, Any] = {"items": [line(row) for row in rows], "next": following}
    if as_json:
        _out(found)
        return
    for each in found["items"]:
        _print_line(each)


@case.command("show")
@click.argument("number", type=int)
@click.option("--as", "username", required=True, help="Who looks: what he may do is told too.")
@click.option("--post", type=int, default=None)
@click.option("--json", "as_json", is_flag=True)
def show(number: int, username: str, post: int | None, as_json: bool) -> None:
    """One case: how it stands, what happened, and what the account may do with it."""
    from kaifaqu.kernel.actions.authority import visible_to
    from kaifaqu.kernel.cases.listing import whole_case
    from kaifaqu.kernel.cases.models import Case

    seat = _seat(username, post)
    seen = visible_to(seat)
    if not seen.filter(pk=number, kind=Case.KIND).exists():
        click.echo(f"{number}: no such case, or not within sight.", err=True)
        sys.exit(BAD)
    found = whole_case(number, seat, seen)
    if as_json:
        _out(found)
        return
    _print_line(found)
    for event in reversed(found["record"]):
        follows = f" → {event['follows']}" if event["follows"] else ""
        click.echo(f"  {event['at']:%Y-%m-%d %H:%M}  {event['organ']} {event['who']}  {event['text']}{follows}")
        if event["words"]:
            click.echo(f"      {event['words']}")
    for asked in found["may"]["asked"]:
        for choice in asked["choices"]:
            click.echo(
                f"  ? verdict={choice['verdict']} ask={asked['number']}  {choice['title']} → {choice['follows']}"
            )


def _seat(username: str, post: int | None) -> Any:
    from kaifaqu.site.acting import seat_of

    seat = seat_of(username, post)
    if seat is None:
        click.echo(f"{username} holds no such post.", err=True)
        sys.exit(BAD)
    return seat


def _print_line(row: dict[str, Any]) -> None:
    title = f"{row['number']} {row['title']}".strip()
    click.echo(f"{row['case']:>6}  {row['left']}  {row['stage_title']}  {title}  {row['holder']}")


def _out(value: Any) -> None:
    def plain(each: object) -> str:
        return each.isoformat() if isinstance(each, datetime) else str(each)

    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=plain))
