"""Acts that need a second factor given within the last minutes, not merely at some time in this session."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.access.owed import FACTORS
from console.requests import ConsoleRequest

View = Callable[..., HttpResponseBase]


def fresh_factor(page: Callable[..., str]) -> Callable[[View], View]:
    """Let a view run only soon after the person has given their second factor; ask for it otherwise.

    `page` gives the address to come back to, from the view's own arguments. A form that was posted too late is typed
    again there: keeping it while the factor is asked for would keep what is secret in it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def ask_first(request: ConsoleRequest, **arguments: object) -> HttpResponseBase:
            if is_fresh(request):
                return view(request, **arguments)
            if request.method == "POST":
                messages.warning(request, _("Confirm who you are first, then type it again. Nothing was done."))
            return redirect(f"{reverse(_way(request))}?{urlencode({'next': page(**arguments)})}")

        return ask_first

    return decorate


def is_fresh(request: ConsoleRequest) -> bool:
    """Whether the second factor was given within the last minutes; the password, for somebody who has no factor."""
    method = "mfa" if _factors(request) else "password"
    records = [record for record in get_authentication_records(request, request.user) if record["method"] == method]
    if method == "password":
        # The one of the sign-in proves nothing about now.
        records = [record for record in records if record.get("reauthenticated")]
    return any(0 <= time.time() - record["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT for record in records)


def _factors(request: ConsoleRequest) -> list[str]:
    held = Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS)
    return list(held.values_list("type", flat=True))


def _way(request: ConsoleRequest) -> str:
    factors = _factors(request)
    if Authenticator.Type.TOTP in factors:
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn" if factors else "account_reauthenticate"
