"""On whose behalf the console calls SigningHub."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apps.access.models import User


@dataclass(frozen=True)
class Caller:
    """Who asks, from where, in which language, on which screen.

    `address` is the client's IP address as the console resolved it, never copied from a header; `request_id` joins
    the page, the audit row and the upstream call. `user` is None for a sign-in and for a management command.
    With `viewed_as`, `user` only looks with that person's eyes, and nothing may be changed. `changes` are the
    operations that change something and were sent so far: whatever fails before the first has changed nothing there.
    """

    user: User | None = None
    address: str = ""
    language: str = ""
    request_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    screen: str = ""
    viewed_as: User | None = None
    changes: list[str] = field(default_factory=list, compare=False, repr=False)
