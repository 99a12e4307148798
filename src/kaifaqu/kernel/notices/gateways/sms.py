"""Text messages through a provider's HTTP interface: an approved template and its parameters, nothing else.

Providers differ in the names of their fields only, so those stand with the secrets of the connection:

    [sms]
    url = https://sms.example.cn/v1/send
    format = form            (or json)
    field.mobile = {phone}
    field.tpl_id = {template}
    field.tpl_value = {params}
    field.apikey = …
    ok = code=0              (what the answer says when it was taken)

{params} is a JSON object of the template's parameters, {values} the values alone with commas, {id} the message's id.
"""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.notices import gateways
from kaifaqu.kernel.notices.gateways import Outgoing, Receipt, Wanted, wire

PHONE = re.compile(r"(?:\+?86)?(1[3-9]\d{9})", re.ASCII)
FIELDS = ("kind", "title", "number", "organ", "due", "count")
"""What a template may take: none of it says more than the text for the group does."""
TEMPLATE = re.compile(r"([\w.-]{1,60})\s*[:\uff1a]\s*(.+)")
FIELD = "field."


def read_template(text: str) -> tuple[str, dict[str, str]]:
    """The id of an approved template, and which of its parameters takes what: `SMS_15: code=number, due`.

    Refuses what names no template, no parameter, or a field that there is none of.
    """
    found = TEMPLATE.fullmatch(text.strip())
    if not found:
        words = _("须写明已报备的模板编号和它的参数，如 SMS_15: number, due。")
        raise Refusal("template", words, field="template")
    taken: dict[str, str] = {}
    for part in re.split(r"[,\uff0c\u3001]", found[2]):
        name, sign, source = (each.strip() for each in part.partition("="))
        source = source if sign else name
        if source not in FIELDS or not re.fullmatch(r"\w{1,40}", name):
            words = _("模板没有“%(name)s”这样的参数；可用 %(known)s。")
            raise Refusal("template", words % {"name": part.strip()[:40], "known": ", ".join(FIELDS)}, field="template")
        taken[name] = source
    return found[1], taken


class Sms:
    """A text message to one telephone."""

    name = "sms"
    title = _("短信")
    needs = ("url",)

    def check(self, wanted: Wanted) -> None:
        """A mobile number, and the approved template."""
        if not PHONE.fullmatch(wanted.address.strip()):
            raise Refusal("address", _("短信渠道的地址须为手机号码。"), field="address")
        gateways.require_connection(wanted)
        read_template(wanted.template)

    def send(self, message: Outgoing) -> Receipt:
        """Fill the provider's fields and post them."""
        if lacking := gateways.lacking(message, *self.needs):
            return lacking
        fields = _filled(message)
        url = message.connection.get("url")
        if message.connection.get("format") == "json":
            reply = gateways.post_json(url, fields)
        else:
            flat = {name: value if isinstance(value, str) else _json(value) for name, value in fields.items()}
            form = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
            reply = gateways.post(url, urlencode(flat).encode(), form)
        return reply if isinstance(reply, Receipt) else _judged(reply, message.connection.get("ok"))


def _filled(message: Outgoing) -> dict[str, Any]:
    template, taken = read_template(message.template)
    params = {name: message.fields.get(source, "") for name, source in taken.items()}
    found = PHONE.fullmatch(message.address.strip())
    known = {
        "{phone}": found[1] if found else message.address,
        "{template}": template,
        "{id}": message.key,
        "{values}": ",".join(params.values()),
    }
    connection = message.connection
    names = [key for key in connection.values if key.startswith(FIELD)]
    return {name.removeprefix(FIELD): _put(connection.get(name), known, params) for name in names}


def _put(pattern: str, known: dict[str, str], params: dict[str, str]) -> Any:
    """A field's value; `{params}` alone is the object itself, for providers that take JSON."""
    if pattern.strip() == "{params}":
        return params
    for name, value in known.items():
        pattern = pattern.replace(name, value)
    return pattern.replace("{params}", _json(params))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _judged(reply: wire.Reply, wanted: str) -> Receipt:
    """Taken where the answer says so; where nobody told what it says then, by its status alone."""
    path, sign, value = wanted.partition("=")
    if not sign:
        return Receipt(True, "ok")
    found: Any = gateways.object_of(reply.body)
    for key in path.strip().split("."):
        found = found.get(key) if isinstance(found, dict) else None
    if found is None:
        return Receipt(False, "unclear_answer")
    ok = str(found) == value.strip()
    return Receipt(ok, "ok" if ok else f"answer_{found}"[:40])


gateways.register(Sms())
