"""What went wrong, as RFC 9457 problem details, in the reader's language and without anything from inside."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError
from pydantic import Field

from kaifaqu.kernel.actions import BadInput, NotFound, Refusal
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.files.upload import MAX_BYTES, TOO_BIG

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)


class BadCell(Schema):
    """One thing that is wrong with an imported file: in which row of it (0: the whole file), in which column."""

    row: int
    column: str
    title: str
    code: str
    words: str


class BadRows(Refusal):
    """A file that was not imported, because of its rows; `review` is the key of what was checked."""

    status = 422

    def __init__(self, refusal: Refusal, rows: Sequence[Mapping[str, object]]) -> None:
        super().__init__(refusal.code, refusal.words, field="file")
        self.rows = rows


class Problem(Schema):
    """Why nothing was done. `code` is stable for programs; `detail` is for people, in the language asked for."""

    type: str = Field(description="urn:kaifaqu:problem:<code>")
    title: str
    status: int
    detail: str
    code: str
    field: str = Field("", description="The input at fault, where one is")
    faults: dict[str, str] = Field({}, description="Every fault by input, where inputs could not be read")
    rows: list[BadCell] = Field([], description="What is wrong with the rows of an imported file, the first 1,000")


class TooLarge(Refusal):
    """More was sent than is taken."""

    status = 413


class OtherMedia(Refusal):
    """A body in a form that the endpoint does not read."""

    status = 415


TITLES: dict[int, Words] = {
    400: _("请求读不懂"),
    401: _("需要登录"),
    403: _("请求来路不明"),
    404: _("没有这条记录"),
    405: _("不支持这种请求方法"),
    409: _("没有办理"),
    413: _("内容过大"),
    415: _("不接收这种格式"),
    422: _("填写不正确"),
    500: _("系统内部出错"),
}
READING = (401, 404, 422)
ACTING = (401, 403, 404, 409, 413, 415, 422)


def declared(*statuses: int) -> dict[int, type[Problem]]:
    """The problems that an endpoint may answer with, for its `response=`."""
    return dict.fromkeys(statuses, Problem)


def problem(
    status: int,
    code: str,
    detail: Words,
    *,
    field: str = "",
    faults: Mapping[str, Words] | None = None,
    rows: Sequence[Mapping[str, object]] = (),
    choices: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The response for a problem."""
    told: dict[str, object] = {
        "type": f"urn:kaifaqu:problem:{code}",
        "title": str(TITLES.get(status, TITLES[400])),
        "status": status,
        "detail": str(detail),
        "code": code,
    }
    if field:
        told["field"] = field
    if faults:
        told["faults"] = {name: str(words) for name, words in faults.items()}
    if rows:
        told["rows"] = list(rows)
    if choices:
        told["choices"] = dict(choices)
    written = json.dumps(told, ensure_ascii=False).encode(errors="replace")  # a name sent may hold half a character
    response = HttpResponse(written, status=status, content_type=MEDIA_TYPE)
    if status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="kaifaqu"'
    return response


def nowhere(request: HttpRequest, **where: str) -> HttpResponse:
    """An address below the API that leads nowhere is answered as one, not with a page for people."""
    return problem(404, "not_found", _("没有这个接口地址。"))


def no_such_method(response: HttpResponse) -> HttpResponse:
    """A method that an address does not know: the same problem form, with what is allowed."""
    told = problem(405, "method", _("这个地址不支持这种请求方法。"))
    told["Allow"] = response["Allow"]
    return told


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    faults = refusal.faults if isinstance(refusal, BadInput) else None
    status = TooLarge.status if refusal.code == "file_too_big" else refusal.status
    rows = refusal.rows if isinstance(refusal, BadRows) else ()
    choices = {value: str(title) for value, title in refusal.choices}
    return problem(status, refusal.code, refusal.words, field=refusal.field, faults=faults, rows=rows, choices=choices)


def _absent(request: HttpRequest, _error: Http404) -> HttpResponse:
    return _refused(request, NotFound())


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    code, words = HTTP.get(error.status_code, ("request", TITLES[400]))
    return problem(error.status_code, code, words)


HTTP: dict[int, tuple[str, Words]] = {
    401: ("unauthenticated", _("请先登录，或带上有效的令牌；令牌可能已到期或被撤销。")),
    403: ("csrf", _("通过网页登录办理须带上 CSRF 令牌。")),
}


def _too_large(request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(413, "too_large", _("请求内容过大，请分几次提交。"))


def _unreadable(request: HttpRequest, _error: Exception) -> HttpResponse:
    return problem(422, "unreadable", _("请求内容读不懂或不完整。"))


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("%s %s", request.method, request.path, exc_info=error)
    return problem(500, "internal", _("系统内部出错，没有办理。请联系系统管理员。"))


def file_too_big(field: str) -> TooLarge:
    """The refusal of a file that was dropped while it arrived."""
    return TooLarge("file_too_big", TOO_BIG % {"limit": MAX_BYTES // 1024 // 1024}, field=field)


HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Refusal: _refused,
    Http404: _absent,
    HttpError: _http,
    RequestDataTooBig: _too_large,
    TooManyFieldsSent: _too_large,
    TooManyFilesSent: _too_large,
    MultiPartParserError: _unreadable,
    UnreadablePostError: _unreadable,
    SuspiciousOperation: _unreadable,
    RecursionError: _unreadable,  # nested deeper than anything is
    Exception: _broken,
}


def install(api: NinjaAPI) -> None:
    """Answer every error of this API as a problem."""
    for error, handler in HANDLERS.items():
        api.add_exception_handler(error, handler)
