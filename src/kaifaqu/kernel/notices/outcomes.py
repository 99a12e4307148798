"""Outcome codes in words, and addresses as they may be shown."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.utils.translation import gettext as _


def outcome(code: str) -> str:
    """What became of an attempt, for people."""
    known = {
        "ok": _("已送达"),
        "timeout": _("对方没有及时回应"),
        "unreachable": _("连不上对方"),
        "tls": _("对方证书不可信"),
        "no_such_host": _("找不到对方主机"),
        "address_refused": _("地址不允许发送"),
        "no_secret": _("密钥没有配好"),
        "unclear_answer": _("对方答复看不懂"),
        "error": _("发送时出错"),
    }
    kind, _sep, number = code.partition("_")
    if code in known:
        return known[code]
    words = {"http": _("对方答复状态 %(n)s"), "smtp": _("邮件服务器答复 %(n)s")}.get(kind, _("对方答复 %(n)s"))
    return words % {"n": number}


def shown_address(gateway: str, address: str) -> str:
    """A telephone or a mailbox half hidden, an address on the web without what follows its path."""
    if gateway == "sms":
        return f"{address[:-8]}****{address[-4:]}"
    if gateway == "email":
        name, _at, host = address.partition("@")
        return f"{name[:1]}***@{host}"
    parts = urlsplit(address)
    return f"{parts.hostname or ''}{parts.path}"
