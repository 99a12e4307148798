"""Every action of the catalogue as an endpoint: nothing is written by hand for one, so none can be forgotten."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from ninja import Router, Schema, Status

from kaifaqu.kernel.actions import Action, Ref, through
from kaifaqu.kernel.api import bodies
from kaifaqu.kernel.api.problems import ACTING, declared
from kaifaqu.kernel.api.sign_in import caller
from kaifaqu.kernel.api.wire import Id
from kaifaqu.kernel.trail.models import Entry

Answer = Status[dict[str, Any]]
Endpoint = Callable[..., Answer]


class Recorded(Schema):
    """The entry that the act has written: what a caller keeps to prove it."""

    subject: int
    seq: int
    hash: str
    at: str
    action: str


class Touched(Schema):
    """The subject as it stands after the act; `seq` is what to send as `seen` next time."""

    id: int
    kind: str
    title: str
    seq: int


class Done(Schema):
    """An act done and recorded."""

    act: Recorded
    subject: Touched


def address(act: Action[..., Any]) -> str:
    """The path of an act below the API."""
    path = f"/acts/{act.name.replace('.', '/')}"
    return f"{path}/{{int:subject}}" if act.subject_parameter else path


def add(router: Router, act: Action[..., Any]) -> None:
    """Make the endpoint of an action. Its operation id and URL name are the action's own name."""
    register = router.post(
        address(act),
        operation_id=act.name,
        url_name=act.name,
        summary=act.title,  # type: ignore[arg-type]  # translated when the document is asked for
        description=act.__doc__,
        tags=[act.name.partition(".")[0]],
        response={201: Done, **declared(*ACTING)},
    )
    register(_endpoint(act))


def _endpoint(act: Action[..., Any]) -> Endpoint:
    def on_subject(request: HttpRequest, subject: Id) -> Answer:
        return _done(request, act, subject)

    def on_none(request: HttpRequest) -> Answer:
        return _done(request, act)

    return on_subject if act.subject_parameter else on_none


def _done(request: HttpRequest, act: Action[..., Any], subject: int | None = None) -> Answer:
    """Do the act and read its entry back under the same locks: a later act of somebody else's is not taken for it."""
    inputs, seen = bodies.read(request, act)
    refs = [Ref[Any](subject, seen)] if subject else []
    with through("api"), transaction.atomic():
        result = act(*refs, by=caller(request), **inputs)
        chained = result.pk if act.founds else subject
        return Status(201, latest_of(chained))


def latest_of(subject: Any) -> dict[str, Any]:
    """The last entry of a subject, which the act under way has just written, and the subject as it stands."""
    entry = Entry.objects.select_related("subject").filter(subject=subject).latest("seq")
    return {"act": _recorded(entry), "subject": entry.subject}


def _recorded(entry: Entry) -> Recorded:
    return Recorded(subject=entry.subject_id, seq=entry.seq, hash=entry.hash, at=entry.at, action=entry.action)
