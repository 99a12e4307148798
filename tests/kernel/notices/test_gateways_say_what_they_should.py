"""Each gateway against a server on this machine: what it sends, what it makes of the answer."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import socket
from datetime import datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core import mail
from pytest_django import Settings

from kaifaqu.kernel import clock
from kaifaqu.kernel.notices import gateways
from kaifaqu.kernel.notices.connections import connection
from kaifaqu.kernel.notices.gateways import Outgoing, Receipt, wire
from tests.kernel.notices.listening import Listener

AT = datetime(2026, 11, 30, 9, 0, tzinfo=clock.ZONE)
KEY = "3d2a4a8e-2f44-4a5c-9d39-3b3c7a1f7b11"
RAW = b"0123456789abcdef0123456789abcdef"


def outgoing(address: str, name: str, **more: object) -> Outgoing:
    given = {"fields": {"number": "督办〔2026〕12号", "due": "12月1日"}, "data": {"organ": 7}, **more}
    return Outgoing(KEY, address, connection(name), "【催办】修路", AT, **given)  # type: ignore[arg-type]  # as the test says


def send(gateway: str, message: Outgoing) -> Receipt:
    with clock.at(AT):
        return gateways.find(gateway).send(message)


def test_wecom_gets_a_text_and_the_key_of_the_secrets(listener: Listener) -> None:
    assert send("wecom", outgoing(listener.address, "office_robot")).ok
    (got,) = listener.got
    assert got.query == {"key": "the-robots-own-key"}
    assert got.json == {"msgtype": "text", "text": {"content": "【催办】修路"}}


def test_dingtalk_is_signed_over_the_time_and_the_secret(listener: Listener) -> None:
    assert send("dingtalk", outgoing(listener.address, "office_robot")).ok
    query = listener.got[0].query
    secret = "SECthe-signing-secret"
    stamp = str(int(AT.timestamp() * 1000))
    signed = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    assert query == {"access_token": "the-token", "timestamp": stamp, "sign": base64.b64encode(signed).decode()}


@pytest.mark.parametrize(
    ("status", "answer", "code", "again"),
    [
        (200, b'{"errcode": 45009, "errmsg": "api freq out of limit"}', "errcode_45009", True),
        (200, b'{"errcode": 40058, "errmsg": "invalid"}', "errcode_40058", False),
        (200, b"<html>", "unclear_answer", True),
        (200, b'["errcode"]', "unclear_answer", True),
        (503, b"", "http_503", True),
        (403, b"", "http_403", True),
        (400, b"", "http_400", False),
    ],
)
def test_what_a_robot_answers_decides(listener: Listener, status: int, answer: bytes, code: str, again: bool) -> None:
    listener.status, listener.answer = status, answer
    receipt = send("wecom", outgoing(listener.address, "office_robot"))
    assert (receipt.ok, receipt.code, receipt.again) == (False, code, again)


def test_a_redirect_is_not_followed(listener: Listener) -> None:
    listener.status, listener.headers = 302, {"Location": listener.address}
    assert send("wecom", outgoing(listener.address, "office_robot")).code == "http_302"
    assert len(listener.got) == 1


def test_a_long_answer_is_cut(listener: Listener) -> None:
    listener.answer = b"x" * 1_000_000
    assert len(wire.post(listener.address, b"", {}).body) == wire.MOST_READ


def test_an_sms_fills_the_fields_of_the_provider(listener: Listener) -> None:
    listener.answer = b'{"code": 0}'
    message = outgoing("138 0013 8000".replace(" ", ""), "sms", template="SMS_15: code=number, due")
    assert send("sms", message).ok
    assert listener.got[0].form == {
        "mobile": "13800138000",
        "templateId": "SMS_15",
        "params": '{"code":"督办〔2026〕12号","due":"12月1日"}',
        "values": "督办〔2026〕12号,12月1日",
        "outId": KEY,
        "apikey": "the-providers-key",
    }


def test_an_sms_goes_as_json_where_the_provider_wants_it(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAIFAQU_SECRET_SMS_FORMAT", "json")
    listener.answer = b'{"code": 15, "msg": "template"}'
    receipt = send("sms", outgoing("13800138000", "sms", template="SMS_15：number、due"))
    assert listener.got[0].json["params"] == {"number": "督办〔2026〕12号", "due": "12月1日"}
    assert (receipt.ok, receipt.code) == (False, "answer_15")


def test_an_event_is_a_cloud_event_signed_with_hmac(listener: Listener) -> None:
    assert send("cloudevents", outgoing(listener.address, "program")).ok
    (got,) = listener.got
    assert got.headers["content-type"].startswith("application/cloudevents+json")
    event = got.json
    assert (event["specversion"], event["id"], event["type"]) == ("1.0", KEY, "kaifaqu.notice.v1")
    assert event["data"] == {"organ": 7, "text": "【催办】修路", "urgent": False}
    signed = b".".join([KEY.encode(), got.headers["webhook-timestamp"].encode(), got.body])
    wanted = base64.b64encode(hmac.new(RAW, signed, hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{wanted}"


def test_an_event_can_be_signed_with_ed25519(listener: Listener) -> None:
    assert send("cloudevents", outgoing(listener.address, "signed")).ok
    (got,) = listener.got
    version, _comma, signature = got.headers["webhook-signature"].partition(",")
    signed = b".".join([KEY.encode(), got.headers["webhook-timestamp"].encode(), got.body])
    Ed25519PrivateKey.from_private_bytes(RAW).public_key().verify(base64.b64decode(signature), signed)
    assert version == "v1a"


def test_a_mail_has_the_message_s_own_id_at_each_try(settings: Settings, home: Path) -> None:
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example.cn", "office@example.cn"
    for _try in range(2):
        assert send("email", outgoing("clerk@example.cn", "")).ok
    assert {sent.extra_headers["Message-ID"] for sent in mail.outbox} == {f"<{KEY}@example.cn>"}
    assert mail.outbox[0].to == ["clerk@example.cn"]


@pytest.mark.parametrize("gateway", ["wecom", "dingtalk", "sms", "cloudevents"])
def test_without_its_secret_nothing_is_sent(listener: Listener, gateway: str) -> None:
    message = outgoing(listener.address, "unknown", template="SMS_15: due")
    assert send(gateway, message).code == "no_secret"
    assert not listener.got


def test_the_environment_goes_before_the_file(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAIFAQU_SECRET_OFFICE_ROBOT_KEY", "from-outside")
    send("wecom", outgoing(listener.address, "office_robot"))
    assert listener.got[0].query == {"key": "from-outside"}


def test_a_file_of_secrets_that_cannot_be_read_holds_none(home: Path) -> None:
    home.mkdir(parents=True)
    (home / "secrets").write_text("no section\nkey = value", encoding="utf-8")
    assert connection("office_robot").get("key") == ""


def test_no_secret_stands_in_what_a_gateway_repeats(listener: Listener) -> None:
    said = "invalid key the-robots-own-key"
    assert "the-robots-own-key" not in connection("office_robot").scrub(said)
    assert "the-robots-own-key" not in repr(connection("office_robot"))


@pytest.mark.parametrize(
    "address",
    [
        "https://127.0.0.1/hook",
        "https://localhost/hook",
        "https://[::1]/hook",
        "https://127.1/hook",
        "https://2130706433/hook",
        "https://10.0.0.8/hook",
        "https://192.168.1.4/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://[fd00::1]/hook",
        "https://0.0.0.0/hook",
        "https://intranet/hook",
        "https://files.local/hook",
        "http://example.cn/hook",
        "ftp://example.cn/hook",
        "https://user:secret@example.cn/hook",
        "https://example.cn/hook#part",
        "https:///hook",
        "https://exa mple.cn/",
        "javascript:alert(1)",
        "no address",
        "https://example.cn:99999/",
    ],
)
def test_addresses_that_nothing_is_sent_to(address: str) -> None:
    assert wire.fault_of(address) is not None
    with pytest.raises(wire.Unsent, match="address_refused"):
        wire.post(address, b"", {})


@pytest.mark.parametrize(
    "address", ["https://qyapi.weixin.qq.com/cgi-bin/webhook/send", "https://hooks.example.cn:8443/a"]
)
def test_public_addresses_are_fine(address: str) -> None:
    assert wire.fault_of(address) is None


def test_a_host_of_the_house_is_fine_where_the_settings_name_it(settings: Settings) -> None:
    settings.NOTICES_HOSTS = frozenset({"wecom.gov.internal", "10.0.0.8"})
    assert wire.fault_of("https://wecom.gov.internal/hook") is None
    assert wire.fault_of("http://10.0.0.8/hook") is None
    assert wire.fault_of("http://10.0.0.9/hook") is not None


def test_a_public_name_that_comes_to_mean_this_machine_gets_nothing(
    listener: Listener, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NOTICES_LOOPBACK = False
    port = int(listener.address.split(":")[2].split("/")[0])
    found = [(2, 1, 6, "", ("127.0.0.1", port)), (10, 1, 6, "", ("::ffff:10.0.0.8", port, 0, 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: found)
    with pytest.raises(wire.Unsent, match="address_refused"):
        wire.post(f"https://hooks.example.cn:{port}/hook", json.dumps({}).encode(), {})
    assert not listener.got


def test_nobody_there_is_said(home: Path, settings: Settings) -> None:
    settings.NOTICES_LOOPBACK = True
    with pytest.raises(wire.Unsent, match="unreachable"):
        wire.post("http://127.0.0.1:9/hook", b"", {})
