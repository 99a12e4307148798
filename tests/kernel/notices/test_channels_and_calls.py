"""Who may say how an organ is told, what is refused in plain words, and what is told by telephone."""

from __future__ import annotations

from typing import Any

import pytest

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import BadInput, NotFound, Ref, Refusal
from kaifaqu.kernel.notices.actions import close_channel, read_kinds, record_call, set_channel
from kaifaqu.kernel.notices.calls import to_call
from kaifaqu.kernel.notices.models import Call, Channel, Notice
from kaifaqu.kernel.notices.reading import see, see_all
from kaifaqu.kernel.subjects.models import Subject
from kaifaqu.kernel.trail.models import Entry
from tests.cast import Cast
from tests.kernel.notices.telling import WECOM, WORKDAY, robot, tell_department

pytestmark = pytest.mark.django_db
ROBOT: dict[str, Any] = {"gateway": "wecom", "address": WECOM, "connection": "office_robot"}
PHONE: dict[str, Any] = {
    "gateway": "sms",
    "address": "13800138000",
    "connection": "sms",
    "template": "SMS_15: number, due",
}


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({**ROBOT, "gateway": "fax"}, "gateway", "没有这种方式"),
        ({**ROBOT, "address": "群机器人"}, "address", "https://"),
        ({**ROBOT, "address": "https://10.1.2.3/hook"}, "address", "内网"),
        ({**ROBOT, "address": "https://127.0.0.1/hook"}, "address", "本机"),
        ({**ROBOT, "address": f"{WECOM}?key=693a91f6"}, "address", "不要带密钥"),
        ({**ROBOT, "connection": ""}, "connection", "密钥的名称"),
        ({**ROBOT, "connection": "693a91f6-7xxx"}, "connection", "小写字母"),
        ({**ROBOT, "template": "SMS_1: due"}, "template", "只有短信"),
        ({**ROBOT, "kinds": "催办、喊话"}, "kinds", "喊话"),
        ({**PHONE, "address": "8861"}, "address", "手机号码"),
        ({**PHONE, "template": "SMS_15"}, "template", "参数"),
        ({**PHONE, "template": ""}, "template", "模板编号"),
        ({**PHONE, "template": "SMS_15: amount"}, "template", "amount"),
        ({"gateway": "email", "address": "nobody"}, "address", "邮箱"),
    ],
)
def test_what_cannot_be_a_channel_is_refused_at_its_field(
    cast: Cast, given: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(Refusal, match=words) as refused:
        set_channel(Ref(cast.department.pk), by=cast.clerk, **given)
    assert refused.value.field == field
    assert not Channel.objects.exists()


@pytest.mark.parametrize("name", ["address", "template", "kinds", "connection"])
def test_ten_thousand_characters_are_refused(cast: Cast, name: str) -> None:
    with pytest.raises(BadInput, match="最多"):
        set_channel(Ref(cast.department.pk), by=cast.clerk, **{**ROBOT, name: "长" * 10_000})
    with pytest.raises(BadInput, match="最多"):
        record_call(Ref(cast.department.pk), by=cast.clerk, spoke_to="赵军", words="长" * 10_000)


def test_kinds_are_read_as_people_name_them() -> None:
    assert read_kinds("催办、督办") == ["urged", "followed_up"]
    assert read_kinds(" urged , asked ") == ["asked", "urged"]
    assert read_kinds("") == []


def test_setting_a_channel_again_changes_what_goes_by_it(cast: Cast) -> None:
    first = robot(cast, WECOM)
    second = robot(cast, WECOM, level="pressing")
    assert first.pk == second.pk
    assert second.level == "pressing"
    with pytest.raises(Refusal, match="没有需要办理的变化"):
        robot(cast, WECOM, level="pressing")


def test_no_address_stands_in_the_record(cast: Cast) -> None:
    set_channel(Ref(cast.department.pk), by=cast.clerk, **PHONE)
    body = Entry.objects.filter(subject=cast.department.pk).latest("seq").body
    assert "13800138000" not in body
    assert "sms" in body


def test_a_channel_of_another_organ_cannot_be_closed_here(cast: Cast) -> None:
    channel = robot(cast, WECOM)
    with pytest.raises(NotFound):
        close_channel(Ref(cast.office.pk), by=cast.clerk, channel=channel.pk)
    close_channel(Ref(cast.department.pk), by=cast.clerk, channel=channel.pk)
    with pytest.raises(NotFound):
        close_channel(Ref(cast.department.pk), by=cast.clerk, channel=channel.pk)


# ── Calls ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def listed() -> list[tuple[str, list[str], list[str]]]:
    rows = to_call(Subject.objects.all())
    return [(row.organ.title, row.people, [notice.kind for notice in row.notices]) for row in rows]


def test_an_organ_that_nothing_reaches_is_to_be_phoned(cast: Cast) -> None:
    with clock.at(WORKDAY):
        tell_department(cast, "ended")
        tell_department(cast, "urged")
        assert listed() == [("住房和城乡建设局", ["赵军"], ["urged"])]


def test_a_channel_or_a_look_takes_it_off_the_list(cast: Cast) -> None:
    with clock.at(WORKDAY):
        tell_department(cast, "urged")
        see(cast.officer, [Notice.objects.get().pk])
        assert listed() == []
        tell_department(cast, "urged")
        see_all(cast.officer)
        assert listed() == []
        tell_department(cast, "urged")
        robot(cast, WECOM)
        assert listed() == []


def test_a_call_covers_what_was_shown_and_nothing_later(cast: Cast) -> None:
    with clock.at(WORKDAY):
        tell_department(cast, "urged")
        shown = to_call(Subject.objects.all())[0].until
        tell_department(cast, "asked", case=cast.zone_b.pk)
        record_call(Ref(cast.department.pk), by=cast.clerk, spoke_to="赵军", until=shown, words="下午办")
        assert listed() == [("住房和城乡建设局", ["赵军"], ["asked"])]
    call = Call.objects.get()
    assert (call.person_id, call.spoke_to, call.at) == (cast.clerk.person, "赵军", WORKDAY)


def test_two_who_phone_at_once_are_told(cast: Cast) -> None:
    with clock.at(WORKDAY):
        with pytest.raises(Refusal, match="没有需要电话通知"):
            record_call(Ref(cast.department.pk), by=cast.clerk, spoke_to="赵军")
        tell_department(cast, "urged")
        record_call(Ref(cast.department.pk), by=cast.clerk, spoke_to="赵军")
        with pytest.raises(Refusal, match="已经有人打过电话"):
            record_call(Ref(cast.department.pk), by=cast.clerk, spoke_to="赵军")


def test_one_is_phoned_about_a_matter_once_and_not_when_it_is_over(cast: Cast) -> None:
    with clock.at(WORKDAY):
        for kind in ("asked", "warned", "urged"):
            tell_department(cast, kind)
        (row,) = to_call(Subject.objects.all())
        assert [notice.kind for notice in row.matters] == ["urged"]
        tell_department(cast, "ended", organ=cast.office.pk)
        assert listed() == []


def test_danger_is_phoned_first(cast: Cast) -> None:
    with clock.at(WORKDAY):
        tell_department(cast, "urged", due=WORKDAY)
        tell_department(cast, "asked", organ=cast.committee_a.pk, urgent=True)
        assert [row.organ.pk for row in to_call(Subject.objects.all())] == [cast.committee_a.pk, cast.department.pk]
