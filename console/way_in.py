"""The console's own ways in: the operators and roles that its credentials need to sign in.

Whoever deletes, disables, narrows or replaces one of these may lock the console out of SigningHub. So such an act is
left to a custodian of the vault, who confirms it by typing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from console.certificates import CertificateRefused, der_of, facts_of
from console.permissions import ConsoleRight
from console.requests import ConsoleRequest
from console.screens.asking import Question
from console.screens.resource import Row
from console.vault.models import Credential

if TYPE_CHECKING:
    from console.vault.models import Environment


def by_operators(request: ConsoleRequest, operators: Iterable[Row]) -> list[Credential]:
    """The credentials of this SigningHub that sign in as one of these operators: by e-mail or by certificate."""
    rows = list(operators)
    emails = {str(row.get("email") or "").strip().casefold() for row in rows} - {""}
    prints = {_fingerprint(row.get("certificate_base64")) for row in rows} - {""}
    return [
        credential
        for credential in _credentials(request)
        if credential.email.strip().casefold() in emails or credential.fingerprint.lower() in prints
    ]


def _credentials(request: ConsoleRequest) -> Iterable[Credential]:
    own = request.user.credential
    environment: Environment | None = own.environment if own else None
    return Credential.objects.filter(environment=environment).order_by("name") if environment else []


def _fingerprint(certificate: Any) -> str:
    try:
        return facts_of(der_of(certificate)).fingerprint if isinstance(certificate, str) else ""
    except CertificateRefused:
        return ""


def is_custodian(request: ConsoleRequest) -> bool:
    """Whether this person may close a way in at all."""
    return request.user.has_console_right(ConsoleRight.CUSTODIAN)


def sentence(credentials: Sequence[Credential]) -> str:
    """What hangs on the record, in words."""
    return _("The console itself signs in to SigningHub through this, with: %(names)s.") % {
        "names": ", ".join(credential.name for credential in credentials)
    }


def refusal(credentials: Sequence[Credential]) -> str:
    """Why somebody who is no custodian may not go on."""
    return " ".join((sentence(credentials), _("Only a custodian of the vault may close this way in.")))


def guarded(request: ConsoleRequest, question: Question, credentials: Sequence[Credential], typed: str) -> Question:
    """The question of an act that would close the ways in of these credentials: refused, or `typed` is asked for."""
    if not credentials:
        return question
    if not is_custodian(request):
        return replace(question, obstacle=refusal(credentials))
    lost = _("Everybody who works through it loses SigningHub, you perhaps among them.")
    consequences = [*question.consequences, sentence(credentials), lost]
    return replace(question, consequences=consequences, typed=question.typed or typed, is_danger=True)
