"""Registering an account: the person activates it by mail, so nobody else ever knows their password."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

import structlog
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts.accounts.forms import RegisterForm
from apps.accounts.accounts.service import Accounts
from console.api.client import AdminApi
from console.api.errors import ApiError, ApiMissing
from console.permissions import Area, Right, requires
from console.requests import ConsoleRequest
from console.screens import cells, editing
from console.screens.forms import Body
from console.screens.page import way_back
from console.screens.parts import is_asked_alone
from console.screens.resource import Resource, Row, value_at

log = structlog.get_logger(__name__)

# Mails instead of a password typed by an administrator. The first holds the link, the second is the welcome.
MAILS = ("send_activation_email", "send_registration_email")


@require_http_methods(["GET", "HEAD", "POST"])
def register(request: ConsoleRequest, *, resource: Resource, **keys: Any) -> HttpResponse:
    """Register User Account. The answer holds no id, so it leads to the list of that address."""
    operation = request.api.contract.operation("registerUserAccount")
    service = Accounts(request.api)

    def send(body: Body, _before: Body) -> Any:
        return service.add(body | {name: True for name in MAILS if name in operation.body_properties})

    return editing.serve(
        editing.Edit(
            request,
            resource,
            partial(RegisterForm, existing=partial(_taken, request.api)),
            operation,
            read=dict,
            send=send,
            title=_("Add %(noun)s") % {"noun": resource.noun},
            back=way_back(request, resource, keys),
            done=_("Account registered. SigningHub mails the link to activate it."),
            is_new=True,
            landing=lambda body: f"{resource.url('list')}?{urlencode({'user_email': body['user_email']})}",
        )
    )


def _taken(api: AdminApi, email: str) -> str:
    """Who has the address, in words; "" for nobody, or where that cannot be found out: SigningHub judges in the end."""
    try:
        account = account_of(api, email)
    except ApiError as error:
        log.info("existing_user.not_known", error=type(error).__name__)
        return ""
    if account is None:
        return ""
    return _("%s has an account with this address.") % (
        cells.plain(value_at(account, "user.user_name")) or _("Somebody")
    )


def account_of(api: AdminApi, email: str) -> Row | None:
    """Check Existing User, then Get Account by Email for whose it is; None where nobody has the address.

    The guide does not say how the first tells yes from no, so its yes counts only with an account behind it, unless
    this SigningHub cannot look one up. Raises ApiError where it cannot be found out.
    """
    try:
        api.call("checkExistingUser", emailAddress=email)
        if not api.contract.has("getAccountByEmail"):
            return {"user": {}}
        found = api.call("getAccountByEmail", emailAddress=email).data
    except ApiMissing:
        return None
    return found if isinstance(found, dict) else {"user": {}}


@requires(Area.ACCOUNTS, Right.READ)
@require_safe
def existing(request: ConsoleRequest) -> HttpResponse:
    """What to say beside an address that is being typed: who has it, or that it is free."""
    if not is_asked_alone(request):
        # Only of use within the form, which says the same after it was sent.
        return redirect("accounts-add")
    email = request.GET.get("user_email", "").strip()
    context: dict[str, Any] = {"email": email}
    if "@" in email[1:-1] and len(email) <= 255:
        context["state"] = "free"
        try:
            account = account_of(request.api, email)
        except ApiError as error:
            # A hint while typing; the form is judged again when it is sent.
            log.info("existing_user.not_known", error=type(error).__name__)
            account, context["state"] = None, "unknown"
        if account is not None:
            number = value_at(account, "user.id")
            name = cells.plain(value_at(account, "user.user_name") or "")
            context |= {"state": "taken", "name": name or email}
            context["url"] = reverse("accounts-detail", args=(number,)) if isinstance(number, int) else ""
    return render(request, "accounts/accounts/existing.html", context)
