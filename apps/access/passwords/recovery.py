"""The steps of a recovery: ask for the mail, check its link, send the new password, find out whether it works.

SigningHub sees only the certificate, which is the console's: so whatever holds an act back is here. Each step is
claimed in the database first, so that of two at the same moment one is done. Nothing that was sent is sent again.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_variables

from apps.access.models import User
from apps.access.passwords.link import is_about, query_in
from apps.access.passwords.models import PasswordRecovery, unresolved
from apps.access.sign_in.signinghub import prove
from console.api.client import AdminApi
from console.api.connections import opened
from console.api.errors import ApiBusy, ApiError, ApiInvalid, ApiRefused, ExchangeRefused
from console.api.exchange import CERTIFICATE, CLIENT, asks_password, exchange
from console.api.models import AccessToken
from console.api.tokens import SharedTokens, keep_password
from console.audit.models import Kind
from console.audit.models import State as Outcome
from console.audit.record import AuditUnavailable, event
from console.requests import ConsoleRequest
from console.vault.credentials import set_admin_password
from console.vault.identity import Identity
from console.vault.models import Credential
from console.vault.seal import seal, unseal

log = structlog.get_logger(__name__)

State = PasswordRecovery.State
LIFETIME = timedelta(minutes=15)
ONE_MAIL_PER = timedelta(minutes=5)
MOST_TRIES = 5


class TooSoon(Exception):  # noqa: N818 - named after what happened
    """A mail was asked for within the last minutes."""


class NotNow(Exception):  # noqa: N818 - named after what happened
    """The recovery is not at this step: never begun, over, taken by somebody else, or too old."""


class NotGenerated(Exception):  # noqa: N818 - named after what happened
    """The operator's password is not one that SigningHub generated, or the vault does not hold it."""


def latest(credential: Credential) -> PasswordRecovery | None:
    """The recovery that a credential's page is about."""
    return PasswordRecovery.objects.filter(credential=credential).order_by("-created_at", "-pk").first()


def belongs_to_another(credential: Credential, user: User) -> bool:
    """Whether somebody else signs in with this credential's password themselves: then it is theirs to choose."""
    return credential.users.filter(kind=User.Kind.PERSONAL).exclude(pk=user.pk).exists()


def ask_for_mail(request: ConsoleRequest, credential: Credential, reason: str) -> bool:
    """Have SigningHub mail the link ("Forgot Password"), once; whether it confirmed that. Raises TooSoon, ApiError."""
    with transaction.atomic():
        Credential.objects.select_for_update().get(pk=credential.pk)
        asked = PasswordRecovery.objects.filter(credential=credential)
        recently = timezone.now() - ONE_MAIL_PER
        if asked.filter(created_at__gt=recently).exclude(state=State.FAILED).exists() or asked.filter(unresolved()):
            raise TooSoon
        asked.filter(state__in=[State.MAILED, State.VERIFIED]).update(state=State.CLOSED)
        recovery = _begun(request, credential, reason, State.MAILED, LIFETIME)
    try:
        _api(request, credential).call("forgotPassword")
    except (ApiError, AuditUnavailable) as error:
        if isinstance(error, ApiError) and error.sent and not isinstance(error, ApiRefused):
            # The mail may be on its way. It is not asked for again; its link works if it comes.
            return False
        recovery.state = State.FAILED
        recovery.save(update_fields=["state"])
        raise
    return True


def _begun(
    request: ConsoleRequest, credential: Credential, reason: str, state: State, lifetime: timedelta
) -> PasswordRecovery:
    event(
        Kind.PASSWORD,
        caller=request.caller,
        credential=credential,
        title=gettext_noop("Recovery of a SigningHub password begun"),
        object_id=credential.name,
        values={"reason": reason},
    )
    now = timezone.now()
    return PasswordRecovery.objects.create(
        credential=credential,
        user=request.user,
        reason=reason,
        state=state,
        created_at=now,
        expires_at=now + lifetime,
    )


@sensitive_variables()
def check_link(request: ConsoleRequest, credential: Credential, pasted: str) -> bool:
    """Whether the pasted link is the one that was mailed for this recovery ("Decrypt URL"). Raises NotNow, ApiError.

    What the link decrypts to is never shown. Every try counts and is on record.
    """
    recovery = latest(credential)
    if recovery is None:
        raise NotNow
    rows = PasswordRecovery.objects.filter(pk=recovery.pk, state=State.MAILED, expires_at__gt=timezone.now())
    if not rows.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        raise NotNow
    is_valid = _is_valid(request, recovery, query_in(pasted))
    event(
        Kind.PASSWORD,
        caller=request.caller,
        credential=credential,
        title=gettext_noop("Recovery link checked"),
        object_id=credential.name,
        values={"valid": is_valid},
        state=Outcome.DONE if is_valid else Outcome.REFUSED,
    )
    return is_valid


@sensitive_variables()
def _is_valid(request: ConsoleRequest, recovery: PasswordRecovery, query: str) -> bool:
    if not query:
        return False
    link_hash = hashlib.sha256(query.encode()).hexdigest()
    if PasswordRecovery.objects.filter(link_hash=link_hash).exists():
        log.error("passwords.link_used_again", credential=recovery.credential.name)
        return False
    try:
        answer = _api(request, recovery.credential).call("decryptUrl", body={"q": query}).data
    except ApiBusy:
        raise
    except ApiRefused as refused:
        log.warning("passwords.link_refused", credential=recovery.credential.name, status=refused.status)
        return False
    if not is_about(answer, recovery.credential.email, recovery.created_at):
        log.error("passwords.foreign_link", credential=recovery.credential.name)
        return False
    try:
        with transaction.atomic():
            rows = PasswordRecovery.objects.filter(pk=recovery.pk, state=State.MAILED)
            return bool(rows.update(state=State.VERIFIED, link_hash=link_hash))
    except IntegrityError:
        return False


@sensitive_variables()
def reset(request: ConsoleRequest, credential: Credential, password: str) -> PasswordRecovery:
    """Send the new password after the link was found valid ("Reset Password"). As _send; NotNow before that."""
    recovery = latest(credential)
    if recovery is None:
        raise NotNow
    return _send(request, recovery, "resetPassword", password)


@sensitive_variables()
def set_first(request: ConsoleRequest, credential: Credential, reason: str, password: str) -> PasswordRecovery:
    """Replace a generated password ("Set New Password"), having just exchanged it. As _send; NotGenerated.

    SigningHub itself would let the certificate alone do it.
    """
    identity = opened(credential)
    environment = credential.environment
    if not identity.admin_password or not asks_password(environment, identity, caller=request.caller):
        raise NotGenerated
    proved = prove(environment, identity, identity.admin_password, credential.email, request.caller)
    if not proved.is_password_generated:
        raise NotGenerated
    if PasswordRecovery.objects.filter(unresolved(), credential=credential).exists():
        raise NotNow
    recovery = _begun(request, credential, reason, State.VERIFIED, ONE_MAIL_PER)
    return _send(request, recovery, "setNewPassword", password)


@sensitive_variables()
def _send(request: ConsoleRequest, recovery: PasswordRecovery, operation: str, password: str) -> PasswordRecovery:
    """Send the new password once; the recovery then says what came of it.

    Raises NotNow where this is not its step, ApiInvalid where SigningHub refuses the password (another may be tried),
    any other ApiError where nothing was changed, AuditUnavailable where nothing was sent.
    """
    now = timezone.now()
    ready = PasswordRecovery.objects.filter(pk=recovery.pk, state=State.VERIFIED, expires_at__gt=now)
    sealed = seal(password.encode(), recovery.bound_to())
    if not ready.update(state=State.SENDING, sealed_password=sealed, sent_at=now):
        raise NotNow
    recovery.refresh_from_db()
    try:
        _api(request, recovery.credential).call(operation, body={"new_password": password})
    except (ApiInvalid, AuditUnavailable):
        _end(recovery, State.VERIFIED)
        raise
    except ApiError as error:
        if not error.sent or (isinstance(error, ApiRefused) and error.status < 500):
            _end(recovery, State.FAILED)
            raise
        log.error("passwords.outcome_unknown", credential=recovery.credential.name, operation=operation)
        PasswordRecovery.objects.filter(pk=recovery.pk).update(state=State.UNKNOWN)
        recovery.refresh_from_db()
        return recovery
    return _settle(request, recovery)


def resolve(request: ConsoleRequest, credential: Credential) -> PasswordRecovery:
    """Find out whether a password whose fate is unknown works, by signing in with it once, and with the old one once.

    Raises NotNow where nothing is unknown, ApiError where SigningHub does not say either: it stays unknown then.
    """
    recovery = latest(credential)
    if recovery is None:
        raise NotNow
    rows = PasswordRecovery.objects.filter(unresolved(), pk=recovery.pk)
    if not rows.update(state=State.SENDING, sent_at=timezone.now()):
        raise NotNow
    recovery.refresh_from_db()
    return _settle(request, recovery)


@sensitive_variables()
def _settle(request: ConsoleRequest, recovery: PasswordRecovery) -> PasswordRecovery:
    """Put the new password in the vault's place of the old one if it works; keep the old one otherwise."""
    credential = recovery.credential
    password = unseal(recovery.sealed_password, recovery.bound_to()).decode()
    try:
        identity = opened(credential)
        if not asks_password(credential.environment, identity, caller=request.caller):
            # Then any password would seem to work.
            return _end(recovery, State.FAILED)
        if _works(request, credential, identity, password):
            _take_over(request, credential, identity, password)
            return _end(recovery, State.DONE)
        is_old_good = identity.admin_password and _works(request, credential, identity, identity.admin_password)
    except (ApiError, AuditUnavailable) as error:
        log.error("passwords.outcome_unknown", credential=credential.name, error=type(error).__name__)
        PasswordRecovery.objects.filter(pk=recovery.pk).update(state=State.UNKNOWN)
        recovery.refresh_from_db()
        return recovery
    return _end(recovery, State.FAILED if is_old_good else State.LOST)


@sensitive_variables()
def _works(request: ConsoleRequest, credential: Credential, identity: Identity, password: str) -> bool:
    try:
        exchange(credential.environment, identity, password, caller=request.caller)
    except ExchangeRefused as refused:
        if refused.reason in (CERTIFICATE, CLIENT):
            raise
        return False
    return True


@sensitive_variables()
def _take_over(request: ConsoleRequest, credential: Credential, identity: Identity, password: str) -> None:
    """The new password works: keep it where the old one was kept, and drop the tokens that the old one obtained."""
    is_own = request.user.is_personal and request.user.credential_id == credential.pk
    if identity.admin_password or not is_own:
        set_admin_password(credential, password, caller=request.caller)
    AccessToken.objects.filter(credential=credential).delete()
    if is_own:
        keep_password(request.session, password)


def _end(recovery: PasswordRecovery, state: State) -> PasswordRecovery:
    """The new password is not needed here any more."""
    changes: dict[str, Any] = {"state": state, "sealed_password": b""}
    PasswordRecovery.objects.filter(pk=recovery.pk).update(**changes)
    recovery.refresh_from_db()
    return recovery


def _api(request: ConsoleRequest, credential: Credential) -> AdminApi:
    caller = request.caller
    return AdminApi(credential.environment, credential, SharedTokens(credential, caller), caller)
