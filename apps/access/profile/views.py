"""A person's own page: what they are called, how they sign in, where they are signed in."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from apps.access.models import Session, User
from apps.access.notices import sign_in_changed
from apps.access.profile.forms import ChangePasswordForm, ProfileForm
from apps.access.sessions import end_sessions, kept_key
from apps.access.sign_in.adapters import AccountAdapter
from console.audit.models import Kind
from console.audit.record import event
from console.permissions import signed_in
from console.requests import ConsoleRequest


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: ConsoleRequest) -> HttpResponse:
    """Show and change one's own name, language, time zone and theme."""
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(form.cleaned_data["language"]):
            messages.success(request, _("The profile is saved."))
        return redirect("profile")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "access/profile.html", {"form": form, **_state(request)}, status=status)


def _state(request: ConsoleRequest) -> dict[str, Any]:
    """How the person signs in and where they are signed in."""
    held: dict[str, list[Authenticator]] = {}
    for authenticator in Authenticator.objects.filter(user_id=request.user.pk).order_by("created_at"):
        held.setdefault(authenticator.type, []).append(authenticator)
    codes = held.get(Authenticator.Type.RECOVERY_CODES)
    others = Session.objects.filter(user=request.user, expire_date__gt=timezone.now())
    return {
        "authenticator_app": Authenticator.Type.TOTP in held,
        "passkeys": len(held.get(Authenticator.Type.WEBAUTHN, [])),
        "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else None,
        "other_sessions": others.exclude(session_key=kept_key(request.session.session_key)).count(),
    }


@signed_in
@require_POST
def end_other_sessions(request: ConsoleRequest) -> HttpResponse:
    """End every session of this person but the present one."""
    ended = end_sessions(request.user, keep=request.session.session_key)
    event(Kind.SIGN_OUT, caller=request.caller, title=gettext_noop("Other sessions ended"), values={"sessions": ended})
    messages.success(request, _("Your other sessions have ended."))
    return redirect("profile")


@signed_in
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change_password(request: ConsoleRequest) -> HttpResponse:
    """Change the console password, for people who have one."""
    if not request.user.has_console_password:
        return redirect("profile")
    form = ChangePasswordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid() and _is_present(request, form):
        user = request.user
        user.set_password(form.cleaned_data["new_password"])
        user.save(update_fields=["password"])
        update_session_auth_hash(request, user)
        sign_in_changed(request, user, Kind.PASSWORD, gettext_noop("Console password changed"))
        messages.success(request, _("The password is changed. Your other sessions have ended."))
        return redirect("profile")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "access/change_password.html", {"form": form}, status=status)


def _is_present(request: ConsoleRequest, form: ChangePasswordForm) -> bool:
    """Whether the old password is right; says so in the form if not. Counted like a sign-in."""
    try:
        right = AccountAdapter().reauthenticate(request.user, form.cleaned_data["old_password"])
    except ValidationError as refusal:
        form.add_error("old_password", refusal)
        return False
    if not right:
        form.add_error("old_password", _("The password is not right."))
    return right
