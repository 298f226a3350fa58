"""The sandbox's time, which tests may move on without waiting."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """Now, plus what was added to it."""

    def __init__(self) -> None:
        self._added = 0.0

    def seconds(self) -> float:
        """Seconds since 1970."""
        return time.time() + self._added

    def now(self) -> datetime:
        """Now, in UTC."""
        return EPOCH + timedelta(seconds=self.seconds())

    def stamp(self) -> str:
        """Now as SigningHub writes it in answers."""
        return stamp(self.now())

    def move(self, seconds: float) -> None:
        """Let time pass at once."""
        self._added += seconds


def stamp(moment: datetime) -> str:
    """A moment in the spelling of answers."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
