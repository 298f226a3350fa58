"""The second factor: asking for it, setting it up, changing it. The flows are allauth's, the addresses and marks ours.

Each factory here wraps one of allauth's views anew, because the same view serves two kinds of people: those who owe a
factor (`finishing`) and those who manage theirs (`signed_in`).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from allauth.mfa.base.views import authenticate as ask_for_factor
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from apps.access.owed import FACTORS, owed
from apps.access.sign_in.views import end
from console.permissions import Owed, finishing, signed_in

View = Callable[..., HttpResponseBase]


@finishing
@never_cache
@sensitive_post_parameters("code", "credential")
def factor(request: HttpRequest) -> HttpResponseBase:
    """Ask for the second factor, or, where there is none yet, which one to set up."""
    if not request.user.is_authenticated:
        return ask_for_factor(request)
    if owed(request) is Owed.PASSWORD:
        return redirect("new-password")
    return render(request, "access/choose_factor.html")


def first_factor(view: View) -> View:
    """One of allauth's set-up views, for somebody whose sign-in owes a factor.

    Only soon after the password: whoever finds the page open later has to sign in again.
    """

    @finishing
    @never_cache
    @sensitive_post_parameters("code", "credential")
    @wraps(view)
    def set_up(request: HttpRequest) -> HttpResponseBase:
        if not request.user.is_authenticated or owed(request) is not Owed.FACTOR:
            return redirect("factor")
        if is_reauthentication_required(request, app="allauth.mfa"):
            end(request)
            messages.warning(request, _("Too much time has passed since you signed in. Sign in again."))
            return redirect("sign-in")
        return view(request)

    return set_up


def own_factor(view: View) -> View:
    """One of allauth's views over factors, for a signed-in person managing their own."""

    @signed_in
    @never_cache
    @sensitive_post_parameters("code", "credential", "password")
    @wraps(view)
    def manage(request: HttpRequest, **arguments: int) -> HttpResponseBase:
        # allauth would keep a POST in clear while it asks who this is; so the form is shown again afterwards instead.
        if request.method == "POST" and is_reauthentication_required(request, app="allauth.mfa"):
            return redirect(request.path)
        return view(request, **arguments)

    return manage


def own_factor_removal(view: View) -> View:
    """A view that removes a factor, which never is the last one where the console demands a second factor."""

    @own_factor
    @wraps(view)
    def remove(request: HttpRequest, **arguments: int) -> HttpResponseBase:
        held = Authenticator.objects.filter(user_id=request.user.pk, type__in=FACTORS).count()
        if settings.REQUIRE_SECOND_FACTOR and held <= 1:
            messages.error(request, _("This is your only second factor. Set up another one first."))
            return redirect("profile")
        return view(request, **arguments)

    return remove


def step_up(view: View) -> View:
    """A view that asks a signed-in person once more who they are."""

    @signed_in
    @never_cache
    @sensitive_post_parameters("code", "credential", "password")
    @wraps(view)
    def ask(request: HttpRequest) -> HttpResponseBase:
        return view(request)

    return ask
