"""Getting a bearer token: certificate → subject token → exchange with API client, and password if one is asked."""

from __future__ import annotations

import base64
import math
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

import httpx
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from console.api import wire
from console.api.answer import Answer
from console.api.caller import Caller
from console.api.connections import passing_client
from console.api.contract import load_contract
from console.api.deadline import Deadline
from console.api.errors import (
    ApiError,
    ApiForbidden,
    ApiInvalid,
    ApiSignedOut,
    ApiUnreachable,
    CertificateRefused,
    ExchangeRefused,
)
from console.api.request import Arguments, build_request
from console.vault.identity import Identity
from console.vault.models import Environment

# In seconds. What a token is taken to live where the server does not say, or says something no token lives.
ASSUMED_LIFE = 600
LONGEST_LIFE = 7 * 24 * 3600
GRANT_TYPE = "token-exchange"
# OAuth error codes; the texts beside them are translated by SigningHub and tell a program nothing.
CLIENT_CODES = {"invalid_client", "unauthorized_client"}
PASSWORD_CODES = {"invalid_grant", "invalid_password", "password_required", "access_denied"}
CERTIFICATE, CLIENT, PASSWORD, UNKNOWN = "certificate", "client", "password", "unknown"


@dataclass(frozen=True)
class Exchanged:
    """A bearer token and its life in seconds from now."""

    token: str = field(repr=False)
    lifetime: float


@dataclass(frozen=True)
class Door:
    """Where and as whom tokens are asked for."""

    environment: Environment
    identity: Identity
    client: httpx.Client = field(repr=False)
    caller: Caller
    deadline: Deadline

    def send(
        self, operation_id: str, arguments: Arguments, body: object = None, authorization: str | None = None
    ) -> Answer:
        """Call one of the sign-in operations."""
        operation = load_contract(self.environment.overlay).operation(operation_id)
        request = build_request(self.environment, operation, arguments, body, self.caller, authorization)
        return wire.send(self.client, request, operation, self.caller.request_id, self.deadline)


@sensitive_variables()
def exchange(
    environment: Environment,
    identity: Identity,
    password: str | None,
    *,
    client: httpx.Client | None = None,
    caller: Caller | None = None,
    deadline: Deadline | None = None,
) -> Exchanged:
    """Obtain a token ("Authentication", then "Password Authentication"); `password` None sends none.

    `client` is the credential's pool; without it a connection is opened for this exchange alone. Raises
    ExchangeRefused with its reason, ApiBusy, ApiUnreachable.
    """
    with nullcontext(client) if client else passing_client(environment, identity) as connection:
        door = Door(environment, identity, connection, caller or Caller(), deadline or Deadline(wire.INTERACTIVE))
        return _exchanged(door, subject_token(door), password)


@sensitive_variables()
def asks_password(environment: Environment, identity: Identity, *, caller: Caller | None = None) -> bool:
    """Whether SigningHub refuses this identity a token when no password is sent.

    Raises ExchangeRefused where it is the certificate or the API client that is not accepted, ApiUnreachable, ApiBusy.
    """
    try:
        exchange(environment, identity, None, caller=caller)
    except ExchangeRefused as refused:
        if refused.reason in (CERTIFICATE, CLIENT):
            raise
        return True
    return False


@sensitive_variables()
def subject_token(door: Door) -> str:
    """The short-lived token for the certificate alone ("Authentication")."""
    with _refusals(CERTIFICATE):
        data = door.send("authenticate", {}).data
    token = data.get("subject_token") if isinstance(data, dict) else None
    if not isinstance(token, str) or not token:
        raise ApiUnreachable(_("SigningHub did not answer the certificate with a token."), operation="authenticate")
    return token


def basic_authorization(identity: Identity) -> str:
    """The header value that names the API client."""
    pair = f"{identity.client_id}:{identity.client_secret}".encode()
    return f"Basic {base64.b64encode(pair).decode('ascii')}"


@sensitive_variables()
def _exchanged(door: Door, subject: str, password: str | None) -> Exchanged:
    arguments = {} if password is None else {"password": password}
    body = {"subject_token": subject, "grant_type": GRANT_TYPE}
    with _refusals(UNKNOWN):
        data = door.send("exchangeToken", arguments, body, basic_authorization(door.identity)).data
    token = data.get("access_token") if isinstance(data, dict) else None
    # A token that no header can carry is none.
    if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token.strip():
        raise ApiUnreachable(_("SigningHub did not answer the exchange with a token."), operation="exchangeToken")
    return Exchanged(token, lifetime(data.get("expires_in")))


@contextmanager
def _refusals(reason: str) -> Iterator[None]:
    """Turn refusals into ExchangeRefused with what is not accepted: by its code, else `reason`."""
    refused: ExchangeRefused | None = None
    try:
        yield
    except CertificateRefused as error:
        refused = ExchangeRefused(error.message, reason=CERTIFICATE, status=0, **_about(error))
    except (ApiSignedOut, ApiForbidden, ApiInvalid) as error:
        found = CLIENT if error.code in CLIENT_CODES else PASSWORD if error.code in PASSWORD_CODES else reason
        if reason == CERTIFICATE or (isinstance(error, ApiInvalid) and "password" in error.field_errors):
            found = CERTIFICATE if reason == CERTIFICATE else PASSWORD
        refused = ExchangeRefused(_sentence(found), reason=found, status=error.status, code=error.code, **_about(error))
    if refused:
        raise refused


def _about(error: ApiError) -> dict[str, str]:
    return {"operation": error.operation, "request_id": error.request_id}


def _sentence(reason: str) -> str:
    return {
        CERTIFICATE: _("SigningHub does not accept the certificate."),
        CLIENT: _("SigningHub does not accept the client id and secret."),
        PASSWORD: _("SigningHub does not accept the password."),
        UNKNOWN: _("SigningHub refuses the sign-in."),
    }[reason]


def lifetime(expires_in: object) -> float:
    """Seconds that a token lives; ASSUMED_LIFE where `expires_in` is missing, zero or absurd."""
    if isinstance(expires_in, bool) or not isinstance(expires_in, int | float | str):
        return ASSUMED_LIFE
    try:
        seconds = float(expires_in)
    except (ValueError, OverflowError):
        return ASSUMED_LIFE
    return seconds if math.isfinite(seconds) and 0 < seconds <= LONGEST_LIFE else ASSUMED_LIFE


@sensitive_variables("identity", "exchanged")
def operator_behind(
    environment: Environment, identity: Identity, client: httpx.Client, exchanged: Exchanged, caller: Caller
) -> dict[str, Any]:
    """Get Operator, with a token that nobody else knows yet."""
    door = Door(environment, identity, client, caller, Deadline(wire.INTERACTIVE))
    data = door.send("getSessionOperator", {}, authorization=f"Bearer {exchanged.token}").data
    return data if isinstance(data, dict) else {}
