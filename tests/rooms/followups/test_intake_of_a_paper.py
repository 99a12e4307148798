"""The clerk at 17:40: pastes the minutes, looks them over, sends them out; nothing typed is lost on the way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.test import Client

from kaifaqu.kernel import clock
from kaifaqu.kernel.cases.models import Case
from kaifaqu.kernel.files.models import File
from kaifaqu.kernel.organs.models import Account, Person
from kaifaqu.kernel.subjects.actor import Seat
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.rooms.followups.models import FollowUp, Order
from kaifaqu.rooms.followups.queries import drafts
from kaifaqu.rooms.followups.queries.drafts import Draft
from kaifaqu.rooms.followups.rules import seeing
from kaifaqu.site.cli import main
from tests.followups import MONDAY, Desk
from tests.kernel.api.callers import account_of
from tests.records import everything
from tests.rooms.followups import papers_on_disk as papers

MINUTES = (
    "专题会议纪要\n2025年6月5日，王某某副市长主持召开专题会议。会议认为形势很好。会议议定：\n"
    "一、由市住建局牵头，市水务局配合，6月20日前完成排水改造。\n二、请市海洋局月底前提出意见。"
)
START = "/followups/intake/"


@pytest.fixture(autouse=True)
def _no_eyes(home: Path) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seeing, "can_see", lambda: False)
        yield


def visitor(seat: Seat) -> Client:
    client = Client()
    client.force_login(account_of(seat), "django.contrib.auth.backends.ModelBackend")
    return client


def bring(client: Client, **given: object) -> str:
    answer = client.post(START, given)
    assert answer.status_code == 302, answer.content.decode()[-4000:]
    return str(answer["Location"])


def kept(path: str, seat: Seat) -> Draft:
    return drafts.find(path.rstrip("/").rsplit("/", 1)[1], seat)


def test_minutes_come_to_matters_with_what_is_certain_filled_in(desk: Desk) -> None:
    client, before = visitor(desk.clerk), everything()
    path = bring(client, words=MINUTES)
    page = client.get(path).content.decode()
    first, second = kept(path, desk.clerk).rows
    assert (first.lead, first.assists, first.limit) == ("住房和城乡建设局", "水务局", "6月20日前")
    assert (second.lead, second.said, second.notes[0][0]) == ("", "市海洋局", "lead_unknown")
    assert "2025-06-20 周五" in page
    assert "不在登记的机构里" in page
    assert 'value="2025-06-05"' in page
    assert "王某某副市长" in page
    assert everything() == before


def test_nothing_is_sent_while_a_matter_has_a_fault_and_then_all_of_it(desk: Desk) -> None:
    client, before = visitor(desk.clerk), everything()
    path = bring(client, words=MINUTES)
    answer = client.post(path, {"do": "send", "words-1": "改造排水管网", "lead-2": ""})
    assert answer.status_code == 422
    assert "请选牵头单位" in answer.content.decode()
    assert everything() == before
    answer = client.post(path, {"do": "send", "lead-2": "审计局"}, follow=True)
    assert "已下达 2 项" in answer.content.decode()
    order = Order.objects.latest("pk")
    assert (order.words, order.origin, order.split, order.giver) == (MINUTES, "meeting", 2, "王某某副市长")
    one, two = FollowUp.objects.filter(order=order).order_by("item").select_related("case")
    assert (one.case.words, one.limit) == ("改造排水管网", "6月20日前")
    assert two.case.parties["lead"] == [_organ("审计局")]


def _organ(title: str) -> int:
    return Subject.objects.get(title=title, kind="department").pk


def test_the_good_ones_go_out_alone_and_a_second_press_sends_none_twice(desk: Desk) -> None:
    client = visitor(desk.clerk)
    path = bring(client, words=MINUTES)
    answer = client.post(path, {"do": "send:good"})
    assert answer.status_code == 422
    assert [bool(row.case) for row in kept(path, desk.clerk).rows] == [True, False]
    count = Case.objects.count()
    client.post(path, {"do": "send:good"})
    assert (Case.objects.count(), Order.objects.filter(words=MINUTES).count()) == (count, 1)


def test_what_an_act_refuses_stands_beside_its_matter(desk: Desk) -> None:
    client = visitor(desk.clerk)
    path = bring(client, words=MINUTES)
    answer = client.post(
        path, {"do": "send", "lead-2": "审计局", "assists-2": "审计局、水务局", "limit-2": "2099-01-01"}
    )
    assert answer.status_code == 422
    assert "时限太远" in answer.content.decode()
    rows = kept(path, desk.clerk).rows
    assert [bool(row.case) for row in rows] == [True, False]
    client.post(path, {"do": "send", "limit-2": "月底前"})
    assert all(row.case for row in kept(path, desk.clerk).rows)


def test_matters_are_merged_parted_left_out_and_added(desk: Desk) -> None:
    client = visitor(desk.clerk)
    path = bring(client, words=MINUTES)
    client.post(path, {"do": "merge:2"})
    (merged,) = kept(path, desk.clerk).rows
    assert "排水改造。\n请市海洋局" in merged.words
    client.post(path, {"do": f"part:{merged.id}"})
    assert len(kept(path, desk.clerk).rows) == 2
    client.post(path, {"do": f"out:{kept(path, desk.clerk).rows[1].id}"})
    text = kept(path, desk.clerk).text
    at = text.index("会议认为")
    client.post(path, {"do": f"add:{at}-{at + 9}"})
    client.post(path, {"do": "add"})
    words = [row.words for row in kept(path, desk.clerk).rows]
    assert len(words) == 3
    assert words[0].startswith("会议认为形势很好")


@pytest.mark.parametrize(
    "do", ["merge:x", "merge:1", "part:99", "out:-1", "add:5-2", "add:0-999999", "zzz", "", "add:"]
)
def test_a_button_that_there_is_not_breaks_nothing(desk: Desk, do: str) -> None:
    client = visitor(desk.clerk)
    path = bring(client, words=MINUTES)
    assert client.post(path, {"do": do}).status_code == 302
    assert client.get(path).status_code == 200


def test_a_draft_is_kept_while_it_is_typed_for_whoever_types_it(desk: Desk) -> None:
    client = visitor(desk.clerk)
    path = bring(client, words=MINUTES)
    saved = client.post(f"{path}save/", {"words-1": "改过的字", "limit-1": "12月上旬"}).content.decode()
    assert "2025-12-10" in saved
    again = visitor(desk.clerk)
    assert path in again.get(START).content.decode()
    assert "改过的字" in again.get(path).content.decode()
    assert visitor(desk.second).get(path).status_code == 404
    assert visitor(desk.lead).get(START).status_code == 404
    with clock.at(MONDAY + timedelta(days=8)):
        assert visitor(desk.clerk).get(path).status_code == 404


def test_a_slip_that_was_photographed_stands_beside_one_empty_matter(desk: Desk) -> None:
    client = visitor(desk.clerk)
    path = bring(client, file=_named("批示.png", papers.png()))
    assert client.get(f"{path}photo/")["Content-Type"] == "image/png"
    sent = {"do": "send", "words-1": "请水务局清淤", "lead-1": "水务局", "origin": "instruction", "day": "2025-06-09"}
    assert client.post(path, sent).status_code == 302
    order = Order.objects.latest("pk")
    assert (order.words, File.objects.get(subject=order.pk).name) == ("请水务局清淤", "批示.png")


def _named(name: str, data: bytes) -> BytesIO:
    file = BytesIO(data)
    file.name = name
    return file


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"words": "机密★\n请阅。"}, "密级标志"),
        ({"words": "  "}, "请粘贴文字，或者选一个文件"),
        ({"words": "已经打好的字", "file": ("a.doc", b"x")}, "旧版 Word"),
        ({"words": "已经打好的字", "file": ("a.docx", b"x")}, "打不开"),
        ({"words": "字" * 70_000}, "超过 200 KB"),
    ],
)
def test_what_is_refused_leaves_the_typed_text_in_its_box(desk: Desk, given: dict[str, object], words: str) -> None:
    sent = {key: _named(*value) if isinstance(value, tuple) else value for key, value in given.items()}
    answer = visitor(desk.clerk).post(START, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert str(given["words"]).strip()[:20] in page


def test_programs_get_the_same_and_write_nothing(desk: Desk) -> None:
    client, before = visitor(desk.clerk), everything()
    told = client.post("/api/followups/split", {"place": desk.cast.city.pk, "text": MINUTES}).json()
    assert [item["lead"] for item in told["items"]] == [desk.lead.organ, None]
    assert told["items"][0]["limit"] == {"words": "6月20日前", "due": "2025-06-20", "assumed": False, "from_all": False}
    parts = sorted([*told["items"], *told["rest"]], key=lambda each: each["start"])
    assert "".join(MINUTES[each["start"] : each["end"]] for each in parts) == MINUTES
    assert everything() == before
    file = _named("纪要.docx", papers.letter(*MINUTES.split("\n")))
    by_file = client.post("/api/followups/split", {"place": desk.cast.city.pk, "file": file}).json()
    assert by_file["items"] == told["items"]
    assert client.post("/api/followups/split", {"place": desk.cast.city.pk}).status_code == 422
    secret = client.post("/api/followups/split", {"place": desk.cast.city.pk, "text": "秘密★\n请阅"})
    assert (secret.status_code, secret.json()["code"]) == (409, "secret")
    of_another = visitor(desk.lead).post("/api/followups/split", {"place": desk.cast.city.pk, "text": MINUTES})
    assert of_another.status_code == 404


def test_the_command_tells_the_same(desk: Desk, tmp_path: Path) -> None:
    Account.objects.create_user("wangmin", person=Person.objects.get(pk=desk.clerk.person))
    file = tmp_path / "纪要.txt"
    file.write_text(MINUTES, encoding="utf-8")
    done = CliRunner().invoke(main, ["followups", "split", str(file), "--place", "test", "--as", "wangmin", "--json"])
    assert done.exit_code == 1
    assert [item["lead"] for item in json.loads(done.output)["items"]] == [desk.lead.organ, None]
    assert (
        CliRunner().invoke(main, ["followups", "split", "x.txt", "--place", "test", "--as", "wangmin"]).exit_code == 2
    )
