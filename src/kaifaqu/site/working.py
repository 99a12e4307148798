"""The worker as a process or as threads: looks every few seconds at what has become due, and at what is to be sent.

Sending has a thread of its own: a gateway that does not answer must not keep cases waiting.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event, Thread

from django.db import DatabaseError, close_old_connections

from kaifaqu.kernel.cases import worker
from kaifaqu.kernel.notices import delivery

EVERY = 5.0
log = logging.getLogger(__name__)


def work(stop: Event, every: float = EVERY) -> None:
    """Do what is due until told to stop, and send what waits beside it."""
    sender = Thread(target=_again, args=(send_out, stop, every), name="sender", daemon=True)
    sender.start()
    _again(move_cases, stop, every)
    sender.join(delivery.LEASE.total_seconds())


def move_cases() -> None:
    """Let every case do what is due."""
    drained = worker.turn()
    if drained.stuck:
        log.error("worker: cases that would not move on: %s", drained.stuck)


def send_out() -> None:
    """Send what waits; what failed is in the log of messages, not here."""
    delivery.drain()


def _again(each: Callable[[], None], stop: Event, every: float) -> None:
    """Do it again and again. A database that is away is waited for, as pages do."""
    while not stop.is_set():
        close_old_connections()
        try:
            each()
        except DatabaseError as error:
            log.warning("worker: %s", error)
        stop.wait(every)
    close_old_connections()


def beside(stop: Event) -> None:
    """A worker inside the server's own process, as the embedded installation has it; set the event to end it."""
    Thread(target=work, args=(stop,), name="worker", daemon=True).start()
