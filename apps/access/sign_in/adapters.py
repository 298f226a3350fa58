"""What allauth, whose flows run underneath, has to do our way."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from apps.access.models import User
from apps.access.sessions import HALF_SIGNED_IN, SIGNED_IN_AT, SIGNED_IN_FROM
from apps.access.sign_in import limits
from apps.access.sign_in.next_page import HOME, asked_page, safe_path
from apps.access.sign_in.proof import SigningHubSilent, check_password
from console.audit.models import Kind
from console.audit.record import event


class AccountAdapter(DefaultAccountAdapter):
    """No sign-up, one stage after the password, our limits, our idea of a safe address."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "too_many_login_attempts": _("Too many tries. Wait five minutes, then try again."),
        "incorrect_password": _("The password is not right."),
        "incorrect_code": _("The code is not right, or was used already."),
        "rate_limited": _("Too many tries. Wait five minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def get_login_stages(self) -> list[str]:
        return ["allauth.mfa.stages.AuthenticateStage"]

    def is_safe_url(self, url: str) -> bool:
        return safe_path(url) == url

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return asked_page(request)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        return HOME

    def get_client_ip(self, request: HttpRequest) -> str:
        # Resolved by console.middleware.Envelope; empty behind a Unix socket, where all share one counter.
        return request.address or "0.0.0.0"  # type: ignore[attr-defined]  # noqa: S104 - nothing listens on it

    def login(self, request: HttpRequest, user: Any) -> None:
        """The person is in: id and CSRF token rotate, the absolute limit starts, the network becomes a known one."""
        super().login(request, user)
        request.session[SIGNED_IN_AT] = time.time()
        agent = "".join(letter for letter in request.headers.get("User-Agent", "") if letter.isprintable())
        request.session[SIGNED_IN_FROM] = (request.address, agent[:255])  # type: ignore[attr-defined]
        request.session.pop(HALF_SIGNED_IN, None)
        limits.remember_network(request, user.email)
        event(Kind.SIGN_IN, caller=request.caller, person=user, title=gettext_noop("Signed in"))  # type: ignore[attr-defined]

    def reauthenticate(self, user: Any, password: str) -> bool:
        """Whether the password typed for a step-up is this person's, asked wherever sign-in would ask it."""
        return _is_still(context.request, user, password)


def _is_still(request: HttpRequest, user: User, password: str) -> bool:
    try:
        attempt = limits.count_attempt(request, user.email)
    except limits.TooManyTries:
        raise ValidationError(AccountAdapter.error_messages["rate_limited"]) from None
    try:
        proven = check_password(user, password, request.caller)  # type: ignore[attr-defined]
    except SigningHubSilent as silence:
        attempt.take_back()
        raise ValidationError(str(silence)) from silence
    if proven is None:
        return False
    attempt.take_back()
    return True
