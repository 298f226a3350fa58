"""A personal user's identity on its way into the vault: opened, tried at SigningHub, stored only when proven."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.views.decorators.debug import sensitive_variables

from apps.access.enrolment.links import use_up
from apps.access.models import EnrolmentLink, User
from console.api.caller import Caller
from console.api.connections import opened
from console.vault.credentials import replace_credential, store_credential
from console.vault.identity import Identity
from console.vault.models import Credential, Environment
from console.vault.pfx import open_pfx

SESSION_KEY = "enrolment"


class LinkUsedUp(Exception):  # noqa: N818 - named after what happened
    """Somebody else was faster with the same link, or it has just expired."""


@dataclass(frozen=True, repr=False)
class Offered:
    """What a person handed over and SigningHub has not yet proven; waits in the sealed session between two pages."""

    environment: Environment
    pfx: bytes
    pfx_password: str
    client_id: str
    client_secret: str
    asks_password: bool = False

    @sensitive_variables()
    def opened(self) -> Identity:
        """The identity in it; PfxError where the file is refused."""
        opened_pfx = open_pfx(self.pfx, self.pfx_password)
        return Identity(opened_pfx.pem, opened_pfx.passphrase, self.client_id, self.client_secret, None)


@sensitive_variables()
def offered(link: EnrolmentLink, given: dict[str, Any]) -> Offered:
    """What the form gives, completed by what the link settles. Raises ApiUnreachable where the vault is sealed."""
    if link.credential:
        shared = opened(link.credential)
        client = (shared.client_id, shared.client_secret)
        environment = link.credential.environment
    else:
        client = (given["client_id"], given["client_secret"])
        environment = given.get("environment") or link.environment or Environment.objects.get()
    return Offered(environment, given["pfx"], given["pfx_password"], *client)


@sensitive_variables()
def keep(link: EnrolmentLink, user: User, offer: Offered, console_password: str | None, caller: Caller) -> Credential:
    """Use the link up, and with it store the credential and how its owner signs in: all of it, or nothing.

    Raises LinkUsedUp, PfxError, AuditUnavailable.
    """
    with transaction.atomic():
        if not use_up(link):
            raise LinkUsedUp
        user.credential = _stored(user, offer, caller)
        user.signinghub_asks_password = offer.asks_password
        if console_password:
            user.set_password(console_password)
        else:
            user.set_unusable_password()
        # Only these: what somebody else has changed of the person meanwhile stands.
        user.save(update_fields=["credential", "signinghub_asks_password", "password"])
    return user.credential


@sensitive_variables()
def _stored(user: User, offer: Offered, caller: Caller) -> Credential:
    """The person's own credential: a new one, or theirs from an earlier enrolment with another PFX in it."""
    name = f"{slugify(user.email)[:30]}-{user.pk}-{offer.environment.pk}"
    parts: dict[str, Any] = {
        "pfx": offer.pfx,
        "pfx_password": offer.pfx_password,
        "client_id": offer.client_id,
        "client_secret": offer.client_secret,
    }
    own = Credential.objects.filter(name=name).first()
    if own:
        return replace_credential(own, **parts, caller=caller)
    return store_credential(name, offer.environment, **parts, caller=caller)
