"""Who calls: a program by its token, or a person's browser by its session. Either acts from one seat."""

from __future__ import annotations

from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from ninja.errors import AuthenticationError, AuthorizationError
from ninja.security import APIKeyCookie, HttpBearer

from kaifaqu.kernel.organs.tokens import seat_of_token
from kaifaqu.kernel.subjects.actor import Seat


class Token(HttpBearer):
    """`Authorization: Bearer …`. A token that is no longer good is refused, even beside a session that is."""

    def authenticate(self, request: HttpRequest, token: str) -> Seat:
        """The token's seat."""
        seat = seat_of_token(token)
        if seat is None:
            raise AuthenticationError
        return seat


class Session(APIKeyCookie):
    """The seat that the site's middleware found for the session, as `request.actor`; writing takes the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def __init__(self) -> None:
        super().__init__(csrf=False)  # Ninja's own check would draw the page for people, to throw it away

    def authenticate(self, request: HttpRequest, key: str | None) -> Seat | None:
        """The session's seat. Nobody signed in is told so before he is asked for a CSRF token."""
        seat = _seat(request)
        if seat is not None and _Csrf(_nothing).refuses(request):
            raise AuthorizationError
        return seat


class _Csrf(CsrfViewMiddleware):
    def refuses(self, request: HttpRequest) -> bool:
        """Whether a request that would change something lacks the token. Django passed it by: our views are exempt."""
        cast(Any, request).csrf_processing_done = False
        self.process_request(request)
        return self.process_view(request, _nothing, (), {}) is not None

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponseForbidden:
        return HttpResponseForbidden()


def _nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def _seat(request: HttpRequest) -> Seat | None:
    seat = getattr(request, "actor", None)
    return seat if isinstance(seat, Seat) else None


def caller(request: HttpRequest) -> Seat:
    """The seat that an endpoint acts from."""
    return cast(Seat, cast(Any, request).auth)
