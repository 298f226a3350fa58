"""Replacing a generated SigningHub password, before anything else.

SigningHub's "Set New Password" asks for neither the old password nor a permission: whoever holds the certificate sets
it. So the console is the only gate. It lets through only a session that has itself exchanged the generated password
within the last minutes, and only while SigningHub still says that this very operator's password is generated.
"""

from __future__ import annotations

import time
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from apps.access.models import normal_email
from apps.access.notices import sign_in_changed
from apps.access.owed import GENERATED_PASSWORD_AT
from apps.access.sign_in.forms import NewPasswordForm
from apps.access.sign_in.next_page import HOME
from apps.access.sign_in.views import end
from console.api.errors import ApiInvalid, ApiUnreachable
from console.api.exchange import Exchanged, lifetime
from console.api.tokens import PersonalTokens, forget, keep_password
from console.audit.models import Kind
from console.permissions import finishing
from console.requests import ConsoleRequest

LONGEST_AGE = 300.0


@finishing
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: ConsoleRequest) -> HttpResponse:
    """Ask for the password that takes the place of the generated one, and set it ("Set New Password")."""
    exchanged_at = request.session.get(GENERATED_PASSWORD_AT)
    if not request.user.is_authenticated or exchanged_at is None:
        return redirect("factor")
    if not 0 <= time.time() - exchanged_at < LONGEST_AGE:
        return _start_again(request, _("Too much time has passed since you signed in. Sign in again."))
    form = NewPasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        answer = _set(request, form)
        if answer is not None:
            return answer
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "access/new_password.html", {"form": form}, status=status)


@sensitive_variables("password", "data")
def _set(request: ConsoleRequest, form: NewPasswordForm) -> HttpResponse | None:
    """The answer, or None where SigningHub refuses the new password and the form says why."""
    if not _is_still_generated(request):
        return _start_again(request, _("SigningHub has another password for you by now. Sign in again."))
    password = form.cleaned_data["new_password"]
    try:
        data = request.api.call("setNewPassword", body={"new_password": password}).data
    except ApiInvalid as refused:
        form.add_error("new_password", list(refused.field_errors.get("new_password", [])) or [refused.message])
        return None
    except ApiUnreachable as silence:
        if not silence.sent:
            raise
        return _start_again(
            request, _("SigningHub did not confirm the new password. Try it, or else the generated one.")
        )
    _take_over(request, password, data if isinstance(data, dict) else {})
    sign_in_changed(request, request.user, Kind.PASSWORD, gettext_noop("SigningHub password set"))
    messages.success(request, _("The new password is set. Use it from the next sign-in on."))
    return redirect(HOME)


def _is_still_generated(request: ConsoleRequest) -> bool:
    operator = request.api.call("getSessionOperator").data
    if not isinstance(operator, dict):
        return False
    is_same = normal_email(str(operator.get("email") or "")) == request.user.email
    return is_same and operator.get("is_password_generated") is True


@sensitive_variables("password", "data")
def _take_over(request: ConsoleRequest, password: str, data: dict[str, Any]) -> None:
    """Go on with the token that SigningHub returned, and keep the new password for renewals."""
    credential = request.user.credential
    del request.session[GENERATED_PASSWORD_AT]
    forget(request.session)
    keep_password(request.session, password)
    token = data.get("access_token")
    if credential and isinstance(token, str) and token:
        PersonalTokens(credential, request.session).keep(Exchanged(token, lifetime(data.get("expires_in"))))


def _start_again(request: ConsoleRequest, why: str) -> HttpResponse:
    end(request)
    messages.warning(request, why)
    return redirect("sign-in")
