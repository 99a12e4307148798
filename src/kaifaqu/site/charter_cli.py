"""The commands `kaifaqu charter …`: read, check, compare and lay side by side."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from kaifaqu.site.amend_cli import adopt, check, propose

FOUND, BAD = 1, 2
Folder = click.option("--charters", type=click.Path(file_okay=False, path_type=Path), help="Folder of charters.")
On = click.option("--on", "day", default="", help="As in force on this day (today).")
Json = click.option("--json", "as_json", is_flag=True)


@click.group()
def charter() -> None:
    """The institution as data: read it, check it, compare it."""


def _fail(words: object) -> None:
    click.echo(str(words), err=True)
    sys.exit(BAD)


def _out(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _library(folder: Path | None, day: date | None = None, *, as_json: bool = False) -> Any:
    """The charters of a folder; without one what is in force here, and the seeds beside it."""
    from django.conf import settings
    from django.db import DatabaseError

    from kaifaqu.kernel.charter import lookup
    from kaifaqu.kernel.charter.library import read_library
    from kaifaqu.kernel.charter.load import BadCharter
    from kaifaqu.kernel.clock import today

    where = folder or Path(settings.CHARTERS_DIR)
    if not where.is_dir():
        _fail(f"{where}: no such folder.")
    try:
        return read_library(where) if folder else lookup.library(day or today())
    except DatabaseError:  # no installation here yet: the seeds can be read all the same
        return read_library(where)
    except BadCharter as error:
        _tell(error.problems, as_json=as_json)
        sys.exit(FOUND)


def _resolved(library: Any, place: str) -> Any:
    from kaifaqu.kernel.charter.load import BadCharter
    from kaifaqu.kernel.charter.overlay import Resolved

    try:
        return Resolved(library.chain(place))
    except BadCharter as error:
        _fail("\n".join(problem.line(_lang()) for problem in error.problems))


def _tell(problems: list[Any], *, as_json: bool) -> None:
    """Problems for a program, or in the reader's language where charters cannot be read at all."""
    if as_json:
        _out([_as_json(problem) for problem in problems])
    else:
        click.echo("\n".join(problem.line(_lang()) for problem in problems), err=True)


def _as_json(problem: Any) -> dict[str, Any]:
    where = {"file": problem.place.file, "line": problem.place.line, "key": problem.key}
    said = {"words": problem.words, "words_zh": problem.text("zh")}
    return {**where, "code": problem.wrong.code, **said}


def _day(text: str) -> date:
    from kaifaqu.kernel.clock import today

    try:
        return date.fromisoformat(text) if text else today()
    except ValueError:
        _fail(f"{text}: write a day as 2020-08-15.")
        raise


def _lang() -> Any:
    from kaifaqu.kernel.ui.lang import lang

    return lang()


charter.add_command(propose)
charter.add_command(adopt)
charter.add_command(check)


@charter.command("list")
@Folder
def list_(charters: Path | None) -> None:
    """Every charter, its superior, which edition is in force since when; — is a text for reference alone."""
    library = _library(charters)
    for name, loaded in library.charters.items():
        own = loaded.charter
        clauses = sum(1 for _ in own.clauses())
        edition = f"#{loaded.edition.number}" if loaded.edition else "—"
        who = f"{name:<10} {own.parent or '—':<10} {edition:<4} {own.in_force}"
        click.echo(f"{who}  {clauses:>4}  {own.title.text(_lang())}")


@charter.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path))
@Json
def lint(folder: Path | None, as_json: bool) -> None:
    """Check every charter of a folder, its examples included; each problem with file, line and key."""
    from django.conf import settings

    from kaifaqu.site.charters import problems_of

    where = folder or Path(settings.CHARTERS_DIR)
    library = _library(where, as_json=as_json)
    found = problems_of(library, where)
    if as_json:
        _tell(found, as_json=True)
    else:
        for problem in found:
            click.echo(problem.line(_lang()))
        click.echo(f"{'✗' if found else '✓'} {len(library.charters)} charters, {len(found)} problems")
    sys.exit(FOUND if found else 0)


@charter.command()
@click.argument("place")
@Folder
@On
@click.option("--all", "everything", is_flag=True, help="With what the superiors say.")
def show(place: str, charters: Path | None, day: str, everything: bool) -> None:
    """Read a charter as a document, its values as in force on a day."""
    from kaifaqu.kernel.charter.reading import document

    resolved = _resolved(_library(charters, _day(day)), place)
    click.echo(resolved.own.charter.title.text(_lang()))
    for chapter in document(resolved, _day(day), _lang(), own=not everything):
        click.echo(f"\n{chapter.title}")
        for topic, articles in chapter.sections:
            click.echo(f"  {topic}")
            for article in articles:
                text = "".join(piece.text for piece in article.pieces)
                click.echo(f"    {article.paragraph or article.grounding}  {text}")


@charter.command()
@click.argument("old")
@click.argument("new")
@Folder
@On
@Json
def diff(old: str, new: str, charters: Path | None, day: str, as_json: bool) -> None:
    """What the new charter changes about the old one, each in one sentence."""
    from kaifaqu.kernel.charter.diff import diff as changes_between

    library = _library(charters, _day(day))
    changes = changes_between(_resolved(library, old), _resolved(library, new), _day(day))
    if as_json:
        _out([change.as_json() for change in changes])
        return
    for change in changes:
        click.echo(f"{change.sentence(_lang())}  [{change.source}]")


@charter.command()
@click.argument("topic")
@click.argument("places", nargs=-1)
@Folder
@On
@Json
def compare(topic: str, places: tuple[str, ...], charters: Path | None, day: str, as_json: bool) -> None:
    """Who says what on a topic, with paragraph, and who is silent."""
    from difflib import get_close_matches

    from kaifaqu.kernel.charter import compare as comparing
    from kaifaqu.kernel.charter.schema.topics import TOPICS

    if topic not in TOPICS:
        near = get_close_matches(topic, TOPICS, n=1, cutoff=0)
        _fail(f"No topic {topic}; did you mean {near[0]}? Topics: {', '.join(TOPICS)}")
    library = _library(charters, _day(day))
    chosen = [_resolved(library, place) for place in places or library.charters]
    columns = comparing.compare(chosen, topic, _day(day), _lang())
    if as_json:
        _out(comparing.as_json(columns))
        return
    for column in columns:
        click.echo(f"{column.title}{'  —' if column.silent else ''}")
        for said in column.said:
            where = f" ({said.charter})" if said.inherited else ""
            click.echo(f"  {said.text}  [{said.source or said.grounding}]{where}")


@charter.command()
@click.argument("places", nargs=-1)
@Folder
def assumed(places: tuple[str, ...], charters: Path | None) -> None:
    """Every reading that a person must sign: what no source gives, or can be read in several ways."""
    from kaifaqu.kernel.charter.compare import assumed as readings

    library = _library(charters)
    for place in places or library.charters:
        for where, title, value, why in readings(_resolved(library, place), _lang()):
            click.echo(f"{where}  {title}  {value}  {why}")


@charter.command()
@click.option("--place", required=True, help="The place's short name.")
@On
@Json
def reconcile(place: str, day: str, as_json: bool) -> None:
    """What the charter wants and the registry lacks, each with the acts that would mend it."""
    from kaifaqu.kernel.measures.reconcile import DIFFERENT, reconciled_json

    told = reconciled_json(place, _day(day), _lang())
    if told is None:
        _fail(f"{place}: no such place, or no charter in force there.")
        return
    rows = told["differences"]
    if as_json:
        _out(told)
    for row in [] if as_json else rows:
        if row["state"] != "unknown":
            click.echo(f"{row['state']:<8} {row['subject']['title']}  {row['ought']}  [{row['source']}]")
            for act in row["acts"]:
                click.echo(f"         → {act['title']}  {act['about']}".rstrip())
    different = [row for row in rows if row["state"] in DIFFERENT]
    if not as_json:
        click.echo(f"{'✗' if different else '✓'} {len(different)} differences")
    sys.exit(FOUND if different else 0)


@charter.command("schema")
def schema() -> None:
    """The JSON Schema of a charter, for editors."""
    from kaifaqu.kernel.charter.schema.document import Charter

    _out(Charter.model_json_schema(by_alias=True))
