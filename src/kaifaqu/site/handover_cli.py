"""The command `kaifaqu handover`: what is open in a post, as whoever holds it would hand it over."""

from __future__ import annotations

import json
import sys

import click

FOUND, BAD = 1, 2


@click.command("handover")
@click.argument("post", type=int)
@click.option("--json", "as_json", is_flag=True)
def handover(post: int, as_json: bool) -> None:
    """What is open in POST, to be handed over or to be taken over. Exit 1: a signature is missing."""
    from kaifaqu.kernel.clock import today
    from kaifaqu.kernel.organs import handover as packs
    from kaifaqu.kernel.organs.models import Post
    from kaifaqu.kernel.subjects.lang import lang

    row = Post.objects.select_related("subject__organ").filter(pk=post).first()
    shown = packs.current(row, today()) if row else None
    if row is None or shown is None:
        click.echo(f"{post}: no such post, or nobody holds it.", err=True)
        sys.exit(BAD)
    owed = packs.unfinished([post], today())
    if as_json:
        told = {**shown.told, "state": shown.state, "unfinished": [each.state for each in owed]}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{row.subject.name}  {shown.leaver.name}  {shown.state}")
        for section in shown.told["sections"]:
            click.echo(section["title"][lang()])
            for item in section["items"]:
                click.echo(
                    f"  {item['due'] or '-':<10}  {item['label'][lang()]}  {item['state'][lang()]}  {item['note']}"
                )
    sys.exit(FOUND if owed else 0)
