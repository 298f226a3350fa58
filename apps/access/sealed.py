"""How secrets of people (second factors, sessions) are kept in the database: sealed with the vault's key."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from console.vault.rotation import Rotated
from console.vault.seal import SealBroken, is_current, reseal, seal, unseal

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

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to the configured host, whatever a request says."""
        return {"id": urlsplit(settings.PUBLIC_URL).hostname or "", "name": settings.MFA_TOTP_ISSUER}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """What a new passkey is called until its owner renames it."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}

    def encrypt(self, text: str) -> str:
        return base64.b64encode(seal(text.encode(), FACTOR)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(base64.b64decode(encrypted_text), FACTOR).decode()


# Where allauth keeps what it encrypts.
SEALED_KEYS = ("secret", "seed")


def reseal_factors() -> Rotated:
    """Put every authenticator's secret under the first key (rotate_vault_keys)."""
    resealed = current = 0
    broken = []
    for pk in Authenticator.objects.order_by("pk").values_list("pk", flat=True):
        try:
            if _reseal_one(pk):
                resealed += 1
            else:
                current += 1
        except SealBroken:
            broken.append(str(pk))
    return Rotated(resealed, current, tuple(broken))


@transaction.atomic
def _reseal_one(pk: int) -> bool:
    authenticator = Authenticator.objects.select_for_update().filter(pk=pk).first()
    changed = False
    for key in SEALED_KEYS:
        sealed = base64.b64decode(authenticator.data.get(key, "")) if authenticator else b""
        if sealed and not is_current(sealed):
            authenticator.data[key] = base64.b64encode(reseal(sealed, FACTOR)).decode()
            changed = True
    if changed:
        authenticator.save(update_fields=["data"])
    return changed
