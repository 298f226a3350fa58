"""What a check found to be right, kept for the custodian who may store it with one press.

It stays on the server: the description of a SigningHub can be large, and nothing that comes back from a browser is
stored in the vault.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict
from typing import Any

from django.core.cache import cache

from apps.access.models import User
from console.api.contract import digest_of
from console.api.doctor import Finding, State, store_fix
from console.requests import ConsoleRequest
from console.vault.models import Environment

# In seconds.
KEPT = 60 * 60


def keep(environment: Environment, user: User, finding: Finding) -> str:
    """Keep what a finding would put right; returns the name under which it is found again."""
    name = secrets.token_urlsafe(16)
    kept = asdict(finding) | {"whose": user.pk, "environment": environment.pk, "before": _before(environment)}
    cache.set(_key(name), kept, KEPT)
    return name


def store(request: ConsoleRequest, environment: Environment, name: str) -> str | None:
    """Store it, on record, and return which check it was of; None where it is gone, or the environment has changed."""
    kept: dict[str, Any] | None = cache.get(_key(name))
    here = {"whose": request.user.pk, "environment": environment.pk, "before": _before(environment)}
    if kept is None or {key: kept[key] for key in here} != here:
        return None
    cache.delete(_key(name))
    finding = Finding(kept["check"], State(kept["state"]), kept["sentence"], kept["fix"])
    store_fix(environment, finding, request.caller)
    return finding.check


def _before(environment: Environment) -> str:
    """What tells the environment as it was checked from one that was described anew since."""
    return digest_of(environment.overlay or {})


def _key(name: str) -> str:
    return f"environment-fix:{hashlib.sha256(name.encode()).hexdigest()}"
