"""From a notice to a message and out: company, quiet hours, danger, tries, and a worker that is killed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from kaifaqu.kernel import clock
from kaifaqu.kernel.actions import Ref
from kaifaqu.kernel.notices import delivery, doctor
from kaifaqu.kernel.notices.actions import close_channel, record_call
from kaifaqu.kernel.notices.gateways.cloudevents import CloudEvents
from kaifaqu.kernel.notices.models import Attempt, Call, Message, MessageState, Notice
from kaifaqu.kernel.notices.outbox import tell
from kaifaqu.kernel.notices.routing import route
from kaifaqu.kernel.trail import guard
from kaifaqu.kernel.trail.acts import OutsideAnAct
from tests.cast import Cast
from tests.kernel.notices.listening import Listener
from tests.kernel.notices.telling import MORNING, NIGHT, WORKDAY, of, robot, tell_department, told, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.database]
MINUTE = timedelta(minutes=1)


def drained(at: datetime) -> delivery.Drained:
    with clock.at(at):
        return delivery.drain()


def texts(listener: Listener) -> list[str]:
    return [got.json["text"]["content"] for got in listener.got]


def test_notices_are_written_in_one_statement_however_many(cast: Cast) -> None:
    organs = (cast.department.pk, cast.office.pk, cast.committee_a.pk)
    with clock.at(WORKDAY), CaptureQueriesContext(connection) as queries:
        told([of(cast, organ=organ) for organ in organs], cast.zone_a.pk)
    assert len([q for q in queries.captured_queries if "INSERT" in q["sql"]]) == 1
    assert Notice.objects.count() == len(organs)


def test_outside_an_act_nobody_is_told(cast: Cast) -> None:
    with pytest.raises(OutsideAnAct):
        tell([of(cast)])


def test_of_one_case_an_act_tells_an_organ_once_what_says_the_most(cast: Cast) -> None:
    with clock.at(WORKDAY):
        told([of(cast, "asked", post=cast.officer.post), of(cast, "copied"), of(cast, "returned")], cast.zone_a.pk)
    assert list(Notice.objects.values_list("kind", flat=True)) == ["returned"]


def test_a_kind_that_there_is_none_of_is_a_mistake_of_the_caller(cast: Cast) -> None:
    with pytest.raises(ValueError, match="whispered"):
        told([of(cast, "whispered")], cast.zone_a.pk)


def test_a_notice_waits_a_minute_for_company_and_leaves_as_one_message(cast: Cast, listener: Listener) -> None:
    with clock.at(WORKDAY):
        robot(cast, listener.address)
        tell_department(cast, number="督办〔2026〕12号")
    with clock.at(WORKDAY + timedelta(seconds=50)):
        tell_department(cast, "urged", case=cast.zone_b.pk)
    assert drained(WORKDAY + timedelta(seconds=55)).made == 0
    assert drained(WORKDAY + MINUTE).sent == 1
    (text,) = texts(listener)
    assert text.splitlines()[0] == "【新交办】住房和城乡建设局有 2 件事项："
    assert "1. 新交办 开发区A（督办〔2026〕12号）" in text
    assert "2. 催办 开发区B" in text
    assert drained(WORKDAY + 5 * MINUTE) == delivery.Drained()


def test_at_night_it_waits_until_the_offices_open(cast: Cast, listener: Listener) -> None:
    with clock.at(NIGHT):
        robot(cast, listener.address)
        tell_department(cast)
    assert drained(NIGHT + 5 * MINUTE).made == 0
    assert Notice.objects.get().leaves_at == MORNING
    assert drained(MORNING - MINUTE).made == 0
    assert drained(MORNING).sent == 1


def test_danger_leaves_at_once_even_at_night(cast: Cast, listener: Listener) -> None:
    with clock.at(NIGHT):
        robot(cast, listener.address)
        tell_department(cast, urgent=True)
        tell_department(cast, case=cast.zone_b.pk)
    assert drained(NIGHT).sent == 1
    (text,) = texts(listener)
    assert text.startswith("【紧急·新交办】开发区A")
    assert "开发区B" not in text


def test_a_channel_takes_its_kinds_from_its_level_on(cast: Cast, listener: Listener) -> None:
    with clock.at(WORKDAY):
        robot(cast, listener.address, kinds="催办、督办", level="pressing")
        for kind, case in (("asked", cast.zone_a.pk), ("urged", cast.zone_b.pk), ("returned", cast.city.pk)):
            tell_department(cast, kind, case=case)
    drained(WORKDAY + MINUTE)
    (text,) = texts(listener)
    assert text.startswith("【催办】开发区B")


def test_without_a_channel_nothing_is_made_and_nothing_waits(cast: Cast) -> None:
    with clock.at(WORKDAY):
        tell_department(cast)
    assert drained(WORKDAY + MINUTE) == delivery.Drained()
    assert not Notice.objects.filter(leaves_at__isnull=False).exists()


def test_each_try_is_on_record_and_the_next_one_is_later(cast: Cast, listener: Listener) -> None:
    listener.status = 503
    with clock.at(WORKDAY):
        robot(cast, listener.address)
        tell_department(cast)
    assert drained(WORKDAY + MINUTE).failed == 1
    message = Message.objects.get()
    assert (message.state, message.tries) == (MessageState.WAITING, 1)
    assert message.next_at is not None
    assert MINUTE <= message.next_at - (WORKDAY + MINUTE) <= 1.2 * MINUTE
    listener.status = 200
    assert drained(message.next_at).sent == 1
    attempts = list(Attempt.objects.order_by("pk").values_list("code", "ok"))
    assert attempts == [("http_503", False), ("ok", True)]


def test_killed_between_sending_and_recording_it_is_sent_again_with_the_same_key(
    cast: Cast, listener: Listener
) -> None:
    with clock.at(WORKDAY):
        robot(cast, listener.address, gateway="cloudevents", connection="program")
        tell_department(cast, urgent=True)
        route()
        claimed = delivery.claim()
        assert claimed is not None
        delivery.send(claimed)  # and then the worker is killed
        assert delivery.claim() is None
    assert drained(WORKDAY + timedelta(minutes=1)) == delivery.Drained()
    assert drained(WORKDAY + delivery.LEASE).sent == 1
    assert len({got.headers["webhook-id"] for got in listener.got}) == 1
    assert [got.json["id"] for got in listener.got] == [str(claimed.key)] * 2


def test_a_message_is_given_up_after_twelve_tries_and_the_doctor_says_so(cast: Cast, listener: Listener) -> None:
    listener.status = 503
    with clock.at(WORKDAY):
        robot(cast, listener.address)
        tell_department(cast)
    at: datetime | None = WORKDAY + MINUTE
    pauses = []
    while at is not None:
        drained(at)
        after = Message.objects.get().next_at
        pauses.append((after - at) if after else timedelta())
        at = after
    message = Message.objects.get()
    assert (message.state, message.tries) == (MessageState.GIVEN_UP, delivery.MOST_TRIES)
    assert Attempt.objects.count() == delivery.MOST_TRIES
    assert message.ended_at is not None
    with clock.at(message.ended_at):
        assert (doctor.given_up(), doctor.behind()) == (1, 0)


def test_pauses_stay_between_a_minute_and_six_hours() -> None:
    for tries in range(1, 40):
        assert delivery.FIRST_PAUSE <= delivery.pause_after(tries) <= delivery.LONGEST_PAUSE
    assert delivery.pause_after(1) < delivery.pause_after(4) < delivery.pause_after(8)


def test_what_the_other_side_will_never_take_is_not_tried_again(cast: Cast, listener: Listener) -> None:
    listener.status = 400
    with clock.at(WORKDAY):
        robot(cast, listener.address)
        tell_department(cast)
    drained(WORKDAY + MINUTE)
    assert Message.objects.get().state == MessageState.GIVEN_UP


def test_a_channel_that_is_down_is_asked_once_not_by_every_message(cast: Cast, listener: Listener) -> None:
    with clock.at(WORKDAY):
        robot(cast, listener.address)
    for minutes in range(3):
        with clock.at(WORKDAY + timedelta(minutes=2 * minutes)):
            tell_department(cast)
        with clock.at(WORKDAY + timedelta(minutes=2 * minutes + 1)):
            route()
    listener.status = 503
    assert drained(WORKDAY + 10 * MINUTE).failed == 1
    assert len(listener.got) == 1


def test_what_waits_for_a_closed_channel_is_dropped(cast: Cast, listener: Listener) -> None:
    listener.status = 503
    with clock.at(WORKDAY):
        channel = robot(cast, listener.address)
        tell_department(cast)
    drained(WORKDAY + MINUTE)
    with clock.at(WORKDAY + MINUTE):
        close_channel(Ref(cast.department.pk), by=cast.clerk, channel=channel.pk)
    assert drained(WORKDAY + timedelta(days=1)) == delivery.Drained()
    assert Message.objects.get().state == MessageState.DROPPED


def test_one_gateway_that_breaks_does_not_stop_the_others(
    cast: Cast, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: object, message: object) -> None:
        raise KeyError("a secret that must not be told")

    monkeypatch.setattr(CloudEvents, "send", broken)
    with clock.at(WORKDAY):
        robot(cast, listener.address, gateway="cloudevents", connection="program")
        robot(cast, listener.address)
        tell_department(cast)
    assert drained(WORKDAY + MINUTE) == delivery.Drained(made=2, sent=1, failed=1)
    assert Attempt.objects.get(ok=False).detail == "KeyError"


@pytest.mark.parametrize("model", [Attempt, Call])
def test_the_log_and_calls_take_new_rows_only(cast: Cast, listener: Listener, model: type[Model]) -> None:
    with clock.at(WORKDAY):
        record_call(Ref(waiting(cast)), by=cast.clerk, spoke_to="赵军")
        robot(cast, listener.address)
        tell_department(cast, urgent=True)
        delivery.drain()
    for change in (lambda: model._default_manager.update(at=NIGHT), lambda: model._default_manager.all().delete()):
        with guard.lifted("a test"), pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_the_words_of_the_act_stay_in_the_house(cast: Cast, listener: Listener) -> None:
    with clock.at(WORKDAY):
        robot(cast, listener.address)
        tell_department(cast, words="王建国 13800138000，补偿 300 万元")
    drained(WORKDAY + MINUTE)
    assert "13800138000" not in texts(listener)[0]
    assert "补偿" not in texts(listener)[0]
