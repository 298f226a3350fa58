"""Another certificate for an operator: tried first, told to SigningHub in the same act, and taken back if it fails.

SigningHub knows an operator by their certificate. So a new one works only once it stands in the operator's record
there (Update Operator), and from then on the old one does not. The token that the old one was given goes on working,
and with it the record can be put back.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import structlog
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from console.api.caller import Caller
from console.api.client import AdminApi
from console.api.doctor import Finding, State, prove
from console.api.errors import ApiError, ApiUnreachable, ExchangeRefused
from console.api.exchange import CERTIFICATE, asks_password
from console.api.service import Service
from console.vault.identity import Identity
from console.vault.models import Environment

log = structlog.get_logger(__name__)


class NotAccepted(Exception):  # noqa: N818 - named after what happened
    """The identity does not get a token, so nothing was stored; `findings` say where it failed."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__()
        self.findings = findings


class OperatorBehind(Service):
    """The operator that a credential signs in as, in SigningHub's own list."""

    get_operation = "getOperator"
    update_operation = "updateOperator"

    def number(self) -> Any:
        """Get Operator (Session User): the id of the operator whose token this is."""
        data = self.api.call("getSessionOperator").data
        number = data.get("id") if isinstance(data, dict) else None
        if number is None:
            raise ApiUnreachable(_("SigningHub does not say which operator this is."), operation="getSessionOperator")
        return number


@sensitive_variables()
def tried(environment: Environment, identity: Identity, caller: Caller) -> list[Finding]:
    """Every step to a token with this identity, as findings; the token is thrown away."""
    return list(prove(environment, identity, identity.admin_password, caller))


def has_failed(findings: list[Finding]) -> bool:
    """Whether a step failed; a warning is for a person to read."""
    return any(finding.state is State.FAILED for finding in findings)


@sensitive_variables()
def bring_in(api: AdminApi, candidate: Identity, store: Callable[[], object]) -> bool:
    """Let `candidate` take the place of the identity behind `api`, then `store()`; whether SigningHub had to be told.

    Raises NotAccepted where it gets no token, ApiError where SigningHub does not take the certificate, and whatever
    `store` raises; the operator's record is then as it was before.
    """
    findings = tried(api.environment, candidate, api.caller)
    if not has_failed(findings):
        store()
        return False
    if not _is_unknown_there(api.environment, candidate, api.caller):
        raise NotAccepted(findings)
    operator = OperatorBehind(api)
    number = operator.number()
    before = operator.editable(number)
    is_stored = False
    try:
        _tell(operator, number, before, candidate)
        findings = tried(api.environment, candidate, api.caller)
        if has_failed(findings):
            raise NotAccepted(findings)
        store()
        is_stored = True
    finally:
        # Whatever stopped it: a record that names another certificate than the vault holds would shut everybody out.
        if not is_stored:
            _put_back(operator, number, before)
    return True


@sensitive_variables()
def _tell(operator: OperatorBehind, number: Any, before: dict[str, Any], candidate: Identity) -> None:
    """Update Operator with the certificate of `candidate`; no answer may still mean that it was done."""
    try:
        operator.update(number, before | {"certificate_base64": certificate_of(candidate)})
    except ApiUnreachable as error:
        if not error.sent:
            raise
        log.warning("credential.update_unanswered", operation=error.operation)


def _put_back(operator: OperatorBehind, number: Any, before: dict[str, Any]) -> None:
    try:
        operator.update(number, before)
    except ApiError as error:
        # What went wrong first is what the person is told; this one is for whoever runs the console.
        log.critical("credential.certificate_not_put_back", operator=number, error=type(error).__name__)


@sensitive_variables()
def _is_unknown_there(environment: Environment, identity: Identity, caller: Caller) -> bool:
    """Whether it is the certificate, and nothing before or after it, that SigningHub does not accept."""
    try:
        asks_password(environment, identity, caller=caller)
    except ExchangeRefused as refused:
        return refused.reason == CERTIFICATE and refused.status != 0
    except ApiError:
        return False
    return False


@sensitive_variables()
def certificate_of(identity: Identity) -> str:
    """The own certificate as Update Operator takes it: DER in Base64."""
    own = x509.load_pem_x509_certificates(identity.pem.encode())[0]
    return base64.b64encode(own.public_bytes(Encoding.DER)).decode("ascii")
