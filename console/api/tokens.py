"""Bearer tokens between requests: whose, how old, renewed by one process at a time and stored sealed.

`SharedTokens` belong to a credential that several people act through, `PersonalTokens` to one person's session.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from collections.abc import MutableMapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from console.api import wire
from console.api.caller import Caller
from console.api.connections import client_for, opened
from console.api.deadline import Deadline
from console.api.errors import ApiError, ApiSignedOut, ApiUnreachable, ExchangeRefused
from console.api.exchange import PASSWORD, Exchanged, asks_password, exchange
from console.api.models import AccessToken
from console.vault.identity import Identity
from console.vault.models import Credential
from console.vault.seal import SealBroken, seal, unseal

__all__ = [
    "BearerToken",
    "Exchanged",
    "PersonalTokens",
    "SharedTokens",
    "Tokens",
    "asks_password",
    "exchange",
    "forget",
    "keep_password",
]

log = structlog.get_logger(__name__)

# In seconds. A lease outlives the longest exchange, so that nobody steps in while one is under way.
LEASE = timedelta(seconds=30)
RENEWED_AT = 0.8
PAUSE_AFTER_REFUSAL = timedelta(seconds=60)
PAUSE_AFTER_FAILURE = timedelta(seconds=10)
POLL = 0.05
# Rows this long past their end belong to nobody any more.
FORGOTTEN_AFTER = timedelta(days=1)

SESSION_ID = "signinghub_session"
SESSION_PASSWORD = "signinghub_password"  # noqa: S105 - the name of a session key

Session = MutableMapping[str, Any]


@dataclass(frozen=True)
class BearerToken:
    """A token as it stands in its row."""

    value: str = field(repr=False)
    generation: int
    obtained_at: datetime
    expires_at: datetime

    @property
    def age(self) -> float:
        """Seconds since it was obtained."""
        return (timezone.now() - self.obtained_at).total_seconds()

    @property
    def is_past_its_life(self) -> bool:
        return timezone.now() >= self.expires_at


class Tokens(Protocol):
    """Where AdminApi gets its bearer token from."""

    def current(self, deadline: Deadline) -> BearerToken:
        """The token to call with, renewed first where its time has come."""

    def renewed(self, refused: BearerToken, deadline: Deadline) -> BearerToken:
        """Another token than `refused`, which SigningHub did not accept."""


class SharedTokens:
    """The token that everybody who acts through a credential shares."""

    def __init__(self, credential: Credential, caller: Caller | None = None) -> None:
        self.credential = credential
        self.caller = caller or Caller()

    def current(self, deadline: Deadline | None = None) -> BearerToken:
        """The token to call with. At 80 % of its life it is renewed by one process, while the others go on with it."""
        deadline = deadline or Deadline(wire.INTERACTIVE)
        row = self._row()
        token = self._opened(row)
        if token and row.renew_at and timezone.now() < row.renew_at:
            return token
        return self._renewed(row.generation, token, deadline)

    def renewed(self, refused: BearerToken, deadline: Deadline | None = None) -> BearerToken:
        """Another token than `refused`: the one that somebody else has obtained meanwhile, or a new one."""
        return self._renewed(refused.generation, None, deadline or Deadline(wire.INTERACTIVE))

    @sensitive_variables()
    def keep(self, exchanged: Exchanged) -> None:
        """Store a token that was obtained elsewhere, as at sign-in."""
        row = self._row()
        AccessToken.objects.filter(pk=row.pk).update(**self._columns(exchanged))

    def forget(self) -> None:
        """Drop the token; the next call obtains another."""
        AccessToken.objects.filter(key=self._key()).delete()

    def _key(self) -> str:
        return f"credential:{self.credential.pk}:{self.credential.version}"

    def _password(self, identity: Identity) -> str | None:
        return identity.admin_password

    def _row(self) -> AccessToken:
        key = self._key()
        row = AccessToken.objects.filter(key=key).first()
        if row is None:
            AccessToken.objects.filter(expires_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()
            row, _created = AccessToken.objects.get_or_create(key=key, defaults={"credential": self.credential})
        return row

    @sensitive_variables()
    def _opened(self, row: AccessToken) -> BearerToken | None:
        """The row's token, None where there is none or it is of no use any more."""
        if not row.sealed or row.obtained_at is None or row.expires_at is None or timezone.now() >= row.expires_at:
            return None
        try:
            value = unseal(bytes(row.sealed), _bound_to(row.key)).decode()
        except SealBroken:
            # Sealed under a key that is gone: a token is cheaper to renew than to mourn.
            return None
        return BearerToken(value, row.generation, row.obtained_at, row.expires_at)

    def _renewed(self, generation: int, fallback: BearerToken | None, deadline: Deadline) -> BearerToken:
        """A token of a later generation; `fallback`, if still alive, where somebody else is obtaining one."""
        while True:
            row = self._row()
            if row.generation != generation and (token := self._opened(row)):
                return token
            holder = self._claim(row)
            if holder:
                return self._obtain(row, holder, fallback, deadline)
            if fallback and not fallback.is_past_its_life:
                return fallback
            if deadline.left() <= POLL:
                raise ApiUnreachable(_("SigningHub did not answer in time."), passing=False, sent=False)
            time.sleep(POLL)

    def _claim(self, row: AccessToken) -> str:
        """The name under which this process alone may now renew the row's token; empty where another one does."""
        now = timezone.now()
        if row.refused_until and row.refused_until > now:
            raise self._as_seen_by_the_caller(
                ExchangeRefused(_("SigningHub refuses the sign-in."), reason=row.refused_reason, status=0, sent=False)
            )
        holder = secrets.token_hex(16)
        is_free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
        rows = AccessToken.objects.filter(is_free, pk=row.pk, generation=row.generation)
        return holder if rows.update(lease_holder=holder, lease_until=now + LEASE) else ""

    @sensitive_variables()
    def _obtain(self, row: AccessToken, holder: str, fallback: BearerToken | None, deadline: Deadline) -> BearerToken:
        mine = AccessToken.objects.filter(pk=row.pk, lease_holder=holder)
        after: dict[str, Any] = {"lease_holder": "", "lease_until": None}
        try:
            exchanged = self._exchange(deadline)
            after |= self._columns(exchanged)
        except ApiError as error:
            if isinstance(error, ExchangeRefused):
                after |= {"refused_reason": error.reason, "refused_until": timezone.now() + PAUSE_AFTER_REFUSAL}
                error = self._as_seen_by_the_caller(error)
            if fallback is None or fallback.is_past_its_life:
                raise error from None
            log.warning("token.renewal_failed", credential=self.credential.name, failure=type(error).__name__)
            after |= {"renew_at": timezone.now() + PAUSE_AFTER_FAILURE}
            return fallback
        finally:
            mine.update(**after)
        return BearerToken(exchanged.token, row.generation + 1, after["obtained_at"], after["expires_at"])

    @sensitive_variables()
    def _exchange(self, deadline: Deadline) -> Exchanged:
        identity = opened(self.credential)
        return exchange(
            self.credential.environment,
            identity,
            self._password(identity),
            client=client_for(self.credential),
            caller=self.caller,
            deadline=deadline,
        )

    @sensitive_variables()
    def _columns(self, exchanged: Exchanged) -> dict[str, Any]:
        now = timezone.now()
        return {
            "sealed": seal(exchanged.token.encode(), _bound_to(self._key())),
            "generation": F("generation") + 1,
            "obtained_at": now,
            "renew_at": now + timedelta(seconds=exchanged.lifetime * RENEWED_AT),
            "expires_at": now + timedelta(seconds=exchanged.lifetime),
            "refused_reason": "",
            "refused_until": None,
        }

    def _as_seen_by_the_caller(self, refused: ExchangeRefused) -> ApiError:
        return refused


class PersonalTokens(SharedTokens):
    """The token of one person's session, renewed with the password that the session keeps for it."""

    def __init__(self, credential: Credential, session: Session, caller: Caller | None = None) -> None:
        super().__init__(credential, caller)
        self.session = session

    def _key(self) -> str:
        return f"session:{_session_digest(self.session)}:{self.credential.pk}:{self.credential.version}"

    def _password(self, identity: Identity) -> str | None:
        return _kept_password(self.session) or identity.admin_password

    def _as_seen_by_the_caller(self, refused: ExchangeRefused) -> ApiError:
        # The password was changed elsewhere: only the person can give the new one, by signing in again.
        if refused.reason != PASSWORD:
            return refused
        self.session.pop(SESSION_PASSWORD, None)
        return ApiSignedOut(refused.message, status=401, operation=refused.operation, request_id=refused.request_id)


@sensitive_variables()
def keep_password(session: Session, password: str) -> None:
    """Keep the SigningHub password, sealed, in the server-side session: renewals need it, and it dies with it."""
    sealed = seal(password.encode(), _bound_to(_session_digest(session)))
    session[SESSION_PASSWORD] = base64.b64encode(sealed).decode("ascii")


def forget(session: Session) -> None:
    """Drop the session's token and password: at sign-out, or where the second factor was abandoned."""
    if session.get(SESSION_ID):
        AccessToken.objects.filter(key__startswith=f"session:{_session_digest(session)}:").delete()
    session.pop(SESSION_PASSWORD, None)
    session.pop(SESSION_ID, None)


@sensitive_variables()
def _kept_password(session: Session) -> str | None:
    kept = session.get(SESSION_PASSWORD)
    if not kept:
        return None
    try:
        return unseal(base64.b64decode(kept), _bound_to(_session_digest(session))).decode()
    except SealBroken:
        return None


def _session_digest(session: Session) -> str:
    """What the session's rows are found by: its own random number, since Django renames a session at sign-in."""
    if not session.get(SESSION_ID):
        session[SESSION_ID] = secrets.token_hex(16)
    return hashlib.sha256(session[SESSION_ID].encode()).hexdigest()[:40]


def _bound_to(name: str) -> str:
    return f"access token of {name}"
