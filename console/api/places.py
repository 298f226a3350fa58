"""How many calls to one SigningHub may wait for it at once, in one process.

A thread of the web server waits as long as SigningHub does. If it falls silent, so would every page of the console,
also those that need nothing of it. So the last threads are not given to it.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
from django.utils.translation import gettext as _

from console.api.deadline import Deadline
from console.api.errors import ApiBusy

# Fewer than the threads of a worker (console/gunicorn.py).
MOST_AT_ONCE = 12
# In seconds: longer than a burst of quick calls takes, much shorter than a silent server.
LONGEST_WAIT = 1.0


class Places:
    """The places of each server, by host and port."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_server: dict[str, threading.BoundedSemaphore] = {}

    @contextmanager
    def one(
        self, request: httpx.Request, deadline: Deadline, operation: str = "", request_id: str = ""
    ) -> Iterator[None]:
        """Hold a place at the request's server; ApiBusy where none becomes free in time."""
        places = self._of(request.url.netloc.decode("ascii", "replace"))
        if not places.acquire(timeout=min(LONGEST_WAIT, deadline.left())):
            message = _("Too many calls are waiting for SigningHub’s answer.")
            raise ApiBusy(message, status=503, operation=operation, request_id=request_id, sent=False)
        try:
            yield
        finally:
            places.release()

    def _of(self, server: str) -> threading.BoundedSemaphore:
        with self._lock:
            return self._by_server.setdefault(server, threading.BoundedSemaphore(MOST_AT_ONCE))


places = Places()


def _forget_after_fork() -> None:
    # The threads that hold them stayed in the parent.
    global places
    places = Places()


os.register_at_fork(after_in_child=_forget_after_fork)
