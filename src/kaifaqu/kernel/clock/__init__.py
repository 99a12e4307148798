"""The one clock. Whatever asks for the time asks here, so that a test, the demo or a trial can set it.

A stopped or shifted clock holds in the current context (thread or task) only: a new thread begins with the real one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, timedelta, timezone

# Asia/Shanghai as a fixed offset: China has kept UTC+8 without summer time since 1991, every record here is younger,
# and a machine without a time zone database (a slim container, Windows) answers the same.
ZONE = timezone(timedelta(hours=8), "CST")


def _real() -> datetime:
    return datetime.now(ZONE)


_clock: ContextVar[Callable[[], datetime]] = ContextVar("clock", default=_real)


def now() -> datetime:
    """The present moment, aware, in China's time zone."""
    return _clock.get()()


def today() -> date:
    """The present day in China: from 16:00 UTC on it is already tomorrow's date."""
    return now().date()


def local(moment: datetime) -> datetime:
    """The same moment in China's time zone. ValueError for a naive one: its place on earth cannot be guessed."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment.isoformat()} names no time zone: give it one, such as tzinfo=clock.ZONE")
    return moment.astimezone(ZONE)


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Stop the clock at `moment` inside the block; blocks nest, and each gives back the clock it found.

    ValueError for a naive moment.
    """
    stopped = local(moment)
    with _set(lambda: stopped):
        yield stopped


@contextmanager
def shifted(by: timedelta) -> Iterator[None]:
    """Move the clock by `by` inside the block. It goes on running if it ran, and stays stopped if it stood."""
    outer = _clock.get()
    with _set(lambda: outer() + by):
        yield


@contextmanager
def _set(clock: Callable[[], datetime]) -> Iterator[None]:
    token = _clock.set(clock)
    try:
        yield
    finally:
        _clock.reset(token)


__all__ = ["ZONE", "at", "local", "now", "shifted", "today"]
