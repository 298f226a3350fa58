"""Subject and access tokens: what they stand for and how long they live."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass

from sandbox.clock import Clock


@dataclass(frozen=True)
class Token:
    """One token: the operator's id and when it dies, in seconds of the sandbox's clock."""

    operator_id: int
    expires: float


class Tokens:
    """The live tokens of one kind."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._tokens: dict[str, Token] = {}
        self._lock = threading.Lock()

    def make(self, operator_id: int, lifetime: float) -> str:
        """A new token that lives `lifetime` seconds."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens[token] = Token(operator_id, self._clock.seconds() + lifetime)
        return token

    def operator_id(self, token: str) -> int | None:
        """Whose token it is; None where it is unknown or dead."""
        with self._lock:
            found = self._tokens.get(token)
            if found is not None and found.expires <= self._clock.seconds():
                del self._tokens[token]
                found = None
        return found.operator_id if found else None

    def kill(self, token: str) -> None:
        """End one token."""
        with self._lock:
            self._tokens.pop(token, None)

    def kill_all(self, operator_id: int | None = None) -> None:
        """End all tokens, or all of one operator."""
        with self._lock:
            self._tokens = {
                token: found
                for token, found in self._tokens.items()
                if operator_id is not None and found.operator_id != operator_id
            }

    def __len__(self) -> int:
        return len(self._tokens)
