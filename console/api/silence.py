"""A SigningHub that has fallen silent is not waited for by one page after the other.

After ENOUGH calls in a row were left unanswered, calls that nobody depends on (what a page reads to show itself) are
refused at once for REST seconds. Then one of them is let through: if it is answered, all are again. Changes, and what
has to be read for them, are never refused here.
"""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.translation import ngettext

from console.api.errors import ApiUnreachable

ENOUGH = 3
REST = 10.0


@dataclass
class _Server:
    unanswered: int = 0
    refused_until: float = 0.0


class Silence:
    """What this process knows of each server's silence, by host and port."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._servers: dict[str, _Server] = {}

    def is_assumed(self, host: str) -> bool:
        """Whether the server left ENOUGH calls in a row unanswered."""
        server = self._servers.get(host)
        return server is not None and server.unanswered >= ENOUGH

    def check(self, host: str, operation: str = "", request_id: str = "") -> None:
        """Let a call through, or raise ApiUnreachable where the server is resting."""
        with self._lock:
            if not self.is_assumed(host):
                return
            server = self._servers[host]
            left = server.refused_until - self._clock()
            if left <= 0:
                # This one finds out how it is; the next may when it had time to.
                server.refused_until = self._clock() + REST
                return
        seconds = math.ceil(left)
        message = ngettext(
            "SigningHub has left the last calls unanswered. The console asks it again in %d second.",
            "SigningHub has left the last calls unanswered. The console asks it again in %d seconds.",
            seconds,
        )
        raise ApiUnreachable(message % seconds, sent=False, operation=operation, request_id=request_id)

    def note(self, host: str, *, is_answered: bool) -> None:
        """Remember how a call ended; one answer, whatever it says, makes up for all that did not come."""
        with self._lock:
            if is_answered:
                self._servers.pop(host, None)
                return
            server = self._servers.setdefault(host, _Server())
            server.unanswered += 1
            server.refused_until = self._clock() + REST


silence = Silence()


def forget() -> None:
    """Begin anew: in a child process, whose parent's calls are not its own."""
    global silence
    silence = Silence()


os.register_at_fork(after_in_child=forget)
