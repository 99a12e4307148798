"""The worker as a process or a thread: looks every few seconds at what has become due."""

from __future__ import annotations

import logging
from threading import Event, Thread

from django.db import DatabaseError, close_old_connections

from kaifaqu.kernel.cases import worker

EVERY = 5.0
log = logging.getLogger(__name__)


def work(stop: Event, every: float = EVERY) -> None:
    """Do what is due until told to stop. A database that is away is waited for, as pages do."""
    while not stop.is_set():
        close_old_connections()
        try:
            drained = worker.turn()
        except DatabaseError as error:
            log.warning("worker: %s", error)
        else:
            if drained.stuck:
                log.error("worker: cases that would not move on: %s", drained.stuck)
        stop.wait(every)
    close_old_connections()


def beside(stop: Event) -> None:
    """A worker inside the server's own process, as the embedded installation has it; set the event to end it."""
    Thread(target=work, args=(stop,), name="worker", daemon=True).start()
