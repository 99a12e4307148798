"""Who is asking, and whether this address is for him. Both fail closed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from kaifaqu.kernel.organs.models import Account, Place
from kaifaqu.kernel.organs.reach import asked_once, standing
from kaifaqu.kernel.organs.seats import Chair, chairs_of
from kaifaqu.site.permissions import ANYONE, SIGNED_IN, table

Next = Callable[[HttpRequest], HttpResponse]
SEAT, BASIS = "seat", "seat_basis"
READING = ("GET", "HEAD")


class SeatMiddleware:
    """Gives the request its `actor` (a Seat or None), the `chairs` to choose from, and the `seat_place` acted from."""

    def __init__(self, following: Next) -> None:
        self.following = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = cast(Any, request)
        asked.actor, asked.chairs, asked.chair, asked.seat_place = None, [], None, None
        if isinstance(request.user, Account) and request.user.person_id:
            asked.chairs = chairs_of(request.user.person_id)
            asked.chair = _chosen(asked.chairs, request.session.get(SEAT, ""))
        if asked.chair is not None:
            asked.actor = asked.chair.seat(request.session.get(BASIS, ""))
            asked.seat_place = _place(asked.chair)
        if request.method not in READING:
            return self.following(request)
        with asked_once():
            return self.following(request)


def _chosen(chairs: list[Chair], key: str) -> Chair | None:
    return next((c for c in chairs if c.key == key), next((c for c in chairs if c.leader is None), None))


def _place(chair: Chair) -> Place | None:
    organ = chair.post.subject.organ
    return Place.objects.select_related("subject").filter(pk=organ.place_id).first() if organ else None


class RouteMiddleware:
    """Holds every address against the permission table; one that the table does not name is refused."""

    def __init__(self, following: Next) -> None:
        self.following = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.following(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        name = match.view_name if match else ""
        if match and "api" in match.namespaces:
            return None  # endpoints ask for a token or a session themselves
        allowed = table().routes.get(name, frozenset())
        if ANYONE in allowed:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        actor = cast(Any, request).actor
        if actor is None:
            return render(request, "site/no_post.html", status=403)
        seat = standing(actor)
        if SIGNED_IN not in allowed and (seat is None or seat.role not in allowed):
            raise Http404
        cast(Any, request).role = seat.role if seat else ""
        return None
