"""Reading: subjects, their history and files, facts with where they come from, and the catalogue of actions."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import FileResponse, HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router
from pydantic import Field

from kaifaqu.kernel.actions import Action, BadInput, NotFound, all_actions
from kaifaqu.kernel.actions.authority import visible_to
from kaifaqu.kernel.api import bodies, paging, readings, shapes
from kaifaqu.kernel.api.acts import address
from kaifaqu.kernel.api.routes import reads
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Day, Id, Key, Limit, lang
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.files.store import path_of
from kaifaqu.kernel.files.upload import MEDIA_TYPES
from kaifaqu.kernel.measures.facts import all_facts
from kaifaqu.kernel.measures.reader import FactReader
from kaifaqu.kernel.subjects import search
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.timeline import PAGE, Line, history

FILES_SHOWN = 50
NO_SUCH_FACT = _("没有这项数据。")
Kind = Annotated[str, Field(pattern=r"^[a-z_]{0,40}$")]
Words = Annotated[
    str, Field(max_length=50, description="Words of a title in either language, or of what a matter says")
]
Before = Annotated[str, Field(pattern=r"^([0-9T:.+ -]{32})?$", description="`next` of the page before, URL-encoded")]
BYTES = {
    "content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in sorted(set(MEDIA_TYPES.values()))}
}

router = Router()


@reads(router, "/subjects", "subjects", shapes.Rows, title=_("查找记录"), tags=["subjects"])
def find(
    request: HttpRequest,
    kind: Kind = "",
    q: Words = "",
    place: Id | None = None,
    after: Id | None = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Subjects within the caller's sight, a page at a time: by words the newest first, else in the order of titles."""
    rows = visible_to(caller(request))
    if kind:
        rows = rows.filter(kind=kind)
    if place is not None:
        rows = rows.filter(place=place)
    if q.strip():
        found = search.find(rows, q, kind=kind, size=limit, older=after)
        return {"items": [_row(subject) for subject in found.rows], "next": found.older}
    items, following = paging.page(rows, after=after, limit=limit)
    return {"items": [_row(subject) for subject in items], "next": following}


@reads(router, "/subjects/{int:subject}", "subject", shapes.Detail, title=_("查看一条记录"), tags=["subjects"])
def detail(request: HttpRequest, subject: Id) -> dict[str, Any]:
    """One subject and its newest files."""
    row = _visible(request, subject)
    files = File.objects.filter(subject=subject).order_by("-id")[:FILES_SHOWN]
    return {**_row(row), "files": list(files)}


@reads(router, "/subjects/{int:subject}/history", "history", shapes.History, title=_("查看办理记录"), tags=["subjects"])
def entries(request: HttpRequest, subject: Id, before: Before = "", limit: Limit = PAGE) -> dict[str, Any]:
    """The subject's entries and those that mention it, newest first; those on things out of sight are left out."""
    _visible(request, subject)
    lines = history(subject, before=before.replace(" ", "+"), limit=limit)
    seen = set(visible_to(caller(request)).filter(pk__in={n.subject for n in lines}).values_list("pk", flat=True))
    return {
        "items": [_told(line) for line in lines if line.subject in seen],
        "next": lines[-1].at if len(lines) == limit else None,
    }


@reads(
    router,
    "/files/{int:file}",
    "file",
    None,
    title=_("下载文件"),
    tags=["subjects"],
    openapi_extra={"responses": {200: {"description": "The bytes", **BYTES}}},
)
def download(request: HttpRequest, file: Id) -> FileResponse:
    """The bytes of a file on a subject within sight, always as a download."""
    row = File.objects.filter(pk=file, subject__in=visible_to(caller(request))).first()
    if row is None or not path_of(row.digest).exists():
        raise NotFound
    return FileResponse(
        path_of(row.digest).open("rb"), as_attachment=True, filename=row.name, content_type=row.media_type
    )


@reads(router, "/facts/{int:subject}", "fact", shapes.FactOut, title=_("查看一项数据及其出处"), tags=["facts"])
def read_fact(
    request: HttpRequest, subject: Id, fact: Key, slot: Key | None = None, on: Day | None = None
) -> dict[str, Any]:
    """A fact with its source or its acts: as published (in a `slot` such as before), or as registered `on` a day."""
    _visible(request, subject)
    if fact not in all_facts():
        raise BadInput({"fact": NO_SUCH_FACT})
    named = slot or ("on" if on else None)
    reader = FactReader(slots={named: on} if named and on else {})
    return readings.told(reader.read(subject, fact, named), lang())


@reads(router, "/acts", "acts", list[shapes.Described], title=_("办理事项目录"), tags=["acts"])
def catalogue(request: HttpRequest) -> list[dict[str, Any]]:
    """Every action: where it is called and what it takes."""
    return [_described(act) for act in all_actions().values()]


def _visible(request: HttpRequest, subject: int) -> Subject:
    row = visible_to(caller(request)).filter(pk=subject).first()
    if row is None:
        raise NotFound
    return row


def _row(subject: Subject) -> dict[str, Any]:
    columns = ("id", "kind", "title", "title_en", "synthetic", "seq", "head")
    return {**{name: getattr(subject, name) for name in columns}, "place": subject.place_id, "organ": subject.organ_id}


def _told(line: Line) -> dict[str, Any]:
    places = {"subject": line.subject, "seq": line.seq, "at": line.at, "action": line.action, "hash": line.hash}
    return {**line.body, **places}


def _described(act: Action[..., Any]) -> dict[str, Any]:
    return {
        "name": act.name,
        "title": str(act.title),
        "about": act.__doc__ or "",
        "founds": act.founds,
        "path": address(act).replace("int:", "").lstrip("/"),
        "subject": act.subject_model.__name__.lower() if act.subject_model else None,
        "takes": {kind: bodies.schema(act, kind) for kind in bodies.media_types(act)},
    }
