"""Signing in, finishing a sign-in, signing out."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from allauth.account.internal.flows import login as allauth_login
from allauth.account.internal.flows import logout as allauth_logout
from allauth.account.models import Login
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import authenticate
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from apps.access.models import User
from apps.access.owed import FACTORS
from apps.access.sessions import HALF_SIGNED_IN
from apps.access.sign_in import limits
from apps.access.sign_in.forms import SignInForm
from apps.access.sign_in.next_page import FIELD, asked_page
from apps.access.sign_in.proof import SigningHubSilent
from console.permissions import open_to_all


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The first page of everybody: e-mail and password."""
    if request.method == "POST":
        with limits.even_pace(settings.SIGN_IN_STEP) as wait:
            return _try(request, wait)
    if request.user.is_authenticated:
        return redirect(asked_page(request))
    return _page(request, SignInForm())


def _try(request: HttpRequest, wait: Callable[[], None]) -> HttpResponse:
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    try:
        attempt = limits.count_attempt(request, email)
    except limits.TooManyTries:
        wait()
        return _refused(request, form)
    try:
        user = authenticate(request, email=email, password=password)
    except SigningHubSilent as silence:
        attempt.take_back()
        return _page(request, form, HTTPStatus.SERVICE_UNAVAILABLE, str(silence))
    if user is None:
        wait()
        return _refused(request, form)
    attempt.take_back()
    return begin(request, user, asked_page(request))


def begin(request: HttpRequest, user: User, next_page: str) -> HttpResponse:
    """Go on after the password was proven: to the second factor where there is one, else in."""
    end(request)
    request.session[HALF_SIGNED_IN] = user.pk
    # Without a factor the password just typed is the strongest proof there is, so setting up a factor asks no other.
    fresh = None if is_mfa_enabled(user, FACTORS) else True
    allauth_login.record_authentication(request, user, method="password", email=user.email, reauthenticated=fresh)
    return allauth_login.perform_login(request, Login(user=user, email=user.email, redirect_url=next_page))


def end(request: HttpRequest) -> None:
    """End whatever sign-in this browser has, finished or not: the session's row goes, and its secrets with it."""
    allauth_logout.logout(request, show_message=False)
    request.session.flush()


@open_to_all
@never_cache
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on the server; also gives up a sign-in that still owes its factor."""
    end(request)
    response = redirect("sign-in")
    # Not "cookies": that would also clear those of other applications on the same domain.
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _refused(request: HttpRequest, form: SignInForm) -> HttpResponse:
    """One answer for a wrong password, an unknown, a disabled and a locked address."""
    message = _("The e-mail or the password is not right. After five wrong tries, sign-in pauses for five minutes.")
    return _page(request, form, HTTPStatus.UNPROCESSABLE_ENTITY, message)


def _page(
    request: HttpRequest, form: SignInForm, status: HTTPStatus = HTTPStatus.OK, refusal: str = ""
) -> HttpResponse:
    context = {"form": form, "refusal": refusal, FIELD: asked_page(request)}
    return render(request, "access/sign_in.html", context, status=status)
