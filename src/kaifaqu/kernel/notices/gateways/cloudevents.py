"""To another program: a CloudEvent (1.0, structured JSON) by HTTP POST, signed as Standard Webhooks has it.

The signature is over `id.timestamp.body`: `v1,` with HMAC-SHA256 where the connection keeps `hmac` (at least 24 bytes,
base64, with or without `whsec_`), `v1a,` with Ed25519 where it keeps `ed25519` (the 32 bytes of the private key,
base64). The id of the event is the same at each try: whoever takes it tells doubles apart by it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.clock import now
from kaifaqu.kernel.notices import gateways
from kaifaqu.kernel.notices.connections import Connection
from kaifaqu.kernel.notices.gateways import Outgoing, Receipt, Wanted

TYPE = "kaifaqu.notice.v1"
SHORTEST, PRIVATE = 24, 32


class NoKey(ValueError):
    """The connection keeps no key that can sign."""


class CloudEvents:
    """Signed events for a program of the city."""

    name = "cloudevents"
    title = _("对接系统（CloudEvents）")
    needs: tuple[str, ...] = ()

    def check(self, wanted: Wanted) -> None:
        """An address and the name of the key."""
        gateways.require_web(wanted.address)
        gateways.require_connection(wanted)
        gateways.require_no_template(wanted)

    def send(self, message: Outgoing) -> Receipt:
        """Post the event; any 2xx is a receipt."""
        body = json.dumps(event(message), ensure_ascii=False, separators=(",", ":")).encode()
        stamp = str(int(now().timestamp()))
        try:
            signed = signature(message.connection, message.key, stamp, body)
        except NoKey:
            return Receipt(False, "no_secret", detail=f"[{message.connection.name}] hmac / ed25519")
        headers = {
            "Content-Type": "application/cloudevents+json; charset=utf-8",
            "webhook-id": message.key,
            "webhook-timestamp": stamp,
            "webhook-signature": signed,
        }
        reply = gateways.post(message.address, body, headers)
        return reply if isinstance(reply, Receipt) else Receipt(True, "ok")


def event(message: Outgoing) -> dict[str, object]:
    """The event: who is told of which cases, and the text as people get it."""
    return {
        "specversion": "1.0",
        "id": message.key,
        "source": settings.PUBLIC_URL or "urn:kaifaqu",
        "type": TYPE,
        "time": message.at.isoformat(),
        "datacontenttype": "application/json",
        "data": {**message.data, "text": message.text, "urgent": message.urgent},
    }


def signature(keys: Connection, key: str, stamp: str, body: bytes) -> str:
    """Signatures over a message, one for each key that is kept. NoKey where none can be used."""
    signed = f"{key}.{stamp}.".encode() + body
    made = []
    if text := keys.get("hmac"):
        secret = _bytes(text.removeprefix("whsec_"))
        if len(secret) < SHORTEST:
            raise NoKey
        made.append("v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode())
    if text := keys.get("ed25519"):
        private = _bytes(text.removeprefix("whsk_"))
        if len(private) != PRIVATE:
            raise NoKey
        made.append("v1a," + base64.b64encode(Ed25519PrivateKey.from_private_bytes(private).sign(signed)).decode())
    if not made:
        raise NoKey
    return " ".join(made)


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise NoKey from error


gateways.register(CloudEvents())
