from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from threading import Thread

import pytest

from kaifaqu.kernel import clock

NOON = datetime(2020, 8, 15, 12, 0, tzinfo=clock.ZONE)


def test_now_is_the_present_moment_in_chinas_time_zone() -> None:
    before = datetime.now(UTC)
    moment = clock.now()
    assert before <= moment <= datetime.now(UTC)
    assert moment.utcoffset() == timedelta(hours=8)


def test_the_day_changes_at_chinas_midnight() -> None:
    with clock.at(datetime(2020, 10, 30, 15, 59, 59, tzinfo=UTC)):
        assert clock.today() == date(2020, 10, 30)
    with clock.at(datetime(2020, 10, 30, 16, 0, tzinfo=UTC)):
        assert clock.today() == date(2020, 10, 31)


def test_a_stopped_clock_says_its_moment_in_chinas_time_zone() -> None:
    with clock.at(NOON.astimezone(timezone(timedelta(hours=-5)))) as moment:
        assert clock.now() == moment == NOON
        assert clock.now().tzinfo is clock.ZONE


def test_stopped_clocks_nest_and_give_back_the_one_they_found() -> None:
    with clock.at(NOON):
        with clock.at(NOON + timedelta(days=1)):
            assert clock.today() == date(2020, 8, 16)
        assert clock.now() == NOON
    assert clock.now() > NOON + timedelta(days=365)


def test_an_error_inside_still_gives_back_the_clock() -> None:
    with pytest.raises(RuntimeError), clock.at(NOON):
        raise RuntimeError
    assert clock.now() > NOON + timedelta(days=365)


def test_a_shifted_clock_goes_on_running() -> None:
    with clock.shifted(timedelta(days=-1000)):
        first, real = clock.now(), datetime.now(UTC)
        assert timedelta(0) <= real - timedelta(days=1000) - first < timedelta(minutes=1)
        assert clock.now() >= first


def test_shifting_a_stopped_clock_moves_it_and_leaves_it_stopped() -> None:
    with clock.at(NOON), clock.shifted(timedelta(hours=1)), clock.shifted(timedelta(minutes=30)):
        assert clock.now() == clock.now() == NOON + timedelta(minutes=90)


def test_a_new_thread_has_the_real_clock() -> None:
    seen: list[datetime] = []
    with clock.at(NOON):
        thread = Thread(target=lambda: seen.append(clock.now()))
        thread.start()
        thread.join()
    assert seen[0] > NOON + timedelta(days=365)


@pytest.mark.parametrize("use", [clock.local, lambda moment: clock.at(moment).__enter__()])
def test_a_moment_without_a_time_zone_is_refused(use: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match="names no time zone"):
        use(datetime(2020, 8, 15, 12, 0))  # noqa: DTZ001 naive is the point
