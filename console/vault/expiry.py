"""How near the end of a certificate is: the steps at which somebody is warned, each a little louder."""

from __future__ import annotations

STEPS = (90, 30, 14, 7, 1)
LOUD = 14


def step(days: int | None) -> int | None:
    """The last step that was reached with so many days left; 0 once the certificate has expired, None before all."""
    if days is None or days > STEPS[0]:
        return None
    return 0 if days < 0 else min(one for one in STEPS if days <= one)


def level(days: int | None) -> str:
    """How loudly that is said: "bad", "warn", or "" while there is nothing to say."""
    reached = step(days)
    if reached is None:
        return ""
    return "bad" if reached <= LOUD else "warn"
