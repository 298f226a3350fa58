"""Credentials: storing, replacing and opening them. Nothing here, or anywhere, gives a sealed part back to a person.

Each change stands or falls with its entry in the audit, and raises the version under which connections are kept.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_variables

from console.audit.models import Kind
from console.audit.record import event
from console.vault import openings
from console.vault.identity import Identity
from console.vault.models import CertificateFacts, Credential, Environment, FormerIdentity
from console.vault.pfx import OpenedPfx, PfxFacts, open_pfx
from console.vault.seal import SealBroken, seal, unseal

if TYPE_CHECKING:
    from console.api.caller import Caller

FACTS = tuple(field.name for field in fields(PfxFacts))
SECRETS = tuple(field.name for field in fields(Identity))
# With all of these given, a credential whose seal is broken can still be replaced.
NEEDED = {"pem", "passphrase", "client_id", "client_secret"}


class CredentialSealed(SealBroken):
    """A custodian has closed this credential: it is not opened for anybody until one opens it again."""


@sensitive_variables()
def store_credential(name: str, environment: Environment, *, pfx: bytes, pfx_password: str, **rest: Any) -> Credential:
    """Open a PFX, seal it with its API client under a new name, and return the credential.

    `rest` is as store_opened takes it. Raises PfxError for the file, ValidationError for the rest, AuditUnavailable
    if it cannot be recorded.
    """
    return store_opened(name, environment, open_pfx(pfx, pfx_password), **rest)


@sensitive_variables()
def store_opened(
    name: str,
    environment: Environment,
    opened: OpenedPfx,
    *,
    client_id: str,
    client_secret: str,
    admin_password: str | None = None,
    caller: Caller | None = None,
) -> Credential:
    """Seal an opened PFX with its API client under a new name; raises as store_credential.

    `admin_password` is the operator's password at SigningHub, where sign-in there asks for one and nobody types it.
    """
    credential = Credential(name=name, environment=environment, sealed=b"")
    credential.full_clean(exclude=["sealed"])
    client = _checked_client(client_id=client_id, client_secret=client_secret)
    identity = Identity(opened.pem, opened.passphrase, **client, admin_password=admin_password or None)
    for field, value in asdict(opened.facts).items():
        setattr(credential, field, value)
    with transaction.atomic():
        # Twice, because the seal is bound to the number that the first save gives.
        credential.save()
        credential.sealed = _sealed(credential, identity)
        credential.save(update_fields=["sealed"])
        _record(gettext_noop("Credential stored"), credential, caller, opened.facts)
    return credential


@sensitive_variables()
def replace_credential(
    credential: Credential,
    *,
    pfx: bytes,
    pfx_password: str,
    client_id: str | None = None,
    client_secret: str | None = None,
    admin_password: str | None = None,
    caller: Caller | None = None,
) -> Credential:
    """Put another PFX into a credential; what is None stays as it is. Raises as store_credential, and SealBroken."""
    given = _checked_client(client_id=client_id, client_secret=client_secret)
    opened = open_pfx(pfx, pfx_password)
    given |= {"pem": opened.pem, "passphrase": opened.passphrase}
    if admin_password:
        given["admin_password"] = admin_password
    _change(credential, given, opened.facts, gettext_noop("Credential replaced"), caller)
    return credential


@sensitive_variables()
def set_admin_password(
    credential: Credential, admin_password: str | None, *, caller: Caller | None = None
) -> Credential:
    """Store the operator's password at SigningHub, or forget it (None)."""
    _change(
        credential, {"admin_password": admin_password or None}, None, gettext_noop("SigningHub password stored"), caller
    )
    return credential


@sensitive_variables()
def open_credential(credential: Credential) -> Identity:
    """The credential's identity, for a call or a connection; CredentialSealed or SealBroken if it does not open."""
    if credential.sealed_since is not None:
        raise CredentialSealed(_("The credential %s is sealed. A custodian of the vault can unseal it.") % credential)
    return _opened(credential)


@sensitive_variables()
def open_former(former: FormerIdentity, admin_password: str | None) -> Identity:
    """What a credential held before its PFX was replaced, with this password of the operator; SealBroken."""
    held = _opened(former)
    return Identity(held.pem, held.passphrase, held.client_id, held.client_secret, admin_password)


@sensitive_variables()
def _opened(row: Credential | FormerIdentity) -> Identity:
    return Identity(**json.loads(unseal(row.sealed, row.bound_to())))


def seal_credential(credential: Credential, *, caller: Caller | None = None) -> None:
    """Close a credential at once, in every process: connections and tokens are kept per version, and it goes up."""
    _close(credential, timezone.now(), gettext_noop("Credential sealed"), caller)


def unseal_credential(credential: Credential, *, caller: Caller | None = None) -> None:
    """Let a closed credential be used again."""
    _close(credential, None, gettext_noop("Credential unsealed"), caller)


def delete_credential(credential: Credential, *, caller: Caller | None = None) -> None:
    """Destroy what is sealed, the former PFX with it. ProtectedError while somebody acts through it."""
    with transaction.atomic():
        openings.put_on_record(credential)
        _record(gettext_noop("Credential deleted"), credential, caller, _facts_of(credential))
        credential.delete()


def _close(credential: Credential, since: datetime | None, title: str, caller: Caller | None) -> None:
    rows = Credential.objects.filter(pk=credential.pk, sealed_since__isnull=since is not None)
    with transaction.atomic():
        if rows.update(sealed_since=since, version=F("version") + 1):
            openings.put_on_record(credential)
            _record(title, credential, caller, None)
    credential.refresh_from_db()


@sensitive_variables()
def put_back_former(credential: Credential, *, caller: Caller | None = None) -> None:
    """Let the former PFX and API client be the credential's again; what they replace is kept as the former.

    The operator's password at SigningHub stays: it is the operator's, whatever certificate they use. Raises
    SealBroken, FormerIdentity.DoesNotExist.
    """
    former = FormerIdentity.objects.select_related("credential").get(credential=credential)
    given = {name: value for name, value in _unpacked(_opened(former)).items() if name in NEEDED}
    _change(credential, given, _facts_of(former), gettext_noop("Credential put back"), caller)


def _facts_of(row: CertificateFacts) -> PfxFacts:
    return PfxFacts(**{name: getattr(row, name) for name in FACTS})


@sensitive_variables()
def _change(
    credential: Credential, given: Mapping[str, str | None], facts: PfxFacts | None, title: str, caller: Caller | None
) -> None:
    """Seal `given` over what `credential` holds, and bring the object up to date."""
    shown = {"replaced_at": timezone.now(), **asdict(facts)} if facts else {}
    written = 0
    while not written:
        current = Credential.objects.select_related("environment").get(pk=credential.pk)
        sealed = _sealed(current, _merged(current, given))
        with transaction.atomic():
            # Compare and swap: what a rotation or somebody else wrote since we read must not be undone.
            rows = Credential.objects.filter(pk=current.pk, sealed=current.sealed)
            written = rows.update(sealed=sealed, version=F("version") + 1, **shown)
            if written:
                if facts:
                    _keep_former(current)
                _record(title, current, caller, facts)
    credential.refresh_from_db()


def _keep_former(credential: Credential) -> None:
    """Keep what a replacement is about to cover; nothing, where it does not open any more."""
    try:
        _opened(credential)
    except SealBroken:
        FormerIdentity.objects.filter(credential=credential).delete()
        return
    values = asdict(_facts_of(credential)) | {"sealed": credential.sealed}
    FormerIdentity.objects.update_or_create(credential=credential, defaults=values)


@sensitive_variables()
def _merged(credential: Credential, given: Mapping[str, str | None]) -> Identity:
    try:
        old = _unpacked(_opened(credential))
    except SealBroken:
        if not given.keys() >= NEEDED:
            raise
        old = {"admin_password": None}
    return Identity(**{**old, **given})  # type: ignore[arg-type]


@sensitive_variables()
def _unpacked(identity: Identity) -> dict[str, str | None]:
    return {name: getattr(identity, name) for name in SECRETS}


@sensitive_variables()
def _sealed(credential: Credential, identity: Identity) -> bytes:
    return seal(json.dumps(_unpacked(identity)).encode(), credential.bound_to())


@sensitive_variables()
def _checked_client(**given: str | None) -> dict[str, str]:
    """The client id and secret that are given, fit for HTTP's Basic sign-in."""
    client = {name: value.strip() for name, value in given.items() if value is not None}
    for name, value in client.items():
        if not value or not value.isprintable():
            raise ValidationError({name: _("This is empty or holds characters that cannot be sent.")})
    if ":" in client.get("client_id", ""):
        raise ValidationError({"client_id": _("A client id cannot hold a colon.")})
    return client


def _record(title: str, credential: Credential, caller: Caller | None, facts: PfxFacts | None) -> None:
    values = {"serial": facts.serial, "fingerprint": facts.fingerprint} if facts else {}
    event(Kind.VAULT, caller=caller, credential=credential, title=title, object_id=credential.name, values=values)
