"""The one way to the outside: HTTPS to public hosts, others only by name in the settings; short, small, unfollowed.

An address is judged twice: as it is entered, and again when its host is resolved for sending, because a name may come
to mean another machine. The connection then goes to the very address that was judged.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kaifaqu.kernel.actions.refusals import Words

TIMEOUT = httpx.Timeout(10.0, connect=5.0)
MOST_READ = 16 * 1024
HTTPS, HTTP = 443, 80
LOCAL_NAMES = ("localhost", ".localhost", ".local", ".internal", ".lan", ".home", ".intranet", ".corp")
Address = IPv4Address | IPv6Address


@dataclass(frozen=True)
class Reply:
    """What came back: the status and at most 16 KB of the body."""

    status: int
    body: bytes


class Unsent(Exception):
    """Nothing was sent, or nobody knows: why, as a code of the log."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def fault_of(address: str) -> Words | None:
    """What is wrong with an address before anything is resolved; None where nothing is."""
    try:
        parts = urlsplit(address)
        host, _port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return _("不是有效的网址。")
    if parts.scheme not in ("https", "http") or not host or any(c.isspace() for c in address):
        return _("须为以 https:// 开头的网址。")
    if parts.username or parts.password or parts.fragment:
        return _("网址里不能有用户名、密码或 # 号后的内容。")
    if _is_loopback(host):
        return None if settings.NOTICES_LOOPBACK else _("不能发往本机地址。")
    if host in settings.NOTICES_HOSTS:
        return None
    if parts.scheme != "https":
        return _("须为以 https:// 开头的网址。")
    return _fault_of_host(host)


def _fault_of_host(host: str) -> Words | None:
    literal = _literal(host)
    inside = not literal.is_global if literal else "." not in host or host.endswith(LOCAL_NAMES)
    return _("不能发往内网地址；确有需要，请系统管理员把主机列入 NOTICES_HOSTS。") if inside else None


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:  # 127.1, 0x7f000001, 2130706433: what the system's resolver takes for an address too
        return IPv4Address(socket.inet_aton(host)) if host[:1].isdigit() else None
    except OSError:
        return None


def _is_loopback(host: str) -> bool:
    literal = _literal(host)
    return literal.is_loopback if literal else host == "localhost" or host.endswith(".localhost")


def post(address: str, content: bytes, headers: Mapping[str, str]) -> Reply:
    """Send; raises Unsent where nothing came back. Redirects are answers like others, and no success."""
    if fault_of(address) is not None:
        raise Unsent("address_refused")
    url = httpx.URL(address)
    port = url.port or (HTTPS if url.scheme == "https" else HTTP)
    pinned = url.copy_with(host=str(_judged(url.host, port)))
    host = url.host if url.port is None else f"{url.host}:{url.port}"
    request = httpx.Request(
        "POST",
        pinned,
        content=content,
        headers={"User-Agent": "Kaifaqu", "Host": host, **headers},
        extensions={"sni_hostname": url.host, "timeout": TIMEOUT.as_dict()},
    )
    try:
        with httpx.Client(trust_env=False, follow_redirects=False) as client:
            answer = client.send(request, stream=True)
            try:
                return Reply(answer.status_code, _start_of(answer))
            finally:
                answer.close()
    except httpx.TimeoutException as error:
        raise Unsent("timeout") from error
    except (httpx.HTTPError, ssl.SSLError, OSError) as error:
        raise Unsent("tls" if "CERTIFICATE" in str(error).upper() else "unreachable") from error


def _start_of(answer: httpx.Response) -> bytes:
    read = b""
    for chunk in answer.iter_bytes(MOST_READ):
        read += chunk
        if len(read) >= MOST_READ:
            break
    return read[:MOST_READ]


def _judged(host: str, port: int) -> Address:
    """The address that a host's name stands for now, if messages may go there."""
    try:
        found = {ip_address(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError, ValueError) as error:
        raise Unsent("no_such_host") from error
    allowed = [each for each in sorted(found, key=lambda a: (a.version, int(a))) if _may(each, host)]
    if not allowed:
        raise Unsent("address_refused")
    return allowed[0]


def _may(address: Address, host: str) -> bool:
    plain = getattr(address, "ipv4_mapped", None) or address
    if plain.is_loopback:
        return bool(settings.NOTICES_LOOPBACK)
    return plain.is_global or host.rstrip(".") in settings.NOTICES_HOSTS
