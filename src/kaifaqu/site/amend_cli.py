"""The commands that change what governs: `kaifaqu charter propose | adopt | check`."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

FOUND, BAD = 1, 2
As = click.option("--as", "username", required=True, help="The account that acts, from its first post or from --post.")
Post = click.option("--post", type=int, default=None)


def _fail(words: object) -> Any:
    click.echo(str(words), err=True)
    sys.exit(BAD)


def _seat(username: str, post: int | None) -> Any:
    from kaifaqu.site.acting import seat_of

    return seat_of(username, post) or _fail(f"{username} holds no such post.")


def _place(slug: str) -> Any:
    from kaifaqu.kernel.organs.models import Place

    return Place.objects.filter(slug=slug).first() or _fail(f"No place called {slug}.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        _fail(f"{text}: write a day as 2020-08-15.")
        raise


@click.command()
@click.argument("place")
@click.argument("folder", required=False, type=click.Path(file_okay=False, exists=True, path_type=Path))
@click.option("--document", required=True, help="The paper that it rests on; it will stand among the sources.")
@click.option("--from", "day", required=True, help="In force from this day.")
@click.option(
    "--set", "changes", multiple=True, help="path=value, as params.bottom_exit_min.value=0.03; no value drops."
)
@click.option("--paragraph", default="", help="The paragraph of the document that says so.")
@click.option("--template", default="", help="A first charter begins as this place's, as yantai.")
@click.option("--submit", "submits", is_flag=True, help="Hand it to the second officer at once.")
@click.option("--remark", default="", help="Why examples come out otherwise, where they do.")
@As
@Post
def propose(place: str, folder: Path | None, changes: tuple[str, ...], submits: bool, **given: Any) -> None:
    """Draft an amendment of a place's charter: single changes (--set), or the whole text of a folder."""
    from kaifaqu.kernel.actions import Ref, Refusal, through
    from kaifaqu.kernel.charter import actions as acts
    from kaifaqu.kernel.charter.drafting import Texts

    by, home = _seat(given["username"], given["post"]), _place(place)
    try:
        with through("cli"):
            row = acts.begin_amendment(
                Ref(home.pk),
                by=by,
                document=given["document"],
                in_force=_day(given["day"]),
                template=given["template"],
            )
            ref: Any = Ref(row.pk)
            if folder is not None:
                files = {f"{place}/{f.name}": f.read_text(encoding="utf-8") for f in sorted(folder.glob("*.yaml"))}
                acts.replace_text(ref, by=by, text=Texts(files))
            if changes:
                wanted = _wanted(row, changes)
                acts.amend_clause(ref, by=by, changes=wanted, paragraph=given["paragraph"])
            if submits:
                acts.submit_amendment(ref, by=by, remark=given["remark"])
    except Refusal as refusal:
        _fail(refusal)
    _tell(row.pk)


def _wanted(row: Any, changes: tuple[str, ...]) -> list[Any]:
    from kaifaqu.kernel.charter.amend import written
    from kaifaqu.kernel.charter.amendments import proposed
    from kaifaqu.kernel.charter.editing import Wanted

    institution = proposed(row)
    found = []
    for change in changes:
        path, sign, value = change.partition("=")
        if not sign:
            _fail(f"{change}: write path=value.")
        found.append(Wanted(path=path, old=written(institution, path, row.in_force) or "", new=value))
    return found


def _tell(amendment: int) -> None:
    """The draft as it stands: its number, its stage, each change in a sentence."""
    from kaifaqu.kernel.charter.amendments import changes_of
    from kaifaqu.kernel.charter.models import Amendment, Stage
    from kaifaqu.kernel.ui.lang import lang

    row = Amendment.objects.select_related("subject", "edition").get(pk=amendment)
    edition = f" · #{row.edition.number}" if row.edition else ""
    click.echo(f"{row.pk}  {row.subject.title}  {Stage(row.stage).label}  {row.in_force}{edition}")
    for change in changes_of(row):
        click.echo(f"  {change.sentence(lang())}  [{change.source}]")


@click.command()
@click.argument("what")
@click.option("--as", "username", default="", help="The second officer's account, for an amendment.")
@Post
def adopt(what: str, username: str, post: int | None) -> None:
    """Adopt an amendment by its number (--as the second officer); or, by a place's name, its first charter.

    A first charter comes from the charters that are installed; setting up is the software's own act.
    """
    from kaifaqu.kernel.actions import Ref, Refusal, through
    from kaifaqu.kernel.charter.actions import adopt_amendment, install_charter
    from kaifaqu.site.installation import SETUP

    try:
        with through("cli"):
            if what.isdecimal():
                row = adopt_amendment(Ref(int(what)), by=_seat(username, post))
            else:
                row = install_charter(Ref(_place(what).pk), by=SETUP)
    except Refusal as refusal:
        _fail(refusal)
    _tell(row.pk)


@click.command()
@click.argument("place")
@click.option("--on", "day", default="", help="As of this day (today).")
@click.option("--all", "everything", is_flag=True, help="Also what holds, and what cannot be said for want of data.")
@click.option("--json", "as_json", is_flag=True)
def check(place: str, day: str, everything: bool, as_json: bool) -> None:
    """Hold everything registered in a place against its constraints: who breaks which, on what, and who is told."""
    from kaifaqu.kernel.clock import today
    from kaifaqu.kernel.measures.survey import survey
    from kaifaqu.kernel.ui.lang import lang

    found = survey(_place(place), _day(day) if day else today())
    shown = [f for f in found if everything or f.state in ("breach", "warning", "exempt")]
    if as_json:
        click.echo(json.dumps([_finding(f) for f in shown], ensure_ascii=False, indent=2))
    else:
        for f in shown:
            facts = ", ".join(f"{r.fact.title.text(lang())} {r.figure.text(lang())}" for r in f.judgement.readings)
            title = f.judgement.constraint.title.text(lang())
            click.echo(f"{f.state:<8} {f.subject.name}  {title}  {facts}  [{f.judgement.constraint.src}]")
    sys.exit(FOUND if any(f.state == "breach" for f in found) else 0)


def _finding(finding: Any) -> dict[str, Any]:
    """A finding for programs."""
    judgement = finding.judgement
    return {
        "state": finding.state,
        "subject": finding.subject.pk,
        "name": finding.subject.title,
        "synthetic": finding.subject.synthetic,
        "constraint": judgement.key,
        "charter": judgement.charter,
        "force": str(judgement.constraint.force),
        "source": judgement.constraint.src,
        "facts": {r.fact.key: r.figure.text("zh") for r in judgement.readings},
        "tell": judgement.constraint.tell,
        "exemption": finding.exemption.reason if finding.exemption else None,
    }
