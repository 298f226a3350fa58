"""Signing in, finishing a sign-in, signing out."""

from __future__ import annotations

import time
from collections.abc import Callable
from http import HTTPStatus

import structlog
from allauth.account.internal.flows import login as allauth_login
from allauth.account.internal.flows import logout as allauth_logout
from allauth.account.models import Login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from apps.access.models import User, normal_email
from apps.access.owed import FACTORS, GENERATED_PASSWORD_AT
from apps.access.sessions import HALF_SIGNED_IN
from apps.access.sign_in import limits
from apps.access.sign_in.forms import SignInForm
from apps.access.sign_in.next_page import FIELD, asked_page
from apps.access.sign_in.proof import Proof, SigningHubSilent
from console.api.errors import ApiError
from console.api.tokens import PersonalTokens, forget, keep_password
from console.audit.models import Kind, State
from console.audit.record import AuditUnavailable, event
from console.permissions import open_to_all
from console.requests import ConsoleRequest

log = structlog.get_logger(__name__)

LOGOUT_SECONDS = 3.0


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: ConsoleRequest) -> HttpResponse:
    """The first page of everybody: e-mail and password."""
    if request.method == "POST":
        with limits.even_pace(settings.SIGN_IN_STEP) as wait:
            return _try(request, wait)
    if request.user.is_authenticated:
        return redirect(asked_page(request))
    return _page(request, SignInForm())


def _try(request: ConsoleRequest, wait: Callable[[], None]) -> HttpResponse:
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    try:
        attempt = limits.count_attempt(request, email)
    except limits.TooManyTries:
        # Not waited for: addresses that nobody has are counted too, and a flood would hold every thread.
        log.warning("sign_in.too_many_tries", address=request.address)
        return _refused(request, form)
    try:
        user = authenticate(request, email=email, password=password)
    except SigningHubSilent as silence:
        attempt.take_back()
        return _page(request, form, HTTPStatus.SERVICE_UNAVAILABLE, str(silence))
    if not isinstance(user, User) or user.proof is None:
        _record_refusal(request, email)
        wait()
        return _refused(request, form)
    attempt.take_back()
    return begin(request, user, user.proof, asked_page(request))


def _record_refusal(request: ConsoleRequest, email: str) -> None:
    # Somebody may have typed the password, perhaps with an @, into the wrong field: only a whole address is kept.
    try:
        validate_email(normal_email(email))
        known = email
    except ValidationError:
        known = ""
    event(
        Kind.SIGN_IN,
        caller=request.caller,
        email=known,
        title=gettext_noop("Sign-in refused"),
        state=State.REFUSED,
    )


def begin(request: ConsoleRequest, user: User, proof: Proof, next_page: str) -> HttpResponse:
    """Go on after the password was proven: to the second factor where there is one, else in.

    The token waits in the session, which is a fresh one, and goes with it if the factor is never given.
    """
    end(request)
    request.session[HALF_SIGNED_IN] = user.pk
    if proof.exchanged and user.credential:
        PersonalTokens(user.credential, request.session).keep(proof.exchanged)
    if proof.password:
        keep_password(request.session, proof.password)
    if proof.is_password_generated:
        request.session[GENERATED_PASSWORD_AT] = time.time()
    # Without a factor the password just typed is the strongest proof there is, so setting up a factor asks no other.
    fresh = None if is_mfa_enabled(user, FACTORS) else True
    allauth_login.record_authentication(request, user, method="password", email=user.email, reauthenticated=fresh)
    return allauth_login.perform_login(request, Login(user=user, email=user.email, redirect_url=next_page))


def end(request: HttpRequest) -> None:
    """End whatever sign-in this browser has, finished or not: the session's row goes, and its secrets with it."""
    forget(request.session)
    allauth_logout.logout(request, show_message=False)
    request.session.flush()


@open_to_all
@never_cache
@require_POST
def sign_out(request: ConsoleRequest) -> HttpResponse:
    """End the session on the server; also gives up a sign-in that still owes its factor."""
    if request.user.is_authenticated:
        _record_sign_out(request)
        if request.user.is_personal and request.user.credential:
            _tell_signinghub(request)
    end(request)
    response = redirect("sign-in")
    # Not "cookies": that would also clear those of other applications on the same domain.
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _record_sign_out(request: ConsoleRequest) -> None:
    try:
        event(Kind.SIGN_OUT, caller=request.caller, title=gettext_noop("Signed out"))
    except AuditUnavailable:
        # Whoever wants out gets out; record.event has logged that the entry is missing.
        log.warning("sign_out.not_recorded")


def _tell_signinghub(request: ConsoleRequest) -> None:
    """Log the person's own token out. A shared one is left alone: others are working with it."""
    try:
        request.api.call("logout", deadline=LOGOUT_SECONDS)
    except (ApiError, AuditUnavailable) as error:
        # The console's session ends in any case, and the token is forgotten with it.
        log.warning("sign_out.signinghub_not_told", error=type(error).__name__)


def _refused(request: HttpRequest, form: SignInForm) -> HttpResponse:
    """One answer for a wrong password, an unknown, a disabled and a locked address."""
    message = _("The e-mail or the password is not right. After five wrong tries, sign-in pauses for five minutes.")
    return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY, message)


def _page(
    request: HttpRequest, form: SignInForm, status: HTTPStatus = HTTPStatus.OK, refusal: str = ""
) -> HttpResponse:
    context = {"form": form, "refusal": refusal, FIELD: asked_page(request)}
    return render(request, "access/sign_in.html", context, status=status)
