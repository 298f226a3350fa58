"""The doctor: what works between the console and one SigningHub, check by check, changing nothing there.

for finding in diagnose(environment, credential):
    print(finding.state, finding.check, finding.sentence)
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from console.api.caller import Caller
from console.api.client import AdminApi
from console.api.connections import opened
from console.api.deadline import Deadline
from console.api.doctor.finding import Finding, State, store_fix
from console.api.doctor.headers import header_encoding
from console.api.doctor.paging import paging_order
from console.api.doctor.reads import reads
from console.api.doctor.sign_in import Visit, prove, sign_in
from console.api.errors import ApiError, ApiSignedOut, ApiUnreachable
from console.api.exchange import Exchanged
from console.api.tokens import BearerToken
from console.vault.models import Credential, Environment

__all__ = ["Finding", "State", "diagnose", "prove", "store_fix"]


@sensitive_variables("password")
def diagnose(
    environment: Environment,
    credential: Credential,
    *,
    password: str | None = None,
    caller: Caller | None = None,
    patience: float | None = None,
) -> Iterator[Finding]:
    """Every check of an environment through one of its credentials, in the order in which they depend on each other.

    `password` is the operator's at SigningHub, where it is asked and not stored; `patience` is in seconds for each call
    (None: as for a page). Ends early where nothing more can be found out. A finding may carry a `fix`; nothing is
    stored here.
    """
    yield _described(environment)
    try:
        identity = opened(credential)
    except ApiUnreachable as error:
        yield Finding(_("Credential"), State.FAILED, error.message)
        return
    visit = Visit(environment, identity, password or identity.admin_password, caller or Caller())
    yield from sign_in(visit)
    if visit.exchanged is None:
        return
    yield from _served(environment, credential, visit, patience)


def _served(
    environment: Environment, credential: Credential, visit: Visit, patience: float | None
) -> Iterator[Finding]:
    """What the API does with a token."""
    assert visit.exchanged is not None  # noqa: S101 - see diagnose
    tokens = OneToken(visit.exchanged)
    # What one check finds out the next ones go by, whether it is stored or not.
    seen = copy.copy(environment)

    def api() -> AdminApi:
        asking = AdminApi(seen, credential, tokens, visit.caller)
        asking.patience = patience
        return asking

    for name, check in ((_("Paging"), paging_order), (_("Filter headers"), header_encoding)):
        try:
            finding = check(api())
        except ApiError as error:
            finding = Finding(name, State.FAILED, error.message)
        for field, value in finding.fix.items():
            setattr(seen, field, value)
        yield finding
    yield from reads(api())


def _described(environment: Environment) -> Finding:
    """Whether this SigningHub's own description was imported."""
    name = _("API description")
    overlay = environment.overlay or {}
    source = overlay.get("source")
    if source is None:
        assumed = _("None was imported: methods and paths are assumed. Its own OpenAPI file is in its Admin API guide.")
        return Finding(name, State.WARNING, assumed)
    left = len(overlay.get("unmapped", ()))
    words = {"title": f"{source['title']} {source['version']}".strip(), "left": left}
    if left:
        return Finding(name, State.WARNING, _("%(title)s; operations not mapped: %(left)d.") % words)
    return Finding(name, State.OK, _("%(title)s, mapped whole.") % words)


class OneToken:
    """The token of one visit: used while it lasts, never renewed nor stored."""

    def __init__(self, exchanged: Exchanged) -> None:
        now = timezone.now()
        until = now + timedelta(seconds=exchanged.lifetime)
        self._token = BearerToken(exchanged.token, 1, now, until)

    def current(self, _deadline: Deadline) -> BearerToken:
        """The token."""
        return self._token

    def renewed(self, _refused: BearerToken, _deadline: Deadline) -> BearerToken:
        """Nothing: a visit whose token is not accepted any more is over."""
        raise ApiSignedOut(_("SigningHub does not accept the sign-in any more."), status=401)
