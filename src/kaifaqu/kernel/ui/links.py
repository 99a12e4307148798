"""Where a subject's page is: rooms say it for their kinds, everything else has the plain page."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.subjects.models import Subject

_pages: dict[str, Callable[[Subject], str]] = {}


def page_of(kind: str, url: Callable[[Subject], str]) -> None:
    """Say where the page of a kind of subject is."""
    _pages[kind] = url


def url_of(subject: Subject) -> str:
    """The address of a subject's page."""
    own = _pages.get(subject.kind)
    return own(subject) if own else reverse("subject", args=[subject.pk])


def act_url(name: str, subject: int) -> str:
    """The address of the form for an act on a subject."""
    app, verb = name.split(".")
    return reverse("act", args=[app, verb, subject])


_beside: list[tuple[Words, Callable[[str], str]]] = []


def put_beside(label: Words, url: Callable[[str], str]) -> None:
    """Offer a room's page of a place, by its short name, wherever the place's charter is read."""
    _beside.append((label, url))


def beside(slug: str) -> list[dict[str, object]]:
    """The pages that rooms offer beside a place's charter, as buttons."""
    return [{"label": label, "url": url(slug)} for label, url in _beside]
