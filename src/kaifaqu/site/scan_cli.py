"""The command `kaifaqu scan`: files scans and photographs of stamped replies on their cases, by the codes on them."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

FOUND, BAD = 1, 2


@click.command("scan")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--as", "username", required=True, help="The account that files, from its first post or from --post.")
@click.option("--post", type=int, default=None)
@click.option("--stamped/--unstamped", default=None, help="Whether the papers bear a stamp, as you see them.")
@click.option("--code", default="", help="The code beside the picture, where it cannot be read: all files are its.")
@click.option("--words", default="")
@click.option("--dry-run", is_flag=True, help="Read the codes, file nothing.")
@click.option("--json", "as_json", is_flag=True)
def scan(
    files: tuple[Path, ...],
    username: str,
    post: int | None,
    stamped: bool | None,
    code: str,
    words: str,
    dry_run: bool,
    as_json: bool,
) -> None:
    """File scans by their codes: kaifaqu scan reply-1.jpg reply-2.pdf --stamped --as wangmin.

    Exit 0: everything is filed; 1: something is not; 2: bad input, nothing is.
    """
    from kaifaqu.kernel.actions import Refusal, through
    from kaifaqu.kernel.files.upload import Upload
    from kaifaqu.kernel.letters.filing import file_all
    from kaifaqu.site.acting import seat_of

    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        _fail(f"{', '.join(missing)}: no such file.")
    if stamped is None and not dry_run:
        _fail("Look at the papers and say --stamped or --unstamped.")
    seat = seat_of(username, post)
    if seat is None:
        _fail(f"{username} holds no such post.")
        return
    uploads = [Upload(path.name, path.stat().st_size, path.open("rb")) for path in files]
    try:
        with through("cli"):
            told = file_all(uploads, by=seat, stamped=bool(stamped), words=words, code=code, dry_run=dry_run)
    except Refusal as refusal:
        _fail(str(refusal))
        return
    if as_json:
        rows = [vars(each) | {"words": str(each.words)} for each in told]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for each in told:
            where = f"{each.number} #{each.case}" if each.number else ""
            gap = f"  -{','.join(map(str, each.missing))}" if each.missing else ""
            click.echo(f"{'✗' if each.code else '✓'} {each.file}  {where}{gap}  {each.words}".rstrip())
    sys.exit(FOUND if any(each.code for each in told) else 0)


def _fail(words: str) -> None:
    click.echo(words, err=True)
    sys.exit(BAD)
