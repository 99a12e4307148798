"""Robots in a group chat: 企业微信 (also 政务微信, which is installed in the house) and 钉钉.

Both take a text by webhook and answer {"errcode": 0}. The key stands in the address there; here it is kept apart, so
that an address can be shown and a key cannot.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from urllib.parse import urlencode, urlsplit

from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions import Refusal
from kaifaqu.kernel.actions.refusals import Words
from kaifaqu.kernel.clock import now
from kaifaqu.kernel.notices import gateways
from kaifaqu.kernel.notices.gateways import Outgoing, Receipt, Wanted, wire

WECOM = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send"
DINGTALK = "https://oapi.dingtalk.com/robot/send"
WRONG_FOR_GOOD = frozenset({40001, 40035, 40036, 40058, 44004, 300001})
"""Answers that say that the message itself cannot be taken."""


class _Robot:
    name: str
    title: Words
    needs: tuple[str, ...]

    def check(self, wanted: Wanted) -> None:
        """The address of the webhook, without its key."""
        gateways.require_web(wanted.address)
        gateways.require_connection(wanted)
        gateways.require_no_template(wanted)
        if urlsplit(wanted.address).query:
            words = _("网址里不要带密钥：问号及其后的内容由系统管理员存入 secrets 文件。")
            raise Refusal("secret", words, field="address")

    def send(self, message: Outgoing) -> Receipt:
        """Post the text; the robot's own code says whether it was taken."""
        if lacking := gateways.lacking(message, *self.needs):
            return lacking
        body = {"msgtype": "text", "text": {"content": message.text}}
        reply = gateways.post_json(f"{message.address}?{urlencode(self.query(message))}", body)
        return reply if isinstance(reply, Receipt) else _judged(reply)

    def query(self, message: Outgoing) -> dict[str, str]:
        """What the address takes besides, made from the secrets."""
        raise NotImplementedError


def _judged(reply: wire.Reply) -> Receipt:
    told = gateways.object_of(reply.body)
    code = told.get("errcode")
    if code == 0:
        return Receipt(True, "ok")
    if not isinstance(code, int):
        return Receipt(False, "unclear_answer")
    detail = str(told.get("errmsg", ""))
    return Receipt(False, f"errcode_{code}"[:40], again=code not in WRONG_FOR_GOOD, detail=detail)


class Wecom(_Robot):
    """A group robot of 企业微信 or 政务微信."""

    name = "wecom"
    title = _("企业微信、政务微信群机器人")
    needs = ("key",)

    def query(self, message: Outgoing) -> dict[str, str]:
        """The robot's key."""
        return {"key": message.connection.get("key")}


class Dingtalk(_Robot):
    """A group robot of 钉钉 with signature: HMAC-SHA256 over the time in milliseconds and the secret."""

    name = "dingtalk"
    title = _("钉钉群机器人")
    needs = ("access_token", "sign")

    def query(self, message: Outgoing) -> dict[str, str]:
        """Token, time and signature."""
        stamp, secret = str(int(now().timestamp() * 1000)), message.connection.get("sign")
        digest = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
        return {
            "access_token": message.connection.get("access_token"),
            "timestamp": stamp,
            "sign": base64.b64encode(digest).decode(),
        }


gateways.register(Wecom())
gateways.register(Dingtalk())
