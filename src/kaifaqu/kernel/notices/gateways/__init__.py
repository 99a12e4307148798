"""Gateways by their names: each can judge what a channel is given, and send a message once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.notices.connections import Connection
from kaifaqu.kernel.notices.gateways import wire

DETAIL = 200


@dataclass(frozen=True)
class Receipt:
    """What became of one sending: `ok` where it was handed over; `again` where another try may help."""

    ok: bool
    code: str
    again: bool = True
    detail: str = ""


@dataclass(frozen=True)
class Outgoing:
    """A message as a gateway gets it. `key` is the same at each try; `fields` are what templates may take."""

    key: str
    address: str
    connection: Connection
    text: str
    at: datetime
    template: str = ""
    urgent: bool = False
    fields: Mapping[str, str] = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Wanted:
    """What somebody enters for a channel."""

    address: str
    connection: str
    template: str


class Gateway(Protocol):
    """A way out of the house."""

    @property
    def name(self) -> str:
        """What channels call it."""
        ...

    @property
    def title(self) -> Words:
        """What people call it."""
        ...

    @property
    def needs(self) -> tuple[str, ...]:
        """What its connection must keep."""
        ...

    def check(self, wanted: Wanted) -> None:
        """Refuse in plain words what this gateway cannot use."""
        ...

    def send(self, message: Outgoing) -> Receipt:
        """Send once; never raises for what the other side does."""
        ...


_gateways: dict[str, Gateway] = {}


def register(gateway: Gateway) -> None:
    """Make a gateway known by its name."""
    _gateways[gateway.name] = gateway


def find(name: str) -> Gateway:
    """The gateway of that name; KeyError where there is none."""
    return _gateways[name]


def all_gateways() -> dict[str, Gateway]:
    """Every gateway by its name."""
    return dict(sorted(_gateways.items()))


def title_of(name: str) -> str:
    """What people call a gateway."""
    found = _gateways.get(name)
    return str(found.title) if found else name


# ── What several gateways do alike ───────────────────────────────────────────────────────────────────────────────────


def require_web(address: str) -> None:
    """Refuse an address that messages may not go to."""
    fault = wire.fault_of(address)
    if fault is not None:
        raise Refusal("address", fault, field="address")


def require_no_template(wanted: Wanted) -> None:
    """Refuse a template where nothing would use it."""
    if wanted.template:
        raise Refusal("template", _("只有短信渠道用模板。"), field="template")


def require_connection(wanted: Wanted) -> None:
    """Refuse a channel without the name under which its secrets are kept."""
    if not wanted.connection:
        raise Refusal(
            "connection", _("须填密钥的名称，密钥本身由系统管理员存放在数据目录的 secrets 文件里。"), field="connection"
        )


def post_json(address: str, body: object, headers: Mapping[str, str] | None = None) -> wire.Reply | Receipt:
    """Post JSON; a receipt where nothing came back or the other side answered that it failed."""
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return post(address, content, {"Content-Type": "application/json; charset=utf-8", **(headers or {})})


def post(address: str, content: bytes, headers: Mapping[str, str]) -> wire.Reply | Receipt:
    """Post bytes; a receipt where nothing came back or the other side answered that it failed."""
    try:
        reply = wire.post(address, content, headers)
    except wire.Unsent as unsent:
        return Receipt(False, unsent.code, again=unsent.code != "address_refused")
    if not 200 <= reply.status < 300:
        return Receipt(False, f"http_{reply.status}", again=reply.status not in FOR_GOOD)
    return reply


FOR_GOOD = frozenset({301, 308, 400, 405, 410, 413, 414, 415, 422})
"""Answers to which the same message will never get another; a wrong key (401, 403, 404) can be put right meanwhile."""


def object_of(body: bytes) -> dict[str, Any]:
    """The JSON object of an answer; empty where it is none."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def lacking(message: Outgoing, *keys: str) -> Receipt | None:
    """A receipt that says which secrets are not set; None where all are."""
    lacks = message.connection.lacks(*keys)
    return Receipt(False, "no_secret", detail=f"[{message.connection.name}] {', '.join(lacks)}") if lacks else None
