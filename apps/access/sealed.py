"""How secrets of people (second factors, sessions) are kept in the database: sealed with the vault's key."""

from __future__ import annotations

import base64
import json
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter

from console.vault.seal import seal, unseal

SESSION = "session"
FACTOR = "second-factor"


class SealedSerializer:
    """JSON, sealed: a stolen database shows neither who is half signed in nor with what."""

    def dumps(self, data: dict[str, Any]) -> bytes:
        return seal(json.dumps(data, separators=(",", ":")).encode(), SESSION)

    def loads(self, sealed: bytes) -> dict[str, Any]:
        return json.loads(unseal(sealed, SESSION))


class FactorAdapter(DefaultMFAAdapter):
    """allauth stores authenticator secrets in clear unless an adapter seals them."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text.encode(), FACTOR)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), FACTOR).decode()
