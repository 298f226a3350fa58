"""A client secret, from SigningHub's one answer that holds it to the one page that shows it.

Between the two it is sealed in the session of the person who asked for it, and nowhere else.
"""

from __future__ import annotations

import base64
import time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from apps.configuration.integrations.service import Integrations
from console.audit import record
from console.audit.models import Kind
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens.cells import plain
from console.vault.seal import SealBroken, seal, unseal

# In seconds: how long it waits to be shown, and how long a page shows it.
KEPT = 600
SHOWN = 30


@sensitive_variables("secret")
def keep(request: ConsoleRequest, pk: object, secret: str) -> None:
    """Keep a secret that was just made, until it is shown or ten minutes have passed."""
    if secret:
        sealed = base64.b64encode(seal(secret.encode(), _bound_to(request, pk))).decode("ascii")
        request.session[_key(pk)] = {"sealed": sealed, "since": time.time()}


@requires(Area.INTEGRATIONS, Right.WRITE)
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables()
def show_secret(request: ConsoleRequest, pk: int) -> HttpResponse:
    """The page of a new secret: it asks whether to show it, and its POST shows it, once."""
    address = reverse("integrations-detail", args=(pk,))
    request.way_back = (_("Integrations"), reverse("integrations-list"))  # type: ignore[attr-defined]
    integration = Integrations(request.api).get(pk)
    called = plain(integration.get("client_id")) or str(pk)
    secret = _kept(request, pk)
    context: dict[str, Any] = {"called": called, "back": address, "list_url": reverse("integrations-list")}
    context |= {"is_kept": bool(secret), "seconds": SHOWN, "secret": ""}
    if request.method == "POST" and secret:
        record.event(
            Kind.REVEAL,
            caller=request.caller,
            credential=request.user.credential,
            title=_("Client secret"),
            object_id=pk,
            values={"client_id": called},
        )
        request.session.pop(_key(pk), None)
        context["secret"] = secret
    status = 200 if secret or request.method != "POST" else 410
    return render(request, "configuration/integrations/secret.html", context, status=status)


def _kept(request: ConsoleRequest, pk: object) -> str:
    """The secret that waits to be shown; "" once it was, or after its time."""
    kept = request.session.get(_key(pk))
    if not kept:
        return ""
    if kept["since"] < time.time() - KEPT:
        request.session.pop(_key(pk), None)
        return ""
    try:
        return unseal(base64.b64decode(kept["sealed"]), _bound_to(request, pk)).decode()
    except SealBroken:
        # Its key has been taken out of VAULT_KEYS since: a new secret has to be made.
        return ""


def _key(pk: object) -> str:
    return f"client-secret-{pk}"


def _bound_to(request: ConsoleRequest, pk: object) -> str:
    credential = request.user.credential
    return f"client-secret:{request.user.pk}:{credential.environment_id if credential else ''}:{pk}"
